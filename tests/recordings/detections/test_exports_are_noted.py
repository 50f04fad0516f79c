"""Footage and certificates that leave the house are written down."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from plans.models import AuditEntry, User
from recordings.models import Camera, Recording
from recordings.volumes import ensure_first_volume
from tests.people import People, api_client
from tests.recordings.api.scene import make_recording, place_file, want
from tests.recordings.api.transfer import body_of, download, hang_up

# Whole transactions, because a request that ends closes what a test's own would hold open.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.contract]

CONTENT = bytes(1000)


@pytest.fixture
def recording(gate: Camera, tmp_path: Path) -> Recording:
    row = make_recording(gate, volume=ensure_first_volume(tmp_path / "volume"))
    place_file(row, CONTENT)
    return row


def exports() -> list[tuple[User | None, Any, str, dict[str, Any]]]:
    found = AuditEntry.objects.filter(action="export").order_by("id")
    return [(entry.user, entry.city, entry.subject, entry.details) for entry in found]


def test_each_download_that_is_granted_is_noted(people: People, recording: Recording) -> None:
    answers = [
        download(people.viewer, recording),
        download(people.viewer, recording, Range="bytes=5-9"),
    ]
    told = {"recording": str(recording.pk), "file": recording.file_path}
    assert exports() == [
        (people.viewer, people.city, "Gate", {**told, "range": ""}),
        (people.viewer, people.city, "Gate", {**told, "range": "bytes 5-9/1000"}),
    ]
    assert [body_of(answer) for answer in answers] == [CONTENT, CONTENT[5:10]]
    for answer in answers:
        hang_up(answer)


def test_what_is_not_sent_is_not_noted(people: People, recording: Recording) -> None:
    statuses = [
        download(people.viewer, recording, "HEAD").status_code,
        download(people.stranger, recording).status_code,
        download(people.viewer, recording, Range="bytes=5000-").status_code,
    ]
    recording.path.unlink()
    statuses.append(download(people.viewer, recording).status_code)
    assert statuses == [200, 404, 416, 409]
    assert exports() == []


def test_a_certificate_is_noted(people: People, gate: Camera) -> None:
    wish = want(gate)
    wish.started_at = timezone.now() - timedelta(days=1)
    wish.save()
    month = f"{timezone.localdate():%Y-%m}"
    url = f"/api/cameras/{gate.pk}/certificate/"
    for who, status in (("owner", 200), ("viewer", 403), ("stranger", 404)):
        answer: Any = api_client(getattr(people, who)).get(url, {"month": month, "format": "pdf"})
        assert answer.status_code == status
    assert exports() == [
        (people.owner, people.city, "Gate", {"certificate": month, "format": "pdf"})
    ]
