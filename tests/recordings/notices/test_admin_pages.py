"""The administration's pages of targets and notices."""

import html

import pytest
from django.test import Client

from plans.models import AuditEntry
from recordings.models import Notice, NoticeTarget
from recordings.notices.addresses import read_address
from tests.people import People
from tests.recordings.notices.scene import make_notice, make_target

pytestmark = pytest.mark.django_db

BASE = "/admin/recordings/noticetarget/"


@pytest.fixture
def client(people: People) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.superuser)
    return client


def messages(answer: object) -> str:
    return html.unescape(getattr(answer, "content").decode())  # noqa: B009


def test_a_target_of_the_installation_is_added_and_its_secret_shown_once(client: Client) -> None:
    form = {"kind": "webhook", "address": "http://127.0.0.1:9/hook", "language": "en"}
    page = client.post(f"{BASE}add/", {**form, "is_active": "on"}, follow=True)
    target = NoticeTarget.objects.get()
    secret = read_address(target).secret
    assert (target.city, target.address_display, len(secret)) == (
        None,
        "http://127.0.0.1:9/...",
        43,
    )
    assert f"The webhook's secret, shown this once: {secret}" in messages(page)
    assert secret not in messages(client.get(f"{BASE}{target.pk}/change/"))
    entry = AuditEntry.objects.get(action="notice_target")
    assert (entry.city, entry.details["change"]) == (None, "added")


def test_an_address_left_empty_stays(people: People, client: Client) -> None:
    target = make_target(people.city, "guard@example.org", is_active=True)
    client.post(f"{BASE}{target.pk}/change/", {"language": "pt-br", "address": ""})
    target.refresh_from_db()
    assert (target.language, target.is_active, read_address(target).address) == (
        "pt-br",
        False,
        "guard@example.org",
    )


def test_a_target_without_an_address_or_with_a_bad_one_is_refused(client: Client) -> None:
    for address, words in [("", "Enter the address."), ("x", "Write one e-mail address")]:
        page = client.post(f"{BASE}add/", {"kind": "email", "address": address, "language": "en"})
        assert (page.status_code, words in messages(page)) == (200, True)
    assert NoticeTarget.objects.count() == 0


def test_a_trial_is_sent_by_an_action(people: People, client: Client) -> None:
    on, off = make_target(people.city), make_target(people.city, is_active=False)
    form = {"action": "send_trial", "_selected_action": [on.pk, off.pk]}
    page = client.post(BASE, form, follow=True)
    assert [notice.target for notice in Notice.objects.all()] == [on]
    assert f"{on}: a trial is on its way." in messages(page)
    assert f"{off}: The target is switched off." in messages(page)


def test_targets_are_taken_away_with_what_is_on_its_way(people: People, client: Client) -> None:
    target = make_target(people.city)
    make_notice(target)
    form = {"action": "delete_selected", "_selected_action": [target.pk], "post": "yes"}
    client.post(BASE, form)
    assert (NoticeTarget.objects.count(), Notice.objects.count()) == (0, 0)
    assert AuditEntry.objects.get(action="notice_target").details["change"] == "deleted"


def test_notices_are_listed_and_only_read(people: People, client: Client) -> None:
    notice = make_notice(make_target(people.city, "guard@example.org"), error="HTTP 500", tries=3)
    listed = messages(client.get("/admin/recordings/notice/", {"q": "guard"}))
    assert "guard@example.org" in listed
    assert "HTTP 500" in listed
    page = f"/admin/recordings/notice/{notice.pk}/"
    assert client.get(f"{page}change/").status_code == 200
    assert client.post(f"{page}delete/", {"post": "yes"}).status_code == 403
