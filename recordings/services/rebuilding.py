"""A recording's index made again from its file, on request."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from plans.errors import Conflict
from plans.models import User
from plans.selectors import get_or_404, require_superuser
from recordings.audit.rebuilding import DONE, read_media, reopen
from recordings.media.errors import MediaError
from recordings.media.fragments import FragmentScan
from recordings.models import FragmentIndex, Recording
from recordings.volumes import has_its_disk


class Rebuilt(NamedTuple):
    """`is_new`: something is told otherwise than before."""

    recording: Recording
    fragments: int
    is_new: bool


def recording_rebuild(*, user: User, recording_id: Any) -> Rebuilt:
    """Read its file and finish its row anew; twice is once.

    Raises NotAllowed, and Conflict for what cannot be read: that is left to the audit.
    """
    require_superuser(user)
    row = get_or_404(Recording.objects.select_related("volume"), pk=recording_id)
    if row.status not in DONE:
        raise Conflict(_("Only a finished recording can be indexed again."), code="unfinished")
    found = _read(row)
    before = _told(row)
    if not reopen(row, found):
        raise Conflict(_("The recording was changed meanwhile; try again."), code="changed")
    row = Recording.objects.get(pk=row.pk)
    return Rebuilt(row, found.count, _told(row) != before)


def _read(row: Recording) -> FragmentScan:
    if not has_its_disk(row.volume):
        words = _("The storage volume is missing, or another disk is mounted in its place.")
        raise Conflict(words, code="volume_away")
    try:
        return read_media(row.path)
    except MediaError:
        words = _("Nothing in the file is readable; the audit puts it aside.")
        raise Conflict(words, code="unreadable") from None
    except OSError:
        words = _("The file is missing or cannot be opened; the audit tells more.")
        raise Conflict(words, code="missing") from None


def _told(row: Recording) -> tuple[Any, ...]:
    index = FragmentIndex.objects.filter(recording=row).values_list("sizes", "durations").first()
    stored = tuple(map(bytes, index)) if index else ()
    return (row.status, row.start_time, row.end_time, row.file_size, row.frames, *stored)
