"""The OpenAPI document, and every operation of it held to its word by random requests."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
import schemathesis
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from knox.models import AuthToken
from schemathesis import checks
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from plans.models import Membership, User
from recordings.models import StorageVolume
from tests.clips.rows import CONTENT, make_clip
from tests.people import People
from tests.recordings.api.conftest import Footage
from tests.recordings.api.scene import Scene, make_scene
from tests.recordings.api.transfer import one_connection
from vms.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

CHECKS = [
    checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 8
PLAIN = {"Accept-Encoding": "identity"}  # the client in process unpacks nothing
REACHED_BY_ANYBODY = {
    "GET /api/cameras/",
    "GET /api/recordings/",
    "GET /api/cameras/states/",
    "GET /api/cameras/{camera_id}/",
    "GET /api/expiries/",
    "GET /api/detections/",
    "GET /api/alerts/",
    "GET /api/holds/",
    "GET /api/storage/",
    "GET /api/playback/cameras/{camera_id}/days/",
    "GET /api/playback/cameras/{camera_id}/timeline/",
    "GET /api/playback/sessions/",
    "GET /api/cameras/{camera_id}/coverage/",
    "GET /api/certificates/key/",
    "GET /api/recordings/{recording_id}/",
    "GET /api/recordings/{recording_id}/download/",
    "GET /api/recording/status/{camera_id}/",
    "GET /api/clips/",
    "GET /api/clips/{clip_id}/",
    "GET /api/clips/{clip_id}/download/",
    "GET /api/clips/{clip_id}/manifest.json/",
    "GET /api/clips/{clip_id}/thumbnail.jpg/",
    "PATCH /api/clips/{clip_id}/",
    "DELETE /api/clips/{clip_id}/",
}
REACHED_BY_OWNER = {
    *REACHED_BY_ANYBODY,
    "POST /api/cameras/",
    "PATCH /api/cameras/{camera_id}/",
    "GET /api/cameras/{camera_id}/certificate/",
    "DELETE /api/cameras/{camera_id}/",
    "GET /api/cities/{city_id}/usage/",
    "GET /api/cities/{city_id}/notice-targets/",
    "GET /api/cleanup-runs/",
    "GET /api/cleanup/preview/",
    "POST /api/recording/enable/{camera_id}/",
    "POST /api/recording/disable/{camera_id}/",
}
UNTOUCHED = {"/api/schema/"}  # the document itself, in several languages and two forms


@pytest.fixture(autouse=True)
def one_connection_throughout() -> Iterator[None]:
    with one_connection():
        yield


def test_the_document_is_made_without_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn")
    assert "openapi: 3.1.0" in capsys.readouterr().out


def known_ids(scene: Scene) -> dict[str, list[object]]:
    """Values that make sense, by the parameter's or the input's name; one's own and foreign ids."""
    people = scene.people
    cameras: list[object] = [scene.idle.pk, scene.busy.pk, scene.foreign.pk]
    recordings = [scene.recording.pk, scene.wish.first_recording_id, scene.foreign_recording.pk]
    volume = scene.recording.volume
    clips = [make_clip(c, content=CONTENT, volume=volume) for c in (scene.idle, scene.foreign)]
    return {
        "clip_id": [clip.pk for clip in clips],
        "camera_id": cameras,
        "camera": cameras,
        "stream_id": [f"cam-{key}" for key in cameras],
        "recording_id": [str(key) for key in recordings],
        "city_id": [people.city.pk, people.other_city.pk],
        "city": [people.city.pk, people.other_city.pk],
        "plan_id": [people.city.plan_id],
        "member_id": list(Membership.objects.values_list("pk", flat=True)),
        "name": ["North", "South"],
        "retention_days": [5, 1],
        "max_size_gb": [100, 1],
        "start": ["2026-03-09T12:00:00Z", "2026-03-10T12:00:00-03:00"],
        "end": ["2026-03-10T16:00:00Z", "2026-03-11T12:00:00-03:00"],
        "month": ["2026-03", f"{timezone.localdate():%Y-%m}"],
        "day": ["2026-03-10", "2018-02-17"],
        "since_ms": [1773111600000, 1518868800000],
        "rtsp_url": ["rtsp://10.0.0.1/cam", "rtsp://8.8.8.8/"],
    }


def fill(case: Any, known: dict[str, list[object]], choice: int) -> None:
    """Put such values where the case has random ones, so that not all is a 400 or a 404."""
    for container in (case.path_parameters, case.query, case.body):
        if isinstance(container, dict):
            if "since_ms" in container:
                container.setdefault("day", "")  # which it lies in
            for name in container.keys() & known.keys():
                container[name] = known[name][choice % len(known[name])]


def exercise(operation: Any, user: User, known: dict[str, list[object]]) -> set[int]:
    """The statuses that came back."""
    statuses: set[int] = set()
    numbers = count()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def run(case: Any) -> None:
        if choice := next(numbers) % 6:  # in turn: random ones may leave out what makes sense
            fill(case, known, choice)
        _issued, token = AuthToken.objects.create(user=user)
        response = case.call(headers={"Authorization": f"Token {token}", **PLAIN})
        case.validate_response(response, checks=CHECKS)
        statuses.add(response.status_code)

    run()
    return statuses


@pytest.mark.parametrize("who", ["owner", "stranger"])
def test_every_operation_answers_as_the_document_says(
    people: People, volume: StorageVolume, footage: Footage, who: str
) -> None:
    known = known_ids(make_scene(people, volume, footage.content))
    schema = schemathesis.openapi.from_wsgi("/api/schema/?format=json", application)
    succeeded = set()
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        if operation.path in UNTOUCHED:
            continue
        with transaction.atomic():  # each operation finds the scene as it was set
            if min(exercise(operation, getattr(people, who), known)) < 300:
                succeeded.add(f"{operation.method.upper()} {operation.path}")
            transaction.set_rollback(True)
    assert succeeded >= (REACHED_BY_OWNER if who == "owner" else REACHED_BY_ANYBODY)
