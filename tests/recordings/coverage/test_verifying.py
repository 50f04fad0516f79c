"""`manage.py verify_certificate`: an auditor's machine, without a database."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command

from plans.models import City
from recordings.accounting import Account
from recordings.certificates.attachment import extract
from recordings.certificates.document import Issue, certificate_of
from recordings.certificates.pdf import LANGUAGES, pdf_of
from recordings.certificates.signing import encode, pem_of, public_key, signed
from recordings.coverage import Coverage, DayCoverage
from recordings.gaps import Cause, Gap
from recordings.models import Camera
from recordings.months import Month
from recordings.spans import moment_of

pytestmark = pytest.mark.usefixtures("key_folder")

NAME = "Praça <b>& São João</b> 東 (norte) \\"
PAGES_RIGHT = "The pages are those of the signed figures."
PAGES_WRONG = "The pages could not be made again"
HOUR, DAY = 3_600_000, 86_400_000


def make_document(gaps: int = 3) -> dict[str, Any]:
    """October 2026, with so many gaps of a second on its first day; no database behind it."""
    month = Month(2026, 10)
    zone = ZoneInfo("America/Sao_Paulo")
    start, end = month.span(zone)
    missing = tuple(
        Gap(start + at * 10_000, start + at * 10_000 + 1000, Cause.CAMERA_OFFLINE)
        for at in range(gaps)
    )
    days = []
    for at in range(start, end, DAY):
        found = missing if at == start else ()
        account = Account(DAY, DAY - 1000 * len(found), found, 0, 2_160_000, None)
        days.append(
            DayCoverage(
                moment_of(at).astimezone(zone).date(), zone.key, (at, at + DAY), account, True
            )
        )
    camera = Camera(pk=7, name=NAME, city=City(name="Aurora", time_zone=zone.key))
    total = sum((day.account for day in days), Account())
    coverage = Coverage(camera, (start, end), end, [(start, end)], tuple(days), total)
    issue = Issue("maria", datetime(2026, 11, 2, tzinfo=UTC) + timedelta(hours=3), public_key())
    return signed(certificate_of(coverage, month, issue))


@pytest.fixture
def document() -> dict[str, Any]:
    return make_document()


@pytest.fixture
def save(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(data: bytes) -> Path:
        path = tmp_path / "given"
        path.write_bytes(data)
        return path

    return write


Save = Callable[[bytes], Path]


def verify(path: Path, *options: str) -> str:
    said = StringIO()
    call_command("verify_certificate", str(path), *options, stdout=said)
    return said.getvalue()


def as_json(document: dict[str, Any], **options: Any) -> bytes:
    return json.dumps(document, **options).encode()


@pytest.mark.parametrize("options", [{}, {"indent": 4}, {"ensure_ascii": False}])
def test_json_is_right_however_it_is_written(
    document: dict[str, Any], save: Save, options: dict[str, Any]
) -> None:
    said = verify(save(as_json(document, **options)))
    assert "The signature is valid." in said
    assert "This is the key that the document itself names" in said
    assert said.splitlines()[-7:] == [
        "final certificate of 2026-10 (America/Sao_Paulo), issued 2026-11-02T03:00:00.000Z "
        "to maria",
        "city      Aurora",
        f"camera    {NAME} ({document['certificate']['camera']['uuid']})",
        "wanted    744 h 0 min 0 s",
        "recorded  743 h 59 min 57 s",
        "coverage  99.999 %",
        "gaps      3, the longest 1 s",
    ]


@pytest.mark.parametrize("form", ["base64", "pem file", "base64 file"])
def test_a_key_from_elsewhere_is_used(
    document: dict[str, Any], save: Save, tmp_path: Path, form: str
) -> None:
    path = tmp_path / "key"
    path.write_text(pem_of(public_key()) if form == "pem file" else encode(public_key()))
    given = encode(public_key()) if form == "base64" else str(path)
    said = verify(save(as_json(document)), "--key", given)
    assert "The signature is valid." in said
    assert "document itself" not in said


def test_another_installations_key_does_not_fit(document: dict[str, Any], save: Save) -> None:
    other = encode(Ed25519PrivateKey.generate().public_key())
    with pytest.raises(CommandError, match="NOT VALID: The signature does not belong"):
        verify(save(as_json(document)), "--key", other)


def test_a_changed_figure_is_found(document: dict[str, Any], save: Save) -> None:
    document["certificate"]["totals"]["recorded_ms"] += 1
    with pytest.raises(CommandError, match="NOT VALID: The signature does not belong"):
        verify(save(as_json(document)))


def test_a_figure_that_comes_twice_is_refused(document: dict[str, Any], save: Save) -> None:
    twice = as_json(document).replace(b'"month": ', b'"month": "2020-01", "month": ')
    with pytest.raises(CommandError, match="neither a certificate's JSON nor its PDF"):
        verify(save(twice))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pdf_is_right_with_its_pages(document: dict[str, Any], save: Save, language: str) -> None:
    pdf = pdf_of(document, language)
    assert json.loads(extract(pdf)) == json.loads(as_json(document))
    said = verify(save(pdf), "--key", encode(public_key()))
    assert "The signature is valid." in said
    assert PAGES_RIGHT in said


def test_a_changed_page_is_found(document: dict[str, Any], save: Save) -> None:
    pdf = pdf_of(document, "en").replace(b"(99.999 %)", b"(99.111 %)")
    said = verify(save(pdf))
    assert PAGES_WRONG in said
    assert PAGES_RIGHT not in said


def test_a_changed_attachment_is_found(document: dict[str, Any], save: Save) -> None:
    pdf = pdf_of(document, "en").replace(b'"recorded_ms":2678397000', b'"recorded_ms":2678398000')
    with pytest.raises(CommandError, match="NOT VALID: The signature does not belong"):
        verify(save(pdf))


@pytest.mark.parametrize("gaps", [0, 450])
def test_few_and_many_gaps_fill_a_pdf(save: Save, gaps: int) -> None:
    pdf = pdf_of(make_document(gaps), "pt-br")
    assert PAGES_RIGHT in verify(save(pdf))
    assert len(pdf) < 1_000_000


def test_what_is_signed_and_no_certificate_is_refused(save: Save) -> None:
    for other in ({"kind": "letter", "version": 1}, {"kind": "coverage-certificate", "version": 2}):
        with pytest.raises(CommandError, match="no certificate that this software knows"):
            verify(save(as_json(signed(other))))


def test_a_document_without_a_key_needs_one(document: dict[str, Any], save: Save) -> None:
    del document["signature"]["public_key"]
    with pytest.raises(CommandError, match="names no public key"):
        verify(save(as_json(document)))
    assert "is valid" in verify(save(as_json(document)), "--key", encode(public_key()))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"certificate": 1, "signature": {}}',
        b"[" * 100_000,
        b"%PDF-1.4",
        b"%PDF-1.4 << /Type /EmbeddedFile >>\nstream\nx",
        b"%PDF-1.4 << /Length 2 /Type /EmbeddedFile >>\nstream\n{}",
    ],
)
def test_another_file_is_refused(save: Save, data: bytes) -> None:
    with pytest.raises(CommandError, match="NOT VALID"):
        verify(save(data))


def test_a_pdf_with_two_attachments_is_refused(document: dict[str, Any], save: Save) -> None:
    pdf = pdf_of(document, "en")
    with pytest.raises(CommandError, match="holds no certificate"):
        verify(save(pdf + b"<< /Length 2 /Type /EmbeddedFile >>\nstream\n{}"))


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        verify(tmp_path / "nothing")


@pytest.mark.parametrize("key", ["x", "AAAA", "/nowhere/key.pem"])
def test_a_key_that_is_none_is_said(document: dict[str, Any], save: Save, key: str) -> None:
    with pytest.raises(CommandError, match="neither a public key nor a file with one"):
        verify(save(as_json(document)), "--key", key)
