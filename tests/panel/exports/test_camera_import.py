"""A list of cameras: read in every way that spreadsheets save it, told line by line, then added;
its passwords stand nowhere."""

import logging
from collections.abc import Sequence
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from django.utils.timezone import now

from panel.exports.camera_files import read_camera_file
from panel.exports.camera_lines import sealed_lines
from panel.jobs.claims import DEAD_AFTER
from panel.jobs.forgetting import drafts_forget
from panel.kinds.importing import CameraImport
from panel.kinds.registry import kinds
from panel.models import Job, JobLine
from panel.services import job_cancel, job_draft, job_preview
from plans.errors import ApplicationError
from plans.models import AuditEntry, User
from recordings.models import Camera, Wish
from recordings.secrets import decrypt, rotate_keys
from tests.cameras import StartCamera
from tests.panel.exports.jobs import SetClock, asked_for, staff, worked_off
from tests.people import People, make_city
from tests.recordings.api.scene import make_camera

SECRET = "h1dden-canary"
AT = "127.0.0.1:9"


def address(path: str = "a") -> str:
    return f"rtsp://admin:{SECRET}@{AT}/{path}"


def csv_of(*lines: str, header: str = "name,address,city") -> bytes:
    return "\r\n".join([header, *lines]).encode()


def import_job(user: User, content: bytes, **values: str) -> Job:
    targets = sealed_lines(user, read_camera_file(content))
    return asked_for(user, CameraImport.code, targets, **{"what": "add", **values})


def report(user: User, content: bytes, **values: Any) -> list[tuple[str, ...]]:
    """Number and result of each line, in the order of the lines."""
    with translation.override("en"):
        targets = sealed_lines(user, read_camera_file(content))
        job = job_draft(
            user=user, kind=kinds[CameraImport.code], targets=targets, address=None, now=now()
        )
        preview = job_preview(job, {"what": "add", "doubles": False, **values})
    rows: Sequence[Sequence[str]] = sorted(preview.rows, key=lambda row: int(row[0]))
    return [(row[0], row[-1]) for row in rows]


def test_each_line_becomes_a_camera_with_its_settings(people: People) -> None:
    owner = staff(people.owner)
    header = "name,address,city,transport,audio,recording,retention_days,max_size_gb"
    content = csv_of(
        f"Norte,{address('n')},Aurora,udp,no,yes,5,20",
        f"Sul,{address('s')},,,,,,",
        header=header,
    )
    job = worked_off(import_job(owner, content))
    assert (job.state, job.error, job.refused, job.done) == ("done", "", 0, 2)
    north, south = Camera.objects.order_by("name")
    assert (north.transport, north.audio, north.recording_enabled) == ("udp", False, True)
    assert (north.retention_days, north.max_size_gb, north.owner) == (5, 20, owner)
    assert (south.transport, south.audio, south.recording_enabled) == ("tcp", True, False)
    assert (south.retention_days, south.max_size_gb, south.city) == (None, None, people.city)
    assert decrypt(north.address_encrypted) == address("n")
    assert Wish.objects.filter(camera=north, stopped_at=None).count() == 1
    assert [line.message for line in job.lines.all()] == [
        f"added · rtsp://***@{AT}/n",
        f"added · rtsp://***@{AT}/s",
    ]
    entry = AuditEntry.objects.get(action="bulk")
    assert (entry.city, entry.details["chosen"]) == (people.city, 2)


