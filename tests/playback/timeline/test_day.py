"""`GET /api/playback/cameras/{id}/timeline/`: a day in the compact form."""

from datetime import UTC, datetime, timedelta

import pytest

from recordings.faults import Fault
from recordings.models import Camera, Detection, Recording, StorageVolume
from recordings.spans import epoch_ms
from recordings.states import State
from tests.playback.timeline.scene import StandingClock, Viewer, sight
from tests.recordings.api.conftest import Footage
from tests.recordings.api.scene import growing, make_recording
from tests.recordings.coverage.story import Clock, Reason, event, hours, wish

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

HOUR, DAY = 3_600_000, 86_400_000
CODECS = "avc1.42C01E,mp4a.40.2"


@pytest.fixture
def recorded_day(camera: Camera, day: Clock) -> Clock:
    """Offline from four to five; what was recorded before midnight ends two hours after it."""
    wish(camera, day.at(-3))
    hours(camera, day.at(-2), 6, "a")
    Recording.objects.filter(start_time=day.at(3)).update(close_reason=Reason.ENDED)
    event(camera, day.at(-3, 1), State.RECORDING, run="a")
    event(camera, day.at(4, 1), State.BACKOFF, Fault.ENDED)
    event(camera, day.at(5, 1), State.RECORDING, run="b")
    hours(camera, day.at(5), 40, "b", audio_codec="")
    return day


def test_the_answer_is_the_contracts(viewer: Viewer, camera: Camera, recorded_day: Clock) -> None:
    day = recorded_day
    sight(camera, day.at(-1))  # the evening before
    sight(camera, day.at(0, 0.05))
    sight(camera, day.at(0, 0.1), Detection.Kind.WATCHED_PLATE)
    sight(camera, day.at(12, 30.999), Detection.Kind.OTHER)
    sight(camera, day.at(24, -0.001))
    sight(camera, day.at(24))
    answer = viewer.timeline("2026-03-10")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.json() == {
        "camera": camera.pk,
        "day": "2026-03-10",
        "time_zone": "America/Sao_Paulo",
        "start_ms": epoch_ms(day.start),
        "length_ms": DAY,
        "now_ms": None,
        "spans": [0, 4 * HOUR, HOUR, 19 * HOUR],
        "gap_reasons": [0, 1, 0],
        "codecs": ["avc1.42C01E", CODECS],
        "markers": {
            "unit_ms": 100,
            "deltas": [0, 1, 432_308, 431_690],
            "kinds": [0, 1, 2, 0],
        },
        "clips": [],
        "holds": [],
        "retention": {
            "day_number": 2,
            "of_days": 15,
            "plan": "Pro",
            "oldest_ms": epoch_ms(day.at(-2)),
            "expires_ms": epoch_ms(day.at(15 * 24 + 3)),
        },
    }


def test_a_day_with_nothing_in_it(viewer: Viewer, camera: Camera, day: Clock) -> None:
    assert viewer.timeline("2026-03-10").json() == {
        "camera": camera.pk,
        "day": "2026-03-10",
        "time_zone": "America/Sao_Paulo",
        "start_ms": epoch_ms(day.start),
        "length_ms": DAY,
        "now_ms": None,
        "spans": [],
        "gap_reasons": [2],
        "codecs": [],
        "markers": {"unit_ms": 100, "deltas": [], "kinds": []},
        "clips": [],
        "holds": [],
        "retention": {
            "day_number": None,
            "of_days": 15,
            "plan": "Pro",
            "oldest_ms": None,
            "expires_ms": None,
        },
    }


@pytest.mark.parametrize(("apart", "spans"), [(0.4, 1), (0.6, 2)])
def test_files_of_one_run_that_follow_closely_are_one_span(
    viewer: Viewer, camera: Camera, day: Clock, apart: float, spans: int
) -> None:
    make_recording(camera, day.at(1), 3600, run_id="a")
    make_recording(camera, day.at(2, apart), 3600, run_id="a")
    assert len(viewer.timeline("2026-03-10").json()["spans"]) == 2 * spans


def test_files_may_lie_one_over_the_other(viewer: Viewer, camera: Camera, day: Clock) -> None:
    make_recording(camera, day.at(-0.5), 3600)
    make_recording(camera, day.at(-0.2), 300)  # the last that began before, and over by then
    make_recording(camera, day.at(0.4), 3600)
    assert viewer.timeline("2026-03-10").json()["spans"] == [0, 1.4 * HOUR]


def test_a_joint_at_midnight_is_no_gap_on_either_day(
    viewer: Viewer, camera: Camera, day: Clock
) -> None:
    make_recording(camera, day.at(23), 3599.8, run_id="a")
    make_recording(camera, day.at(24, 0.1), 3600, run_id="a")
    assert viewer.timeline("2026-03-10").json()["spans"] == [23 * HOUR, HOUR]
    assert viewer.timeline("2026-03-11").json()["spans"] == [0, HOUR + 100]


