"""Footage to take along: a zip of whole recordings, or of clips, with an account of each file."""

import errno
from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from panel.exports.archives import Archive, Missing, Piece, Unreadable, open_archive
from panel.exports.lists import ListOfRows
from panel.exports.pieces import clip_piece, recording_piece
from panel.exports.places import (
    archive_place,
    is_room_measured,
    no_room_words,
    refuse_full_volume,
)
from panel.kinds.base import FileKind, Kind, Line, Made, Preview, Work
from plans.errors import ApplicationError
from plans.sizes import size_words

MB = 1_000_000
SIGN_BYTES = 64 * MB
SIGN_FILES = 50
"""A sign of life after so much, whichever comes first."""
BYTES_BESIDE = 4_096
"""At most in an archive for a file, beside its own bytes and a clip's manifest."""
SHOWN = 20
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class FootageExport(FileKind):
    """Each file is looked up when its turn comes: one that is gone by then, or is no longer the
    person's, is told as left out, and the others go on."""

    words = gettext_lazy("Export the footage (zip)")
    city_path = "camera__city"
    unit = gettext_lazy("MB")
    related: ClassVar[Sequence[str]] = ("camera__city", "volume")

    @abstractmethod
    def piece(self, row: Any) -> Piece:
        """Raises ApplicationError for what cannot be taken along."""

    def preview(self, work: Work, targets: Sequence[Any]) -> Preview:
        rows = self._rows(work, targets).select_related("camera")
        size = _bytes_of(rows)
        count = rows.count()
        words = ngettext("%(n)s file, %(size)s.", "%(n)s files, %(size)s.", count)
        return Preview(
            [words % {"n": count, "size": size_words(size)}],
            columns=[_("camera"), _("start"), _("size")],
            rows=[
                [str(row.camera), _moment(row.start_time), size_words(row.file_size)]
                for row in rows.order_by("camera__name", "start_time", "pk")[:SHOWN]
            ],
            obstacle=self._obstacle(count, size),
        )

    def place(self, work: Work, targets: Sequence[Any], uuid: str) -> Path:
        size = _bytes_of(self._rows(work, targets))
        return archive_place(size + len(targets) * BYTES_BESIDE, uuid)

    def write(self, work: Work, targets: Sequence[Any], path: Path, tell: Any) -> Made:
        signs = _Signs(tell, path.parent, _bytes_of(self._rows(work, targets)))
        archive = open_archive(path, signs.copied)
        lines = []
        try:
            with archive.zip_file:
                for target in targets:
                    lines.append(self._add(archive, work, target))
                    signs.file_done()
                archive.finish(work.actor.get_username(), timezone.localtime(work.now))
        except OSError as error:
            if error.errno in FULL:
                raise ApplicationError(no_room_words()) from None
            raise
        name = f"{_('footage')}_{timezone.localtime(work.now):%Y-%m-%d_%H-%M-%S}.zip"
        return Made(name, lines, sorted(archive.cities))

    def _rows(self, work: Work, targets: Sequence[Any]) -> QuerySet[Any]:
        source = ListOfRows(work.actor, self.model)
        return source.rows_now(targets).order_by().defer(None)

    def _add(self, archive: Archive, work: Work, target: Any) -> Line:
        row = self._rows(work, [target]).select_related(*self.related).first()
        if row is None:
            return _left_out(archive, target, str(target), _("It is not there any more."))
        subject = f"{row.camera} · {_moment(row.start_time)}"
        try:
            is_same = archive.add(self.piece(row))
        except ApplicationError as error:
            return _left_out(archive, target, subject, str(error.detail))
        except Missing:
            words = _("The file is not on its volume.")
            return _left_out(archive, target, subject, words)
        except Unreadable:
            words = _("The disk could not read all of the file; what it gave is in the archive.")
            return Line(subject, words, is_refused=True)
        if not is_same:
            words = _("The file is not what it was when it was sealed.")
            return Line(subject, words, is_refused=True)
        return Line(subject, archive.files[-1]["name"])

    @staticmethod
    def _obstacle(count: int, size: int) -> str:
        if not count:
            return _("Nothing of what was chosen is there any more.")
        return "" if is_room_measured(size) else no_room_words()


class RecordingsExport(FootageExport):
    code = "footage_recordings"
    model = "recordings.recording"

    def piece(self, row: Any) -> Piece:
        return recording_piece(row)


class ClipsExport(FootageExport):
    code = "footage_clips"
    model = "clips.clip"

    def piece(self, row: Any) -> Piece:
        return clip_piece(row)


class _Signs:
    """Tells progress in megabytes, and that the worker lives; sees to it that room is left."""

    def __init__(self, tell: Any, folder: Path, size: int) -> None:
        self._tell = tell
        self._folder = folder
        self._total = max(1, -(-size // MB))
        self._copied = self._since = self._files = 0
        self._sign()

    def copied(self, size: int) -> None:
        self._copied += size
        self._since += size
        if self._since >= SIGN_BYTES:
            self._sign()

    def file_done(self) -> None:
        self._files += 1
        if self._files >= SIGN_FILES:
            self._sign()

    def _sign(self) -> None:
        self._since = self._files = 0
        self._tell(self._copied // MB, self._total)
        refuse_full_volume(self._folder)


def _bytes_of(rows: QuerySet[Any]) -> int:
    return int(rows.aggregate(n=Sum("file_size", default=0))["n"])


def _left_out(archive: Archive, target: Any, subject: str, reason: str) -> Line:
    archive.leave_out(str(target), reason)
    return Line(subject, reason, is_refused=True)


def _moment(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}"


KINDS: list[Kind] = [RecordingsExport(), ClipsExport()]
