"""Hourly samples for charts: what each volume and each city holds.

An hour in which nobody came has no sample, and charts show the gap. Several workers may come in
one: the first makes it.
"""

from datetime import UTC, datetime, timedelta

from django.db.models import Sum

from plans.models import City
from recordings.clock import Clock
from recordings.faults import CameraFault
from recordings.models import StorageVolume, Usage, UsageSample
from recordings.usage.counters import forget_empty
from recordings.volumes import has_its_disk, room_on

KEPT = timedelta(days=400)


def sample_usage(clock: Clock) -> None:
    """The sample of this hour (UTC), unless it is there; once a day the old ones are forgotten."""
    now = clock.now().astimezone(UTC)
    hour = now.replace(minute=0, second=0, microsecond=0)
    samples = [*_of_volumes(hour), *_of_cities(hour)]
    UsageSample.objects.bulk_create(samples, batch_size=100, ignore_conflicts=True)
    if hour.hour == 0:
        UsageSample.objects.filter(at__lt=hour - KEPT).delete()
        forget_empty((hour - timedelta(days=2)).date())


def _of_volumes(hour: datetime) -> list[UsageSample]:
    """Of those whose disk is there."""
    footage = dict(Usage.objects.order_by().values_list("volume").annotate(n=Sum("bytes")))
    found = []
    for volume in StorageVolume.objects.all():
        if not has_its_disk(volume):
            continue
        try:
            room = room_on(volume.path)
        except CameraFault:  # it went away just now
            continue
        sample = UsageSample(at=hour, volume=volume, bytes=max(footage.get(volume.pk, 0), 0))
        sample.total_bytes, sample.free_bytes = room.total_bytes, room.free_bytes
        sample.bytes_per_hour = volume.bytes_per_hour
        found.append(sample)
    return found


def _of_cities(hour: datetime) -> list[UsageSample]:
    sums = Usage.objects.order_by().values_list("camera__city").annotate(n=Sum("bytes"))
    footage = dict(sums)
    cities = City.objects.order_by("pk").values_list("pk", flat=True)
    return [UsageSample(at=hour, city_id=pk, bytes=max(footage.get(pk, 0), 0)) for pk in cities]
