"""From a list over the preview to the result, and who sees which of it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from panel.kinds.cameras import StartRecording, StopRecording
from panel.kinds.registry import kinds
from panel.models import Job
from plans.models import AuditEntry
from recordings.models import Camera, Wish
from tests.panel.jobs.scene import (
    Renaming,
    at,
    begin,
    confirm,
    done,
    known,
    lines,
    make_staff,
    signed_in,
    waiting,
    work_off,
)
from tests.people import People
from tests.recordings.api.scene import make_camera

pytestmark = pytest.mark.django_db
CAMERAS = reverse("admin:recordings_camera_changelist")
START, STOP = StartRecording(), StopRecording()


@pytest.fixture
def administrator(people: People) -> Client:
    return signed_in(people.superuser)


def noted() -> Any:
    return AuditEntry.objects.filter(action="bulk")


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_nothing_happens_before_it_is_confirmed_and_all_of_it_once(
    administrator: Client, people: People
) -> None:
    cameras = [make_camera(people.city, "Gate"), make_camera(people.other_city, "Yard")]
    job = begin(administrator, START, *cameras)
    page = administrator.get(at("preview", job))
    assert "2 cameras begin to record." in page.content.decode()
    assert (job.state, Wish.objects.exists(), noted().exists()) == ("draft", False, False)
    job = confirm(administrator, job)
    assert (job.state, Wish.objects.count()) == ("waiting", 0)
    job = work_off(job)
    assert (job.state, job.done, job.refused, job.percent) == ("done", 2, 0, 100)
    assert lines(job) == [("Gate", "", False), ("Yard", "", False)]
    assert Wish.objects.filter(stopped_at=None, started_by=people.superuser).count() == 2
    work_off(job)
    assert Wish.objects.count() == 2


def test_each_city_is_told_what_was_confirmed_about_its_own(
    administrator: Client, people: People
) -> None:
    cameras = [make_camera(people.city), make_camera(people.city), make_camera(people.other_city)]
    job = confirm(administrator, begin(administrator, START, *cameras))
    entries = noted().order_by("city__name")
    told = {"job": job.pk, "kind": "recording_start"}
    assert [(entry.city, entry.subject, entry.details) for entry in entries] == [
        (people.city, "Start recording", {**told, "chosen": 2}),
        (people.other_city, "Start recording", {**told, "chosen": 1}),
    ]
    assert {(entry.user, entry.address) for entry in entries} == {(people.superuser, "127.0.0.1")}


def test_a_second_confirmation_is_refused(administrator: Client, people: People) -> None:
    job = begin(administrator, START, make_camera(people.city))
    confirm(administrator, job)
    answer = administrator.post(at("confirm", job), follow=True)
    assert said(answer) == ["This action was confirmed already."]
    assert noted().count() == 1


def test_what_is_dangerous_has_to_be_read(administrator: Client, people: People) -> None:
    job = begin(administrator, STOP, make_camera(people.city))
    answer = administrator.post(at("confirm", job))
    assert said(answer) == ["Say that you have read what this does."]
    assert Job.objects.get().state == "draft"
    assert 'name="sure"' in answer.content.decode()


def test_what_is_typed_stays_and_what_is_wrong_is_said(
    administrator: Client, people: People
) -> None:
    job = begin(administrator, kind_of("hold_cameras"), make_camera(people.city))
    typed = {"start_time": "2026-03-10T01:00", "end_time": "soon", "reason": "Crash", "until": ""}
    page = administrator.get(at("preview", job), typed).content.decode()
    assert 'value="2026-03-10T01:00"' in page
    assert "Write a date and a time, as 2026-11-20T14:30." in page
    assert "data-confirm>" not in page
    answer = administrator.post(at("confirm", job), typed)
    assert said(answer) == ["Some fields need attention."]
    assert 'value="2026-03-10T01:00"' in answer.content.decode()


def test_the_confirmation_carries_what_was_shown_and_no_address_its_token(
    administrator: Client, people: People
) -> None:
    job = begin(administrator, kind_of("camera_give"), make_camera(people.city))
    page = administrator.get(at("preview", job), {"owner": ""}).content.decode()
    asked, confirmed = page.split("data-what-it-does")
    assert '<input type="hidden" name="owner" value="">' in confirmed
    asked_form = asked[asked.index("data-asked") :]
    assert "csrfmiddlewaretoken" not in asked_form
    assert "csrfmiddlewaretoken" in confirmed


def test_too_many_and_none_are_refused(
    administrator: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("panel.kinds.base.MOST_TARGETS", 1)
    monkeypatch.setattr("panel.services.MOST_TARGETS", 1)
    cameras = [make_camera(people.city), make_camera(people.city)]
    form = {"action": START.code, "_selected_action": [str(camera.pk) for camera in cameras]}
    answer = administrator.post(CAMERAS, form, follow=True)
    assert said(answer) == ["Choose 1 rows at most at a time; a filter makes the list shorter."]
    assert not Job.objects.exists()


def test_a_strangers_job_is_not_there(people: People) -> None:
    owner, stranger = make_staff(people.owner), make_staff(people.stranger)
    camera = make_camera(people.city)
    draft = begin(signed_in(owner), START, camera)
    running = waiting(owner, START, [camera.pk])
    client = signed_in(stranger)
    for job in (draft, running):
        for page in ("preview", "confirm", "cancel", "progress", "file"):
            assert client.get(at(page, job)).status_code == 404
            assert client.post(at(page, job)).status_code == 404
        assert at("change", job) not in client.get(reverse("admin:index")).content.decode()
        assert client.get(at("change", job)).status_code == 302  # as for a number that is none
    listed = client.get(reverse("admin:panel_job_changelist"))
    assert list(listed.context["cl"].result_list) == []
    assert [job.state for job in Job.objects.order_by("pk")] == ["draft", "waiting"]


def test_a_superuser_looks_at_others_jobs_and_confirms_none(people: People) -> None:
    owner = make_staff(people.owner)
    camera = make_camera(people.city)
    draft = begin(signed_in(owner), START, camera)
    over = work_off(waiting(owner, START, [camera.pk]))
    client = signed_in(people.superuser)
    assert client.get(at("preview", draft)).status_code == 404
    assert client.post(at("confirm", draft)).status_code == 404
    assert client.get(at("change", over)).status_code == 200


def test_a_stranger_cannot_choose_what_is_not_theirs(people: People) -> None:
    client = signed_in(make_staff(people.stranger))
    theirs, foreign = make_camera(people.other_city), make_camera(people.city)
    job = begin(client, START, theirs, foreign)
    assert job.targets == [theirs.pk]


def test_only_whom_a_kind_is_for_is_offered_it(people: People) -> None:
    make_camera(people.city)
    page = signed_in(make_staff(people.owner)).get(CAMERAS).content.decode()
    assert 'value="recording_start"' in page
    assert 'value="camera_rebuild"' not in page
    assert 'value="delete_selected"' not in page
    page = signed_in(people.superuser).get(CAMERAS).content.decode()
    assert 'value="camera_rebuild"' in page


def test_progress_is_told_in_the_readers_language(people: People) -> None:
    job = waiting(people.superuser, START, [1, 2], done=1, refused=1, state="running")
    told = signed_in(people.superuser).get(at("progress", job)).json()
    assert told == {
        "state": "running",
        "words": "at work",
        "percent": 50,
        "done": 1,
        "total": 2,
        "refused": 1,
        "is_over": False,
    }


def test_a_result_names_those_first_that_were_refused(
    administrator: Client, people: People
) -> None:
    good, bad = make_camera(people.city, "good"), make_camera(people.city, "refuse <b>")
    with known(Renaming()) as kind:
        job = work_off(waiting(people.superuser, kind, [good.pk, bad.pk]))
        page = administrator.get(at("change", job)).content.decode()
    assert page.index("refuse &lt;b&gt;") < page.index("good+")
    assert "Refused: not this one" in page


def test_a_job_is_cancelled_before_it_begins(administrator: Client, people: People) -> None:
    job = waiting(people.superuser, START, [make_camera(people.city).pk])
    administrator.post(at("cancel", job))
    job = work_off(job)
    assert (job.state, job.done, Wish.objects.count()) == ("cancelled", 0, 0)
    answer = administrator.post(at("cancel", job), follow=True)
    assert said(answer) == ["This action is over already."]


def test_the_result_tells_what_was_filled_in(administrator: Client, people: People) -> None:
    camera = make_camera(people.city)
    job = done(administrator, kind_of("camera_give"), camera, owner=str(people.viewer.pk))
    page = administrator.get(at("change", job)).content.decode()
    assert "<dt>New owner</dt><dd>viewer</dd>" in page
    assert Camera.objects.get().owner == people.viewer


def kind_of(code: str) -> Any:
    return kinds[code]
