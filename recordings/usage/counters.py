"""Bytes of finished footage, kept by adding and subtracting: no total is ever read and written."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import NamedTuple

from django.db.models import F

from recordings.models import Usage


class Weight(NamedTuple):
    """What came (or, negative, went) of a camera on a volume; `began` is the recording's start."""

    camera_id: int
    volume_id: int
    began: datetime
    bytes: int
    files: int = 1


def usage_add(weights: Iterable[Weight]) -> None:
    """Within the transaction that changes the recordings' rows, so that both stay true."""
    bytes_of: Counter[tuple[int, int, date]] = Counter()
    files_of: Counter[tuple[int, int, date]] = Counter()
    for weight in weights:
        key = weight.camera_id, weight.volume_id, weight.began.astimezone(UTC).date()
        bytes_of[key] += weight.bytes
        files_of[key] += weight.files
    for key in sorted(bytes_of):  # in one order, so that no two wait for each other
        _add(*key, bytes_of[key], files_of[key])


def _add(camera_id: int, volume_id: int, day: date, more_bytes: int, more_files: int) -> None:
    kept = Usage.objects.filter(camera_id=camera_id, volume_id=volume_id, date=day)
    empty = Usage(camera_id=camera_id, volume_id=volume_id, date=day)
    # Again when somebody forgot the empty row between the two statements (`forget_empty`).
    while not kept.update(bytes=F("bytes") + more_bytes, files=F("files") + more_files):
        Usage.objects.bulk_create([empty], ignore_conflicts=True)


def forget_empty(before: date) -> int:
    """Rows of days of which nothing is left; one that is just being added to stays."""
    return Usage.objects.filter(date__lt=before, bytes=0, files=0).delete()[0]
