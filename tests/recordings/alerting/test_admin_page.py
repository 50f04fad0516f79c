"""Alerts in the admin: filters, a search, and acknowledging several at once."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from plans.models import AuditEntry
from recordings.models import Alert
from tests.people import People
from tests.recordings.api.scene import make_camera

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LIST = "admin:recordings_alert_changelist"


@pytest.fixture
def administrator(people: People) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.superuser)
    return client


@pytest.fixture
def alerts(people: People) -> list[Alert]:
    rows = []
    for city, closed_at in ((people.city, None), (people.other_city, NOON)):
        camera = make_camera(city, f"Gate of {city.name}")
        row = Alert.objects.create(
            kind=Alert.Kind.CAMERA_OFFLINE,
            severity=Alert.Severity.WARNING,
            subject=f"camera:{camera.pk}",
            city=city,
            camera=camera,
            opened_at=NOON,
            closed_at=closed_at,
        )
        rows.append(row)
    return rows


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", [True, True]),
        ("closed_at__isempty=1", [True, False]),
        ("kind__exact=camera_offline", [True, True]),
        ("severity__exact=critical", [False, False]),
        ("q=Boreal", [False, True]),
        ("q=camera:", [True, True]),
    ],
)
def test_the_list_is_narrowed(
    administrator: Client, alerts: list[Alert], query: str, shown: list[bool]
) -> None:
    content = administrator.get(f"{reverse(LIST)}?{query}").content.decode()
    messages = [f"Camera Gate of {alert.city} " for alert in alerts]
    assert [message in content for message in messages] == shown


def test_several_are_acknowledged_and_each_is_noted_once(
    administrator: Client, alerts: list[Alert], people: People
) -> None:
    order = {"action": "acknowledge", "_selected_action": [alert.pk for alert in alerts]}
    for _ in range(2):
        assert administrator.post(reverse(LIST), order).status_code == 302
    by = [Alert.objects.get(pk=alert.pk).acknowledged_by for alert in alerts]
    assert by == [people.superuser] * 2
    entries = AuditEntry.objects.filter(action=AuditEntry.Action.ALERT_ACKNOWLEDGE)
    assert entries.count() == 2