def test_each_fault_names_line_and_column_and_what_to_do(people: People) -> None:
    owner = staff(people.owner)
    make_city("Terceira")
    header = "name,address,city,transport,audio,recording,retention_days,max_size_gb"
    content = csv_of(
        f",{address('1')},,,,,,",
        "B,,,,,,,",
        "C,http://example.org/,,,,,,",
        f"D,{address('4')},Terceira,,,,,",
        f"E,{address('5')},,sctp,maybe,perhaps,0,-1",
        f"F,{address('6')},,,,,99,",
        f"G,{address('7')},,,,,,,surplus",
        f"{address('8')},H,,,,,,",
        f"I,rtsp://admin:{SECRET}@8.8.8.8/x,,,,,,",
        f"{'J' * 121},{address('10')},,,,,,",
        header=header,
    )
    assert report(owner, content) == [
        ("2", "Column “name”: Write a name."),
        ("3", "Column “address”: Write rtsp://user:password@host/path."),
        (
            "4",
            "Column “address”: The address is malformed; write rtsp://user:password@host/path."
            " (The address must begin with rtsp:// or rtsps://.)",
        ),
        (
            "5",
            "Column “city”: There is no such city, or none that you may add cameras to.",
        ),
        (
            "6",
            "Column “transport”: Write tcp or udp."
            " Column “audio”: Write yes or no."
            " Column “recording”: Write yes or no."
            " Column “retention (days)”: Write a whole number, 1 or more, or leave it empty."
            " Column “quota (GB)”: Write a whole number, 1 or more, or leave it empty.",
        ),
        (
            "7",
            "Column “retention (days)”: The city's plan keeps footage for 15 days at most.",
        ),
        ("8", "It has more cells than the header; put cells with a separator in quotes."),
        (
            "9",
            "Column “address”: The address is malformed; write rtsp://user:password@host/path."
            " (The address must begin with rtsp:// or rtsps://.)"
            " Column “name”: This looks like an address; are columns in each other's place?",
        ),
        (
            "10",
            "Column “address”: The address is outside the networks allowed for cameras."
            " (8.8.8.8 is outside the networks in which cameras are allowed"
            " (VMS_CAMERA_NETWORKS).)",
        ),
        ("11", "Column “name”: Write 120 visible characters at most."),
    ]


def test_faulty_lines_are_refused_and_the_others_added(people: People) -> None:
    job = worked_off(import_job(staff(people.owner), csv_of(f"A,{address()},", "B,,")))
    assert (job.state, job.done, job.refused) == ("done", 2, 1)
    assert [camera.name for camera in Camera.objects.all()] == ["A"]
    refused = job.lines.get(is_refused=True)
    assert refused.subject == "3: B"
    assert refused.message.startswith("Column “address”: Write")


def test_what_is_there_already_is_told_and_left_out_unless_wanted(people: People) -> None:
    owner = staff(people.owner)
    make_camera(people.city, "Norte", address_display=f"rtsp://***@{AT}/n")
    content = csv_of(
        f"norte,{address('x')},",
        f"Other,{address('n')},",
        f"New,{address('y')},",
        f"NEW,{address('z')},",
        f"Again,{address('y')},",
    )
    assert report(owner, content) == [
        ("2", "This name is that of a camera of the city."),
        ("3", "This address is that of a camera of the city."),
        ("4", "good"),
        ("5", "This name is that of line 4 of the file."),
        ("6", "This address is that of line 4 of the file."),
    ]
    job = worked_off(import_job(owner, content))
    assert (job.refused, Camera.objects.count()) == (4, 2)
    job = worked_off(import_job(owner, content, doubles="on"))
    assert (job.refused, Camera.objects.count()) == (0, 7)


