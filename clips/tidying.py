"""Removes what no clip has any claim to: leftovers of attempts, and clips deleted a day ago.

The row is asked after the file was seen, and a claim is in its row before its file is made: what
no row claims by then is nobody's. A clip's own file goes before its row.
"""

from datetime import timedelta

from django.db.models import Q

from clips.claims import end_hold
from clips.models import Clip, MarkedCopy, Status
from clips.places import unlink_quietly, working_files
from recordings.clock import Clock
from recordings.volumes import has_its_disk

UNDO = timedelta(hours=24)
GRACE = timedelta(minutes=5)
"""Beyond it, for one that is brought back at the last moment, and for clocks."""


def tidy(clock: Clock) -> None:
    clear_working_files()
    clear_abandoned()
    remove_deleted(clock)


def clear_working_files() -> None:
    for claim, path in list(working_files()):
        rows = (model.objects.filter(claim=claim) for model in (Clip, MarkedCopy))
        if not any(found.exists() for found in rows):
            unlink_quietly([path])


def clear_abandoned() -> None:
    """Files of attempts that failed or were cancelled at the very end."""
    ended = (Status.FAILED, Status.CANCELLED)
    for clip in Clip.objects.filter(~Q(file_path=""), status__in=ended).select_related("volume"):
        if _unlink(clip):
            same = Clip.objects.filter(pk=clip.pk, status__in=ended)
            same.update(volume=None, file_path="", file_size=0, sha256="", manifest={})


def remove_deleted(clock: Clock) -> int:
    """How many went for good: a person deleted them, and nobody has undone it for a day."""
    over = Clip.objects.filter(status=Status.DELETED, deleted_at__lt=clock.now() - UNDO - GRACE)
    count = 0
    for clip in over.select_related("volume", "marked"):
        if _unlink(clip):
            end_hold(clip.pk, clock.now())
            count += over.filter(pk=clip.pk).delete()[1].get(Clip._meta.label, 0)
    return count


def _unlink(clip: Clip) -> bool:
    if clip.volume is None:
        return True
    if not has_its_disk(clip.volume):
        return False  # when it is back
    marked = getattr(clip, "marked", None)
    return unlink_quietly([clip.path, clip.thumbnail_path, marked and marked.path])
