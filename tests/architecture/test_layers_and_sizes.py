"""The walls of the house: layers, file sizes, function sizes, an empty `__init__` for purity."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
APPS = ("vms", "plans", "recordings", "playback", "clips", "panel")
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 50
MOSTLY_FUNCTION_LINES = 30
# The only places that may start a process.
MAY_START_PROCESSES = {
    "recordings/children.py",
    "recordings/processes.py",
    "recordings/simulator/clip_media.py",
    "recordings/simulator/process.py",
    "vms/management/commands/run.py",
}


def sources(*folders: str) -> list[Path]:
    found = [p for folder in folders for p in (PROJECT / folder).rglob("*.py")]
    return sorted(p for p in found if "migrations" not in p.parts)


def functions(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text())
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return [
        (node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, kinds)
    ]


def test_layers_are_kept() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports"))],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("folder", [*APPS, "tests"])
def test_no_file_is_longer_than_the_limit(folder: str) -> None:
    lengths = {str(p): len(p.read_text().splitlines()) for p in sources(folder)}
    assert {p: n for p, n in lengths.items() if n > MAX_FILE_LINES} == {}


def test_functions_are_short() -> None:
    found = [(p, *f) for p in sources(*APPS) for f in functions(p)]
    assert [f for f in found if f[2] > MAX_FUNCTION_LINES] == []
    long = [f for f in found if f[2] > MOSTLY_FUNCTION_LINES]
    assert len(long) <= len(found) * 0.02, long


def test_app_packages_begin_empty_so_that_pure_modules_stay_pure() -> None:
    for app in APPS[1:]:
        assert (PROJECT / app / "__init__.py").read_text() == ""


def test_processes_are_started_in_few_places() -> None:
    starters = {
        str(path.relative_to(PROJECT))
        for path in sources(*APPS)
        if "subprocess" in path.read_text() and path.name != "__init__.py"
    }
    assert starters == MAY_START_PROCESSES


def test_no_file_has_a_name_that_says_nothing() -> None:
    vague = {"utils.py", "helpers.py", "manager.py", "handler.py", "misc.py", "common.py"}
    assert [p for p in sources(*APPS, "tests") if p.name in vague] == []
