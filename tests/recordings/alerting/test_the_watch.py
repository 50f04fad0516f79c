"""The watch as a whole: what it costs, two at once, and checks that fail."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recordings.alerting import watching
from recordings.alerting.judging import Findings
from recordings.alerting.looks import Check, Look
from recordings.alerting.watching import watch
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


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "[1]", '{"looked_until_ms": "x"}', "{", '{"a": 1}'])
def test_a_damaged_memory_is_as_good_as_none(story: Story, run_folder: Path, text: str) -> None:

    path = run_folder / "alerts.json"
    path.write_text(text)
    camera = story.camera(state=State.BACKOFF)
    story.clock.later(60)
    story.beat()
    watch(story.clock)
    assert Alert.objects.filter(camera=camera).count() == 1
    assert "looked_until_ms" in path.read_text()
