"""`manage.py audit_recordings` and the audits' page in the admin."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from recordings.audit.auditing import run_audit
from recordings.models import AuditRun, Recording
from tests.people import make_user
from tests.recordings.audit.scene import Scene

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str]:
    """The exit code and what was printed."""
    output = io.StringIO()
    try:
        call_command("audit_recordings", *arguments, stdout=output)
    except CommandError as error:
        return error.returncode, output.getvalue()
    return 0, output.getvalue()


def test_problems_that_are_left_are_its_exit_code(scene: Scene) -> None:
    scene.recording(scene.camera()).path.unlink()
    assert run()[0] == 1
    assert run("--repair")[0] == 0
    assert run()[0] == 0
    kept = AuditRun.objects.order_by("started_at").values_list("repaired", "problems")
    assert list(kept) == [(False, 1), (True, 0), (False, 0)]


def test_findings_are_printed_with_examples(scene: Scene) -> None:
    row = scene.recording(scene.camera())
    row.path.unlink()
    _, printed = run()
    lines = printed.splitlines()
    assert lines[0].split()[0] == "1"
    assert lines[1].strip() == row.file_path
    assert lines[2].startswith("0 files and 1 rows in ")


def test_findings_as_json_are_what_the_row_keeps(scene: Scene) -> None:
    row = scene.recording(scene.camera())
    row.path.unlink()
    _, printed = run("--repair", "--json")
    told: dict[str, Any] = json.loads(printed)
    kept = AuditRun.objects.get().findings
    assert told == {"repaired": True, **kept}
    assert kept["kinds"] == {"missing": {"found": 1, "mended": 1, "examples": [row.file_path]}}
    assert (kept["rows"], kept["files"], kept["problems"]) == (1, 0, 0)


def test_the_brake_says_how_to_go_on(scene: Scene) -> None:
    camera = scene.camera()
    template = scene.recording(camera)
    template.path.unlink()
    Recording.objects.bulk_create(
        Recording(
            camera=camera,
            volume=scene.volume,
            run_id="0badcafe",
            file_path=scene.path(camera, minute, "0badcafe"),
            status="COMPLETE",
            start_time=template.start_time,
            end_time=template.end_time,
        )
        for minute in range(120)
    )
    code, printed = run("--repair")
    assert (code, "audit_recordings --repair --confirm" in printed) == (1, True)
    assert run("--repair", "--confirm")[0] == 0


def test_the_admin_shows_what_was_found(scene: Scene) -> None:
    person = make_user(is_superuser=True)
    scene.place("<script>.mp4", b"")
    run_of_audit = run_audit(False, person)
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    page = client.get(reverse("admin:recordings_auditrun_change", args=[run_of_audit.pk]))
    shown = page.content.decode()
    assert (page.status_code, "&lt;script&gt;.mp4" in shown) == (200, True)
    assert "<script>.mp4" not in shown
    assert client.get(reverse("admin:recordings_auditrun_changelist")).status_code == 200
