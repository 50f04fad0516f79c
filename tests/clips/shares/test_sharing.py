"""`/api/clips/{id}/share/`: owners make, see and end a clip's one link."""

import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest

from clips.models import Clip, ClipShare, Status
from plans.models import AuditEntry
from tests.clips.shares.conftest import StandingClock
from tests.clips.shares.sharing import NOW, PASSWORD, Sharer, browser, path_of
from tests.people import People, api_client

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def entries() -> list[tuple[str, str, str, str, dict[str, Any]]]:
    rows = AuditEntry.objects.filter(action__startswith="clip_share").order_by("pk")
    return [(e.action, e.username, e.subject, e.address or "", e.details) for e in rows]


def noted(clip: Clip) -> dict[str, Any]:
    return {
        "clip": clip.pk,
        "name": clip.name,
        "start": "2026-11-20T12:59:30+00:00",
        "end": "2026-11-20T13:00:30+00:00",
        "sha256": clip.sha256,
    }


def test_a_link_is_made_told_once_and_kept_as_a_digest(owner: Sharer, clip: Clip) -> None:
    answer = owner.share(hours=2)
    told = answer.json()
    url = told.pop("url")
    assert (answer.status_code, told) == (
        201,
        {"expires_at": "2026-11-21T14:59:30Z", "has_password": False},
    )
    assert re.fullmatch(r"https://vms\.example\.org/s/[A-Za-z0-9_-]{43}", url)
    assert answer["Cache-Control"] == "no-store"
    share = ClipShare.objects.get()
    secret = url.rpartition("/")[2]
    assert share.token_digest == hashlib.sha256(secret.encode()).hexdigest()
    assert (share.clip, share.password, share.revoked_at) == (clip, "", None)


def test_the_link_in_force_is_told_without_its_secret(owner: Sharer, people: People) -> None:
    owner.link(password=PASSWORD)
    assert owner.look().json() == {
        "created_at": "2026-11-21T12:59:30Z",
        "created_by": "owner",
        "expires_at": "2026-11-22T12:59:30Z",
        "has_password": True,
        "openings": 0,
        "last_opened_at": None,
    }
    people.owner.delete()
    assert owner.by(people.superuser).look().json()["created_by"] is None


def test_openings_are_told(owner: Sharer, path: str, clock: StandingClock) -> None:
    browser().get(path)
    clock.now += timedelta(minutes=5)
    browser().get(path)
    told = owner.look().json()
    assert (told["openings"], told["last_opened_at"]) == (2, "2026-11-21T13:04:30Z")


def test_what_is_not_shared_any_more_says_so(owner: Sharer, clock: StandingClock) -> None:
    not_shared = {"code": "not_shared", "detail": "This clip is not shared.", "fields": {}}
    assert (owner.look().status_code, owner.look().json()) == (404, not_shared)
    owner.link(hours=1)
    clock.now += timedelta(minutes=59, seconds=59)
    assert owner.look().status_code == 200
    clock.now += timedelta(seconds=1)
    assert (owner.look().status_code, owner.look().json()) == (404, not_shared)


def test_a_new_link_ends_the_one_before(owner: Sharer, path: str) -> None:
    newer = owner.link()
    assert [browser().get(link).status_code for link in (path, newer)] == [404, 200]
    assert [share.revoked_at for share in ClipShare.objects.order_by("pk")] == [NOW, None]


def test_to_end_a_link_twice_is_to_end_it_once(owner: Sharer, path: str) -> None:
    assert [owner.end().status_code for _time in range(2)] == [204, 204]
    assert browser().get(path).status_code == 404
    assert owner.look().json()["code"] == "not_shared"
    assert ClipShare.objects.get().revoked_at == NOW
    assert [entry[0] for entry in entries()] == ["clip_share", "clip_share_end"]


def test_who_shared_it_and_ended_it_is_written_down(owner: Sharer, clip: Clip) -> None:
    owner.share(hours=720, password=PASSWORD)
    owner.end()
    share = ClipShare.objects.get()
    about = {**noted(clip), "share": share.pk}
    terms = {"expires_at": "2026-12-21T12:59:30+00:00", "has_password": True}
    assert entries() == [
        ("clip_share", "owner", "Portão", "127.0.0.1", {**about, **terms}),
        ("clip_share_end", "owner", "Portão", "127.0.0.1", about),
    ]
    assert set(AuditEntry.objects.values_list("city", flat=True)) == {clip.camera.city_id}


