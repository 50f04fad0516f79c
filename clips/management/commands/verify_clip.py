"""`manage.py verify_clip FILE MANIFEST [--recordings FOLDER]`: whether a clip is what was cut.

Exit code 0: what was looked at agrees; 1: something differs; 2: something cannot be read, or is no
manifest. Neither database nor network is asked.
"""

import contextlib
import os
import shutil
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clips.manifest_form import MOST_BYTES, Manifest, NotAManifest, read_manifest
from clips.sealing import NotSigned, check_seal, key_from
from clips.verifying import Verdict, judge_clip, judge_source, open_plain
from recordings.certificates.signing import BadSignature, fingerprint

DIFFERS, UNREADABLE = 1, 2
MOST_SHOWN = 200
SOURCE_WORDS = {
    Verdict.AGREES: gettext_lazy("agrees"),
    Verdict.DIFFERS: gettext_lazy("DIFFERS"),
    Verdict.GONE: gettext_lazy("is not there any more"),
    Verdict.UNREADABLE: gettext_lazy("CANNOT BE READ"),
}


class Command(BaseCommand):
    help = "Check a clip against its manifest without database or network."
    requires_system_checks: list[str] = []  # an auditor's machine has no FFmpeg

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("manifest", type=Path)
        parser.add_argument(
            "--recordings",
            type=Path,
            action="append",
            default=[],
            metavar="FOLDER",
            help="A volume's root: look at the recordings too (once for each volume).",
        )
        parser.add_argument(
            "--key",
            help="The installation's public key: base64, or a file with it (PEM or base64). "
            "Without it only changes are found, not who signed.",
        )
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--language", choices=languages, default=settings.LANGUAGE_CODE)

    def handle(self, *, language: str, **options: Any) -> None:
        with translation.override(language):
            self._check(**options)

    def _check(
        self, file: Path, manifest: Path, recordings: list[Path], key: str | None, **_options: Any
    ) -> None:
        trusted = None if key is None else _key(key)
        told = _manifest(manifest)
        self._check_seal(told, trusted)
        self._check_clip(file, told)
        self.stdout.write("\n".join(_summary(told)))
        if recordings:
            self._check_sources(recordings, told)

    def _check_seal(self, manifest: Manifest, trusted: Ed25519PublicKey | None) -> None:
        try:
            key = check_seal(manifest.told, trusted)
        except BadSignature:
            _refuse(_("The signature does not belong to what the manifest says."), DIFFERS)
        except NotSigned:
            if trusted is not None:
                _refuse(_("The manifest is not signed."), DIFFERS)
            self._warn(_("The manifest is not signed: anybody may have written it."))
            return
        self.stdout.write(_("Signed with the key %s") % fingerprint(key))
        if trusted is None:
            self._warn(
                _(
                    "This is the key that the manifest itself names: compare it with the "
                    "installation's, or give that with --key."
                )
            )

    def _check_clip(self, file: Path, manifest: Manifest) -> None:
        with _readable(file, open_plain) as descriptor, self._progress(manifest.bytes) as advance:
            verdict, size, sha256 = judge_clip(descriptor, manifest, advance)
        if size != manifest.bytes:
            words = _("The file has %(found)d bytes; the manifest says %(told)d.")
            _refuse(words % {"found": size, "told": manifest.bytes}, DIFFERS)
        if verdict != Verdict.AGREES:
            words = _("The file's SHA-256 is %(found)s; the manifest says %(told)s.")
            _refuse(words % {"found": sha256, "told": manifest.sha256}, DIFFERS)
        self._praise(_("The file is the clip that the manifest tells of."))

    def _check_sources(self, folders: Sequence[Path], manifest: Manifest) -> None:
        found = []
        total = sum(source.end - source.start for source in manifest.sources)
        with contextlib.ExitStack() as opened, self._progress(total) as advance:
            roots = [opened.enter_context(_readable(path, _folder)) for path in folders]
            for source in manifest.sources:
                found.append(judge_source(roots, source, advance))
        for source, verdict in zip(manifest.sources, found, strict=True):
            name = f"{_shown(source.file)} {source.start}-{source.end}"
            self.stdout.write(f"{name}: {SOURCE_WORDS[verdict]}")
        if Verdict.DIFFERS in found:
            _refuse(_("A recording is not what the clip was cut from."), DIFFERS)
        if Verdict.UNREADABLE in found:
            _refuse(_("A recording cannot be read, or is no plain file."), UNREADABLE)
        if Verdict.AGREES in found:
            self._praise(_("The recordings that are still there are what the clip was cut from."))

    @contextlib.contextmanager
    def _progress(self, total: int) -> Iterator[Callable[[int], None]]:
        """One line that is written over and over; nothing where nobody looks."""
        done, percent = 0, -1
        room = shutil.get_terminal_size().columns - 1

        def tell(text: str) -> None:
            if self.stderr.isatty():
                self.stderr.write(f"\r{text[:room]:<{room}}\r", style_func=str, ending="")
                self.stderr.flush()

        def advance(more: int) -> None:
            nonlocal done, percent
            done += more
            if done * 100 // total != percent:
                percent = done * 100 // total
                tell(f"{percent} % ...")

        try:
            yield advance
        finally:
            tell("")

    def _praise(self, words: str) -> None:
        self.stdout.write(self.style.SUCCESS(words))

    def _warn(self, words: str) -> None:
        self.stdout.write(self.style.WARNING(words))


