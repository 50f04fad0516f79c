"""An address's password is written once and shown nowhere, whatever goes wrong with it."""

import logging

import pytest
from django.test import Client

from recordings.models import NoticeTarget
from recordings.notices import webhook
from recordings.notices.addresses import read_address
from recordings.notices.delivery import send_due
from tests.people import People, api_client
from tests.recordings.api.test_password_canary import logged, rows_of_every_table
from tests.recordings.notices.scene import CANARY, TurnedClock, make_notice
from tests.recordings.notices.servers import WebServer

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


def addresses(port: int) -> list[tuple[str, str]]:
    """Each with the canary wherever one can stand; the last three reach nobody."""
    return [
        ("webhook", f"http://user:{CANARY}@127.0.0.1:{port}/{CANARY}?key={CANARY}"),
        ("apprise", f"ntfy://user:{CANARY}@127.0.0.1:{port}/{CANARY}"),
        ("webhook", f"https://user:{CANARY}@127.0.0.1:{port}/{CANARY}"),
        ("webhook", f"http://127.0.0.1:9/{CANARY}"),
        ("apprise", f"ntfy://user:{CANARY}@127.0.0.1:9/{CANARY}"),
    ]


def test_no_answer_row_or_log_holds_it(
    people: People,
    web_server: WebServer,
    clock: TurnedClock,
    log: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client, base = api_client(people.owner), f"/api/cities/{people.city.pk}/notice-targets/"
    answers = []
    for kind, address in addresses(web_server.port):
        made = client.post(base, {"kind": kind, "address": address})
        assert made.status_code == 201
        answers += [made, client.patch(f"{base}{made.json()['id']}/", {"address": address})]
    for status in (500, 302):
        web_server.status = status
        web_server.location = f"http://127.0.0.1/{CANARY}"
        for target in NoticeTarget.objects.all():
            make_notice(target, clock.now())
        send_due(clock)
    web_server.hang = True
    monkeypatch.setattr(webhook, "TOTAL_SECONDS", 0.3)
    make_notice(NoticeTarget.objects.earliest("id"), clock.now())
    send_due(clock)
    for kind, address in addresses(web_server.port):
        for bad in (address.replace("127.0.0.1", "10.0.0.1"), address.replace("://", ":/")):
            answers.append(client.post(base, {"kind": kind, "address": f"{bad}?verify={CANARY}"}))
    answers.append(client.post(base, {"kind": CANARY, "address": f"a@{CANARY}"}))
    answers += [client.get(base), client.options(base)]
    for answer in answers:
        assert answer.status_code < 500
        said = answer.content.replace(f'"{CANARY}\\" is not a valid choice'.encode(), b"")
        assert CANARY.encode() not in said.replace(f'\\"{CANARY}\\"'.encode(), b"")
    assert CANARY not in logged(log)
    rows = rows_of_every_table()
    assert {table for table, text in rows.items() if CANARY in text} == set()
    kept = [read_address(target).address for target in NoticeTarget.objects.order_by("id")]
    assert kept == [address for _, address in addresses(web_server.port)]


def test_no_page_of_the_admin_holds_it(
    people: People, web_server: WebServer, log: pytest.LogCaptureFixture
) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.superuser)
    base = "/admin/recordings/noticetarget/"
    ((kind, address), *_) = addresses(web_server.port)
    form = {"kind": kind, "address": address, "language": "en", "is_active": "on"}
    refused = client.post(f"{base}add/", {**form, "address": address.replace("127.0.", "10.0.")})
    client.post(f"{base}add/", form)
    target = NoticeTarget.objects.get()
    changed = client.post(f"{base}{target.pk}/change/", {**form, "address": f"{address}2"})
    pages = [
        client.get(path)
        for path in (base, f"{base}{target.pk}/change/", f"{base}{target.pk}/history/")
    ]
    pages += [client.get("/admin/recordings/notice/"), client.get("/admin/"), refused, changed]
    assert [page.status_code for page in pages] == [200] * 6 + [302]
    for page in pages:
        assert CANARY.encode() not in page.content
    assert CANARY not in logged(log)
    assert read_address(NoticeTarget.objects.get()).address == f"{address}2"
