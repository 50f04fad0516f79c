"""Accounts of days, kept for good: they outlive the footage."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from recordings.accounting import account_day, account_missing
from recordings.coverage import camera_coverage
from recordings.faults import Fault
from recordings.models import Camera, CoverageDay, Recording
from recordings.spans import Span, epoch_ms
from recordings.states import State
from tests.people import People
from tests.recordings.api.scene import make_camera, make_recording
from tests.recordings.coverage.story import Clock, Reason, event, hours, wish

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

HOUR, DAY = 3_600_000, 86_400_000
TENTH = date(2026, 3, 10)


def values_of(row: CoverageDay) -> dict[str, Any]:
    fields = ("time_zone", "wanted_ms", "recorded_ms", "gaps", "restarts", "frames")
    return {name: getattr(row, name) for name in (*fields, "frames_lost", "is_final")}


def span(start: datetime, end: datetime) -> Span:
    return epoch_ms(start), epoch_ms(end)


@pytest.fixture
def outage(camera: Camera, day: Clock) -> Clock:
    """Wanted from the evening before; an hour is missing."""
    wish(camera, day.at(-2))
    hours(camera, day.at(-2), 13, "a")
    Recording.objects.filter(start_time=day.at(10)).update(close_reason=Reason.ENDED)
    hours(camera, day.at(12), 20, "b")
    event(camera, day.at(-2, 1), State.RECORDING, run="a")
    event(camera, day.at(11), State.BACKOFF, Fault.REFUSED)
    event(camera, day.at(12, 1), State.RECORDING, run="b")
    return day


def test_a_days_account_is_kept(camera: Camera, outage: Clock) -> None:
    row = account_day(camera, TENTH, outage.at(25))
    assert values_of(row) == {
        "time_zone": "America/Sao_Paulo",
        "wanted_ms": DAY,
        "recorded_ms": 23 * HOUR,
        "gaps": [[*span(outage.at(11), outage.at(12)), "camera_offline"]],
        "restarts": 1,
        "frames": 23 * 90_000,
        "frames_lost": 0,
        "is_final": True,
    }


def test_it_is_final_an_hour_after_the_day(camera: Camera, outage: Clock) -> None:
    found = [account_day(camera, TENTH, outage.at(h)).is_final for h in (12, 24, 24.99, 25)]
    assert found == [False, False, False, True]
    assert CoverageDay.objects.count() == 1


def test_it_is_not_final_while_a_recording_is_unfinished(camera: Camera, outage: Clock) -> None:
    last = Recording.objects.filter(start_time__gte=outage.at(23), start_time__lt=outage.at(24))
    last.update(status=Recording.Status.RECORDING, end_time=None, closed_at=outage.at(24))
    assert not account_day(camera, TENTH, outage.at(40)).is_final
    assert account_day(camera, TENTH + timedelta(days=1), outage.at(60)).is_final
    last.update(status=Recording.Status.COMPLETE, end_time=outage.at(24))
    assert account_day(camera, TENTH, outage.at(41)).is_final


def test_a_final_account_is_never_changed(camera: Camera, outage: Clock) -> None:
    before = values_of(account_day(camera, TENTH, outage.at(25)))
    Recording.objects.all().delete()
    row = account_day(camera, TENTH, outage.at(900))
    assert (values_of(row), row.computed_at) == (before, outage.at(25))


def test_the_zone_is_that_of_its_time(camera: Camera, outage: Clock) -> None:
    account_day(camera, TENTH, outage.at(24.5))
    camera.city.time_zone = "America/Rio_Branco"
    camera.city.save()
    row = account_day(camera, TENTH, outage.at(26))
    assert (row.time_zone, row.is_final, row.wanted_ms) == ("America/Sao_Paulo", True, DAY)


@pytest.mark.parametrize(
    ("day", "hours_long"), [(date(2018, 11, 4), 23), (date(2018, 2, 17), 25), (TENTH, 24)]
)
def test_a_day_is_as_long_as_clocks_make_it(camera: Camera, day: date, hours_long: int) -> None:
    noon = datetime.combine(day, datetime.min.time(), timezone.get_default_timezone())
    wish(camera, noon - timedelta(days=3))
    hours(camera, noon - timedelta(hours=30), 90, "a")
    row = account_day(camera, day, noon + timedelta(days=5))
    assert (row.wanted_ms, row.recorded_ms) == (hours_long * HOUR, hours_long * HOUR)


class TestCatchingUp:
    def test_accounts_for_each_day_that_is_over(self, camera: Camera, day: Clock) -> None:
        wish(camera, day.at(12), day.at(12 + 24 * 3))  # 10th to 13th
        assert account_missing(day.at(24 * 2 + 2), 100) == 2
        assert account_missing(day.at(24 * 2 + 2), 100) == 0
        assert account_missing(day.at(24 * 6), 100) == 2
        days = CoverageDay.objects.order_by("date").values_list("date", "wanted_ms", "is_final")
        assert list(days) == [
            (TENTH, 12 * HOUR, True),
            (TENTH + timedelta(days=1), DAY, True),
            (TENTH + timedelta(days=2), DAY, True),
            (TENTH + timedelta(days=3), 12 * HOUR, True),
        ]

    def test_takes_the_oldest_first_and_no_more_than_asked_for(
        self, people: People, camera: Camera, day: Clock
    ) -> None:
        other = make_camera(people.other_city)
        wish(camera, day.at(24))
        wish(other, day.at(0))
        now = day.at(24 * 3 + 2)
        assert [account_missing(now, 2) for _ in range(4)] == [2, 2, 1, 0]
        order = CoverageDay.objects.order_by("pk").values_list("camera_id", "date")
        assert list(order) == [
            (other.pk, TENTH),
            (camera.pk, TENTH + timedelta(days=1)),
            (other.pk, TENTH + timedelta(days=1)),
            (camera.pk, TENTH + timedelta(days=2)),
            (other.pk, TENTH + timedelta(days=2)),
        ]

    def test_a_day_that_cannot_be_finished_does_not_hold_up_the_others(
        self, camera: Camera, day: Clock
    ) -> None:
        wish(camera, day.at(0))
        stuck = make_recording(camera, day.at(1), status="RECORDING", end_time=None)
        Recording.objects.filter(pk=stuck.pk).update(closed_at=day.at(2))
        now = day.at(24 * 3 + 2)
        written = []
        for minute in range(4):
            account_missing(now + timedelta(minutes=minute), 1)
            written.append(CoverageDay.objects.filter(is_final=True).count())
        assert written == [0, 1, 2, 2]
        assert not CoverageDay.objects.get(date=TENTH).is_final

    def test_leaves_alone_what_retention_has_taken(self, camera: Camera, day: Clock) -> None:
        wish(camera, day.at(-24 * 90))
        assert account_missing(day.at(2), 100) == 15  # the plan's days

    def test_asks_few_questions_however_many_cameras(self, people: People, day: Clock) -> None:
        counts = []
        for _ in range(2):
            for _ in range(3):
                wish(make_camera(people.city), day.at(0))
            with CaptureQueriesContext(connection) as queries:
                account_missing(day.at(30), 0)
            counts.append(len(queries))
        assert counts == [3, 3]


def test_an_old_day_is_read_from_its_account(camera: Camera, outage: Clock) -> None:
    account_day(camera, TENTH, outage.at(25))
    period = span(outage.at(-2), outage.at(26))
    before = camera_coverage(camera, period, outage.at(48))
    Recording.objects.filter(start_time__lt=outage.at(24)).delete()
    after = camera_coverage(camera, period, outage.at(48))
    assert before.total.recorded_ms == 27 * HOUR
    assert after.total.recorded_ms == 25 * HOUR  # the evening before was never accounted for
    assert after.days[1:] == before.days[1:]
    assert [(d.date, d.is_final) for d in after.days] == [
        (date(2026, 3, 9), False),
        (TENTH, True),
        (date(2026, 3, 11), False),
    ]


def test_a_part_of_an_old_day_is_read_from_it_too(camera: Camera, outage: Clock) -> None:
    account_day(camera, TENTH, outage.at(25))
    period = span(outage.at(10.5), outage.at(14))
    before = camera_coverage(camera, period, outage.at(48)).total
    Recording.objects.all().delete()
    after = camera_coverage(camera, period, outage.at(48)).total
    assert (before.wanted_ms, before.recorded_ms, before.frames) == (
        3.5 * HOUR,
        2.5 * HOUR,
        180_000,
    )
    assert (after.wanted_ms, after.recorded_ms, after.gaps) == (
        before.wanted_ms,
        before.recorded_ms,
        before.gaps,
    )
    assert (after.frames, after.frames_lost) == (None, None)  # not knowable for a part


@pytest.mark.parametrize("zone", ["America/Rio_Branco", "America/Noronha"])
def test_days_leave_no_remainder_where_a_city_moved_its_zone(
    camera: Camera, outage: Clock, zone: str
) -> None:
    account_day(camera, TENTH, outage.at(25))
    camera.city.time_zone = zone
    period = span(outage.at(-48), outage.at(72))
    found = camera_coverage(camera, period, outage.at(32))
    bounds = [bound for one in found.days for bound in one.span]
    assert (bounds[0], bounds[-1]) == period
    assert bounds[1:-1:2] == bounds[2:-1:2]
    assert found.total.wanted_ms == 34 * HOUR
    assert found.total.recorded_ms == 33 * HOUR


def test_reading_takes_four_queries(camera: Camera, outage: Clock) -> None:
    counts = []
    for days in (1, 60):
        with CaptureQueriesContext(connection) as queries:
            camera_coverage(camera, span(outage.at(0), outage.at(24 * days)), outage.at(48))
        counts.append(len(queries))
        account_day(camera, TENTH, outage.at(25))
    assert counts == [4, 4]
