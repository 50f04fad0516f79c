"""`manage.py verify_certificate FILE [--key PUBLIC]`: whether a certificate is what was signed."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from recordings.certificates.signing import BadSignature, decode, fingerprint
from recordings.certificates.verification import MAX_BYTES, NotACertificate, Verified, verify
from recordings.certificates.words import duration_words, percent_words


class Command(BaseCommand):
    help = "Check a coverage certificate (JSON or PDF) without database or network."
    requires_system_checks: list[str] = []  # an auditor's machine has no FFmpeg

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--key",
            help="The installation's public key: base64, or a file with it (PEM or base64). "
            "Without it only changes are found, not who signed.",
        )

    def handle(self, *, file: Path, key: str | None, **_options: Any) -> None:
        trusted = None if key is None else _key(key)
        try:
            found = verify(_read(file), trusted)
        except (NotACertificate, BadSignature) as error:
            raise CommandError(f"NOT VALID: {error}") from error
        self.stdout.write(self.style.SUCCESS("The signature is valid."))
        self._tell_of_key(found, is_trusted=trusted is not None)
        self._tell_of_pages(found)
        with translation.override("en"):
            self.stdout.write("\n".join(_summary(found)))

    def _tell_of_key(self, found: Verified, *, is_trusted: bool) -> None:
        self.stdout.write(f"Signed with the key {fingerprint(found.key)}")
        if not is_trusted:
            self.stdout.write(
                self.style.WARNING(
                    "This is the key that the document itself names: compare it with the "
                    "installation's, or give that with --key."
                )
            )

    def _tell_of_pages(self, found: Verified) -> None:
        if found.pages_agree:
            self.stdout.write(self.style.SUCCESS("The pages are those of the signed figures."))
        elif found.pages_agree is False:
            self.stdout.write(
                self.style.WARNING(
                    "The pages could not be made again to the byte: they were changed, or come "
                    "from another version of this software. Rely on the figures below alone."
                )
            )


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error
    if len(data) > MAX_BYTES:
        raise CommandError(f"{file} is too large for a certificate.")
    return data


def _key(given: str) -> Ed25519PublicKey:
    try:
        return decode(given)
    except ValueError:
        pass
    try:
        return decode(Path(given).read_text())
    except (OSError, ValueError) as error:
        raise CommandError(f"--key is neither a public key nor a file with one: {error}") from error


def _summary(found: Verified) -> list[str]:
    certificate, totals = found.certificate, found.certificate["totals"]
    camera = certificate["camera"]
    return [
        f"{certificate['status']} certificate of {certificate['month']} "
        f"({certificate['time_zone']}), issued {certificate['issued_at']} "
        f"to {certificate['issued_by']}",
        f"city      {certificate['city']['name']}",
        f"camera    {camera['name']} ({camera['uuid']})",
        f"wanted    {duration_words(totals['wanted_ms'])}",
        f"recorded  {duration_words(totals['recorded_ms'])}",
        f"coverage  {percent_words(totals['coverage'])}",
        f"gaps      {totals['gaps']}, the longest {duration_words(totals['longest_gap_ms'])}",
    ]
