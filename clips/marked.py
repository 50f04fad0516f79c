"""Marked copies: asked for, given up and removed by a city's people.

Asking for one:
1. The row is made, or one whose work is over is used again, by one update whose row count is
   checked: of two who ask at once the second is refused.
2. A worker is told. A crash before that costs some seconds: the row is the queue.

Removing one: under its row's lock the file goes, then the row. A crash in between leaves a row
without a file, which can be removed again.
"""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clips.models import Clip, MarkedCopy, Status
from clips.places import unlink_quietly
from clips.selectors import clip_get
from clips.services import Asked
from clips.tasks import mark_clip
from plans.entitlements import Capability
from plans.errors import Conflict, NotFound
from plans.selectors import NOT_FOUND, require
from recordings.volumes import has_its_disk

LONGEST = timedelta(hours=1)
LONGEST_NAME = 80
UNDER_WAY = (Status.PENDING, Status.CUTTING)


def marked_create(asked: Asked, clip_id: Any) -> Clip:
    """The clip, whose marked copy is pending. Raises Conflict: `not_ready`, `too_long` or
    `under_way`."""
    clip = _clip_of(asked, clip_id)
    require(asked.user, clip.camera.city, Capability.CUT_CLIPS)
    if clip.status != Status.READY:
        raise Conflict(_("The clip is not ready."), code="not_ready")
    shown = timedelta(milliseconds=clip.duration_ms or 0)
    # Whole fragments may be some seconds more than what was asked for.
    if min(shown, clip.end_time - clip.start_time) > LONGEST:
        raise Conflict(_("A marked copy is made of clips of up to 1 hour."), code="too_long")
    values = {
        "status": Status.PENDING,
        "progress": 0,
        "error": "",
        "claim": None,
        "seen_at": None,
        "attempts": 0,
        "watermark": watermark_of(asked, clip),
        "asked_by": asked.user,
        "created_at": asked.now,
        "file_size": 0,
        "sha256": "",
    }
    with transaction.atomic():
        is_over = MarkedCopy.objects.filter(clip=clip).exclude(status__in=UNDER_WAY)
        if not is_over.update(**values):
            _copy, is_new = MarkedCopy.objects.get_or_create(clip=clip, defaults=values)
            if not is_new:
                raise Conflict(_("A marked copy is being made already."), code="under_way")
        copy_id = MarkedCopy.objects.values_list("pk", flat=True).get(clip=clip)
        transaction.on_commit(lambda: _hurry(copy_id), robust=True)
    return clip_get(asked.user, clip_id)


def marked_delete(asked: Asked, clip_id: Any) -> None:
    """Given up, or removed: their own of an operator's, any of an owner's. Twice is once.

    Raises Conflict while its volume is away.
    """
    clip = _clip_of(asked, clip_id)
    city = clip.camera.city
    require(asked.user, city, Capability.CUT_CLIPS)
    with transaction.atomic():
        copy = MarkedCopy.objects.select_for_update().filter(clip=clip).first()
        if copy is None:
            return
        if copy.asked_by_id != asked.user.pk:
            require(asked.user, city, Capability.MANAGE_CLIPS)
        copy.clip = clip
        is_there = clip.volume is not None and has_its_disk(clip.volume)
        if not (is_there and unlink_quietly([copy.path])):
            raise Conflict(_("The clip's file is not on its volume."), code="file_missing")
        copy.delete()


def watermark_of(asked: Asked, clip: Clip) -> str:
    """One line that can be drawn: whose copy it is, of which city, made when by its clocks."""
    city = clip.camera.city
    at = asked.now.astimezone(ZoneInfo(city.time_zone))
    names = (asked.user.get_username(), city.name)
    shown = ["".join(filter(str.isprintable, name))[:LONGEST_NAME] for name in names]
    return " · ".join([*shown, f"{at:%d/%m/%Y %H:%M}"])


def _clip_of(asked: Asked, clip_id: Any) -> Clip:
    clip = clip_get(asked.user, clip_id)
    if clip.status == Status.DELETED:
        raise NotFound(NOT_FOUND)
    return clip


def _hurry(copy_id: int) -> None:
    mark_clip.apply_async((copy_id,), retry=False)
