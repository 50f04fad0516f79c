"""Once a day and city: what expires at the next 03:00.

1. From 08:00 on, until the cleanup, what would go is read; each target gets a row of its own, once
   (`digest:CITY:DATE`, the date of the cleanup).
2. The rows are sent as all notices are.

A crash between two cities leaves the others to the next beat. A city of which nothing goes has no
row, and is looked at again by the next beat: a hold may have been released.
"""

from collections import defaultdict
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from plans.models import City
from recordings.cleanup.expiry import next_due, volumes_to_clean
from recordings.clock import Clock
from recordings.models import Notice, NoticeTarget
from recordings.notices.expiring import expiring

FROM = time(8)
"""In the installation's time zone, as the cleanup's hour is."""
EARLIEST = timedelta(hours=24)
"""Before the cleanup; no digest of it is older, however the clocks are changed meanwhile."""


def write_digests(clock: Clock) -> None:
    """The digests that are due and not written yet."""
    now = clock.now()
    due = next_due(now)
    if not _is_time(now, due):
        return
    waiting = _targets_without(due)
    volumes = volumes_to_clean() if waiting else []
    for city, targets in waiting.items():
        digest = expiring(city, due, volumes)
        if digest is None:
            continue
        told = {"kind": Notice.Kind.DIGEST, "content": digest.written, "key": _key(city, due)}
        notices = [
            Notice(target=target, created_at=now, next_try_at=now, **told) for target in targets
        ]
        Notice.objects.bulk_create(notices, ignore_conflicts=True)


def _is_time(now: datetime, due: datetime) -> bool:
    """Whether 08:00 of the day before the cleanup has been, or its own day has begun."""
    zone = ZoneInfo(settings.TIME_ZONE)
    local = now.astimezone(zone)
    return local.date() == due.astimezone(zone).date() or local.time() >= FROM


def _key(city: City, due: datetime) -> str:
    return f"digest:{city.pk}:{due.astimezone(ZoneInfo(settings.TIME_ZONE)):%Y-%m-%d}"


def _targets_without(due: datetime) -> dict[City, list[NoticeTarget]]:
    """Targets of cities that want digests and have no row for this cleanup, by city."""
    found: dict[City, list[NoticeTarget]] = defaultdict(list)
    targets = NoticeTarget.objects.filter(is_active=True, wants_digest=True, city__isnull=False)
    targets = targets.select_related("city").order_by("city_id", "id")
    digests = Notice.objects.filter(kind=Notice.Kind.DIGEST, created_at__gte=due - EARLIEST)
    written = set(digests.values_list("target_id", "key"))
    for target in targets:
        assert target.city is not None
        if (target.pk, _key(target.city, due)) not in written:
            found[target.city].append(target)
    return found
