"""A camera's account over a period, from its wishes, files and events."""

import random
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recordings.accounting import Account, account_of
from recordings.evidence import gather
from recordings.faults import Fault
from recordings.gaps import Cause, Gap
from recordings.models import Camera, RecorderNode, Recording, StorageVolume
from recordings.spans import Span, epoch_ms
from recordings.states import State
from tests.recordings.api.conftest import Footage
from tests.recordings.api.scene import growing, make_recording
from tests.recordings.coverage.story import Clock, Reason, event, hours, wish

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

HOUR, DAY = 3_600_000, 86_400_000


def span(start: datetime, end: datetime) -> Span:
    return epoch_ms(start), epoch_ms(end)


def account(camera: Camera, start: datetime, end: datetime, now: datetime | None = None) -> Account:
    """As of `now`, by default the morning after."""
    evidence = gather(camera, span(start, end), now or end + timedelta(hours=6))
    return account_of(evidence, span(start, end))


def gap(start: datetime, end: datetime, cause: Cause) -> Gap:
    return Gap(*span(start, end), cause)


def test_a_day_that_was_recorded_whole(camera: Camera, day: Clock) -> None:
    wish(camera, day.at(-50))
    hours(camera, day.at(-2), 28, "a", frames_lost=1)
    event(camera, day.at(-50, 1), State.RECORDING, run="a")
    assert account(camera, day.at(0), day.at(24)) == Account(
        wanted_ms=DAY, recorded_ms=DAY, frames=24 * 90_000, frames_lost=24
    )


def test_what_was_not_wanted_is_not_missing(camera: Camera, day: Clock) -> None:
    wish(camera, day.at(8), day.at(9))
    wish(camera, day.at(12), day.at(13, 1))
    hours(camera, day.at(8), 1, "a")
    hours(camera, day.at(12), 2, "b")  # the second ends after the wish
    event(camera, day.at(8, 1), State.RECORDING, run="a")
    event(camera, day.at(12, 1), State.RECORDING, run="b")
    assert account(camera, day.at(0), day.at(24)) == Account(
        wanted_ms=2 * HOUR + 1000, recorded_ms=2 * HOUR + 1000, frames=3 * 90_000, frames_lost=0
    )


def test_each_gap_has_its_cause(camera: Camera, day: Clock) -> None:
    wish(camera, day.at(1))
    event(camera, day.at(1), State.STARTING)
    make_recording(camera, day.at(1, 2), 7198, run_id="a", close_reason=Reason.STALLED)
    event(camera, day.at(1, 3), State.RECORDING, run="a")
    event(camera, day.at(3, 10), State.STALLED, Fault.STALLED)
    event(camera, day.at(3, 11), State.BACKOFF, Fault.TIMEOUT)
    make_recording(camera, day.at(4), 3600, run_id="b", close_reason=Reason.RECORDER_DOWN)
    event(camera, day.at(4, 1), State.RECORDING, run="b")
    event(camera, day.at(6), State.STARTING)
    make_recording(camera, day.at(6, 3), 3597, run_id="c", close_reason=Reason.ENDED)
    event(camera, day.at(6, 4), State.RECORDING, run="c")
    event(camera, day.at(7, 0.2), State.FAILED, Fault.DISK_FULL)
    hours(camera, day.at(8), 16, "d")
    event(camera, day.at(8, 1), State.RECORDING, run="d")
    found = account(camera, day.at(0), day.at(24))
    assert found.gaps == (
        gap(day.at(1), day.at(1, 2), Cause.STARTING),
        gap(day.at(3), day.at(4), Cause.CAMERA_OFFLINE),
        gap(day.at(5), day.at(6, 3), Cause.RECORDER_DOWN),
        gap(day.at(7), day.at(8), Cause.DISK),
    )
    assert (found.wanted_ms, found.restarts) == (23 * HOUR, 3)
    assert found.recorded_ms == 23 * HOUR - 3 * HOUR - 5_000


def test_files_of_one_run_lose_nothing_where_they_meet(camera: Camera, day: Clock) -> None:
    wish(camera, day.at(0), day.at(3))
    make_recording(camera, day.at(0), 3600, run_id="a")
    make_recording(camera, day.at(1, 0.499), 3599.501, run_id="a")
    make_recording(camera, day.at(2, 0.499), 3599.501, run_id="b", close_reason=Reason.RENEWED)
    event(camera, day.at(0, 1), State.RECORDING, run="a")
    found = account(camera, day.at(0), day.at(24), day.at(26))
    assert found.gaps == (gap(day.at(2), day.at(2, 0.499), Cause.UNKNOWN),)
    assert found.recorded_ms == 3 * HOUR - 499


