"""What a service or container may use at most (control groups, version 1 and 2)."""

from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
OWN = Path("/proc/self/cgroup")


def own_limit(controller: str, name: str) -> int | None:
    """The lowest number in files `name` of this process's group and those above; None: no limit.

    Version 2 says "max", version 1 a number near 2^63, for no limit.
    """
    found = []
    for folder in _own_folders(controller):
        first = _first_word(folder / name)
        if first.isdigit() and int(first) < 1 << 60:
            found.append(int(first))
    return min(found, default=None)


def own_cores() -> float | None:
    """How many cores the group may use at a time; None: all."""
    found = []
    for folder in _own_folders("cpu"):
        quota, period = _quota(folder)
        if quota > 0 and period > 0:
            found.append(quota / period)
    return min(found, default=None)


def _quota(folder: Path) -> tuple[int, int]:
    """Microseconds of CPU in a period of microseconds; zeros where nothing is said."""
    try:
        if (folder / "cpu.max").exists():
            quota, period = (folder / "cpu.max").read_text().split()
        else:
            quota = (folder / "cpu.cfs_quota_us").read_text()
            period = (folder / "cpu.cfs_period_us").read_text()
        return int(quota), int(period)
    except (OSError, ValueError):
        return 0, 0


def _own_folders(controller: str) -> list[Path]:
    """The group's folder and those above it, as far as they can be seen from here."""
    try:
        lines = OWN.read_text().splitlines()
    except OSError:
        return []
    folders = []
    for line in lines:
        _number, controllers, path = line.split(":", 2)
        if controllers and controller not in controllers.split(","):
            continue
        base = ROOT / controllers if controllers else ROOT
        inner = Path(path.lstrip("/"))
        folders += [base / folder for folder in [inner, *inner.parents]]
    return folders


def _first_word(path: Path) -> str:
    try:
        return path.read_text().split()[0]
    except (OSError, IndexError):
        return ""
