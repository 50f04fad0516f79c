"""Promises that were broken, and that will be."""

import uuid
from datetime import datetime, timedelta

import pytest

from recordings.alerting import promises
from recordings.alerting.watching import watch
from recordings.forecast import CityForecast, Forecast
from recordings.models import Alert, Camera, CleanupRun, Deletion, PendingDeletion, Recording
from recordings.volumes import ensure_first_volume
from tests.recordings.alerting.story import Story
from tests.recordings.api.scene import make_camera, make_recording

pytestmark = [pytest.mark.django_db, pytest.mark.contract]
Reason = PendingDeletion.Reason
DAY = timedelta(days=1)


def deleted(camera: Camera, at: datetime, reason: Reason, age_days: float) -> Deletion:
    kind = {
        Reason.QUOTA: CleanupRun.Kind.QUOTA,
        Reason.EMERGENCY: CleanupRun.Kind.EMERGENCY,
        Reason.EXPIRED: CleanupRun.Kind.EMERGENCY,
    }[reason]
    run = CleanupRun.objects.create(kind=kind, started_at=at, finished_at=at)
    end = at - timedelta(days=age_days)
    return Deletion.objects.create(
        number=Deletion.objects.count() + 1,
        run=run,
        at=at,
        reason=reason,
        city=camera.city,
        city_uuid=camera.city.uuid,
        camera=camera,
        camera_uuid=camera.uuid,
        camera_name=camera.name,
        volume_uuid=uuid.uuid4(),
        start_time=end - timedelta(hours=1),
        end_time=end,
        retention_days=15,
        files=[],
        bytes=900_000_000,
        freed_bytes=900_000_000,
        previous_hash="",
        hash=str(uuid.uuid4()),
    )


def told(story: Story) -> list[tuple[str, str, str, bool]]:
    rows = Alert.objects.filter(kind=Alert.Kind.PROMISE_AT_RISK).order_by("id")
    return [(a.subject, a.severity, a.details["why"], a.closed_at is None) for a in rows]


def test_footage_that_went_before_its_day_is_told_for_a_day(story: Story) -> None:
    camera, foreign = story.camera(), make_camera(story.people.other_city)
    now = story.clock.now()
    for reason in (Reason.QUOTA, Reason.EMERGENCY):
        deleted(camera, now - timedelta(hours=1), reason, 10)
    deleted(foreign, now - timedelta(hours=1), Reason.EMERGENCY, 15.5)  # was over anyway
    deleted(foreign, now - timedelta(hours=1), Reason.EXPIRED, 10)
    watch(story.clock)
    city = f"city:{camera.city_id}"
    assert told(story) == [(city, "critical", "deleted", True)]
    cost = Alert.objects.get().details["cost"]
    assert {reason: (c["bytes"], c["cameras"]) for reason, c in cost.items()} == {
        "quota": (900_000_000, 1),
        "emergency": (900_000_000, 1),
    }
    deleted(camera, story.clock.now(), Reason.QUOTA, 10)
    watch(story.clock)
    assert Alert.objects.get().details["cost"]["quota"]["bytes"] == 1_800_000_000
    story.clock.later(22 * 3600)
    watch(story.clock)
    assert told(story) == [(city, "critical", "deleted", True)]
    story.clock.later(2 * 3600 + 60)
    watch(story.clock)
    assert told(story) == [(city, "critical", "deleted", False)]


def test_a_forecast_that_breaks_the_promise_warns_and_a_broken_one_is_graver(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    camera = story.camera()
    city = camera.city_id
    make_recording(camera, story.clock.now() - DAY, volume=story.volume)

    def forecast_of(breaks_after: float | None, needed: float) -> Forecast:
        its = CityForecast(city, 1e9, needed, 15, 9.5, breaks_after)
        return Forecast(100, 1e9, needed, breaks_after, {city: its})

    now = forecast_of(3.0, 150)
    monkeypatch.setattr(promises, "installation_forecast", lambda _now: now)
    watch(story.clock)
    expected = [(f"city:{city}", "warning", "forecast", True)]
    assert told(story) == expected
    details = Alert.objects.get().details
    breaks_at = datetime.fromisoformat(details.pop("breaks_at"))
    assert breaks_at == story.clock.now() + 3 * DAY
    assert details == {"why": "forecast", "promised_days": 15, "reachable_days": 9.5}

    now = forecast_of(None, 99)  # within the band: it stays, and says so
    story.clock.later(700)
    watch(story.clock)
    assert told(story) == expected
    risk = Alert.objects.get(kind=Alert.Kind.PROMISE_AT_RISK)
    assert risk.details["breaks_at"] is None
    deleted(camera, story.clock.now(), Reason.EMERGENCY, 2)
    watch(story.clock)
    assert [entry[1:] for entry in told(story)] == [
        ("warning", "forecast", False),
        ("critical", "deleted", True),
    ]
    now = forecast_of(None, 90)
    story.clock.later(25 * 3600)
    watch(story.clock)
    assert [entry[3] for entry in told(story)] == [False, False]


def test_between_forecasts_a_warning_stays(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    camera = story.camera()
    make_recording(camera, story.clock.now() - DAY, volume=story.volume)
    asked = []

    def forecast(now: datetime) -> Forecast:
        asked.append(now)
        its = CityForecast(camera.city_id, 1e9, 150, 15, 9.5, 0.0)
        return Forecast(100, 1e9, 150, 0.0, {camera.city_id: its})

    monkeypatch.setattr(promises, "installation_forecast", forecast)
    for _ in range(10):
        watch(story.clock)
        story.clock.later(15)
    assert (len(asked), len(told(story))) == (1, 1)


def test_the_real_forecast_of_a_disk_that_holds_it_warns_of_nothing(story: Story) -> None:
    make_recording(story.camera(), story.clock.now() - DAY, 3600, volume=story.volume)
    watch(story.clock)
    assert told(story) == []


@pytest.fixture
def hopeless(story: Story, monkeypatch: pytest.MonkeyPatch) -> Camera:
    """Of a city for which no disk is large enough."""
    camera = story.camera()
    its = CityForecast(camera.city_id, 1e12, 1e15, 15, 0.1, 0.0)
    hopeless = Forecast(100, 1e12, 1e15, 0.0, {camera.city_id: its})
    monkeypatch.setattr(promises, "installation_forecast", lambda _now: hopeless)
    return camera


def test_a_new_installation_is_not_judged_by_its_first_files(
    story: Story, hopeless: Camera
) -> None:
    for expected in (0, 0, 1):
        watch(story.clock)
        assert len(told(story)) == expected
        if not Recording.objects.exists():
            make_recording(hopeless, story.clock.now(), 10, volume=story.volume)
        story.clock.later(3.1 * 3600)


def test_a_volume_that_is_away_neither_breaks_a_promise_nor_mends_it(
    story: Story, hopeless: Camera
) -> None:
    make_recording(hopeless, story.clock.now() - DAY, volume=story.volume)
    other = ensure_first_volume(story.volume.path.with_name("other"))
    away = other.path.rename(other.path.with_name("away"))
    watch(story.clock)
    assert told(story) == []
    away.rename(other.path)
    story.clock.later(601)
    watch(story.clock)
    expected = [(f"city:{hopeless.city_id}", "warning", "forecast", True)]
    assert told(story) == expected
    other.path.rename(away)
    story.clock.later(601)
    watch(story.clock)
    assert told(story) == expected
