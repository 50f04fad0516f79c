"""The account of what a real recorder did."""

import os
import signal
from datetime import timedelta

from django.utils import timezone

from recordings.accounting import Account, account_of
from recordings.evidence import gather
from recordings.gaps import Cause
from recordings.models import Camera, Recording, Wish
from recordings.selectors import camera_get
from recordings.spans import epoch_ms
from recordings.states import State
from tests.cameras import StartCamera
from tests.recordings.supervision.bench import Bench
from tests.waiting import wait_for


def account_now(bench: Bench, camera: Camera) -> Account:
    now = timezone.now()
    began = Wish.objects.get(camera=camera).started_at
    period = epoch_ms(began - timedelta(hours=1)), epoch_ms(now + timedelta(hours=1))
    return account_of(gather(camera_get(bench.owner, camera.pk), period, now), period)


def missing_ms(account: Account) -> int:
    return sum(gap.end_ms - gap.start_ms for gap in account.gaps)


def test_a_server_that_went_down_and_came_back(bench: Bench, start_camera: StartCamera) -> None:
    camera = bench.camera(start_camera().url())
    bench.wait_for_state(camera, State.RECORDING)
    grown = wait_for(
        lambda: a if (a := account_now(bench, camera)).recorded_ms > 2_000 else None,
        "the open file to count",
    )
    assert {gap.cause for gap in grown.gaps} <= {Cause.STARTING}
    assert grown.restarts == 0

    bench.stop()
    for pid in bench.pids(camera):
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not bench.pids(camera), "the recorder to end")
    down_at = timezone.now()
    wait_for(lambda: timezone.now() - down_at > timedelta(seconds=2), "the outage to last")
    up_at = timezone.now()
    bench.start()
    runs = Recording.objects.filter(camera=camera).values("run_id").distinct()
    wait_for(lambda: runs.count() == 2, "another run")
    bench.wait_for_state(camera, State.RECORDING)
    bench.stop_and_finish(camera)

    found = account_now(bench, camera)
    assert found.recorded_ms + missing_ms(found) == found.wanted_ms
    assert found.restarts == 1
    assert found.frames == sum(row.frames or 0 for row in bench.rows(camera))
    outage = max(found.gaps, key=lambda gap: gap.end_ms - gap.start_ms)
    assert outage.cause is Cause.RECORDER_DOWN
    assert outage.start_ms <= epoch_ms(down_at)
    assert outage.end_ms >= epoch_ms(up_at)
    assert {gap.cause for gap in found.gaps} <= {Cause.STARTING, Cause.RECORDER_DOWN}
