"""Asking for a marked copy and removing it over HTTP: who may, of what, and how often."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from clips.models import Clip, MarkedCopy, Status
from plans.entitlements import Role
from plans.models import User
from tests.clips.rows import CONTENT, make_clip, make_copy
from tests.clips.scene import NOW, Scene
from tests.people import People, api_client, make_member
from tests.plans.answers import ANONYMOUS, NOT_ALLOWED, NOT_FOUND
from tests.playback.timeline.scene import StandingClock

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

UNDER_WAY = (Status.PENDING, Status.CUTTING)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", StandingClock(NOW))


@pytest.fixture
def clip(scene: Scene, people: People) -> Clip:
    return make_clip(scene.camera, people.owner, content=CONTENT, volume=scene.volume)


def post(user: User | None, clip_id: object) -> Any:
    return api_client(user).post(f"/api/clips/{clip_id}/marked/")


def delete(user: User | None, clip_id: object) -> Any:
    return api_client(user).delete(f"/api/clips/{clip_id}/marked/")


def refusal(answer: Any) -> tuple[int, str, str]:
    return answer.status_code, answer.json()["code"], answer.json()["detail"]


def test_it_is_asked_for_and_pending(people: People, clip: Clip) -> None:
    answer = post(people.operator, clip.pk)
    assert (answer.status_code, answer.json()["id"]) == (202, clip.pk)
    assert answer.json()["status"] == "ready"
    assert answer.json()["marked"] == {
        "status": "pending",
        "progress": 0,
        "watermark": "operator · Aurora · 20/11/2026 11:59",
        "file_size": 0,
        "sha256": "",
        "error": "",
        "created_at": "2026-11-20T14:59:30Z",
    }
    copy = MarkedCopy.objects.get()
    assert (copy.clip, copy.asked_by, copy.attempts) == (clip, people.operator, 0)


ANSWERS = {401: ANONYMOUS, 403: NOT_ALLOWED, 404: NOT_FOUND}
WHO = {
    "anonymous": (401, 401),
    "stranger": (404, 404),
    "viewer": (403, 403),
    "operator": (202, 403),
    "owner": (202, 204),
    "superuser": (202, 204),
}


@pytest.mark.parametrize("who", WHO)
def test_who_may_ask_for_one_and_remove_anothers(people: People, clip: Clip, who: str) -> None:
    user = getattr(people, who, None)
    asked, removed = WHO[who]
    answer = post(user, clip.pk)
    assert answer.status_code == asked
    assert MarkedCopy.objects.count() == (asked == 202)
    if asked in ANSWERS:
        assert answer.json() == ANSWERS[asked]
    MarkedCopy.objects.all().delete()
    copy = make_copy(clip, CONTENT, asked_by=make_member(people.city, Role.OPERATOR))
    assert copy.path is not None
    answer = delete(user, clip.pk)
    assert answer.status_code == removed
    if removed in ANSWERS:
        assert answer.json() == ANSWERS[removed]
    assert (MarkedCopy.objects.exists(), copy.path.exists()) == (removed != 204, removed != 204)


@pytest.mark.parametrize("status", [*UNDER_WAY, Status.READY, Status.FAILED])
def test_an_operator_removes_their_own_whatever_its_state(
    people: People, clip: Clip, status: Status
) -> None:
    make_copy(clip, asked_by=people.operator, status=status)
    assert delete(people.operator, clip.pk).status_code == 204
    assert delete(people.operator, clip.pk).status_code == 204
    assert not MarkedCopy.objects.exists()


@pytest.mark.parametrize("status", [status for status in Status if status != Status.READY])
def test_only_a_clip_that_is_ready_is_marked(people: People, scene: Scene, status: Status) -> None:
    clip = make_clip(scene.camera, people.operator, status=status)
    answer = post(people.operator, clip.pk)
    if status == Status.DELETED:
        assert (answer.status_code, answer.json()) == (404, NOT_FOUND)
        assert delete(people.operator, clip.pk).json() == NOT_FOUND
    else:
        assert refusal(answer) == (409, "not_ready", "The clip is not ready.")
    assert not MarkedCopy.objects.exists()


@pytest.mark.parametrize(
    ("asked", "shown", "status"),
    [
        (3_600, 3_600, 202),
        (3_600, 3_602, 202),  # whole fragments
        (7_200, 1_000, 202),  # with gaps
        (3_601, 3_601, 409),
        (21_600, 21_600, 409),
    ],
)
def test_a_clip_of_more_than_an_hour_is_too_long(
    people: People, scene: Scene, asked: int, shown: int, status: int
) -> None:
    clip = make_clip(scene.camera, seconds=asked, duration_ms=shown * 1_000)
    answer = post(people.operator, clip.pk)
    assert answer.status_code == status
    if status == 409:
        words = "A marked copy is made of clips of up to 1 hour."
        assert refusal(answer) == (409, "too_long", words)


@pytest.mark.parametrize("status", UNDER_WAY)
def test_while_one_is_being_made_no_other_is_asked_for(
    people: People, clip: Clip, status: Status
) -> None:
    make_copy(clip, status=status, asked_by=people.operator, progress=40)
    words = "A marked copy is being made already."
    assert refusal(post(people.owner, clip.pk)) == (409, "under_way", words)
    copy = MarkedCopy.objects.get()
    assert (copy.status, copy.progress, copy.asked_by) == (status, 40, people.operator)


@pytest.mark.parametrize("status", [Status.READY, Status.FAILED, Status.CANCELLED])
def test_one_that_is_over_is_made_anew(people: People, clip: Clip, status: Status) -> None:
    before = make_copy(clip, status=status, progress=100, error="x", attempts=3)
    assert post(people.operator, clip.pk).json()["marked"]["status"] == "pending"
    copy = MarkedCopy.objects.get()
    found = (copy.pk, copy.status, copy.progress, copy.error, copy.attempts, copy.sha256)
    assert found == (before.pk, "pending", 0, "", 0, "")


def test_whoever_sees_the_clip_sees_what_went_wrong(people: People, clip: Clip) -> None:
    make_copy(clip, status=Status.FAILED, error="FFmpeg could not make the file. (x)")
    told = api_client(people.viewer).get(f"/api/clips/{clip.pk}/").json()["marked"]
    assert (told["status"], told["error"]) == ("failed", "FFmpeg could not make the file. (x)")


def test_one_of_another_city_is_a_missing_one(people: People, clip: Clip) -> None:
    make_copy(clip, asked_by=people.stranger)
    for ask in (post, delete):
        there, missing = ask(people.stranger, clip.pk), ask(people.stranger, 999_999)
        assert (there.status_code, there.content) == (404, missing.content)
    assert MarkedCopy.objects.exists()


@pytest.mark.parametrize("wrong", ["0", "-1", "abc", str(10**30), "%00", "1.0"])
def test_an_id_that_cannot_be_one_is_missing(people: People, wrong: str) -> None:
    for ask in (post, delete):
        answer = ask(people.owner, wrong)
        assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


def test_names_that_cannot_be_drawn_or_are_too_long_are_made_so(people: People, clip: Clip) -> None:
    city = clip.camera.city
    city.name = "Praça\n\x1b[2J " + "z" * 100
    city.save()
    people.operator.username = "u" * 150
    people.operator.save()
    watermark = post(people.operator, clip.pk).json()["marked"]["watermark"]
    drawn = "Praça[2J " + "z" * 71
    assert watermark == f"{'u' * 80} · {drawn} · 20/11/2026 11:59"


def test_while_its_volume_is_away_it_is_not_removed(people: People, scene: Scene) -> None:
    clip = make_clip(scene.camera)
    make_copy(clip, asked_by=people.operator)
    words = "The clip's file is not on its volume."
    assert refusal(delete(people.operator, clip.pk)) == (409, "file_missing", words)
    assert MarkedCopy.objects.exists()


def test_another_method_is_refused(people: People, clip: Clip) -> None:
    for method in ("get", "put", "patch"):
        answer = getattr(api_client(people.owner), method)(f"/api/clips/{clip.pk}/marked/")
        assert answer.status_code == 405


def test_a_body_is_not_looked_at(people: People, clip: Clip) -> None:
    address = f"/api/clips/{clip.pk}/marked/"
    client: Any = api_client(people.operator)
    answer = client.generic("POST", address, "[1", content_type="application/json")
    assert answer.status_code == 202
    assert MarkedCopy.objects.get().created_at - NOW == timedelta()
