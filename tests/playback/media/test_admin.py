"""Playback sessions in the admin: seen without their keys, and ended."""

import pytest
from django.test import Client
from django.utils import timezone

from plans.models import AuditEntry
from playback.models import PlaybackSession
from tests.people import People
from tests.playback.media.scene import Watching, session_by_token

pytestmark = pytest.mark.django_db

URL = "/admin/playback/playbacksession/"


@pytest.fixture
def administrator(people: People) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.superuser)
    return client


def test_the_key_is_on_no_page(administrator: Client, watching: Watching) -> None:
    for url in (URL, f"{URL}{watching.session.pk}/change/", f"{URL}?q=viewer"):
        answer = administrator.get(url)
        assert answer.status_code == 200
        assert "viewer" in answer.content.decode()
        assert watching.session.sign_in_key not in answer.content.decode()


def test_the_chosen_are_ended_and_each_is_written_down(
    administrator: Client, people: People, watching: Watching
) -> None:
    now = timezone.now()
    others = [session_by_token(user, now) for user in (people.owner, people.superuser)]
    kept = session_by_token(people.stranger, now)
    chosen = [watching.session.pk, *(session.pk for session in others)]
    form = {"action": "end", "_selected_action": chosen}
    answer = administrator.post(URL, form, follow=True)
    assert "3 sessions ended." in answer.content.decode()
    assert list(PlaybackSession.objects.filter(ended_at=None)) == [kept]
    entries = AuditEntry.objects.filter(action=AuditEntry.Action.SESSION_END)
    subjects = {(entry.username, entry.subject, entry.address) for entry in entries}
    assert subjects == {("root", "viewer", "127.0.0.1"), ("root", "owner", "127.0.0.1")}
    again = administrator.post(URL, form, follow=True)
    assert "0 sessions ended." in again.content.decode()
    assert entries.count() == 2


def test_the_list_tells_the_ended_from_the_others(
    administrator: Client, people: People, watching: Watching
) -> None:
    session = session_by_token(people.stranger, timezone.now())
    PlaybackSession.objects.filter(pk=session.pk).update(ended_at=timezone.now())
    living = administrator.get(f"{URL}?ended_at__isempty=1").content.decode()
    assert f"{URL}{watching.session.pk}/change/" in living
    assert f"{URL}{session.pk}/change/" not in living
