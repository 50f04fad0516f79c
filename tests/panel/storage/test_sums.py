"""Figures that are made of several: the shortest promise, the cameras of now, the room on disks."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from panel.statistics.cleanups import cleanups_of
from panel.statistics.history import _limit
from panel.statistics.promises import promises_of
from panel.statistics.scope import Scope, scope_of
from panel.statistics.usage import kept_of
from recordings.models import CameraSummary, StorageVolume, UsageSample
from tests.people import make_city, make_user
from tests.recordings.api.scene import make_camera

TB, GB = 10**12, 10**9


def whole(now: datetime | None = None) -> Scope:
    return scope_of(make_user(is_superuser=True), {}, now or timezone.now())


@pytest.mark.django_db
def test_a_plan_reaches_as_far_as_its_shortest_city_and_breaks_with_its_first() -> None:
    cities = [make_city("Soon"), make_city("Short"), make_city("Kept")]
    promised = cities[0].plan.retention_days
    figures = [(promised - 1.0, 2.0), (1.0, 5.0), (promised, None)]
    samples = [
        UsageSample(
            city=city,
            at=timezone.now(),
            promised_days=promised,
            reachable_days=reachable,
            breaks_after_days=breaks,
        )
        for city, (reachable, breaks) in zip(cities, figures, strict=True)
    ]
    found = promises_of(whole(), samples)
    (plan,) = found.plans
    assert (plan.reachable_days, plan.is_kept) == (1.0, False)
    assert plan.breaks_on == found.cities[0].breaks_on
    assert [line.name for line in found.cities] == ["Soon", "Short", "Kept"]


@pytest.mark.django_db
def test_archived_cameras_keep_footage_and_record_nothing() -> None:
    now, city = timezone.now(), make_city()
    for archived_at in (None, now):
        camera = make_camera(city, archived_at=archived_at)
        CameraSummary.objects.create(camera=camera, calculated_at=now, bytes=5)
    total = kept_of(whole(now)).total
    assert (total.cameras, total.current, total.bytes) == (2, 1, 10)


@pytest.mark.django_db
@pytest.mark.parametrize("hours", [1, -1])
def test_a_night_that_is_past_is_no_next_one(hours: int) -> None:
    now = timezone.now()
    at = now + timedelta(hours=hours)
    CameraSummary.objects.create(
        camera=make_camera(make_city()),
        calculated_at=now,
        expiring_at=at,
        expiring_files=3,
        expiring_bytes=7,
    )
    scope = whole(now)
    found = cleanups_of(scope, kept_of(scope))
    told = found.next_at, [share.files for share in (*found.cities, *found.cameras)]
    assert told == ((at, [3, 3]) if hours > 0 else (None, []))


@pytest.mark.parametrize(("apart", "disks"), [(5_000_000, 1), (GB, 2)])
def test_two_disks_of_a_size_that_fill_alike_are_two(apart: int, disks: int) -> None:
    """A recorder fills the emptier of them, and so they stay alike."""
    volume = StorageVolume(reserve_bytes=0)
    samples = [
        UsageSample(volume=volume, bytes=GB, total_bytes=4 * TB, free_bytes=2 * TB - free)
        for free in (0, apart)
    ]
    free = 2 * TB * disks - (apart if disks == 2 else 0)
    assert _limit(samples) == 2 * GB + free