def test_a_crash_adds_no_camera_twice(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    job = import_job(people.superuser, csv_of(f"A,{address()},Aurora"), doubles="on")
    clock = SetClock()
    monkeypatch.setattr("panel.jobs.steps.write_lines", Mock(side_effect=KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        worked_off(job, clock)
    monkeypatch.undo()
    clock.moment += DEAD_AFTER * 2
    job = worked_off(job, clock)
    assert (job.state, job.refused, Camera.objects.count()) == ("done", 1, 1)


def test_another_citys_cameras_are_not_told_of(people: People) -> None:
    make_camera(people.other_city, "Norte", address_display=f"rtsp://***@{AT}/a")
    assert report(staff(people.owner), csv_of(f"Norte,{address()},")) == [("2", "good")]


def test_a_trial_says_which_cameras_answer_and_adds_none(
    people: People, start_camera: StartCamera
) -> None:
    camera = start_camera()
    content = csv_of(f"Good,{camera.url()},", f"Dead,{address()},")
    job = worked_off(import_job(staff(people.owner), content, what="probe"))
    assert (job.state, job.refused, Camera.objects.count()) == ("done", 1, 0)
    good, dead = job.lines.order_by("number")
    assert "×" in good.message
    assert dead.message.startswith("The camera refused the connection")
    job = worked_off(import_job(people.owner, content, what="probe_and_add"))
    assert [row.name for row in Camera.objects.all()] == ["Good"]


def test_passwords_stand_in_no_row_page_or_log(
    people: People, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = Client(headers={"accept-language": "en"})
    client.force_login(staff(people.owner))
    content = csv_of(
        f"Good,{address()},",
        f"{address()},swapped,",
        f"Bad,rtsp://admin:{SECRET}@8.8.8.8/x?password={SECRET},",
        f"Worse,rtsp://admin:{SECRET}@host/a@b,{address()}",
        f"Typed,{AT}:{SECRET},",
    )
    file = SimpleUploadedFile("cameras.csv", content, "text/csv")
    chosen = client.post("/admin/panel/job/import-cameras/", {"file": file})
    assert chosen.status_code == 302
    job = Job.objects.get()
    seen = [client.get(chosen["Location"]).content.decode()]
    assert "rtsp://***@127.0.0.1:9/a" in seen[0]
    confirmed = client.post(f"/admin/panel/job/{job.pk}/confirm/", {"what": "add"})
    assert confirmed.status_code == 302
    seen += [str(Job.objects.values().get())]
    worked_off(job)
    seen += [client.get(confirmed["Location"]).content.decode()]
    seen += [str(list(model.objects.values())) for model in (Job, JobLine, AuditEntry, Camera)]
    seen += [caplog.text]
    assert not [text for text in seen if SECRET in text]
    job.refresh_from_db()
    assert (job.state, job.targets, job.total, job.refused) == ("done", [], 5, 4)


def test_what_is_not_confirmed_is_erased_too(people: People) -> None:
    owner = staff(people.owner)
    kind = kinds[CameraImport.code]
    targets = sealed_lines(owner, read_camera_file(csv_of(f"A,{address()},")))
    made: dict[str, Any] = {"user": owner, "kind": kind, "targets": targets, "address": None}
    job = job_draft(**made, now=now())
    job_cancel(user=owner, job_id=job.pk, now=now())
    assert Job.objects.get(pk=job.pk).targets == []
    old = job_draft(**made, now=SetClock().moment.replace(year=2020))
    assert drafts_forget(now()) == 1
    assert not Job.objects.filter(pk=old.pk).exists()


def test_after_a_change_of_the_key_the_file_has_to_be_chosen_again(people: People) -> None:
    job = import_job(staff(people.owner), csv_of(f"A,{address()},"))
    rotate_keys()
    job = worked_off(job)
    assert [line.message for line in job.lines.all()] == [
        "The key of the addresses was changed since; choose the file again."
    ]


def test_only_those_who_may_add_cameras_reach_the_page(people: People) -> None:
    file = "/admin/panel/job/import-cameras/"
    for user, status in ((people.owner, 200), (people.superuser, 200), (people.viewer, 302)):
        client = Client()
        client.force_login(staff(user))
        assert client.get(file).status_code == status
        assert client.get("/admin/panel/job/camera-template/").status_code == status
    client = Client()
    client.force_login(people.operator)
    assert client.get(file).status_code == 302


def test_a_file_needs_the_pages_token_and_one_that_is_too_large_is_not_read(
    people: People,
) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    client.force_login(staff(people.owner))
    small = SimpleUploadedFile("a.csv", csv_of(f"A,{address()},"))
    at = "/admin/panel/job/import-cameras/"
    assert client.post(at, {"file": small}).status_code == 403
    large = SimpleUploadedFile("a.csv", b"x" * 3_000_000)
    answer = client.post(at, {"file": large})
    assert answer.status_code == 400
    assert "larger than 1 MB" in answer.content.decode()
    assert Job.objects.count() == 0


def test_a_line_of_a_city_that_was_lost_meanwhile_is_refused(people: People) -> None:
    owner = staff(people.owner)
    job = import_job(owner, csv_of(f"A,{address()},Aurora"))
    owner.memberships.update(city=people.other_city)
    job = worked_off(job)
    assert Camera.objects.count() == 0
    assert job.refused == 1


def test_a_file_without_one_good_line_cannot_be_confirmed(people: People) -> None:
    with pytest.raises(ApplicationError, match="No line can be added"):
        import_job(staff(people.owner), csv_of("A,,"))
