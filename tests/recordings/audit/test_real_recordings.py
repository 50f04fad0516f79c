"""What a real recorder has written, found again from the disk alone."""

import pytest

from recordings.audit.auditing import run_audit
from recordings.models import RecorderNode, Recording
from recordings.states import State
from tests.cameras import StartCamera
from tests.recordings.audit.scene import counts_of, facts, lose_database
from tests.recordings.supervision.bench import Bench

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.contract]


def test_an_audit_beside_a_recorder_changes_nothing(
    bench: Bench, start_camera: StartCamera
) -> None:
    camera = bench.camera(start_camera().url())
    bench.wait_for_files(camera, 3)
    for _ in range(3):
        run = run_audit(True)
        assert (run.problems, run.findings["kinds"].keys() - {"in_use"}) == (0, set())
    bench.wait_for_state(camera, State.RECORDING)


def test_the_rows_that_were_lost_are_made_again_as_they_were(
    bench: Bench, start_camera: StartCamera
) -> None:
    camera = bench.camera(start_camera().url())
    bench.wait_for_files(camera, 3)
    before = [facts(row) for row in bench.stop_and_finish(camera)]
    uuid = camera.uuid
    bench.stop()
    lose_database()
    RecorderNode.objects.all().delete()
    run = run_audit(True)
    assert counts_of(run) == {"without_row": (len(before), len(before))}
    rows = Recording.objects.select_related("camera").order_by("file_path")
    assert [facts(row) for row in rows] == before
    assert {row.camera.uuid for row in rows} == {uuid}
    assert run_audit(True).findings["kinds"] == {}