def ask_all(sharer: Sharer) -> list[tuple[int, bytes]]:
    answers = [sharer.share(), sharer.share(hours="x"), sharer.look(), sharer.end()]
    return [(answer.status_code, answer.content) for answer in answers]


def test_owners_and_superusers_share(owner: Sharer, people: People) -> None:
    for user in (people.owner, people.superuser):
        assert [status for status, _body in ask_all(owner.by(user))] == [201, 400, 200, 204]


@pytest.mark.parametrize(("who", "status"), [("operator", 403), ("viewer", 403)])
def test_others_of_the_city_may_not(owner: Sharer, people: People, who: str, status: int) -> None:
    found = ask_all(owner.by(getattr(people, who)))
    assert {code for code, _body in found} == {status}
    assert not ClipShare.objects.exists()


def test_nobody_without_an_account_may(owner: Sharer) -> None:
    assert {status for status, _body in ask_all(owner.by(None))} == {401}


def test_to_a_stranger_a_clip_is_as_missing_as_any(owner: Sharer, people: People) -> None:
    owner.link()
    found = ask_all(owner.by(people.stranger))
    client = api_client(people.stranger)
    for wrong in ("999999", "x", "0", "-1", "9" * 30, "1e3", "%00"):
        missing = f"/api/clips/{wrong}/share/"
        answers = [client.post(missing, {"hours": 1}), client.get(missing), client.delete(missing)]
        found += [(answer.status_code, answer.content) for answer in answers]
    assert {status for status, _body in found} == {404}
    assert len(set(found)) == 1
    assert ClipShare.objects.filter(revoked_at=None).count() == 1


@pytest.mark.parametrize(
    "hours", [0, -1, 721, 1.5, "x", 10**9, 10**400, None, True, "", [], {}, "1.5", "٣x", "NaN"]
)
def test_hours_that_are_none_are_refused(owner: Sharer, hours: object) -> None:
    answer = owner.share(hours=hours)
    assert (answer.status_code, [*answer.json()["fields"]]) == (400, ["hours"])
    assert not ClipShare.objects.exists()


def test_hours_are_asked_for(owner: Sharer) -> None:
    answer = api_client(owner.user).post(owner.path, {})
    assert (answer.status_code, [*answer.json()["fields"]]) == (400, ["hours"])


@pytest.mark.parametrize(
    "password",
    [
        "",
        "abc",
        "a" * 129,
        "a" * 10_000,
        "abc\x00def",
        "abc\ndef",
        "abc\u202edef",
        5,
        [],
    ],
)
def test_passwords_that_are_none_are_refused(owner: Sharer, password: object) -> None:
    answer = owner.share(password=password)
    assert (answer.status_code, [*answer.json()["fields"]]) == (400, ["password"])
    assert not ClipShare.objects.exists()


def test_half_a_sign_is_no_password(owner: Sharer) -> None:
    body = b'{"hours": 1, "password": "abcd\\ud800"}'
    client: Any = api_client(owner.user)
    answer = client.post(owner.path, body, content_type="application/json")
    assert (answer.status_code, [*answer.json()["fields"]]) == (400, ["password"])


@pytest.mark.parametrize("body", [[], "x", 5, None, [{"hours": 1}]])
def test_what_is_no_object_is_refused(owner: Sharer, body: object) -> None:
    assert api_client(owner.user).post(owner.path, body).status_code == 400


@pytest.mark.parametrize(("hours", "until"), [(1, timedelta(hours=1)), (720, timedelta(days=30))])
def test_from_an_hour_to_thirty_days(owner: Sharer, hours: int, until: timedelta) -> None:
    assert owner.share(hours=hours, password=None).status_code == 201
    assert ClipShare.objects.get().expires_at == NOW + until


@pytest.mark.parametrize(
    "status", [Status.PENDING, Status.CUTTING, Status.FAILED, Status.CANCELLED]
)
def test_only_a_ready_clip_is_shared(owner: Sharer, status: Status) -> None:
    Clip.objects.update(status=status)
    answer = owner.share()
    assert (answer.status_code, answer.json()["code"]) == (409, "not_ready")
    assert not ClipShare.objects.exists()


def test_a_deleted_clip_is_nobodys_to_share(owner: Sharer, path: str) -> None:
    client = api_client(owner.user)
    client.delete(f"/api/clips/{owner.clip.pk}/")
    assert {status for status, _body in ask_all(owner)} == {404}
    assert browser().get(path).status_code == 404
    assert client.post(f"/api/clips/{owner.clip.pk}/restore/").status_code == 200
    assert browser().get(path).status_code == 404  # its link was ended for good
    assert path_of(owner.share().json()["url"]) != path
