"""Reads of clips, always through `visible_to`."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from clips.models import Clip, ClipQuerySet, Status
from plans.models import City, User
from plans.selectors import get_or_404
from recordings.clip_facts import ClipSpan, ClipWeight, VolumeClips
from recordings.spans import Span, epoch_ms, moment_of

LONGEST = timedelta(hours=6)
"""No clip is longer, so that those of a day are found by an index on their starts."""


def clip_list(user: User) -> ClipQuerySet:
    related = ("camera__city", "user", "volume", "marked")
    return Clip.objects.visible_to(user).select_related(*related)


def clip_get(user: User, clip_id: Any) -> Clip:
    return get_or_404(clip_list(user), pk=clip_id)


def clip_spans(camera_id: int, span: Span) -> list[ClipSpan]:
    """(start, end, id) of a camera's finished clips with a moment in [start, end), in ms."""
    start, end = map(moment_of, span)
    rows = Clip.objects.filter(
        camera=camera_id,
        status=Status.READY,
        start_time__gte=start - LONGEST,
        start_time__lt=end,
        end_time__gt=start,
    )
    values = rows.order_by("start_time", "id").values_list("start_time", "end_time", "pk")
    return [(epoch_ms(first), epoch_ms(last), pk) for first, last, pk in values]


def clip_weights(cities: QuerySet[City]) -> list[ClipWeight]:
    """Of ready clips, and of deleted ones until their files are gone: those take room as well."""
    rows = _with_files().filter(camera__city__in=cities)
    sums = rows.values_list("camera_id", "user_id", "user__username").annotate(
        n=Count("pk"), size=Sum("file_size"), marked_size=Sum(Coalesce("marked__file_size", 0))
    )
    return [
        ClipWeight(camera, None if user is None else (user, name), size + marked_size, count)
        for camera, user, name, count, size, marked_size in sums
    ]


def clips_on_volumes() -> dict[int, VolumeClips]:
    """Of the same clips, by the volume's id; one whose volume is not known is left out."""
    sums = (
        _with_files()
        .filter(volume__isnull=False)
        .values_list("volume_id")
        .annotate(
            n=Count("pk"), size=Sum("file_size"), marked_size=Sum(Coalesce("marked__file_size", 0))
        )
    )
    return {volume: (size + marked_size, count) for volume, count, size, marked_size in sums}


def _with_files() -> ClipQuerySet:
    there = Q(status=Status.READY) | Q(status=Status.DELETED) & ~Q(file_path="")
    return Clip.objects.filter(there).order_by()
