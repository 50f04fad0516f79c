"""Documents agree with the code, and with each other."""

import ast
import os
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import yaml

from vms.launching.components import COMPONENTS

PROJECT = Path(__file__).resolve().parents[2]
APPS = ("vms", "plans", "recordings", "playback", "clips", "panel")
READMES = ("README.md", "README.pt-BR.md")
SKIPPED_FOLDERS = {".venv", "data", "node_modules", ".git"}
LINK = re.compile(r"\]\(([^)\s]+)\)")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
ROW = re.compile(r"^\| ([A-Za-z0-9._-]+) \| [^|]+ \| [^|]+ \|$", re.MULTILINE)
NAMED_IN_TABLE = re.compile(r"`([A-Z][A-Z_]+)`")


def documents() -> list[Path]:
    found: list[Path] = []
    for folder, folders, files in os.walk(PROJECT):
        folders[:] = [name for name in folders if name not in SKIPPED_FOLDERS]
        found += [Path(folder) / name for name in files if name.endswith(".md")]
    return sorted(found)


def settings_variables() -> set[str]:
    """The names in `env.kind("NAME", ...)` and `number(env.kind, "NAME", ...)`."""
    tree = ast.parse((PROJECT / "vms" / "settings.py").read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = [call.args[0] for call in calls if ast.unparse(call.func).startswith("env.")]
    named += [call.args[1] for call in calls if ast.unparse(call.func) == "number"]
    return {str(node.value) for node in named if isinstance(node, ast.Constant)}


def table_variables(readme: str) -> set[str]:
    """The names in the first column of the settings table, whose rows alone begin so."""
    rows = (PROJECT / readme).read_text().splitlines()
    first_cells = [row.split("|")[1] for row in rows if row.startswith("| `")]
    return {name for cell in first_cells for name in NAMED_IN_TABLE.findall(cell)}


def requirements(name: str) -> set[str]:
    return set(PINNED.findall((PROJECT / name).read_text()))


def dependency_section(heading: str) -> set[str]:
    text = (PROJECT / "docs" / "dependencies.md").read_text()
    section = text.split(f"## {heading}", 1)[1].split("\n## ", 1)[0]
    return set(ROW.findall(section)) - {"package"}


def imported_packages(*folders: str) -> set[str]:
    """Top-level names that the code imports."""
    found: set[str] = set()
    for path in (path for folder in folders for path in (PROJECT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found


def packages_behind(imported: set[str], also: set[str]) -> set[str]:
    """The packages, in small letters, that these names need besides Python's and our own.

    A name that no installed package has stands for itself, so that it is missed.
    """
    ours = {"vms", "plans", "recordings", "playback", "clips", "panel", "tests"}
    installed = packages_distributions()
    needed = imported - ours - sys.stdlib_module_names
    choices = [{name.lower() for name in installed.get(module, [module])} for module in needed]
    return {min(names & also or names) for names in choices}


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
    return loaded


@pytest.mark.parametrize("readme", READMES)
def test_the_settings_table_names_each_variable_and_no_other(readme: str) -> None:
    assert table_variables(readme) == settings_variables()


def test_both_readmes_have_the_same_parts() -> None:
    shapes = [
        [
            line.split(" ")[0]
            for line in (PROJECT / name).read_text().splitlines()
            if line[:1] == "#"
        ]
        for name in READMES
    ]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize(
    ("heading", "file"),
    [("Running", "requirements.txt"), ("Tests", "requirements-dev.txt")],
)
def test_explained_dependencies_are_required_ones(heading: str, file: str) -> None:
    explained = dependency_section(heading)
    assert explained
    assert sorted(explained - requirements(file)) == []


def test_what_the_code_imports_is_required_and_explained() -> None:
    required = {name.lower() for name in requirements("requirements.txt")}
    explained = {name.lower() for name in dependency_section("Running")}
    used = packages_behind(imported_packages(*APPS), required)
    assert sorted(used - required) == []
    assert sorted(used - explained) == []


def test_what_the_tests_import_is_required() -> None:
    files = ("requirements.txt", "requirements-dev.txt")
    required = {name.lower() for file in files for name in requirements(file)}
    assert sorted(packages_behind(imported_packages("tests"), required) - required) == []


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(PROJECT)))
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    targets = [link.partition("#")[0] for link in LINK.findall(document.read_text())]
    inside = [target for target in targets if target and "://" not in target]
    assert [target for target in inside if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(PROJECT)))
def test_documents_hold_no_notes_to_ourselves(document: Path) -> None:
    text = document.read_text()
    assert [word for word in ("/work" + "/", "TO" + "DO") if word in text] == []


def test_compose_starts_the_same_programs_as_one_machine() -> None:
    services = compose()["services"]
    commands = {name: " ".join(services[name].get("command", [])) for name in services}
    started = {
        component
        for component in COMPONENTS
        if f"python manage.py serve {component}" in commands.get(component, "")
    }
    assert started == set(COMPONENTS)


def test_the_image_holds_every_part_of_the_code() -> None:
    copied = set(re.findall(r"^COPY (\w+) \1$", (PROJECT / "Dockerfile").read_text(), re.MULTILINE))
    let_in = set((PROJECT / ".dockerignore").read_text().splitlines())
    parts = {*APPS, "templates", "locale", "locale_libraries"}
    assert copied == parts
    assert {f"!{part}" for part in parts} <= let_in


def test_the_image_builds_the_client_itself() -> None:
    image = (PROJECT / "Dockerfile").read_text()
    browser, final = image.split("AS browser", 1)[1].split("FROM ", 1)
    assert "RUN npm ci --include=dev\nCOPY frontend ./\nRUN npm run build\n" in browser
    assert "COPY --from=browser /opt/vms/frontend/dist frontend/dist\n" in final
    ignored = (PROJECT / ".dockerignore").read_text().splitlines()
    assert ignored.index("!frontend") < ignored.index("frontend/dist")
    assert "frontend/node_modules" in ignored