def test_a_file_that_is_being_written_counts_up_to_its_last_fragment(
    viewer: Viewer,
    camera: Camera,
    day: Clock,
    clock: StandingClock,
    volume: StorageVolume,
    footage: Footage,
) -> None:
    start = day.at(36)
    wish(camera, start)
    event(camera, start, State.RECORDING, run="a")
    content = footage.content[: footage.two_fragments_end]
    growing(camera, volume, content, start_time=start, run_id="a")
    clock.now = start + timedelta(milliseconds=footage.two_fragments_ms + 900)
    today = viewer.timeline().json()
    assert today["day"] == "2026-03-11"
    assert today["now_ms"] == epoch_ms(clock.now)
    assert today["spans"] == [12 * HOUR, footage.two_fragments_ms]
    assert today["gap_reasons"] == [2, 0]  # not wanted before; what follows is still to come
    assert today["codecs"] == [footage.codecs]
    assert today["retention"]["day_number"] == 1
    assert viewer.timeline("2026-03-11").json() == today


def test_today_has_no_reason_for_what_is_still_to_come(
    viewer: Viewer, camera: Camera, day: Clock, clock: StandingClock
) -> None:
    clock.now = day.at(3)
    wish(camera, day.at(0))
    make_recording(camera, day.at(0), 2 * 3600, close_reason=Reason.ENDED)
    event(camera, day.at(0, 1), State.RECORDING, run="a")
    event(camera, day.at(2, 1), State.BACKOFF, Fault.ENDED)
    today = viewer.timeline().json()
    assert (today["spans"], today["gap_reasons"]) == ([0, 2 * HOUR], [0, 1])
    tomorrow = viewer.timeline("2026-03-11").json()
    assert (tomorrow["now_ms"], tomorrow["spans"], tomorrow["gap_reasons"]) == (None, [], [0])


@pytest.mark.parametrize(
    ("date", "zone", "start", "length"),
    [
        ("2018-11-04", "America/Sao_Paulo", datetime(2018, 11, 4, 3, tzinfo=UTC), 23),
        ("2018-02-17", "America/Sao_Paulo", datetime(2018, 2, 17, 2, tzinfo=UTC), 25),
        ("2018-02-18", "America/Sao_Paulo", datetime(2018, 2, 18, 3, tzinfo=UTC), 24),
        ("2018-11-04", "America/Recife", datetime(2018, 11, 4, 3, tzinfo=UTC), 24),
        ("2026-03-10", "America/Rio_Branco", datetime(2026, 3, 10, 5, tzinfo=UTC), 24),
    ],
)
def test_a_day_is_the_citys_and_as_long_as_it_was(
    viewer: Viewer, camera: Camera, date: str, zone: str, start: datetime, length: int
) -> None:
    camera.city.time_zone = zone
    camera.city.save()
    end = start + timedelta(hours=length)
    hours(camera, start - timedelta(hours=1), length + 2, "a")
    for at in (start - timedelta(milliseconds=1), start, end - timedelta(milliseconds=1), end):
        sight(camera, at)
    found = viewer.timeline(date).json()
    assert found["time_zone"] == zone
    assert (found["start_ms"], found["length_ms"]) == (epoch_ms(start), length * HOUR)
    assert found["spans"] == [0, length * HOUR]
    assert found["markers"]["deltas"] == [0, length * 36_000 - 1]


def test_what_cannot_be_played_is_not_recorded(viewer: Viewer, camera: Camera, day: Clock) -> None:
    make_recording(camera, day.at(1), 3600, status=Recording.Status.ERROR)
    make_recording(camera, day.at(2), 3600, status=Recording.Status.DOOMED)
    make_recording(camera, day.at(3), 3600, status=Recording.Status.STOPPED)
    found = viewer.timeline("2026-03-10").json()
    assert found["spans"] == [3 * HOUR, HOUR]
    assert found["retention"]["oldest_ms"] == epoch_ms(day.at(3))


def test_an_archived_cameras_days_stay(viewer: Viewer, camera: Camera, recorded_day: Clock) -> None:
    before = viewer.timeline("2026-03-10").json()
    camera.archived_at = recorded_day.at(30)
    camera.save()
    assert viewer.timeline("2026-03-10").json() == before


def test_another_cameras_rows_are_not_in_it(
    viewer: Viewer, camera: Camera, recorded_day: Clock
) -> None:
    other = Camera.objects.create(city=camera.city, name="Beside it")
    assert Viewer(viewer.user, other).timeline("2026-03-10").json()["spans"] == []
