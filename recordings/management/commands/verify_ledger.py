"""`manage.py verify_ledger [FILE] [--key PUBLIC]`: whether the ledger of deletions is whole."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management.base import BaseCommand, CommandError

from recordings.certificates.signing import decode, fingerprint
from recordings.cleanup.ledger_lines import Unreadable
from recordings.cleanup.ledger_rows import broken_link
from recordings.ledger import GENESIS
from recordings.models import Deletion
from recordings.services.ledger_verification import NotValid, Verified, fault_words, verify_export

IS_BROKEN, IS_UNREADABLE = 1, 2


class Command(BaseCommand):
    help = (
        "Check an export of the ledger (JSON lines or CSV) without database or network; without "
        "FILE this installation's own. Exit code 1: it does not hold; 2: it cannot be read."
    )
    requires_system_checks: list[str] = []  # an auditor's machine has no FFmpeg

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument(
            "--key",
            help="The installation's public key: base64, or a file with it (PEM or base64). "
            "Without it only changes are found, not who signed.",
        )

    def handle(self, *, file: Path | None, key: str | None, **_options: Any) -> None:
        if file is None:
            self._own_chain()
            return
        trusted = None if key is None else _key(key)
        try:
            with file.open("rb") as opened:
                found = verify_export(opened, trusted)
        except NotValid as error:
            raise CommandError(f"NOT VALID: {error}", returncode=IS_BROKEN) from error
        except Unreadable as error:
            raise CommandError(f"NOT VALID: {error}", returncode=IS_UNREADABLE) from error
        except OSError as error:
            message = f"{file}: {error.strerror}"
            raise CommandError(message, returncode=IS_UNREADABLE) from error
        self.stdout.write(self.style.SUCCESS("The chain is whole and the signature is valid."))
        self._tell_of_key(found, is_trusted=trusted is not None)
        self.stdout.write("\n".join(_summary(found.closing)))

    def _own_chain(self) -> None:
        broken = broken_link()
        if broken is not None:
            raise CommandError(f"NOT VALID: {fault_words(broken)}", returncode=IS_BROKEN)
        last = Deletion.objects.order_by("-number").values_list("number", "hash").first()
        number, last_hash = last or (0, GENESIS)
        self.stdout.write(self.style.SUCCESS("The chain is whole."))
        self.stdout.write(f"entries    {number}\nlast hash  {last_hash}")

    def _tell_of_key(self, found: Verified, *, is_trusted: bool) -> None:
        self.stdout.write(f"Signed with the key {fingerprint(found.key)}")
        if not is_trusted:
            self.stdout.write(
                self.style.WARNING(
                    "This is the key that the file itself names: compare it with the "
                    "installation's, or give that with --key."
                )
            )


def _key(given: str) -> Ed25519PublicKey:
    try:
        return decode(given)
    except ValueError:
        pass
    try:
        return decode(Path(given).read_text())
    except (OSError, ValueError) as error:
        message = f"--key is neither a public key nor a file with one: {error}"
        raise CommandError(message, returncode=IS_UNREADABLE) from error


def _summary(closing: dict[str, Any]) -> list[str]:
    """Signed by another key it may hold anything."""
    cities = closing.get("cities")
    names = "all" if cities is None else ", ".join(str(city.get("name")) for city in cities)
    return [
        f"issued     {closing.get('issued_at')} to {closing.get('issued_by')}",
        f"cities     {names}",
        f"period     {closing.get('start') or 'the beginning'} to {closing.get('end') or 'now'}",
        f"links      {closing['links']} ({closing['first_number']} to {closing['last_number']})",
        f"entries    {closing['entries']}",
        f"last hash  {closing['last_hash']}",
    ]
