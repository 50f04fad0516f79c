"""Cancelling a clip, and trying one again."""

from datetime import timedelta
from pathlib import Path

import pytest

from clips.claims import claim
from clips.cutter import cut
from clips.models import Clip, Status
from clips.tasks import cut_clip
from recordings.clock import SystemClock
from recordings.models import Hold
from tests.clips.api.asking import Asker, entries
from tests.clips.rows import make_clip
from tests.clips.scene import FIRST, Scene
from tests.people import People
from tests.plans.answers import NOT_FOUND

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

NOT_FINISHED = "Only a clip that is not finished can be cancelled."
NOT_ENDED = "Only a clip that failed or was cancelled can be tried again."
UNDER_WAY = (Status.PENDING, Status.CUTTING)
ENDED = (Status.FAILED, Status.CANCELLED)


@pytest.fixture
def clip(operator: Asker, scene: Scene) -> Clip:
    """Asked for, and waiting."""
    scene.record(scene.samples[0], FIRST)
    return Clip.objects.get(pk=operator.cut().json()["id"])


def files(scene: Scene) -> list[Path]:
    return sorted(path for path in (scene.volume.path / "clips").rglob("*") if path.is_file())


def test_what_is_cancelled_frees_its_source_and_is_not_cut(
    operator: Asker, scene: Scene, clip: Clip
) -> None:
    answer = operator.cancel(clip.pk)
    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    assert Hold.objects.get().released_at is not None
    assert operator.cancel(clip.pk).json()["status"] == "cancelled"
    cut_clip(clip.pk)
    assert (operator.get(clip.pk).json()["status"], files(scene)) == ("cancelled", [])


def test_whoever_cuts_it_meanwhile_finds_out_and_leaves_nothing(
    operator: Asker, scene: Scene, clip: Clip
) -> None:
    attempt = claim(Clip, clip.pk, SystemClock())
    assert attempt is not None
    assert operator.cancel(clip.pk).status_code == 200
    assert not attempt.rows().exists()
    assert files(scene) == []


@pytest.mark.parametrize("status", sorted(set(Status) - {*UNDER_WAY, Status.CANCELLED}))
def test_what_is_finished_cannot_be_cancelled(
    operator: Asker, scene: Scene, people: People, status: Status
) -> None:
    clip = make_clip(scene.camera, people.operator, status=status)
    answer = operator.cancel(clip.pk)
    if status == Status.DELETED:
        assert (answer.status_code, answer.json()) == (404, NOT_FOUND)
    else:
        assert (answer.status_code, answer.json()["detail"]) == (409, NOT_FINISHED)
    clip.refresh_from_db()
    assert clip.status == status


@pytest.mark.parametrize("status", ENDED)
def test_what_ended_is_tried_again(
    operator: Asker, scene: Scene, clip: Clip, status: Status
) -> None:
    operator.cancel(clip.pk)
    Clip.objects.update(status=status, error="x", error_code="too_slow", attempts=3)
    answer = operator.retry(clip.pk)
    found = answer.json()
    assert (answer.status_code, found["status"], found["error"]) == (202, "pending", None)
    clip.refresh_from_db()
    assert clip.attempts == 0
    holds = Hold.objects.filter(released_at=None)
    assert [hold.pk for hold in holds] == [clip.hold_id]
    assert [entry[0] for entry in entries()] == ["clip_cut", "clip_cut"]

    cut(clip.pk, scene.clock)

    assert operator.get(clip.pk).json()["status"] == "ready"
    assert [path.name for path in files(scene)] == [f"clip_{clip.pk}.jpg", f"clip_{clip.pk}.mp4"]


@pytest.mark.parametrize("status", sorted(set(Status) - {*ENDED, Status.DELETED}))
def test_what_did_not_end_is_not_tried_again(
    operator: Asker, scene: Scene, people: People, status: Status
) -> None:
    clip = make_clip(scene.camera, people.operator, status=status)
    answer = operator.retry(clip.pk)
    assert (answer.status_code, answer.json()["detail"]) == (409, NOT_ENDED)


def test_another_try_takes_a_place_of_the_plans(
    operator: Asker, scene: Scene, clip: Clip, people: People
) -> None:
    operator.cancel(clip.pk)
    people.city.plan.max_clips = 1
    people.city.plan.save()
    other = make_clip(scene.camera)
    assert operator.retry(clip.pk).json()["code"] == "plan_limit"
    other.delete()
    assert operator.retry(clip.pk).status_code == 202


def test_another_try_of_what_is_gone_says_so(operator: Asker, scene: Scene, people: People) -> None:
    start = FIRST - timedelta(days=30)
    clip = make_clip(scene.camera, people.operator, status=Status.FAILED, start=start)
    assert operator.retry(clip.pk).json()["code"] == "no_recording"
    assert not Hold.objects.exists()
