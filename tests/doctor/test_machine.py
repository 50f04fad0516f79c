"""Memory, descriptors, processes, and what a container leaves of them."""

import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doctor.looks import codes
from vms.doctor import cgroup, limits, memory
from vms.doctor.memory import Memory

GIB = 1 << 30


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (Memory(8 * GIB, 4 * GIB, 0, 0), [("memory.available", "ok")]),
        (Memory(8 * GIB, GIB, 0, 0), [("memory.low", "warning")]),
        (Memory(8 * GIB, GIB // 4, 0, 0), [("memory.low", "error")]),
        (Memory(GIB, GIB // 2, 0, 0), [("memory.small", "warning")]),
        (
            Memory(8 * GIB, 4 * GIB, GIB, GIB // 2 + 1),
            [("memory.available", "ok"), ("memory.swap", "warning")],
        ),
    ],
)
def test_memory(seen: Memory, expected: list[tuple[str, str]]) -> None:
    assert codes(memory.findings_of(seen)) == expected


def test_this_machines_memory_is_measured() -> None:
    seen = memory.measure()
    assert 0 < seen.available <= seen.total


@pytest.fixture
def few_descriptors() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (500, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_few_descriptors(few_descriptors: None) -> None:
    (found,) = [f for f in limits.look() if f.code == "limits.descriptors"]
    assert (found.severity, found.what) == (
        "warning",
        "Open files: 500 a process, enough for about 100 cameras.",
    )


def test_the_kernel_is_asked() -> None:
    assert codes(limits.look())[0] == ("limits.kernel", "ok")


@pytest.fixture
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cgroup, "ROOT", tmp_path)
    monkeypatch.setattr(cgroup, "OWN", tmp_path / "own")
    return tmp_path


def test_limits_of_a_service(groups: Path) -> None:
    """Control groups 2: the group's own limit, and that of one above it."""
    (groups / "own").write_text("0::/system.slice/vms.service\n")
    inner = groups / "system.slice" / "vms.service"
    inner.mkdir(parents=True)
    (inner / "pids.max").write_text("max\n")
    (inner.parent / "pids.max").write_text("4915\n")
    (inner / "cpu.max").write_text("150000 100000\n")
    assert (cgroup.own_limit("pids", "pids.max"), cgroup.own_cores()) == (4915, 1.5)


def test_limits_of_an_older_container(groups: Path) -> None:
    """Control groups 1: a tree for each controller, a number near 2^63 for no limit."""
    (groups / "own").write_text("4:memory:/box\n2:cpu,cpuacct:/box\n")
    for controller in ("memory", "cpu,cpuacct"):
        (groups / controller / "box").mkdir(parents=True)
    (groups / "memory" / "memory.limit_in_bytes").write_text("9223372036854771712\n")
    (groups / "memory" / "box" / "memory.limit_in_bytes").write_text("1073741824\n")
    (groups / "cpu,cpuacct" / "box" / "cpu.cfs_quota_us").write_text("-1\n")
    (groups / "cpu,cpuacct" / "box" / "cpu.cfs_period_us").write_text("100000\n")
    seen = (cgroup.own_limit("memory", "memory.limit_in_bytes"), cgroup.own_cores())
    assert seen == (GIB, None)
    assert cgroup.own_limit("pids", "pids.max") is None