def _refuse(words: str, code: int) -> NoReturn:
    raise CommandError(_("NOT VALID: %s") % words, returncode=code)


@contextlib.contextmanager
def _readable(path: Path, open_it: Callable[[Path], int]) -> Iterator[int]:
    """A descriptor; what goes wrong while it is read is told with the path."""
    try:
        descriptor = open_it(path)
        try:
            yield descriptor
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:  # a NUL in a path
        words = getattr(error, "strerror", None) or str(error)
        raise CommandError(f"{_shown(path)}: {words}", returncode=UNREADABLE) from error


def _folder(path: Path) -> int:
    return os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY)


def _manifest(path: Path) -> Manifest:
    with _readable(path, open_plain) as descriptor, open(descriptor, "rb", closefd=False) as file:
        data = file.read(MOST_BYTES + 1)
    try:
        return read_manifest(data)
    except NotAManifest as error:
        place = f" ({_shown(error.where)})" if error.where else ""
        words = _("This is no manifest of a clip that this software knows.")
        _refuse(f"{words}{place}", UNREADABLE)


def _key(given: str) -> Ed25519PublicKey:
    try:
        return key_from(given)
    except (OSError, ValueError) as error:
        words = _("--key is neither a public key nor a file with one.")
        raise CommandError(words, returncode=UNREADABLE) from error


def _summary(manifest: Manifest) -> list[str]:
    """Signed by another key it may hold anything."""
    told = manifest.told
    clip, shown = told["clip"], told["shown"]
    rows = (
        (_("clip"), f"{clip['name']} ({clip['uuid']})"),
        (_("camera"), f"{clip['camera']['name']} ({clip['camera']['uuid']})"),
        (_("city"), clip["city"]["name"]),
        (_("asked for"), f"{clip['asked_start_time']} - {clip['asked_end_time']}"),
        (_("shown"), f"{shown['start_time']} - {shown['end_time']}"),
        (_("missing in it"), ", ".join(_gap(gap) for gap in told["gaps"][:20]) or "-"),
        (_("hidden before it (ms)"), shown["hidden_before_us"] // 1000),
        (_("asked for by"), f"{clip['asked_by']}, {clip['asked_at']}"),
        ("SHA-256", manifest.sha256),
    )
    width = max(len(label) for label, _value in rows) + 2
    return [f"{label:<{width}}{_shown(value)}" for label, value in rows]


def _gap(gap: dict[str, str]) -> str:
    return f"{gap['start_time']} - {gap['end_time']}"


def _shown(value: object) -> str:
    """For a terminal: no sign in it moves the cursor, turns the text about or rings a bell."""
    text = str(value)
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in text[:MOST_SHOWN])
    return f"{shown}…" if len(text) > MOST_SHOWN else shown
