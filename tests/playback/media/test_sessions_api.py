"""`/api/playback/sessions/`: who sees which, and who ends which."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from plans.models import AuditEntry
from playback.models import PlaybackSession
from tests.people import People, api_client
from tests.playback.media.scene import NOT_FOUND, Watching, ask, session_by_token
from tests.unit.playback.clock import Clock

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

URL = "/api/playback/sessions/"


def listed(user: Any, query: str = "") -> list[dict[str, Any]]:
    answer = api_client(user).get(f"{URL}{query}")
    assert answer.status_code == 200
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def test_ones_own_newest_first_without_the_key(people: People, watching: Watching) -> None:
    later = session_by_token(people.viewer, timezone.now() + timedelta(hours=1))
    rows = listed(people.viewer)
    assert [row["id"] for row in rows] == [later.pk, watching.session.pk]
    session = watching.session

    def moment(name: str) -> str:
        return str(getattr(session, name).isoformat().replace("+00:00", "Z"))

    assert rows[1] == {
        "id": session.pk,
        "user": "viewer",
        "sign_in": "token",
        "created_at": moment("created_at"),
        "seen_at": moment("seen_at"),
        "expires_at": moment("expires_at"),
        "ended_at": None,
        "address": None,
        "user_agent": "",
    }


def test_nobody_sees_anothers_but_a_superuser(people: People, watching: Watching) -> None:
    session_by_token(people.stranger, timezone.now())
    users = {row["user"] for row in listed(people.superuser)}
    assert users == {"viewer", "stranger"}
    assert [row["user"] for row in listed(people.stranger)] == ["stranger"]
    assert listed(people.owner) == []
    assert listed(people.operator) == []


def test_it_is_filtered_and_paged(people: People, watching: Watching) -> None:
    assert listed(people.viewer, "?sign_in=session") == []
    assert len(listed(people.viewer, "?sign_in=token&page_size=1")) == 1
    assert api_client(people.viewer).get(f"{URL}?sign_in=x").status_code == 400


def test_anonymous_is_401(watching: Watching) -> None:
    client = api_client()
    assert client.get(URL).status_code == 401
    assert client.delete(f"{URL}{watching.session.pk}/").status_code == 401


def test_ending_ones_own_stops_it_and_writes_nothing_down(
    people: People, watching: Watching, clock: Clock
) -> None:
    assert ask(watching.url).status == 200
    answer = api_client(people.viewer).delete(f"{URL}{watching.session.pk}/")
    assert (answer.status_code, answer.content) == (204, b"")
    clock.turn(31)
    assert ask(watching.url).status == 403
    assert not AuditEntry.objects.exists()


def test_a_superuser_ends_anothers_and_it_is_written_down(
    people: People, watching: Watching
) -> None:
    client = api_client(people.superuser)
    for _each in range(2):  # the second time nothing is left to end
        assert client.delete(f"{URL}{watching.session.pk}/").status_code == 204
    entry = AuditEntry.objects.get()
    told = (entry.action, entry.user, entry.city, entry.subject, entry.details, entry.address)
    details = {"playback_session": watching.session.pk}
    assert told == ("session_end", people.superuser, None, "viewer", details, "127.0.0.1")


def test_the_moment_of_the_end_stays(people: People, watching: Watching) -> None:
    client = api_client(people.viewer)
    client.delete(f"{URL}{watching.session.pk}/")
    first = PlaybackSession.objects.get().ended_at
    client.delete(f"{URL}{watching.session.pk}/")
    assert first is not None
    assert PlaybackSession.objects.get().ended_at == first


@pytest.mark.parametrize("who", ["owner", "operator", "stranger"])
def test_a_foreign_session_is_as_missing_as_any(
    people: People, watching: Watching, who: str
) -> None:
    client = api_client(getattr(people, who))
    foreign = client.delete(f"{URL}{watching.session.pk}/")
    assert (foreign.status_code, foreign.json()) == (404, NOT_FOUND)
    for wrong in ("999999", "x", "9" * 40, "-1", "%00", "1.5"):
        assert client.delete(f"{URL}{wrong}/").content == foreign.content
    assert PlaybackSession.objects.get().ended_at is None


def test_it_is_neither_made_nor_changed_here(people: People, watching: Watching) -> None:
    client = api_client(people.superuser)
    assert client.post(URL, {}).status_code == 405
    for method in ("put", "patch", "get"):
        answer = getattr(client, method)(f"{URL}{watching.session.pk}/")
        assert answer.status_code == 405
