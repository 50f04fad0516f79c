"""Reads: which recordings a stretch of time touches."""

from django.db.models import Q

from recordings.facts import LONGEST_FILE
from recordings.models import Camera, Recording, RecordingQuerySet
from recordings.playable import PLAYED
from recordings.spans import moment_of


def rows_in(camera: Camera, start_ms: int, end_ms: int) -> RecordingQuerySet:
    """The camera's playable recordings that may have a moment in [start, end), by start.

    Bounded on both sides by the index on (camera, start_time), so that a year of older rows costs
    nothing. A file that is being written has no end yet, and none is older than its hour.
    """
    start, end = moment_of(start_ms), moment_of(end_ms)
    return Recording.objects.filter(
        Q(end_time=None) | Q(end_time__gt=start),
        camera=camera,
        status__in=PLAYED,
        start_time__gt=start - LONGEST_FILE,
        start_time__lt=end,
    ).order_by("start_time", "id")
