"""Lock-outs: seen by superusers, lifted by them, and each written down."""

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.test import Client
from pytest_django import Settings

from plans.models import AuditEntry
from tests.people import PASSWORD, People, make_user

URL = "/admin/axes/accessattempt/"


@pytest.fixture
def locked(people: People, quick_passwords: None, settings: Settings) -> Client:
    """Somebody who failed as often as one may, and whose right password is refused now."""
    settings.AXES_FAILURE_LIMIT = 3
    make_user("forgetful", password=PASSWORD)
    client = Client()
    for _try in range(3):
        client.post("/admin/login/", {"username": "forgetful", "password": "wrong"})
    return client


def sign_in(client: Client) -> int:
    sent = {"username": "forgetful", "password": PASSWORD}
    return client.post("/api/auth/login/", sent, content_type="application/json").status_code


def staff(people: People, who: str) -> Client:
    user = getattr(people, who)
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def test_a_superuser_lifts_it(people: People, locked: Client) -> None:
    assert sign_in(locked) == 429
    administrator = staff(people, "superuser")
    page = administrator.get(URL).content.decode()
    assert "forgetful" in page
    assert "locked out" in page
    form = {"action": "lift", "_selected_action": [AccessAttempt.objects.get().pk]}
    page = administrator.post(URL, form, follow=True).content.decode()
    assert "1 lock-out lifted." in page
    assert AccessAttempt.objects.count() == 0
    assert sign_in(locked) == 200
    entry = AuditEntry.objects.get(action=AuditEntry.Action.LOCKOUT_LIFT)
    assert (entry.username, entry.subject, entry.details) == (
        "root",
        "forgetful",
        {"address": "127.0.0.1"},
    )


@pytest.mark.parametrize("who", ["owner", "stranger"])
def test_nobody_else_sees_or_lifts_it(people: People, locked: Client, who: str) -> None:
    client = staff(people, who)
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        name = model._meta.model_name
        assert client.get(f"/admin/axes/{name}/").status_code in (302, 403)
    form = {"action": "lift", "_selected_action": [AccessAttempt.objects.get().pk]}
    client.post(URL, form)
    assert AccessAttempt.objects.count() == 1


def test_the_system_writes_them_and_nobody_else(people: People, locked: Client) -> None:
    administrator = staff(people, "superuser")
    key = AccessAttempt.objects.get().pk
    page = administrator.get(f"{URL}{key}/change/").content.decode()
    assert "password" not in page.lower()
    assert administrator.post(f"{URL}{key}/change/", {"failures_since_start": 0}).status_code == 403
    assert administrator.post(f"{URL}{key}/delete/", {"post": "yes"}).status_code == 403
    assert administrator.get(f"{URL}add/").status_code == 403
