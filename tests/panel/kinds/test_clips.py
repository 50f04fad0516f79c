"""Clips cancelled, deleted, brought back and tried again, many at a time."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clips.models import Clip, Status
from panel.kinds.registry import kinds
from plans.models import AuditEntry
from recordings.models import Camera, Hold
from tests.clips.rows import make_clip
from tests.panel.jobs.scene import at, begin, done, lines, signed_in
from tests.people import People
from tests.recordings.api.scene import make_camera

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(people: People) -> Client:
    return signed_in(people.superuser)


@pytest.fixture
def camera(people: People) -> Camera:
    return make_camera(people.city, "Portaria")


def act(client: Client, action: str, *clips: Clip) -> list[tuple[str, str, bool]]:
    return sorted(lines(done(client, kinds[f"clip_{action}"], *clips)))


def statuses(*clips: Clip) -> list[str]:
    return [Clip.objects.get(pk=clip.pk).status for clip in clips]


def shown(client: Client, action: str, *clips: Clip) -> Any:
    return client.get(at("preview", begin(client, kinds[f"clip_{action}"], *clips))).context[
        "preview"
    ]


def test_a_clip_is_cancelled_deleted_and_brought_back(
    administrator: Client, camera: Camera, people: People
) -> None:
    waiting = make_clip(camera, name="Waiting", status=Status.PENDING)
    ready = make_clip(camera, people.operator, name="Ready")
    assert act(administrator, "cancel", waiting) == [("Waiting", "", False)]
    both = [("Ready", "", False), ("Waiting", "", False)]
    assert act(administrator, "delete", waiting, ready) == both
    assert statuses(waiting, ready) == ["deleted", "deleted"]
    assert act(administrator, "restore", waiting, ready) == both
    assert statuses(waiting, ready) == ["cancelled", "ready"]
    noted = AuditEntry.objects.filter(action__startswith="clip").order_by("pk")
    assert [entry.action for entry in noted] == ["clip_delete"] * 2 + ["clip_restore"] * 2
    assert {(entry.user, entry.address) for entry in noted} == {(people.superuser, "127.0.0.1")}


def test_one_that_is_refused_does_not_stop_the_others(
    administrator: Client, camera: Camera
) -> None:
    ready = make_clip(camera, name="A")
    waiting = make_clip(camera, name="B", status=Status.PENDING)
    preview = shown(administrator, "cancel", ready, waiting)
    assert [row[0] for row in preview.rows] == ["A", "B"]
    assert preview.warnings == ["1 is refused."]
    assert act(administrator, "cancel", ready, waiting) == [
        ("A", "Only a clip that is not finished can be cancelled.", True),
        ("B", "", False),
    ]
    assert statuses(ready, waiting) == ["ready", "cancelled"]


def test_what_is_so_already_stays(administrator: Client, camera: Camera) -> None:
    gone = make_clip(camera, status=Status.DELETED)
    assert act(administrator, "delete", gone) == [("Accident", "was so already", False)]
    assert not AuditEntry.objects.filter(action="clip_delete").exists()


def test_another_try_is_refused_where_nothing_is_recorded_any_more(
    administrator: Client, camera: Camera
) -> None:
    clip = make_clip(camera, status=Status.FAILED)
    assert act(administrator, "retry", clip) == [
        ("Accident", "Nothing is recorded at this time.", True)
    ]
    assert (statuses(clip), Hold.objects.count()) == (["failed"], 0)


def test_one_that_is_being_cut_is_not_tried_twice(administrator: Client, camera: Camera) -> None:
    clip = make_clip(camera, status=Status.CUTTING)
    assert act(administrator, "retry", clip) == [("Accident", "was so already", False)]


def test_it_is_told_beforehand_that_a_day_has_passed(administrator: Client, camera: Camera) -> None:
    now = timezone.now()
    late = make_clip(camera, status=Status.DELETED, deleted_at=now - timedelta(hours=25))
    preview = shown(administrator, "restore", late)
    words = "A clip can be brought back for 24 hours after it was deleted."
    assert preview.rows[0][-1] == words
    assert preview.obstacle == "Nothing of what is chosen can be done."


def test_a_deletion_tells_what_it_weighs(administrator: Client, camera: Camera) -> None:
    clips = [make_clip(camera, file_size=600_000_000), make_clip(camera, file_size=700_000_000)]
    preview = shown(administrator, "delete", *clips)
    assert preview.sentences[0] == "2 clips are deleted: 1.3 GB."
