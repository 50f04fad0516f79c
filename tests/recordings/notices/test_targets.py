"""Targets are kept by a city's owners: added, changed, tried, taken away, and each change noted."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from plans.models import AuditEntry
from recordings.models import Notice, NoticeTarget
from recordings.notices import networks
from recordings.notices.addresses import read_address
from recordings.notices.delivery import send_due
from recordings.notices.webhook import signature
from tests.people import People, api_client
from tests.plans.answers import invalid
from tests.recordings.notices.scene import TurnedClock, make_notice, make_target
from tests.recordings.notices.servers import WebServer

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def base(people: People) -> str:
    return f"/api/cities/{people.city.pk}/notice-targets/"


def entries(people: People) -> list[tuple[str, dict[str, Any]]]:
    rows = AuditEntry.objects.filter(action="notice_target", city=people.city).order_by("id")
    return [(row.username, row.details) for row in rows]


def test_an_email_target_is_added_shown_changed_and_taken_away(people: People) -> None:
    client = api_client(people.owner)
    made = client.post(base(people), {"kind": "email", "address": "guard@example.org"})
    key = made.json()["id"]
    shown = {
        "id": key,
        "city": people.city.pk,
        "kind": "email",
        "address": "guard@example.org",
        "language": "pt-br",
        "wants_digest": True,
        "wants_alerts": True,
        "is_active": True,
        "created_at": made.json()["created_at"],
        "last_sent_at": None,
        "last_error": "",
        "last_error_at": None,
    }
    assert (made.status_code, made.json()) == (201, {**shown, "secret": None})
    assert made["Cache-Control"] == "no-store"
    assert client.get(base(people)).json() == {"results": [shown], "next": None, "previous": None}
    assert client.get(f"{base(people)}{key}/").json() == shown
    wanted = {"language": "en", "wants_digest": False, "address": "chief@example.org"}
    changed = client.patch(f"{base(people)}{key}/", wanted)
    assert (changed.status_code, changed.json()) == (200, {**shown, **wanted})
    assert client.patch(f"{base(people)}{key}/", {}).json() == {**shown, **wanted}
    assert client.delete(f"{base(people)}{key}/").status_code == 204
    assert client.get(f"{base(people)}{key}/").status_code == 404
    about = {"target": key, "kind": "email"}
    assert entries(people) == [
        ("owner", {**about, "change": "added", "address": "guard@example.org"}),
        ("owner", {**about, "change": "changed", **wanted}),
        ("owner", {**about, "change": "deleted", "address": "chief@example.org"}),
    ]


def test_a_webhooks_secret_is_told_once_and_signs(
    people: People, web_server: WebServer, clock: TurnedClock
) -> None:
    client = api_client(people.owner)
    address = f"http://user:pass@127.0.0.1:{web_server.port}/hook"
    made = client.post(base(people), {"kind": "webhook", "address": address}).json()
    assert made["address"] == f"http://127.0.0.1:{web_server.port}/..."
    moved = client.patch(f"{base(people)}{made['id']}/", {"address": f"{address}2"}).json()
    assert "secret" not in moved
    target = NoticeTarget.objects.get()
    assert read_address(target).address == f"{address}2"
    make_notice(target, clock.now())
    send_due(clock)
    ((path, headers, body),) = web_server.posted
    assert path == "/hook2"
    signed = signature(made["secret"], headers["X-VMS-Timestamp"], body)
    assert headers["X-VMS-Signature"] == signed


def test_a_messengers_address_is_shown_by_its_service_alone(people: People) -> None:
    client = api_client(people.owner)
    address = "tgram://123456789:abcdefg_hijklmnop/12315544/"
    made = client.post(base(people), {"kind": "apprise", "address": address}).json()
    assert (made["address"], made["secret"]) == ("tgram://...", None)


MASKED = "This is the masked address; write it whole, or leave it out."
EMAIL = "Write one e-mail address, as name@example.org."
WEBHOOK = "Write the webhook as https://host/path, with letters outside A-Z percent-encoded."
NOT_FOUND = "The host's name was not found."
FORBIDDEN = (
    "The host is not public, and not in the networks that notices may be sent to "
    "(VMS_NOTICE_NETWORKS)."
)
LACKING = "The address lacks something that this service needs; see apprise's pages on it."
OPTIONS = "Leave out what follows the question mark in the address."
INVISIBLE = "Leave out invisible characters."
BAD_ADDRESSES = [
    ("email", "nobody", EMAIL),
    ("email", "a@example.org, b@example.org", EMAIL),
    ("email", "A <a@example.org>", EMAIL),
    ("email", "a@example.org\r\nBcc: b@example.org", INVISIBLE),
    ("email", f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.org", EMAIL),
    ("webhook", "https://10.0.0.1/", FORBIDDEN),
    ("webhook", "http://169.254.169.254/latest/meta-data/", FORBIDDEN),
    ("webhook", "http://[::ffff:10.0.0.1]/", FORBIDDEN),
    ("webhook", "http://nowhere.invalid/", NOT_FOUND),
    ("webhook", "http://user:pass@/", WEBHOOK),
    ("webhook", "ftp://example.org/", WEBHOOK),
    ("webhook", "file:///etc/passwd", WEBHOOK),
    ("webhook", "https://example.org/...", MASKED),
    ("webhook", "https://example.org/\u202e", INVISIBLE),
    ("apprise", "tgram://...", MASKED),
    ("apprise", "tgram://nonsense/", LACKING),
    ("apprise", "ntfy://", LACKING),
    ("apprise", "ntfy://host/topic?verify=no", OPTIONS),
]


@pytest.mark.parametrize(("kind", "address", "words"), BAD_ADDRESSES)
def test_a_bad_address_is_refused_and_says_why(
    people: People, kind: str, address: str, words: str
) -> None:
    client = api_client(people.owner)
    answer = client.post(base(people), {"kind": kind, "address": address})
    assert answer.status_code == 400
    assert answer.json() == {"code": "invalid", "detail": words, "fields": {"address": [words]}}
    target = make_target(people.city) if kind == "email" else None
    if target is not None:
        changed = client.patch(f"{base(people)}{target.pk}/", {"address": address})
        assert changed.json() == answer.json()
    assert NoticeTarget.objects.count() == (target is not None)


@pytest.mark.parametrize("address", ["syslog://", "file:///etc", "mailto://a:b@c", "json://h/"])
def test_a_service_that_is_not_on_the_list_is_refused(people: People, address: str) -> None:
    answer = api_client(people.owner).post(base(people), {"kind": "apprise", "address": address})
    (words,) = answer.json()["fields"]["address"]
    assert answer.status_code == 400
    assert words.startswith("Write an address of one of these services: discord://, gchat://, ")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"address", "kind"}),
        ({"kind": "pigeon", "address": "a@example.org"}, {"kind"}),
        ({"kind": "email", "address": ""}, {"address"}),
        ({"kind": "email", "address": None}, {"address"}),
        ({"kind": "email", "address": ["a@example.org"]}, {"address"}),
        ({"kind": "email", "address": "a\x00@example.org"}, {"address"}),
        ({"kind": "webhook", "address": "https://example.org/" + "a" * 2000}, {"address"}),
        ({"kind": "email", "address": "a@example.org", "language": "tlh"}, {"language"}),
        (
            {"kind": "email", "address": "a@example.org", "wants_digest": "perhaps"},
            {"wants_digest"},
        ),
        ([], set()),
    ],
)
def test_bad_input_is_named(people: People, body: Any, fields: set[str]) -> None:
    answer = api_client(people.owner).post(base(people), body)
    assert (answer.status_code, set(answer.json()["fields"])) == (400, fields)
    assert NoticeTarget.objects.count() == 0


def test_a_city_has_twenty_targets_at_most(people: People) -> None:
    for _ in range(20):
        make_target(people.city)
    make_target(people.other_city)
    body = {"kind": "email", "address": "one.more@example.org"}
    answer = api_client(people.owner).post(base(people), body)
    assert (answer.status_code, answer.json()) == (
        409,
        {
            "code": "too_many",
            "detail": "There are 20 targets already; delete one first.",
            "fields": {},
        },
    )
    stranger = api_client(people.stranger)
    other = f"/api/cities/{people.other_city.pk}/notice-targets/"
    assert stranger.post(other, body).status_code == 201


def test_a_trial_tells_what_came_of_it_and_comes_once_a_minute(
    people: People, web_server: WebServer, clock: TurnedClock
) -> None:
    clock.moment = timezone.now() + timedelta(seconds=1)
    web_server.status = 418
    target = make_target(people.city, f"http://127.0.0.1:{web_server.port}/")
    client, url = api_client(people.owner), f"{base(people)}{target.pk}/"
    tried = client.post(f"{url}try/")
    assert (tried.status_code, tried.json()) == (202, client.get(url).json())
    send_due(clock)
    assert client.get(url).json()["last_error"] == "HTTP 418"
    again = client.post(f"{url}try/")
    assert (again.status_code, again.json()["code"], again["Retry-After"]) == (
        409,
        "too_soon",
        "60",
    )
    Notice.objects.update(created_at=timezone.now() - timedelta(seconds=61))
    web_server.status = 200
    assert client.post(f"{url}try/").status_code == 202
    send_due(clock)
    shown = client.get(url).json()
    assert (shown["last_error"], shown["last_sent_at"] is not None) == ("", True)


def test_a_target_that_is_switched_off_is_not_tried(people: People) -> None:
    target = make_target(people.city, is_active=False)
    answer = api_client(people.owner).post(f"{base(people)}{target.pk}/try/")
    assert (answer.status_code, answer.json()["code"]) == (409, "switched_off")


def test_an_error_is_told_in_the_readers_language(people: People) -> None:
    make_target(people.city, last_error="no mail server is set (VMS_EMAIL_URL)")
    client = api_client(people.owner)
    said = [
        client.get(base(people), headers={"accept-language": language}).json()["results"][0]
        for language in ("en", "pt-br")
    ]
    assert [target["last_error"] for target in said] == [
        "no mail server is set (VMS_EMAIL_URL)",
        "nenhum servidor de e-mail está configurado (VMS_EMAIL_URL)",
    ]


def test_the_kind_and_the_city_stay(people: People) -> None:
    target = make_target(people.city)
    url = f"{base(people)}{target.pk}/"
    body = {"kind": "webhook", "city": people.other_city.pk}
    shown = api_client(people.owner).patch(url, body).json()
    assert (shown["kind"], shown["city"]) == ("email", people.city.pk)


def test_a_host_that_moves_inside_is_refused_when_it_is_sent_to(
    people: People, web_server: WebServer, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = make_target(people.city, f"http://localhost:{web_server.port}/")
    make_notice(target, clock.now())
    monkeypatch.setattr(networks, "is_allowed", lambda *_: False)
    send_due(clock)
    target.refresh_from_db()
    assert target.last_error == "the host is not in a network that notices may be sent to"
    assert web_server.posted == []


def test_bad_input_keeps_the_form_of_every_error(people: People) -> None:
    answer = api_client(people.owner).post(base(people), {"kind": "email"})
    assert answer.json() == invalid(address=["This field is required."])
