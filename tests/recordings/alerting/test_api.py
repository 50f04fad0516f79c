"""`/api/alerts/`: who sees what, what narrows the list, and who may acknowledge."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from plans.models import AuditEntry
from recordings.models import Alert, Camera, StorageVolume
from tests.people import People, api_client
from tests.plans.answers import ANONYMOUS, NOT_ALLOWED, NOT_FOUND
from tests.recordings.api.scene import make_camera

pytestmark = [pytest.mark.django_db, pytest.mark.contract]
Kind, Severity = Alert.Kind, Alert.Severity
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MEMBERS = ["owner", "operator", "viewer"]


@pytest.fixture
def gate(people: People) -> Camera:
    return make_camera(people.city, "Gate")


@pytest.fixture
def foreign(people: People) -> Camera:
    return make_camera(people.other_city, "Foreign")


def offline(camera: Camera, opened_at: datetime = NOON, **values: Any) -> Alert:
    given = {
        "kind": Kind.CAMERA_OFFLINE,
        "severity": Severity.WARNING,
        "subject": f"camera:{camera.pk}",
        "details": {"cause": "camera_offline", "fault": "unreachable"},
    }
    return Alert.objects.create(
        city=camera.city, camera=camera, opened_at=opened_at, **{**given, **values}
    )


def missing_volume(volume: StorageVolume) -> Alert:
    return Alert.objects.create(
        kind=Kind.VOLUME_MISSING,
        severity=Severity.CRITICAL,
        subject=f"volume:{volume.pk}",
        volume=volume,
        details={"fault": "read_only", "root": volume.root},
        opened_at=NOON + timedelta(hours=1),
    )


def listed(who: Any, **query: Any) -> list[int]:
    answer = api_client(who).get("/api/alerts/", query)
    assert answer.status_code == 200, answer.json()
    return [entry["id"] for entry in answer.json()["results"]]


@pytest.mark.parametrize("who", MEMBERS)
def test_members_read_their_citys_alerts_and_no_other(
    people: People, gate: Camera, foreign: Camera, volume: StorageVolume, who: str
) -> None:
    alert, other, _missing = offline(gate), offline(foreign), missing_volume(volume)
    client = api_client(getattr(people, who))
    assert client.get("/api/alerts/").json() == {
        "results": [
            {
                "id": alert.pk,
                "kind": "camera_offline",
                "severity": "warning",
                "subject": f"camera:{gate.pk}",
                "city": people.city.pk,
                "camera": gate.pk,
                "volume": None,
                "message": "Camera Gate has not been recorded since 11/20/2026 09:00:00. "
                "The camera cannot be reached. Check its power, its network and its address.",
                "details": {"cause": "camera_offline", "fault": "unreachable"},
                "opened_at": "2026-11-20T12:00:00Z",
                "closed_at": None,
                "acknowledged_at": None,
                "acknowledged_by": None,
            }
        ],
        "next": None,
        "previous": None,
    }
    assert listed(people.stranger) == [other.pk]


def test_a_superuser_sees_all_and_nobody_without_a_name_sees_any(
    people: People, gate: Camera, foreign: Camera, volume: StorageVolume
) -> None:
    alerts = [missing_volume(volume), offline(foreign, NOON), offline(gate, NOON - timedelta(1))]
    assert listed(people.superuser) == [alert.pk for alert in alerts]
    for method, url in (("get", ""), ("post", f"{alerts[0].pk}/acknowledge/")):
        answer = getattr(api_client(), method)(f"/api/alerts/{url}")
        assert (answer.status_code, answer.json()) == (401, ANONYMOUS)


def test_the_list_is_narrowed(people: People, gate: Camera, volume: StorageVolume) -> None:
    day = timedelta(days=1)
    old = offline(gate, NOON - 9 * day, closed_at=NOON - 8 * day)
    grave = offline(gate, kind=Kind.RECORDING_STOPPED, severity=Severity.CRITICAL)
    disk = missing_volume(volume)
    everything = [disk.pk, grave.pk, old.pk]
    cases: list[tuple[dict[str, Any], list[int]]] = [
        ({}, everything),
        ({"city": people.city.pk}, [grave.pk, old.pk]),
        ({"city": 999}, []),
        ({"concerns": people.city.pk}, everything),
        ({"concerns": 999}, [disk.pk]),
        ({"concerns": 10**30}, [disk.pk]),
        ({"city": 10**30}, []),
        ({"camera": gate.pk}, [grave.pk, old.pk]),
        ({"kind": "camera_offline"}, [old.pk]),
        ({"severity": "critical"}, [disk.pk, grave.pk]),
        ({"open": "true"}, [disk.pk, grave.pk]),
        ({"open": "false"}, [old.pk]),
        ({"end": "2026-11-19T00:00:00Z"}, [old.pk]),
        ({"start": "2026-11-12T12:00:00Z"}, [disk.pk, grave.pk]),
        ({"start": "2026-11-12T11:59:59Z", "end": "2026-11-12T12:00:00Z"}, [old.pk]),
        ({"page_size": 1, "page": 2}, [grave.pk]),
    ]
    for query, expected in cases:
        assert listed(people.superuser, **query) == expected, query


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("city", "x"),
        ("city", "1e999999999"),
        ("camera", "1.5"),
        ("kind", "fire"),
        ("severity", "CRITICAL"),
        ("open", "maybe"),
        ("start", "yesterday"),
        ("end", "2026-13-01T00:00:00Z"),
        ("page", "0"),
        ("page_size", "-1"),
        ("start", "\0"),
    ],
)
def test_bad_input_is_a_clear_400(people: People, name: str, value: str) -> None:
    answer = api_client(people.owner).get("/api/alerts/", {name: value})
    assert answer.status_code == 400
    assert [*answer.json()["fields"]] == [name]


@pytest.mark.parametrize("who", ["owner", "operator", "superuser"])
def test_who_may_acknowledges_once_and_the_first_stays(
    people: People, gate: Camera, who: str
) -> None:
    alert = offline(gate)
    url, person = f"/api/alerts/{alert.pk}/acknowledge/", getattr(people, who)
    first = api_client(person).post(url)
    name = person.get_username()
    assert (first.status_code, first.json()["acknowledged_by"]) == (200, name)
    again = api_client(people.owner).post(url.rstrip("/"))
    assert (again.status_code, again.json()) == (200, first.json())
    entries = AuditEntry.objects.filter(action=AuditEntry.Action.ALERT_ACKNOWLEDGE)
    assert [(e.username, e.city, e.subject) for e in entries] == [(name, people.city, "Gate")]
    assert alert.closed_at is None


def test_a_viewer_may_not(people: People, gate: Camera) -> None:
    answer = api_client(people.viewer).post(f"/api/alerts/{offline(gate).pk}/acknowledge/")
    assert (answer.status_code, answer.json()) == (403, NOT_ALLOWED)
    assert not AuditEntry.objects.filter(action=AuditEntry.Action.ALERT_ACKNOWLEDGE).exists()


@pytest.mark.parametrize("who", [*MEMBERS, "stranger"])
def test_what_is_not_theirs_is_missing_byte_for_byte(
    people: People, gate: Camera, foreign: Camera, volume: StorageVolume, who: str
) -> None:
    theirs = gate if who == "stranger" else foreign
    missing = ["999999", "0", "-1", "abc", str(10**30), "%00", "1.0", "null", "%C3%28"]
    ids = [offline(theirs).pk, missing_volume(volume).pk, *missing]
    client = api_client(getattr(people, who))
    answers = {client.post(f"/api/alerts/{key}/acknowledge/").content for key in ids}
    assert len(answers) == 1
    answer = client.post(f"/api/alerts/{ids[0]}/acknowledge/")
    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)
    assert not Alert.objects.exclude(acknowledged_at=None).exists()
