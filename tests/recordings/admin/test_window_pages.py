"""Pages of lists of big tables: what they say, what they refuse, what they hand to actions."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.admin import windowed_lists
from plans.entitlements import Role
from recordings.admin.recordings import RecordingAdmin
from recordings.models import Camera, Recording
from tests.people import People, join, make_user
from tests.recordings.admin.window_rows import cameras, recordings, small
from tests.recordings.api.scene import NOON, make_camera, make_recording

__all__ = ["cameras", "recordings", "small"]

pytestmark = pytest.mark.django_db

LIST = reverse("admin:recordings_recording_changelist")


def test_a_page_says_how_far_it_looked(administrator: Client, recordings: list[Recording]) -> None:
    answer = administrator.get(f"{LIST}?status__exact=DOOMED")
    cl = answer.context["cl"]
    assert (cl.result_list, cl.is_newest, cl.is_oldest) == ([], True, False)
    assert cl.reached == recordings[6].start_time
    content = answer.content.decode()
    assert "Looked at back to" in content
    assert "Go on looking" in content


def test_nothing_is_counted_and_no_query_is_without_an_end(
    administrator: Client, recordings: list[Recording]
) -> None:
    with CaptureQueriesContext(connection) as queries:
        administrator.get(f"{LIST}?status__exact=ERROR")
    of_rows = [one["sql"] for one in queries if 'FROM "recordings_recording"' in one["sql"]]
    assert of_rows
    assert not [sql for sql in of_rows if "COUNT(" in sql]
    assert all("LIMIT" in sql or '"id" IN (' in sql for sql in of_rows)


@pytest.mark.parametrize(
    "wrong",
    [
        "before=x",
        "before=~",
        "before=2026-03-10",
        "before=2026-03-10T12:00:00",
        "before=2026-03-10T12:00:00%2B00:00~x",
        "after=99999-01-01T00:00:00Z",
        "after=0001-01-01T00:00:00%2B14:00",
        "before=%00",
        "start_time_from_0=yesterday",
        "start_time_from_1=12:00:00",
        "start_time_to_0=2026-13-45",
        "codec=mp3",
        "size=x",
        "lost=-1",
        "camera__id__exact=x",
        "camera__id__exact=99999999999999999999999",
        "volume__id__exact=x",
    ],
)
def test_what_is_wrong_in_an_address_is_no_fault(
    administrator: Client, recordings: list[Recording], wrong: str
) -> None:
    answer = administrator.get(f"{LIST}?{wrong}")
    assert answer.status_code in (200, 302)
    if answer.status_code == 302:
        assert answer.headers["Location"] == f"{LIST}?e=1"


def test_a_date_that_is_none_is_told(administrator: Client, recordings: list[Recording]) -> None:
    answer = administrator.get(f"{LIST}?start_time_from_0=yesterday", follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        "A date or time was not understood: all is shown."
    ]


def test_a_new_filter_begins_at_the_newest(
    administrator: Client, recordings: list[Recording]
) -> None:
    first = administrator.get(LIST).context["cl"]
    answer = administrator.get(LIST + first.older_url)
    content = answer.content.decode()
    assert 'name="before"' not in content
    assert "before=" not in answer.context["cl"].get_query_string({"q": "x"})


def test_all_that_match_are_handed_to_an_action(
    administrator: Client,
    cameras: list[Camera],
    recordings: list[Recording],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    handed: list[Any] = []
    action = (lambda page, request, rows: handed.append({*rows}), "note", "Note")
    monkeypatch.setattr(RecordingAdmin, "get_actions", lambda self, request: {"note": action})
    form = {"action": "note", "select_across": "1", "index": "0"}
    form["_selected_action"] = str(recordings[0].pk)
    administrator.post(f"{LIST}?camera__id__exact={cameras[0].pk}", form)
    assert handed == [{row for row in recordings if row.camera_id == cameras[0].pk}]
    administrator.post(LIST, {**form, "select_across": "0"})
    assert handed[1] == {recordings[0]}


def test_too_much_to_look_through_is_refused(
    administrator: Client, recordings: list[Recording], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windowed_lists, "ACROSS_SECONDS", 0)
    handed: list[Any] = []
    action = (lambda page, request, rows: handed.append([*rows]), "note", "Note")
    monkeypatch.setattr(RecordingAdmin, "get_actions", lambda self, request: {"note": action})
    form = {"action": "note", "select_across": "1", "index": "0", "_selected_action": "x"}
    answer = administrator.post(f"{LIST}?status__exact=ERROR", form, follow=True)
    assert handed == []
    assert [str(message) for message in answer.context["messages"]] == [
        "There is too much to look through; choose a camera, a city or dates."
    ]


@pytest.mark.parametrize("across", ["0", "1"])
def test_staff_hand_only_what_is_theirs_to_an_action(
    people: People,
    recordings: list[Recording],
    monkeypatch: pytest.MonkeyPatch,
    across: str,
) -> None:
    own = make_recording(make_camera(people.other_city), NOON)
    staff = make_user()
    staff.is_staff = True
    staff.save()
    join(staff, people.other_city, Role.OWNER)
    client = Client()
    client.force_login(staff)
    handed: list[Any] = []
    action = (lambda page, request, rows: handed.append({*rows}), "note", "Note")
    monkeypatch.setattr(RecordingAdmin, "get_actions", lambda self, request: {"note": action})
    chosen = [str(own.pk), str(recordings[0].pk)]
    form = {"action": "note", "index": "0", "select_across": across, "_selected_action": chosen}
    client.post(LIST, form)
    assert handed == [{own}]
