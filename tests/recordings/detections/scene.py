"""What readers tell, and detections set up past every rule."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from plans.models import AuditEntry, User
from recordings.models import Camera, Detection
from recordings.plates import fold
from tests.people import api_client

URL = "/api/detections/"
_numbers = count(1)


def ago(**units: float) -> datetime:
    """To the second, so that it is the same after a journey as text."""
    return timezone.now().replace(microsecond=0) - timedelta(**units)


def told(camera: Camera | int, **values: Any) -> dict[str, Any]:
    """One detection as a reader sends it; a value None is left out."""
    number = next(_numbers)
    given: dict[str, Any] = {
        "camera": camera if isinstance(camera, int) else camera.pk,
        "at": ago(minutes=1).isoformat(),
        "kind": "lpr",
        "plate": "ABC1D23",
        "confidence": 0.93,
        "bbox": [0.1, 0.2, 0.3, 0.05],
        "source": "reader-1",
        "external_id": f"event-{number}",
    }
    return {name: value for name, value in {**given, **values}.items() if value is not None}


def seen(camera: Camera, plate: str, at: datetime | None = None, **values: Any) -> Detection:
    """A stored detection."""
    given = {"source": "reader-1", "external_id": f"stored-{next(_numbers)}", **values}
    return Detection.objects.create(
        city=camera.city,
        camera=camera,
        at=at or ago(minutes=1),
        plate=plate,
        plate_key=fold(plate),
        **given,
    )


def tell(user: User, body: Any) -> Any:
    return api_client(user).post(URL, body, format="json")


def search(user: User, **query: Any) -> Any:
    """The last day's, unless `query` says otherwise; None leaves an input out."""
    given = {"start": ago(hours=23).isoformat(), "end": ago(hours=-1).isoformat(), **query}
    asked = {name: value for name, value in given.items() if value is not None}
    return api_client(user).get(URL, asked)


def plates(answer: Any) -> list[tuple[str, str | None]]:
    """(plate, match) of each result, in their order."""
    assert answer.status_code == 200, answer.content
    return [(found["plate"], found["match"]) for found in answer.json()["results"]]


def views() -> list[AuditEntry]:
    """Notes of who saw plates, in the order in which they came."""
    return list(AuditEntry.objects.filter(action="view_plates").order_by("id"))