def test_a_larger_step_inside_a_run_is_a_gap(camera: Camera, day: Clock) -> None:
    wish(camera, day.at(0), day.at(2))
    make_recording(camera, day.at(0), 3600, run_id="a")
    make_recording(camera, day.at(1, 0.5), 3599.5, run_id="a")
    assert account(camera, day.at(0), day.at(2)).recorded_ms == 2 * HOUR - 500


@pytest.mark.parametrize("status", ["COMPLETE", "RECORDING"])
def test_an_unfinished_file_is_measured_less_well(
    camera: Camera, volume: StorageVolume, footage: Footage, day: Clock, status: str
) -> None:
    wish(camera, day.at(0))
    make_recording(camera, day.at(0), 3598.5, run_id="a")
    last = growing(camera, volume, footage.content, start_time=day.at(1), run_id="a")
    if status == "COMPLETE":
        end = day.at(1, 1)
        Recording.objects.filter(pk=last.pk).update(status=status, end_time=end)
    lengths = [g.end_ms - g.start_ms for g in account(camera, day.at(0), day.at(1, 1)).gaps]
    assert lengths == ([1500] if status == "COMPLETE" else [])


def test_a_gap_over_midnight_has_its_cause_on_both_days(camera: Camera, day: Clock) -> None:
    wish(camera, day.at(0))
    hours(camera, day.at(0), 23, "a")[-1].delete()
    last = make_recording(camera, day.at(22), 5400, run_id="a", close_reason=Reason.RECORDER_DOWN)
    hours(camera, day.at(25), 23, "b")
    event(camera, day.at(0, 1), State.RECORDING, run="a")
    event(camera, day.at(25, 1), State.RECORDING, run="b")
    first, second = (account(camera, day.at(h), day.at(h + 24)) for h in (0, 24))
    assert first.gaps == (gap(last.end_time, day.at(24), Cause.RECORDER_DOWN),)  # type: ignore[arg-type]
    assert second.gaps == (gap(day.at(24), day.at(25), Cause.RECORDER_DOWN),)
    assert (first.restarts, second.restarts) == (0, 1)
    assert (first + second).recorded_ms + 90 * 60_000 == 2 * DAY


@pytest.mark.parametrize("second", [0.2, 5])
def test_a_start_just_before_midnight_is_a_start_on_both_sides(
    camera: Camera, day: Clock, second: float
) -> None:
    wish(camera, day.at(24, -second))
    hours(camera, day.at(24, 1), 1, "a")
    found = account(camera, day.at(24), day.at(25))
    assert found.gaps == (gap(day.at(24), day.at(24, 1), Cause.STARTING),)


def test_a_files_frames_count_on_the_day_it_begins(camera: Camera, day: Clock) -> None:
    wish(camera, day.at(-1))
    make_recording(camera, day.at(-0.5), 3600, frames=7, frames_lost=3)
    make_recording(camera, day.at(0.5), 3600, frames=1000, frames_lost=2)
    make_recording(camera, day.at(1.5), 0.2, frames=5, frames_lost=None)  # too short to judge
    found = account(camera, day.at(0), day.at(24))
    assert (found.frames, found.frames_lost) == (1005, 2)


def test_lost_frames_that_cannot_be_known_are_not_guessed(camera: Camera, day: Clock) -> None:
    wish(camera, day.at(0))
    make_recording(camera, day.at(0), 3600, frames=1000, frames_lost=2)
    make_recording(camera, day.at(1), 3600, frames=1000, frames_lost=None)
    found = account(camera, day.at(0), day.at(24))
    assert (found.frames, found.frames_lost) == (2000, None)


def test_an_unreadable_file_and_one_being_deleted_hold_nothing(camera: Camera, day: Clock) -> None:
    wish(camera, day.at(0), day.at(3))
    event(camera, day.at(0), State.RECORDING, run="a")
    make_recording(camera, day.at(0), 3600, status=Recording.Status.DOOMED)
    make_recording(camera, day.at(1), 0, status=Recording.Status.ERROR, frames=0)
    make_recording(camera, day.at(2), 3600, run_id="a")
    assert account(camera, day.at(0), day.at(24), day.at(25)).gaps == (
        gap(day.at(0), day.at(1), Cause.EXPIRED),
        gap(day.at(1), day.at(2), Cause.UNKNOWN),
    )


def test_a_run_that_is_seen_again_is_no_restart(camera: Camera, day: Clock) -> None:
    wish(camera, day.at(-10), day.at(5))
    wish(camera, day.at(6))
    for hour, run in ((-9, "a"), (-8, "b"), (1, "b"), (2, "c"), (3, "c"), (7, "d"), (8, "e")):
        event(camera, day.at(hour), State.BACKOFF, Fault.ENDED)
        event(camera, day.at(hour, 1), State.RECORDING, run=run)
    assert account(camera, day.at(0), day.at(24)).restarts == 2  # c and e; d is a wish's first


