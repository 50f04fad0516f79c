.PHONY: run stop test coverage bench faults setup setup-test

PYTHON = .venv/bin/python
export VMS_DATA_DIR ?= $(CURDIR)/data
NETWORKS = 10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7,127.0.0.0/8,::1/128

run: export VMS_DEMO ?= 1
run: export VMS_CAMERA_NETWORKS ?= $(NETWORKS)
run: setup
	@$(PYTHON) manage.py run

stop:
	@$(PYTHON) manage.py stop

test: setup-test
	@$(PYTHON) -m tests.run

bench: setup-test
	@$(PYTHON) -m tests.bench

coverage: setup-test
	@$(PYTHON) -m pytest -q -n 4 --dist loadfile -m "not slow" --cov --cov-report=
	@$(PYTHON) -m coverage report --fail-under=90

faults: setup-test
	@VMS_BENCH_LONG=1 $(PYTHON) -m pytest -q -m "slow or not slow" \
		tests/recordings/cleanup/test_promises.py tests/clips/test_random_ranges.py
	@VMS_BENCH_LONG=1 $(PYTHON) -m tests.bench faults

setup:
	@scripts/setup.sh run

setup-test:
	@scripts/setup.sh test
