"""`POST /api/clips/`: what is written, and what is answered."""

from datetime import timedelta

import pytest

from clips.models import Clip, Status
from clips.tasks import cut_clip
from recordings.models import Hold
from recordings.services.cameras import camera_archive
from tests.clips.api.asking import Asker, entries
from tests.clips.rows import make_clip
from tests.clips.scene import FIRST, NOW, Scene
from tests.people import People

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def test_the_answer_comes_at_once_and_the_row_is_the_queue(
    operator: Asker, scene: Scene, people: People
) -> None:
    scene.record(scene.samples[0], FIRST)
    answer = operator.cut()
    clip = Clip.objects.get()
    assert (answer.status_code, answer.json()) == (202, {"id": clip.pk, "status": "pending"})
    kept = (clip.camera, clip.user, clip.username, clip.name, clip.mode, clip.created_at)
    assert kept == (
        *(scene.camera, people.operator, "operator", "Accident at the gate", "exact", NOW),
    )
    span = (FIRST + timedelta(seconds=1), FIRST + timedelta(seconds=3))
    assert (clip.start_time, clip.end_time) == span
    details = {
        "clip": clip.pk,
        "name": "Accident at the gate",
        "start": span[0].isoformat(),
        "end": span[1].isoformat(),
        "sha256": "",
    }
    assert entries() == [("clip_cut", "operator", "127.0.0.1", details)]


def test_its_source_is_held_until_it_is_made(operator: Asker, scene: Scene) -> None:
    scene.record(scene.samples[0], FIRST)
    operator.cut()
    clip, hold = Clip.objects.get(), Hold.objects.get()
    held = (hold.camera, hold.start_time, hold.end_time, hold.source, hold.released_at)
    assert held == (scene.camera, clip.start_time, clip.end_time, Hold.Source.CLIP, None)
    assert clip.hold == hold

    cut_clip(clip.pk)

    hold.refresh_from_db()
    assert hold.released_at is not None
    assert operator.get(clip.pk).json()["status"] == "ready"


def test_moments_without_an_offset_are_the_citys(operator: Asker, scene: Scene) -> None:
    scene.record(scene.samples[0], FIRST)
    answer = operator.cut(start_time="2026-11-20T09:59:31", end_time="2026-11-20T09:59:33")
    assert answer.status_code == 202
    assert Clip.objects.get().start_time == FIRST + timedelta(seconds=1)


def test_whole_fragments_are_cut_if_asked_for(operator: Asker, scene: Scene) -> None:
    scene.record(scene.samples[0], FIRST)
    assert operator.cut(mode="fragment").status_code == 202
    assert Clip.objects.get().mode == "fragment"


def test_what_was_not_recorded_of_the_range_is_told(operator: Asker, scene: Scene) -> None:
    """Two runs of four seconds with six between them; the second begins with its sound, as a
    recorder's files do, which is in the clip as well."""
    scene.record(scene.samples[0], FIRST)
    scene.record(scene.samples[0], FIRST + timedelta(seconds=10), run="2b3c4d5e")
    clip_id = operator.cut(1, 12).json()["id"]

    cut_clip(clip_id)

    found = operator.get(clip_id).json()
    assert (found["status"], found["error"]) == ("ready", None)
    (gap,) = found["gaps"]
    assert gap["start_time"].startswith("2026-11-20T12:59:34")
    assert gap["end_time"].startswith("2026-11-20T12:59:40")
    assert found["duration_seconds"] == pytest.approx(5, abs=0.3)


def test_an_archived_cameras_footage_can_be_cut(
    operator: Asker, scene: Scene, people: People
) -> None:
    scene.record(scene.samples[0], FIRST)
    camera_archive(user=people.owner, camera_id=scene.camera.pk)
    assert operator.cut().status_code == 202


def test_a_plans_number_is_of_those_that_are_not_over(
    operator: Asker, scene: Scene, people: People
) -> None:
    scene.record(scene.samples[0], FIRST)
    people.city.plan.max_clips = 3
    people.city.plan.save()
    for status in Status:
        make_clip(scene.camera, status=status)
    answer = operator.cut()
    assert (answer.status_code, answer.json()) == (
        403,
        {
            "code": "plan_limit",
            "detail": "The plan Pro includes 3 clips.",
            "fields": {},
            "limit": 3,
        },
    )
    assert (Hold.objects.count(), entries()) == (0, [])
    assert operator.by(people.superuser).cut().status_code == 403


def test_an_unlimited_plan_has_no_number(operator: Asker, scene: Scene, people: People) -> None:
    scene.record(scene.samples[0], FIRST)
    people.city.plan.max_clips = None
    people.city.plan.save()
    for _number in range(60):
        make_clip(scene.camera)
    assert operator.cut().status_code == 202