class TestWhatIsBeingWritten:
    @pytest.fixture
    def file(
        self, camera: Camera, volume: StorageVolume, footage: Footage, day: Clock
    ) -> Recording:
        wish(camera, day.at(10))
        event(camera, day.at(10), State.RECORDING, run="a")
        written = footage.content[: footage.two_fragments_end + 50]
        return growing(camera, volume, written, start_time=day.at(10), run_id="a")

    def test_counts_up_to_its_last_fragment(
        self, camera: Camera, file: Recording, footage: Footage, day: Clock
    ) -> None:
        found = account(camera, day.at(0), day.at(24), day.at(10, 8))
        length = found.wanted_ms
        assert abs(length - footage.two_fragments_ms) <= 1
        assert found == Account(length, length, frames=footage.two_fragments_frames, frames_lost=0)

    def test_that_stands_still_is_a_gap_until_now(
        self, camera: Camera, file: Recording, footage: Footage, day: Clock
    ) -> None:
        now = day.at(10, 100)
        RecorderNode.objects.create(name="n", started_at=now, heartbeat_at=now)
        Camera.objects.update(node="n")
        camera.refresh_from_db()
        causes = []
        for at, cause in ((0, Cause.UNKNOWN), (61, Cause.RECORDER_DOWN)):
            RecorderNode.objects.update(heartbeat_at=now - timedelta(seconds=at))
            found = account(camera, day.at(0), day.at(24), now)
            assert found.wanted_ms == 100_000
            assert abs(found.recorded_ms - footage.two_fragments_ms) <= 1
            causes.append([g.cause for g in found.gaps] == [cause])
        assert causes == [True, True]


def test_nothing_is_wanted_in_the_future(camera: Camera, day: Clock) -> None:
    wish(camera, day.at(0))
    hours(camera, day.at(0), 2, "a")
    found = account(camera, day.at(0), day.at(24), day.at(2))
    assert (found.wanted_ms, found.recorded_ms, found.gaps) == (2 * HOUR, 2 * HOUR, ())


def test_other_cameras_do_not_count(camera: Camera, people: Any, day: Clock) -> None:
    other = Camera.objects.create(city=people.city, name="Other")
    wish(other, day.at(0))
    hours(other, day.at(0), 2, "a")
    event(other, day.at(0), State.RECORDING, run="a")
    assert account(camera, day.at(0), day.at(24)) == Account()


def tell_at_random(camera: Camera, start: datetime, days: int, seed: int) -> None:
    """Runs of random lengths with outages of random kinds between them, over several wishes."""
    rnd = random.Random(seed)
    moments = sorted(rnd.uniform(0, days * 86_400) for _ in range(60))
    for at, (first, last) in enumerate(zip(moments[::20], moments[19::20], strict=False)):
        wish(camera, start + timedelta(seconds=first), start + timedelta(seconds=last))
        event(camera, start + timedelta(seconds=first + at), State.STARTING)
    for number, (first, last) in enumerate(pairwise(moments)):
        begin = start + timedelta(seconds=first)
        if rnd.random() < 0.6:
            reason = rnd.choice(list(Reason))
            make_recording(
                camera, begin, last - first, run_id=f"{number // 2}", close_reason=reason
            )
            event(camera, begin, State.RECORDING, run=f"{number // 2}")
        else:
            state = rnd.choice([State.BACKOFF, State.FAILED, State.STALLED, State.AUTH_FAILED])
            event(camera, begin, state, rnd.choice([Fault.DISK_FULL, Fault.REFUSED]))


@pytest.mark.parametrize("seed", range(6))
def test_days_add_up_to_the_period_and_gaps_to_what_is_missing(
    camera: Camera, day: Clock, seed: int
) -> None:
    tell_at_random(camera, day.at(0), 6, seed)
    now = day.at(24 * 8)
    parts = [account(camera, day.at(24 * d), day.at(24 * (d + 1)), now) for d in range(6)]
    total = account(camera, day.at(0), day.at(24 * 6), now)
    for found in (*parts, total):
        missing = sum(g.end_ms - g.start_ms for g in found.gaps)
        assert found.recorded_ms + missing == found.wanted_ms
    together = sum(parts, Account())
    figures = ("wanted_ms", "recorded_ms", "restarts", "frames", "frames_lost")
    assert [getattr(together, f) for f in figures] == [getattr(total, f) for f in figures]


def test_it_takes_three_queries(camera: Camera, day: Clock) -> None:
    counts = []
    for number in (0, 1):
        tell_at_random(camera, day.at(24 * 10 * number), 6, number)
        with CaptureQueriesContext(connection) as queries:
            account(camera, day.at(0), day.at(24 * 20))
        counts.append(len(queries))
    assert counts == [3, 3]
