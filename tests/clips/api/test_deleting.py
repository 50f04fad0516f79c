"""A clip goes when a person says so, and for a day it can be brought back."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from clips.models import Clip, ClipShare, MarkedCopy, Status
from clips.tidying import GRACE, remove_deleted, tidy
from plans.models import AuditEntry
from recordings.models import Hold, StorageVolume
from recordings.volumes import VOLUME_IDENTITY
from tests.clips.api.asking import Asker, entries
from tests.clips.rows import CONTENT, make_clip, make_copy, make_share
from tests.clips.scene import FIRST, NOW, Scene
from tests.clips.scene import StandingClock as WorkersClock
from tests.people import People
from tests.playback.timeline.scene import StandingClock

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
TOO_LATE = "A clip can be brought back for 24 hours after it was deleted."


@pytest.fixture
def owner(operator: Asker, people: People) -> Asker:
    return operator.by(people.owner)


@pytest.fixture
def clip(people: People, scene: Scene) -> Clip:
    """With a picture, a marked copy and a link."""
    clip = make_clip(scene.camera, people.operator, content=CONTENT, volume=scene.volume)
    make_copy(clip, CONTENT)
    make_share(clip)
    return clip


def files(volume: StorageVolume) -> list[str]:
    return sorted(path.name for path in (volume.path / "clips").rglob("*") if path.is_file())


def details(clip: Clip) -> dict[str, Any]:
    return {
        "clip": clip.pk,
        "name": "Accident",
        "start": clip.start_time.isoformat(),
        "end": clip.end_time.isoformat(),
        "sha256": clip.sha256,
    }


def test_it_is_gone_from_sight_at_once_and_from_the_disk_not_yet(
    owner: Asker, scene: Scene, clip: Clip, people: People
) -> None:
    before = files(scene.volume)
    answer = owner.delete(clip.pk)
    assert (answer.status_code, answer.content) == (204, b"")
    clip.refresh_from_db()
    assert (clip.status, clip.deleted_at, clip.deleted_by) == (Status.DELETED, NOW, people.owner)
    assert (owner.ids(), owner.ids("?status=deleted")) == ([], [clip.pk])
    assert owner.file(clip.pk).status_code == 404
    assert ClipShare.objects.get().revoked_at == NOW
    assert files(scene.volume) == before
    assert len(before) == 3
    assert entries() == [("clip_delete", "owner", "127.0.0.1", details(clip))]


def test_to_delete_twice_is_to_delete_once(owner: Asker, clip: Clip, clock: StandingClock) -> None:
    owner.delete(clip.pk)
    clock.now += 12 * 3600 * SECOND
    assert owner.delete(clip.pk).status_code == 204
    clip.refresh_from_db()
    assert (clip.deleted_at, len(entries())) == (NOW, 1)


def test_one_that_is_waited_for_gives_up_its_source(owner: Asker, scene: Scene) -> None:
    scene.record(scene.samples[0], FIRST)
    clip_id = owner.cut().json()["id"]
    owner.delete(clip_id)
    assert Hold.objects.get().released_at == NOW
    found = owner.restore(clip_id).json()
    assert (found["status"], found["deleted_at"]) == ("cancelled", None)


def test_it_comes_back_as_it_was_but_for_its_link(
    owner: Asker, clip: Clip, clock: StandingClock
) -> None:
    before = owner.get(clip.pk).json()
    owner.delete(clip.pk)
    clock.now += DAY - SECOND
    answer = owner.restore(clip.pk)
    assert (answer.status_code, answer.json()) == (200, before)
    assert owner.file(clip.pk).status_code == 200
    clip.refresh_from_db()
    assert (clip.deleted_at, clip.deleted_by) == (None, None)
    assert ClipShare.objects.get().revoked_at == NOW
    assert [entry[0] for entry in entries()] == ["clip_delete", "clip_restore"]


def test_after_a_day_it_does_not(owner: Asker, clip: Clip, clock: StandingClock) -> None:
    owner.delete(clip.pk)
    clock.now += DAY
    answer = owner.restore(clip.pk)
    assert (answer.status_code, answer.json()["detail"]) == (409, TOO_LATE)
    assert owner.ids() == []


def test_what_was_not_deleted_cannot_be_brought_back(owner: Asker, clip: Clip) -> None:
    assert owner.restore(clip.pk).status_code == 409
    assert (owner.ids(), entries()) == ([clip.pk], [])


def test_it_does_not_come_back_over_the_plans_number(
    owner: Asker, scene: Scene, clip: Clip, people: People
) -> None:
    owner.delete(clip.pk)
    people.city.plan.max_clips = 1
    people.city.plan.save()
    other = make_clip(scene.camera)
    assert owner.restore(clip.pk).json()["code"] == "plan_limit"
    other.delete()
    assert owner.restore(clip.pk).status_code == 200


def test_a_deleted_one_takes_no_place_of_the_plans(
    owner: Asker, scene: Scene, clip: Clip, people: People
) -> None:
    scene.record(scene.samples[0], FIRST)
    people.city.plan.max_clips = 1
    people.city.plan.save()
    assert owner.cut().status_code == 403
    owner.delete(clip.pk)
    assert owner.cut().status_code == 202


def test_a_day_later_all_of_it_goes_for_good(owner: Asker, scene: Scene, clip: Clip) -> None:
    kept = make_clip(scene.camera, content=CONTENT, volume=scene.volume)
    owner.delete(clip.pk)

    assert remove_deleted(WorkersClock(NOW + DAY + GRACE)) == 0
    assert len(files(scene.volume)) == 5
    assert remove_deleted(WorkersClock(NOW + DAY + GRACE + SECOND)) == 1

    assert list(Clip.objects.all()) == [kept]
    assert not MarkedCopy.objects.exists()
    assert not ClipShare.objects.exists()
    name = Path(kept.file_path).stem
    assert files(scene.volume) == [f"{name}.jpg", f"{name}.mp4"]
    assert [entry[0] for entry in entries()] == ["clip_delete"]
    assert AuditEntry.objects.filter(details__sha256=clip.sha256).count() == 1


def test_while_its_disk_is_away_it_waits(owner: Asker, scene: Scene, clip: Clip) -> None:
    owner.delete(clip.pk)
    identity = scene.volume.path / VOLUME_IDENTITY
    away = identity.rename(identity.with_name("away"))
    later = WorkersClock(NOW + 2 * DAY)
    tidy(later)
    assert Clip.objects.filter(pk=clip.pk).exists()
    assert len(files(scene.volume)) == 3
    away.rename(identity)
    tidy(later)
    assert (Clip.objects.count(), files(scene.volume)) == (0, [])


def test_nothing_else_removes_a_clip_whatever_its_age(
    owner: Asker, scene: Scene, clip: Clip
) -> None:
    tidy(WorkersClock(NOW + 3650 * DAY))
    assert (owner.ids(), len(files(scene.volume))) == ([clip.pk], 3)
