"""What pages show of storage, calculated each quarter of an hour; samples once an hour.

1. The hour's samples, if they are not there (`recordings.usage.sampling`).
2. Cameras and people, with what the next cleanup would take (`recordings.usage.summaries`).
3. Days of cities whose accounts changed (`recordings.usage.city_days`).
A crash in or between them leaves each table as it was or as it will be; the next time goes on.
"""

from recordings.cleanup.expiry import preview
from recordings.clock import Clock
from recordings.usage.city_days import sum_up_days
from recordings.usage.sampling import sample_usage
from recordings.usage.summaries import Expiring, Night, summarise


def calculate(clock: Clock) -> None:
    sample_usage(clock)
    now = clock.now()
    found = preview(now)
    shares = {one.camera.pk: Expiring(one.files, one.bytes) for one in found.cameras}
    summarise(now, Night(found.at, shares))
    sum_up_days(now)
