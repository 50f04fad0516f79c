"""Everything that people read has a Portuguese sentence, in the file that Django loads."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib

PROJECT = Path(__file__).resolve().parents[2]
APPS = ("vms", "plans", "recordings", "playback", "clips", "panel")
CATALOGUE = PROJECT / "locale" / "pt_BR" / "LC_MESSAGES" / "django.po"

SINGLE = {"gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
PLURAL_WITH_CONTEXT = {"npgettext", "npgettext_lazy"}
TAG = re.compile(r"{%\s*(?:translate|trans)\s+(\"[^\"]*\"|'[^']*')(.*?)%}")
CONTEXT = re.compile(r"context\s+(\"[^\"]*\"|'[^']*')")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")


class Message(NamedTuple):
    """What identifies an entry of a catalogue; `plural` and `context` are empty without one."""

    text: str
    plural: str = ""
    context: str = ""


def messages_in_code() -> set[Message]:
    found: set[Message] = set()
    for app in APPS:
        for path in sorted((PROJECT / app).rglob("*.py")):
            found.update(messages_of_module(ast.parse(path.read_text())))
    return found


def messages_of_module(tree: ast.Module) -> Iterator[Message]:
    """Calls of what is imported from Django's translation module, whatever it is called here."""
    kinds = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            kind = kinds.get(node.func.id, "")
            if kind in SINGLE:
                yield Message(text_of(node, 0))
            elif kind in PLURAL:
                yield Message(text_of(node, 0), plural=text_of(node, 1))
            elif kind in WITH_CONTEXT:
                yield Message(text_of(node, 1), context=text_of(node, 0))
            elif kind in PLURAL_WITH_CONTEXT:
                yield Message(text_of(node, 1), text_of(node, 2), text_of(node, 0))


def text_of(call: ast.Call, position: int) -> str:
    """The literal argument: makemessages finds no other, so a variable is a fault."""
    text = ast.literal_eval(call.args[position])
    assert isinstance(text, str)
    return text


def messages_in_templates() -> set[Message]:
    found: set[Message] = set()
    folders = [PROJECT / "templates", *(PROJECT / app for app in APPS)]
    for path in sorted(path for folder in folders for path in folder.rglob("*.html")):
        template = path.read_text()
        assert "blocktrans" not in template, f"{path}: this test reads translate tags only"
        for literal, rest in TAG.findall(template):
            context = CONTEXT.search(rest)
            found.add(Message(literal[1:-1], context=context[1][1:-1] if context else ""))
    return found


def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def message_of(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def translations_of(entry: polib.POEntry) -> dict[int, str]:
    return dict(entry.msgstr_plural) if entry.msgid_plural else {0: entry.msgstr}


def test_the_catalogue_holds_what_the_code_says_and_nothing_else() -> None:
    said = messages_in_code() | messages_in_templates()
    known = {message_of(entry) for entry in catalogue()}
    assert sorted(said - known) == []
    assert sorted(known - said) == []


def test_every_sentence_has_its_portuguese_one() -> None:
    empty = [
        entry.msgid
        for entry in catalogue()
        if not all(text.strip() for text in translations_of(entry).values())
    ]
    assert empty == []


def test_no_entry_is_a_guess_or_a_leftover() -> None:
    words = catalogue()
    assert [entry.msgid for entry in words if entry.fuzzy] == []
    assert [entry.msgid for entry in words.obsolete_entries()] == []


def test_translations_keep_the_placeholders() -> None:
    wrong = {
        entry.msgid: text
        for entry in catalogue()
        for text in translations_of(entry).values()
        if sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(PLACEHOLDER.findall(text))
    }
    assert wrong == {}


def test_plural_forms_are_all_there() -> None:
    forms = {
        entry.msgid: sorted(entry.msgstr_plural) for entry in catalogue() if entry.msgid_plural
    }
    assert forms == {text: [0, 1] for text in forms}


def test_what_django_loads_is_the_catalogue_compiled() -> None:
    words = catalogue()
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    assert {message_of(e): translations_of(e) for e in compiled} == {
        message_of(e): translations_of(e) for e in words
    }
    assert compiled.metadata["Plural-Forms"] == words.metadata["Plural-Forms"]
