"""Portuguese words of libraries that have none: each is one that an installed library says."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import polib
import pytest
from django.utils import translation
from django.utils.translation import gettext

PROJECT = Path(__file__).resolve().parents[2]
CATALOGUE = PROJECT / "locale_libraries" / "pt_BR" / "LC_MESSAGES" / "django.po"
LIBRARIES = ("unfold", "axes", "django_celery_beat", "import_export")
TAG = re.compile(r"(?:{%-?\s*(?:translate|trans)\s+|_\()(\"[^\"]*\"|'[^']*')")
BLOCK = re.compile(r"{%\s*block(?:trans|translate)[^%]*%}(.*?){%", re.DOTALL)
PLACEHOLDER = re.compile(r"%\(\w+\)s|{\w*}")


@cache
def said() -> frozenset[str]:
    return frozenset(text for library in LIBRARIES for text in _texts(library))


def _texts(library: str) -> Iterator[str]:
    spec = find_spec(library)
    assert spec is not None
    assert spec.origin is not None
    for path in sorted(Path(spec.origin).parent.rglob("*")):
        if path.suffix == ".html":
            page = path.read_text()
            yield from (literal[1:-1] for literal in TAG.findall(page))
            yield from (re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", body) for body in BLOCK.findall(page))
        elif path.suffix == ".py":
            nodes = ast.walk(ast.parse(path.read_text()))
            found = (node.value for node in nodes if isinstance(node, ast.Constant))
            yield from (value for value in found if isinstance(value, str))


def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def test_each_is_said_by_a_library() -> None:
    assert sorted({entry.msgid for entry in catalogue()} - said()) == []


def test_each_has_its_portuguese_with_the_same_placeholders() -> None:
    wrong = [
        entry.msgid
        for entry in catalogue()
        if entry.fuzzy
        or not entry.msgstr.strip()
        or sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(PLACEHOLDER.findall(entry.msgstr))
    ]
    assert wrong == []


def test_what_django_loads_is_the_catalogue_compiled() -> None:
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    assert {e.msgid: e.msgstr for e in compiled} == {e.msgid: e.msgstr for e in catalogue()}


@pytest.mark.parametrize(
    ("english", "portuguese"),
    [("Type to search", "Digite para buscar"), ("periodic tasks", "tarefas periódicas")],
)
def test_they_are_what_people_read(english: str, portuguese: str) -> None:
    with translation.override("pt-br"):
        assert gettext(english) == portuguese
