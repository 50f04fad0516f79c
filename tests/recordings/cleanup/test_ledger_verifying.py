"""Every change of an exported ledger is found without us, and so is what is none."""

from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command

from recordings.certificates.signing import encode, pem_of, public_key, signed
from recordings.cleanup.ledger_lines import COLUMNS, Unreadable, csv_head, read_lines
from recordings.models import Camera
from tests.recordings.cleanup.ledger_files import (
    checked,
    exported,
    foreign,
    gate,
    joined,
    key_folder,
    lines,
    mixed,
    refusal,
)
from tests.recordings.cleanup.ledger_scene import tamper

__all__ = ["foreign", "gate", "key_folder", "mixed"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("key_folder")]


def test_a_public_key_as_pem_file_is_taken_too(mixed: None, tmp_path: Path) -> None:
    pem = tmp_path / "key.pem"
    pem.write_text(pem_of(public_key()))
    assert checked(tmp_path, exported(), "--key", str(pem))


def test_without_a_key_it_says_whose_it_took(mixed: None, tmp_path: Path) -> None:
    told = "\n".join(checked(tmp_path, exported()))
    assert "This is the key that the file itself names" in told


def test_another_installations_signature_is_refused(mixed: None, tmp_path: Path) -> None:
    other = encode(Ed25519PrivateKey.generate().public_key())
    words = "NOT VALID: the signature does not belong to the closing line"
    assert refusal(tmp_path, exported(), "--key", other) == (words, 1)


CHANGES: dict[str, tuple[Callable[[list[Any]], object], str]] = {
    "an entry changed": (
        lambda told: told[2].update(bytes=1),
        "entry 3 is not what was hashed: it was changed",
    ),
    "a name changed": (
        lambda told: told[0].update(camera_name="Other"),
        "entry 1 is not what was hashed: it was changed",
    ),
    "a float": (
        lambda told: told[2].update(bytes=2000.0),
        "entry 3 is not what was hashed: it was changed",
    ),
    "an entry taken out": (
        lambda told: told.pop(2),
        "entry 4 does not follow the one before it: some are missing",
    ),
    "a link of another chain": (
        lambda told: told[1].update(previous_hash="0" * 64),
        "entry 2 names another hash than the entry before it has",
    ),
    "cut at its end": (
        lambda told: told.pop(),
        "the closing line is missing: the file was cut off",
    ),
    "cut before the closing line": (
        lambda told: told.pop(-2),
        "the closing line says links 6, there is 5",
    ),
    "cut at its beginning": (
        lambda told: told.pop(0),
        "the closing line says links 6, there is 5",
    ),
    "something behind the end": (
        lambda told: told.append(told[0]),
        "something follows the closing line",
    ),
    "an entry made bare": (
        lambda told: [told[2].pop(name) for name in COLUMNS[1:-2]],
        "the closing line says entries 3, there is 2",
    ),
    "the closing line changed": (
        lambda told: told[-1]["certificate"].update(issued_by="nobody"),
        "the signature does not belong to the closing line",
    ),
    "no signature": (
        lambda told: told[-1].pop("signature"),
        "the closing line names no public key",
    ),
    "another signed document": (
        lambda told: told.__setitem__(-1, signed({"kind": "coverage-certificate"})),
        "it is signed, but no ledger that this software knows",
    ),
    "a signed list": (
        lambda told: told.__setitem__(-1, signed([1])),  # type: ignore[arg-type]
        "the closing line is of another kind",
    ),
    "signed cities of another kind": (
        lambda told: told.__setitem__(-1, signed({**told[-1]["certificate"], "cities": [1]})),
        "the closing line is of another kind",
    ),
    "another city's entries": (
        lambda told: told.__setitem__(
            -1, signed({**told[-1]["certificate"], "cities": [{"uuid": "x"}]})
        ),
        "there are entries of a city that the closing line does not name",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_found_and_named(
    mixed: None, gate: Camera, tmp_path: Path, name: str
) -> None:
    change, words = CHANGES[name]
    told = lines(exported(gate.city))
    change(told)
    assert refusal(tmp_path, joined(told)) == (f"NOT VALID: {words}", 1)


def test_a_chain_that_was_forged_in_the_database_is_exported_as_it_is(
    mixed: None, tmp_path: Path
) -> None:
    tamper(4, bytes=1)
    words = "NOT VALID: entry 4 is not what was hashed: it was changed"
    assert refusal(tmp_path, exported()) == (words, 1)


NO_FILES = {
    "empty": b"",
    "binary": b"\x00\xff\x80",
    "text": b"hello\n",
    "a list": b"{}\n[]\n",
    "deep": b'{"a":' + b"[" * 100_000 + b"\n",
    "twice the same name": b'{"number":1,"number":2}\n',
    "no number": b'{"number":"1","previous_hash":"%s","hash":"%s"}\n' % (b"0" * 64, b"0" * 64),
    "no hash": b'{"number":1,"previous_hash":"","hash":null}\n',
    "a number of a megabyte": b'{"number":' + b"9" * 1_000_000 + b"}\n",
    "one column": csv_head() + b"1\r\n",
    "an open quote": csv_head() + b'"1\r\n',
    "half an entry": csv_head() + b"1,," + b"x," * 12 + b",\r\n",
    "a decimal": csv_head() + b"1.5" + b"," * 13 + (b"," + b"0" * 64) * 2 + b"\r\n",
}


@pytest.mark.parametrize("name", NO_FILES)
def test_what_is_no_export_is_refused_by_line(tmp_path: Path, name: str) -> None:
    words, code = refusal(tmp_path, NO_FILES[name])
    assert words.startswith("NOT VALID: line ")
    assert code == 2


def test_a_file_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("verify_ledger", str(tmp_path / "none"))
    assert refused.value.returncode == 2
    with pytest.raises(CommandError) as refused:
        call_command("verify_ledger", str(tmp_path))
    assert refused.value.returncode == 2


def test_a_key_that_is_none_is_refused(mixed: None, tmp_path: Path) -> None:
    words, code = refusal(tmp_path, exported(), "--key", "nonsense")
    assert words.startswith("--key is neither a public key nor a file with one")
    assert code == 2


def test_the_databases_own_chain_is_checked_without_a_file(mixed: None) -> None:
    out = StringIO()
    call_command("verify_ledger", stdout=out, no_color=True)
    assert out.getvalue().startswith("The chain is whole.\nentries    6\nlast hash  ")
    tamper(5, freed_bytes=0)
    with pytest.raises(CommandError, match="entry 5 is not what was hashed") as refused:
        call_command("verify_ledger", stdout=out)
    assert refused.value.returncode == 1


def test_an_empty_database_has_a_whole_chain(db: None) -> None:
    out = StringIO()
    call_command("verify_ledger", stdout=out, no_color=True)
    assert out.getvalue() == f"The chain is whole.\nentries    0\nlast hash  {'0' * 64}\n"


def test_a_line_without_end_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recordings.cleanup.ledger_lines.MAX_LINE_BYTES", 100)
    with pytest.raises(Unreadable, match="line 1: longer than any line of an export"):
        list(read_lines(BytesIO(b"{" * 1000)))
