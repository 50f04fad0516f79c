"""Usage counted anew from the recordings' rows: what the counters should say, and say not.

A day at a time, so that neither memory nor a transaction grows with the archive. A day's rows and
its counters are read in one statement, hence as of one moment: whoever changes a finished row
changes its counter in the same transaction, so the difference found is a true one, and *adding*
it stays right whatever comes and goes meanwhile.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from django.db import IntegrityError, connection, transaction

from recordings.models import Camera, Recording, StorageVolume, Usage
from recordings.usage.counters import Weight, usage_add

DAY = timedelta(days=1)
_OF_A_DAY = """
    SELECT camera_id, volume_id, SUM(more_bytes), SUM(more_files) FROM (
        SELECT camera_id, volume_id, file_size AS more_bytes, 1 AS more_files
        FROM {recording} WHERE start_time >= %s AND start_time < %s AND status <> %s
        UNION ALL
        SELECT camera_id, volume_id, -bytes, -files FROM {usage} WHERE date = %s
    ) AS rows_and_counters
    GROUP BY camera_id, volume_id HAVING SUM(more_bytes) <> 0 OR SUM(more_files) <> 0
    ORDER BY camera_id, volume_id
"""


class Difference(NamedTuple):
    """What a counter lacks (or, negative, has too much)."""

    camera_id: int
    volume_id: int
    date: date
    bytes: int
    files: int


def differences() -> Iterator[Difference]:
    """Of every day that has a recording or a counter."""
    day = _next_day(date.min)
    while day is not None:
        yield from _of_day(day)
        day = _next_day(day + DAY) if day < date.max else None


def correct(difference: Difference) -> bool:
    """Whether it could be added: its camera or volume may have gone with all that it had."""
    camera_id, volume_id, day, more_bytes, more_files = difference
    weight = Weight(camera_id, volume_id, _midnight(day), more_bytes, more_files)
    try:
        with transaction.atomic():
            usage_add([weight])
    except IntegrityError:
        return False
    return True


def recount() -> int:
    """Correct every counter; how many were wrong."""
    return sum(correct(difference) for difference in differences())


def described(difference: Difference) -> str:
    """Volume, camera's folder, day and what is lacking, in a line."""
    camera = Camera.objects.filter(pk=difference.camera_id).first()
    volume = StorageVolume.objects.filter(pk=difference.volume_id).first()
    where = f"{volume}/{camera.folder}" if camera else f"{volume}"
    return f"{where}/{difference.date}: {difference.bytes:+} B, {difference.files:+}"


def _next_day(first: date) -> date | None:
    """The first day, not before `first`, of which there is something."""
    starts = Recording.objects.filter(start_time__gte=_midnight(first)).order_by("start_time", "id")
    days = Usage.objects.filter(date__gte=first).order_by("date")
    start = starts.values_list("start_time", flat=True).first()
    found = [days.values_list("date", flat=True).first()]
    found.append(start.astimezone(UTC).date() if start else None)
    return min((day for day in found if day is not None), default=None)


def _of_day(day: date) -> list[Difference]:
    tables = {"recording": Recording._meta.db_table, "usage": Usage._meta.db_table}
    moment = connection.ops.adapt_datetimefield_value
    end = datetime.max.replace(tzinfo=UTC) if day == date.max else _midnight(day + DAY)
    values = [
        moment(_midnight(day)),
        moment(end),
        Recording.Status.RECORDING.value,
        connection.ops.adapt_datefield_value(day),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_OF_A_DAY.format_map(tables), values)
        return [Difference(c, v, day, int(b), int(f)) for c, v, b, f in cursor.fetchall()]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
