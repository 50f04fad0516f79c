"""`make test`: every check, in legs that run side by side on two cores.

1. The tests are found: what is wrong with their imports is told at once, and all processes that
   follow find the bytecode that this one wrote.
2. Static checks: ruff, mypy, migrations, the API schema; the client's types, style, unit tests and
   sizes. (Layers are in tests/architecture.)
3. All tests on SQLite and the filesystem broker. (`make coverage`: the same with its share.)
4. After the static checks, so beside the rest of them: the contract's tests again on PostgreSQL and
   Redis, which are started here.
Too much at once costs more than it saves: what waits looks again and again, and what is late fails.
A leg that cannot start what it needs fails the run.
"""

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from tests.services.servers import postgres, redis

PROJECT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
CLIENT = ["npm", "run", "--silent", "--prefix", "frontend"]
CHECKS = {
    "ruff": [PYTHON, "-m", "ruff", "check", "."],
    "format": [PYTHON, "-m", "ruff", "format", "--check", "."],
    "mypy": [PYTHON, "-m", "mypy", "."],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "deploy": [PYTHON, "manage.py", "check"],
    # frontend/package.json says what each does.
    "client's API types": [*CLIENT, "types:check"],
    "client's types": [*CLIENT, "check"],
    "client's style": [*CLIENT, "lint"],
    "client's units": [*CLIENT, "test"],
    "client's sizes": [*CLIENT, "sizes"],
}
FOUND = [PYTHON, "-m", "pytest", "-qq", "--collect-only"]
PYTEST = [PYTHON, "-m", "pytest", "-q", "--durations=8"]
IN_FILES = ["--dist", "loadfile", "--no-loadscope-reorder"]  # tests/conftest.py has the order
# More than there are cores: the tests with real cameras spend most of their time waiting.
QUICK = [*IN_FILES, "-n", "4", "-m", "not slow"]
CONTRACT = [*IN_FILES, "-n", "1", "-m", "contract and not slow"]
# Some environments forbid it: then each of a thousand processes compiles all that it imports.
BYTECODE = {"PYTHONDONTWRITEBYTECODE": ""}
NO_LOOPS = "LOOP MOUNTS IMPOSSIBLE"  # the one reason for which tests may be skipped
_COUNT = re.compile(r"(\d+) (passed|failed|error|errors|skipped)\b")


class Leg(threading.Thread):
    """A command whose output is kept, so that legs don't talk at once."""

    def __init__(self, name: str, argv: list[str], environment: dict[str, str]) -> None:
        super().__init__(name=name)
        self.argv = argv
        self.environment = environment
        self.output = ""
        self.code = -1
        self.seconds = 0.0

    def run(self) -> None:
        began = time.monotonic()
        done = subprocess.run(
            self.argv,
            cwd=PROJECT,
            env={**os.environ, **BYTECODE, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.output, self.code = done.stdout, done.returncode
        self.seconds = time.monotonic() - began

    def report(self) -> bool:
        verdict = "ok" if self.code == 0 else f"FAILED ({self.code})"
        say(f"== {self.name}: {verdict}, {self.seconds:.0f} s")
        if self.code or self.name.startswith("tests on"):
            say(self.output.rstrip())
        return self.code == 0

    def counted(self, word: str) -> int:
        last = self.output.rstrip().rsplit("\n", 1)[-1]
        return sum(int(n) for n, what in _COUNT.findall(last) if what.startswith(word))

    def skipped_for(self, reason: str) -> int:
        """How many tests were skipped for this reason, by pytest's summary."""
        found = re.findall(rf"^SKIPPED \[(\d+)\] .*{reason}", self.output, re.MULTILINE)
        return sum(map(int, found))


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def checks(scratch: str) -> list[Leg]:
    environment = {"VMS_DATA_DIR": scratch, "VMS_LOG_LEVEL": "WARNING"}
    return [Leg(f"check {name}", argv, environment) for name, argv in CHECKS.items()]


def run_in_turn(legs: list[Leg]) -> None:
    for leg in legs:
        leg.start()
        leg.join()


def main() -> int:
    began = time.monotonic()
    with ExitStack() as stack:
        scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="vms-checks-"))
        services = {
            "DATABASE_URL": stack.enter_context(postgres()),
            "VMS_BROKER_URL": stack.enter_context(redis()),
        }
        found = Leg("tests are found", [*FOUND, *sys.argv[1:]], {})
        embedded = Leg("tests on SQLite and files", [*PYTEST, *QUICK, *sys.argv[1:]], {})
        grown = Leg("tests on PostgreSQL and Redis", [*PYTEST, *CONTRACT, *sys.argv[1:]], services)
        static = checks(scratch)
        in_turn = threading.Thread(target=run_in_turn, args=([*static, grown],))
        for thread in (found, in_turn):
            thread.start()
        found.join()
        embedded.start()
        for thread in (in_turn, embedded):
            thread.join()
    legs = [found, *static, grown, embedded]
    good = sum(leg.report() for leg in legs) == len(legs)  # every leg reports
    passed = sum(leg.counted("passed") for leg in (embedded, grown))
    failed = sum(leg.counted("failed") + leg.counted("error") for leg in (embedded, grown))
    skipped = sum(leg.counted("skipped") for leg in (embedded, grown))
    unproven = sum(leg.skipped_for(NO_LOOPS) for leg in (embedded, grown))
    if unproven:
        say(f"!! {NO_LOOPS}: {unproven} faults of disks and power are NOT PROVEN on this machine")
    say(f"{time.monotonic() - began:.0f} s in all, {'everything passed' if good else 'FAILED'}")
    say(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 0 if good and passed and skipped == unproven else 1


if __name__ == "__main__":
    sys.exit(main())
