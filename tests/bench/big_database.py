"""A city-scale database: cameras, an hour's file after the other, plates; for PostgreSQL only.

Rows stand in the order of time, as recorders write them: the files of one camera's day lie far
apart. Some cameras are *measured*: they have days with a gap after every file and 2,000 plates
(busy), and days without a gap whose files have a whole index (whole).
"""

import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import connection

from plans.entitlements import Role
from plans.models import City, Membership, Plan, User
from recordings.models import Camera, StorageVolume, Wish
from recordings.plates import fold
from recordings.spans import day_span, moment_of
from tests.bench import bulk_sql
from tests.bench.measured_days import (
    ZONE,
    Measured,
    break_after_every_file,
    index_files,
    packed_hour,
)

MOST_CITIES = 20
PEOPLE_A_CITY = 5
VOLUMES = 8
PLATES_A_DAY = 2_000
VEHICLES = 200_000
KINDS_OF_HOUR = 48
Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Size:
    """`measured` cameras; `detections` are those of all others."""

    cameras: int
    recordings: int
    detections: int
    measured: int

    @property
    def hours(self) -> int:
        return self.recordings // self.cameras


def fill(size: Size, say: Say) -> tuple[User, list[Measured]]:
    """An owner of the first city, and the measured cameras, all of them in it."""
    chance = random.Random(size.recordings)
    until = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    first = until - timedelta(hours=size.hours)
    owner, cameras = _city_scale(size, first)
    ours = [camera for camera in cameras if camera.city_id == cameras[0].city_id]
    days = _full_days(first, until)
    measured = [_measured(camera, days, chance) for camera in chance.sample(ours, size.measured)]
    say(f"{size.recordings} recordings of {size.cameras} cameras\n")
    _recordings(size, first)
    say(f"{size.detections} detections\n")
    _detections(size, first, until, measured)
    bulk_sql.run(bulk_sql.EVENTS, first=first, until=until)
    today = until.astimezone(ZONE).date()
    bulk_sql.run(bulk_sql.COVERAGE_DAYS, first=days[0], today=today, zone=ZONE.key)
    hours = [packed_hour(chance) for _ in range(KINDS_OF_HOUR)]
    for one in measured:
        for day in one.busy:
            break_after_every_file(one, day)
        for day in one.whole:
            index_files(one, day, hours, chance)
    bulk_sql.know_the_tables()
    return owner, measured


def _city_scale(size: Size, first: datetime) -> tuple[User, list[Camera]]:
    """An owner of the first city, and cameras of each city in turn, wanted since `first`."""
    plan = Plan.objects.get(code="premium")
    cities = City.objects.bulk_create(
        City(name=f"City {number:02}", plan=plan, time_zone=ZONE.key)
        for number in range(min(MOST_CITIES, size.cameras // size.measured))
    )
    people = User.objects.bulk_create(
        User(username=f"person-{number}", email=f"person-{number}@example.org")
        for number in range(PEOPLE_A_CITY * len(cities))
    )
    Membership.objects.bulk_create(
        Membership(user=person, city=cities[number % len(cities)], role=Role.OWNER)
        for number, person in enumerate(people)
    )
    cameras = Camera.objects.bulk_create(
        Camera(
            city=cities[number % len(cities)],
            name=f"Camera {number:05}",
            address_display=f"rtsp://10.0.0.{number % 250}/stream",
            recording_enabled=True,
            node="recorder-1",
        )
        for number in range(size.cameras)
    )
    Wish.objects.bulk_create(Wish(camera=camera, started_at=first) for camera in cameras)
    return people[0], cameras


def _recordings(size: Size, first: datetime) -> None:
    volumes = StorageVolume.objects.bulk_create(
        StorageVolume(name=f"disk-{number}", root=f"/nowhere/{number}") for number in range(VOLUMES)
    )
    ids = [volume.pk for volume in volumes]
    with bulk_sql.filled_quickly("recordings_recording"):
        for hour in range(size.hours):
            at = first + timedelta(hours=hour)
            bulk_sql.run(bulk_sql.RECORDINGS_OF_AN_HOUR, volumes=ids, hour=at)
    with bulk_sql.filled_quickly("recordings_fragmentindex"):
        bulk_sql.run(bulk_sql.INDEXES_OF_ALL)


def _full_days(first: datetime, until: datetime) -> list[date]:
    day = first.astimezone(ZONE).date() + timedelta(days=1)
    days = []
    while day < until.astimezone(ZONE).date():
        days.append(day)
        day += timedelta(days=1)
    return days


def _measured(camera: Camera, days: list[date], chance: random.Random) -> Measured:
    """Up to two days of each kind, of the last three weeks: nothing of them has expired."""
    recent = days[-21:]
    each = min(2, len(recent) // 2)
    drawn = chance.sample(recent, 2 * each)
    return Measured(camera.pk, tuple(drawn[:each]), tuple(drawn[each:]))


def _detections(size: Size, first: datetime, until: datetime, measured: list[Measured]) -> None:
    bulk_sql.run(bulk_sql.VEHICLES)
    with connection.cursor() as cursor, cursor.copy(bulk_sql.COPY_VEHICLES) as copy:
        for number, plate in enumerate(_plates(random.Random(VEHICLES), VEHICLES)):
            copy.write_row((number, plate, fold(plate)))
    kept = {one.camera_id for one in measured}
    ids = Camera.objects.order_by("id").values_list("id", flat=True)
    others = [camera_id for camera_id in ids if camera_id not in kept]
    with bulk_sql.filled_quickly("recordings_detection"):
        _seen(others, first, until, size.detections, "all")
        for one in measured:
            for day in one.busy:
                start, end = (moment_of(at) for at in day_span(day, ZONE))
                _seen([one.camera_id], start, end, PLATES_A_DAY, f"{one.camera_id}-{day}")


def _seen(cameras: list[int], start: datetime, end: datetime, count: int, prefix: str) -> None:
    bulk_sql.run(
        bulk_sql.DETECTIONS,
        cameras=cameras,
        start=start,
        end=end,
        count=count,
        prefix=prefix,
        vehicles=VEHICLES,
    )


def _plates(chance: random.Random, count: int) -> Iterator[str]:
    """Mercosul's form, ABC1D23."""
    for _ in range(count):
        letters = chance.choices(string.ascii_uppercase, k=4)
        digits = chance.choices(string.digits, k=3)
        yield "".join((*letters[:3], digits[0], letters[3], *digits[1:]))
