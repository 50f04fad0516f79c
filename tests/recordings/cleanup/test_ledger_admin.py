"""A stopped run goes on when an administrator confirms it; the ledger is only read there."""

import pytest
from django.test import Client
from django.urls import reverse

from plans.models import AuditEntry
from recordings.models import CleanupRun, PendingDeletion
from tests.people import People
from tests.recordings.api.scene import make_camera, make_recording
from tests.recordings.cleanup.ledger_scene import added, make_run

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

RUNS = reverse("admin:recordings_cleanuprun_changelist")


@pytest.fixture
def administrator(people: People) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.superuser)
    return client


def confirm(client: Client, *runs: CleanupRun) -> str:
    """The page that follows."""
    data = {"action": "confirm", "_selected_action": [run.pk for run in runs]}
    return client.post(RUNS, data, follow=True).content.decode()


def state_of(run: CleanupRun) -> tuple[str, bool]:
    run.refresh_from_db()
    return run.stopped_by, run.finished_at is not None


def test_a_run_that_the_brake_stopped_is_confirmed(people: People, administrator: Client) -> None:
    stopped, restored, whole = (make_run(stopped_by=by) for by in ("brake", "restored", ""))
    page = confirm(administrator, stopped, restored, whole)
    assert "1 run goes on." in page
    assert "2 runs wait for nobody&#x27;s confirmation." in page
    assert [state_of(run) for run in (stopped, restored, whole)] == [
        ("", False),
        ("restored", True),
        ("", True),
    ]
    noted = AuditEntry.objects.filter(action="cleanup")
    assert list(noted.values_list("username", "details", "address")) == [
        ("root", {"run": stopped.pk, "released": "brake"}, "127.0.0.1")
    ]


def test_a_run_is_confirmed_once(administrator: Client) -> None:
    run = make_run(stopped_by="clock")
    confirm(administrator, run)
    assert "1 run waits for nobody&#x27;s confirmation." in confirm(administrator, run)
    assert AuditEntry.objects.filter(action="cleanup").count() == 1


def test_nobody_else_confirms(people: People) -> None:
    run, client = make_run(stopped_by="brake"), Client()
    client.force_login(people.owner)
    confirm(client, run)
    assert state_of(run) == ("brake", True)


def test_an_entry_shows_its_files_and_names_as_text(people: People, administrator: Client) -> None:
    camera = make_camera(people.city, "<b>Gate</b>")
    (entry,) = added(make_run(), camera)
    url = reverse("admin:recordings_deletion_change", args=[entry.pk])
    page = administrator.get(url).content.decode()
    assert entry.files[1][0] in page
    assert entry.hash in page
    assert "&lt;b&gt;Gate&lt;/b&gt;" in page
    assert "<b>Gate</b>" not in page


def test_what_is_going_is_listed(people: People, administrator: Client) -> None:
    recording = make_recording(make_camera(people.city, "Gate"), status="DOOMED")
    PendingDeletion.objects.create(
        recording=recording, run=make_run(), reason="expired", allotted_bytes=4096
    )
    page = administrator.get(reverse("admin:recordings_pendingdeletion_changelist"))
    assert recording.file_path in page.content.decode()
