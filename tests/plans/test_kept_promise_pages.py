"""Plans and cities in the admin: changed by the services, and what is in force is said."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from plans.models import AuditEntry, City, Plan
from tests.people import People
from tests.playback.timeline.scene import StandingClock

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 10, 15, tzinfo=UTC)
KEPT = "15 until 03/11/2026 noon"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    standing = StandingClock(NOON)
    monkeypatch.setattr(timezone, "now", standing)
    return standing


@pytest.fixture
def administrator(people: People) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.superuser)
    return client


def form_of(plan: Plan, **values: object) -> dict[str, Any]:
    names = (
        "code",
        "name",
        "position",
        "retention_days",
        "max_users",
        "max_gb_per_camera",
        "max_clips",
        "max_holds",
        "max_hold_days",
        "compress_after_days",
        "compress_mode",
    )
    given = {name: getattr(plan, name) for name in names} | values
    return {name: "" if value is None else value for name, value in given.items()}


def change(plan: Plan) -> str:
    return reverse("admin:plans_plan_change", args=[plan.pk])


def told(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_a_plan_edited_here_is_kept_for_a_day_and_written_down(
    people: People, administrator: Client
) -> None:
    plan = people.city.plan
    answer = administrator.post(change(plan), form_of(plan, retention_days=8))
    assert answer.status_code == 302
    city = City.objects.get(pk=people.city.pk)
    assert [city.retention_days_at(NOON + timedelta(hours=hours)) for hours in (23, 24)] == [15, 8]
    entries = AuditEntry.objects.filter(action="plan_change").order_by("pk")
    assert [(str(entry.city), entry.username, entry.address) for entry in entries] == [
        ("Aurora", "root", "127.0.0.1"),
        ("Boreal", "root", "127.0.0.1"),
    ]


def test_a_plan_for_no_days_is_refused(people: People, administrator: Client) -> None:
    plan = people.city.plan
    answer = administrator.post(change(plan), form_of(plan, retention_days=0), follow=True)
    assert told(answer) == ["Write a whole number from 1 to 3650."]
    assert Plan.objects.get(pk=plan.pk).retention_days == 15


def test_a_mistake_in_the_form_is_named_there(people: People, administrator: Client) -> None:
    plan = people.city.plan
    answer = administrator.post(change(plan), form_of(plan, code="premium", max_users="x"))
    errors = answer.context["adminform"].form.errors
    assert {name: list(words) for name, words in errors.items()} == {
        "code": ["Plan with this Code already exists."],
        "max_users": ["Enter a whole number."],
    }


def test_a_new_plan_is_made(people: People, administrator: Client) -> None:
    form = form_of(people.city.plan, code="night", name="Night")
    assert administrator.post(reverse("admin:plans_plan_add"), form).status_code == 302
    assert Plan.objects.get(code="night").retention_days == 15


def test_a_citys_pages_say_what_is_in_force_and_until_when(
    people: People, administrator: Client, clock: StandingClock
) -> None:
    url = reverse("admin:plans_city_change", args=[people.city.pk])
    plan = Plan.objects.get(code="basic")
    form = {"name": "Aurora", "plan": plan.pk, "time_zone": "America/Sao_Paulo"}
    assert administrator.post(url, form).status_code == 302
    pages = [url, reverse("admin:plans_city_changelist")]
    for page in pages:
        assert f"7 days ({KEPT})" in administrator.get(page).content.decode()
    assert "168 GB (360 until 03/11/2026 noon)" in administrator.get(url).content.decode()
    clock.now += timedelta(hours=24)
    for page in pages:
        shown = administrator.get(page).content.decode()
        assert ("7 days" in shown, KEPT in shown) == (True, False)
