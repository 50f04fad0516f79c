"""The watch as a whole: what it costs, two at once, and checks that fail."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recordings.alerting import forgetting, watching
from recordings.alerting.cameras import problem_of
from recordings.alerting.judging import Findings
from recordings.alerting.looks import Check, Look
from recordings.alerting.watching import watch
from recordings.alerting.writing import alert_close, alert_open, open_alerts
from recordings.gaps import Cause
from recordings.models import Alert, Notice, NoticeTarget
from recordings.states import State
from tests.recordings.alerting.story import Story

pytestmark = [pytest.mark.contract]
WATCHERS = 20


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.RECORDING, State.BACKOFF])
def test_it_costs_the_same_queries_for_one_camera_and_for_two_hundred(
    story: Story, state: State
) -> None:
    counts, rows = [], []
    for more in (1, 199):
        cameras = [story.camera(f"Gate {number}", state) for number in range(more)]
        if state is State.RECORDING:
            rows += [story.opens(camera) for camera in cameras]
        story.clock.later(40)
        story.beat()
        for row in rows:
            story.write(row)
        watch(story.clock)  # opens alerts, at some queries each, and asks for the forecast
        with CaptureQueriesContext(connection) as queries:
            watch(story.clock)
        counts.append(len(queries))
    expected = 0 if state is State.RECORDING else 200
    assert Alert.objects.open().filter(camera__isnull=False).count() == expected
    assert counts[0] == counts[1]
    assert counts[0] <= 25


@pytest.mark.django_db(transaction=True)
def test_twenty_watchers_open_one_alert_and_close_it_once(story: Story) -> None:
    camera = story.camera(state=State.BACKOFF)
    story.volume.path.rename(story.volume.path.with_name("away"))
    NoticeTarget.objects.create(
        city=camera.city, kind=NoticeTarget.Kind.WEBHOOK, address_display="https://example.org"
    )
    story.clock.later(60)
    story.beat()
    watch_at_once(story)
    kinds = Alert.objects.open().values_list("kind", flat=True)
    assert sorted(kinds) == ["camera_offline", "volume_missing"]
    camera.wishes.update(stopped_at=story.clock.later(5))
    watch_at_once(story)
    assert Alert.objects.filter(camera=camera).count() == 1
    notices = Notice.objects.order_by("id").values_list("kind", flat=True)
    assert [*notices] == [Notice.Kind.ALERT_OPENED, Notice.Kind.ALERT_CLOSED]


def watch_at_once(story: Story) -> None:
    start = Barrier(WATCHERS, timeout=30)

    def run(_number: int) -> None:
        try:
            start.wait()
            watch(story.clock)
        finally:
            connection.close()

    with ThreadPoolExecutor(WATCHERS) as threads:
        list(threads.map(run, range(WATCHERS)))


@pytest.mark.django_db
def test_a_check_that_fails_neither_closes_its_alerts_nor_hinders_the_others(
    story: Story, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(look: Look) -> Findings:
        raise ValueError("a test")

    away = story.camera(state=State.BACKOFF)
    story.clock.later(60)
    story.beat()
    watch(story.clock)
    checks = [
        Check(check.name, check.kinds, fails) if check.name == "cameras" else check
        for check in watching.CHECKS
    ]
    monkeypatch.setattr(watching, "CHECKS", (checks[3], *checks[:3], *checks[4:]))
    away.wishes.update(stopped_at=story.clock.now())
    story.volume.path.rename(story.volume.path.with_name("away"))
    watch(story.clock)
    assert sorted(Alert.objects.open().values_list("kind", flat=True)) == [
        "camera_offline",
        "volume_missing",
    ]
    assert "the check of cameras failed" in caplog.text


DAMAGED = [
    *("", "[1]", "1", '{"looked_until_ms": "x"}', "{", '{"a": 1}', "[" * 100_000),
    *(f'{{"looked_until_ms": {value}}}' for value in ("Infinity", "1e30", "-1e30", "NaN", "[]")),
    f'{{"promises_ms": {10**40}, "frames_after": {10**40}, "looked_at_ms": -5}}',
]


@pytest.mark.django_db
@pytest.mark.parametrize("text", DAMAGED)
def test_a_damaged_memory_is_as_good_as_none(
    story: Story, run_folder: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = run_folder / "alerts.json"
    path.write_text(text)
    camera = story.camera(state=State.BACKOFF)
    story.clock.later(60)
    story.beat()
    watch(story.clock)
    assert Alert.objects.filter(camera=camera).count() == 1
    assert json.loads(path.read_text())["looked_until_ms"] == story.clock.at.timestamp() * 1000
    assert caplog.messages == []


@pytest.mark.django_db
def test_what_was_told_meanwhile_is_not_told_again_by_a_watcher_who_looked_before(
    story: Story,
) -> None:
    camera = story.camera(state=State.BACKOFF)
    since = story.clock.now()
    now = story.clock.later(300)
    problem = problem_of(camera.pk, camera.city_id, since, Cause.CAMERA_OFFLINE, "")
    assert alert_open(problem, now)
    assert not alert_open(problem, now)
    (alert,) = open_alerts()
    assert alert_close(alert, now, now)
    assert not alert_close(alert, now, now)
    assert not alert_open(problem, now)
    assert alert_open(replace(problem, since=now), story.clock.later(60))


@pytest.mark.django_db
@pytest.mark.parametrize("leapt", [False, True])
def test_alerts_are_forgotten_400_days_after_their_end_with_their_notices(
    story: Story, leapt: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "has_leapt", lambda _clock: leapt)
    monkeypatch.setattr(forgetting, "MOST_A_LOOK", 2)
    now, target = story.clock.now(), NoticeTarget.objects.create(kind=NoticeTarget.Kind.EMAIL)
    kept: list[int] = []
    gone: list[int] = []
    # Days since they opened and closed.
    for opened, closed in ((900, None), (900, 399.9), (401, 400.1), (500, 499), (402, 401)):
        row = Alert.objects.create(
            kind=Alert.Kind.DISK_HIGH,
            severity=Alert.Severity.WARNING,
            subject="volume:999",
            opened_at=now - timedelta(days=opened),
            closed_at=None if closed is None else now - timedelta(days=closed),
        )
        Notice.objects.create(
            target=target,
            kind=Notice.Kind.ALERT_OPENED,
            key=f"alert:{row.pk}",
            alert=row,
            created_at=now,
            next_try_at=now,
        )
        (gone if closed and closed > 400 else kept).append(row.pk)
    for _ in range(2):
        watch(story.clock)
    left = sorted([*kept, *gone]) if leapt else kept
    rows = Alert.objects.filter(subject="volume:999").order_by("id")
    assert [*rows.values_list("pk", flat=True)] == left
    assert {*Notice.objects.values_list("alert", flat=True)} >= {*left}
    assert not Notice.objects.filter(alert=None).exists()
