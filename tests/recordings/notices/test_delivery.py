"""Each notice is sent once, tried again until a day is over, and holds up nobody."""

import json
from datetime import timedelta

import pytest

from recordings.models import Notice, NoticeTarget
from recordings.notices import claims, delivery, failures, webhook
from recordings.notices.claims import claim_next
from recordings.notices.delivery import send_due
from recordings.notices.webhook import signature
from tests.people import People
from tests.recordings.notices.scene import (
    MORNING,
    SECRET,
    TurnedClock,
    make_notice,
    make_target,
    told,
)
from tests.recordings.notices.servers import MailServer, WebServer, serving

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def hook(server: WebServer) -> str:
    return f"http://127.0.0.1:{server.port}/hook"


def test_what_is_due_is_sent_once(
    people: People, clock: TurnedClock, mail_server: MailServer
) -> None:
    target = make_target(people.city, "person@example.org")
    make_notice(target, key="a")
    make_notice(target, key="b", next_try_at=MORNING + timedelta(minutes=1))
    send_due(clock)
    send_due(clock)
    assert told(target) == [("a", "sent"), ("b", "waiting")]
    clock.turn(minutes=1)
    send_due(clock)
    assert told(target) == [("a", "sent"), ("b", "sent")]
    assert len(mail_server.mails) == 2
    target.refresh_from_db()
    assert (target.last_sent_at, target.last_error) == (clock.now(), "")


def test_a_webhook_gets_words_and_facts_signed(
    people: People, clock: TurnedClock, web_server: WebServer
) -> None:
    notice = make_notice(make_target(people.city, hook(web_server)))
    send_due(clock)
    ((_, headers, body),) = web_server.posted
    name = f"{notice.pk}-{round(MORNING.timestamp() * 1000)}"
    page = "Times are those of America/Sao_Paulo. http://vms.example/"
    assert json.loads(body) == {
        "id": name,
        "kind": "trial",
        "city": {"id": people.city.pk, "name": "Aurora"},
        "created_at": "2026-03-10T12:00:00+00:00",
        "language": "en",
        "subject": "[Aurora] Trial",
        "text": f"This is a trial: notices arrive here.\n\n{page}\n",
    }
    assert headers["Idempotency-Key"] == name
    assert headers["X-VMS-Signature"] == signature(SECRET, headers["X-VMS-Timestamp"], body)


def test_what_fails_is_tried_ever_more_seldom_and_given_up_after_a_day(
    people: People, clock: TurnedClock, web_server: WebServer
) -> None:
    web_server.status = 500
    target = make_target(people.city, hook(web_server))
    notice = make_notice(target, kind=Notice.Kind.ALERT_OPENED)
    waits: list[int] = []
    while notice.given_up_at is None:
        send_due(clock)
        notice.refresh_from_db()
        assert notice.error == "HTTP 500"
        if notice.next_try_at is not None:
            waits.append(round((notice.next_try_at - clock.now()).total_seconds() / 60))
            clock.turn(minutes=waits[-1])
    assert waits == [1, 2, 4, 8, 16, 32] + [60] * 22
    assert clock.now() - notice.created_at < timedelta(hours=24)
    assert len(web_server.posted) == notice.tries == len(waits) + 1
    target.refresh_from_db()
    assert (target.last_error, target.last_error_at) == ("HTTP 500", clock.now())
    clock.turn(days=1)
    send_due(clock)
    assert len(web_server.posted) == notice.tries


def test_what_waits_for_a_time_that_a_clock_ahead_has_set_is_sent_now(
    people: People, clock: TurnedClock, mail_server: MailServer
) -> None:
    """No wait of ours is longer than an hour: whoever wrote it down was ahead by days."""
    target = make_target(people.city)
    make_notice(target, MORNING + timedelta(days=200), key="ahead", kind=Notice.Kind.ALERT_OPENED)
    waits = MORNING + claims.LONGEST_WAIT
    make_notice(target, key="waits", kind=Notice.Kind.ALERT_OPENED, next_try_at=waits)
    send_due(clock)
    assert told(target) == [("ahead", "sent"), ("waits", "waiting")]


def test_a_trial_is_not_tried_again(
    people: People, clock: TurnedClock, web_server: WebServer
) -> None:
    web_server.status = 403
    target = make_target(people.city, hook(web_server))
    make_notice(target, key="trial")
    send_due(clock)
    assert told(target) == [("trial", "given up")]
    target.refresh_from_db()
    assert target.last_error == "HTTP 403"


def test_without_a_mail_server_mail_waits_and_says_why(people: People, clock: TurnedClock) -> None:
    target = make_target(people.city)
    make_notice(target, key="a", kind=Notice.Kind.ALERT_OPENED)
    send_due(clock)
    assert told(target) == [("a", "waiting")]
    target.refresh_from_db()
    assert target.last_error == "no mail server is set (VMS_EMAIL_URL)"


def test_a_target_that_hangs_holds_up_no_other(
    people: People, clock: TurnedClock, web_server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "TOTAL_SECONDS", 1.0)
    web_server.hang = True
    hanging = [make_target(people.city, hook(web_server)) for _ in range(3)]
    for number in range(4):
        for target in hanging:
            make_notice(target, key=f"{number}", kind=Notice.Kind.ALERT_OPENED)
    with serving(WebServer()) as quick:
        target = make_target(people.city, hook(quick))
        for number in range(5):
            make_notice(target, MORNING, key=f"{number}", next_try_at=MORNING)
        send_due(clock)
        assert len(quick.posted) == 5
    assert told(target) == [(f"{number}", "sent") for number in range(5)]
    # One try each: the rest of what waits for them would have hung too.
    assert len(web_server.posted) == 3
    for target in hanging:
        target.refresh_from_db()
        assert target.last_error == failures.TIMED_OUT


def test_a_city_whose_targets_all_hang_holds_up_no_other_city(
    people: People, clock: TurnedClock, web_server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "TOTAL_SECONDS", 4.0)
    monkeypatch.setattr(delivery, "CLAIMING_SECONDS", 3.0)  # over before the first gives up
    web_server.hang = True
    for _ in range(delivery.SENDERS + 2):
        make_notice(make_target(people.city, hook(web_server)), MORNING - timedelta(minutes=5))
    with serving(WebServer()) as quick:
        others = [make_target(city, hook(quick)) for city in (people.other_city, None)]
        for target in others:
            make_notice(target, key="late")
        send_due(clock)
        assert len(quick.posted) == 2
    assert [told(target) for target in others] == [[("late", "sent")]] * 2
    assert len(web_server.posted) == delivery.SENDERS  # it has the room that nobody else needs


def test_who_takes_longer_than_any_limit_is_left_behind(
    people: People, clock: TurnedClock, web_server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "SENDING_SECONDS", 0.3)
    web_server.hang = True
    target = make_target(people.city, hook(web_server))
    make_notice(target, key="a", kind=Notice.Kind.ALERT_OPENED)
    send_due(clock)
    notice = Notice.objects.get()
    assert (notice.error, notice.next_try_at) == (
        failures.TIMED_OUT,
        MORNING + timedelta(minutes=1),
    )


def test_a_sender_that_died_leaves_its_notice_to_the_next(
    people: People, clock: TurnedClock, mail_server: MailServer
) -> None:
    target = make_target(people.city)
    make_notice(target, key="a")
    assert claim_next(clock.now(), ()) is not None  # and dies
    send_due(clock)
    assert told(target) == [("a", "waiting")]
    clock.turn(seconds=claims.LEASE.total_seconds())
    send_due(clock)
    send_due(clock)
    assert told(target) == [("a", "sent")]
    assert len(mail_server.mails) == 1


@pytest.mark.parametrize("kind", ["email", "webhook"])
def test_what_was_sent_by_one_that_died_comes_again_under_its_name(
    people: People,
    clock: TurnedClock,
    mail_server: MailServer,
    web_server: WebServer,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    def die(*_arguments: object) -> None:
        raise SystemExit

    target = make_target(people.city, hook(web_server) if kind == "webhook" else "")
    make_notice(target, key="a")
    with monkeypatch.context() as patched:
        patched.setattr(delivery, "settle_sent", die)
        with pytest.raises(SystemExit):
            send_due(clock)
    clock.turn(seconds=claims.LEASE.total_seconds())
    send_due(clock)
    assert told(target) == [("a", "sent")]
    names = [mail["Message-ID"] for mail in mail_server.mails]
    names += [headers["Idempotency-Key"] for _, headers, _ in web_server.posted]
    assert (len(names), len(set(names))) == (2, 1)


def test_at_most_a_hundred_a_call(
    people: People, clock: TurnedClock, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "CLAIMING_SECONDS", 300.0)  # a busy machine takes its time
    for target in [make_target(people.city) for _ in range(7)]:
        for number in range(20):
            make_notice(target, key=f"{number}")
    send_due(clock)
    assert Notice.objects.exclude(sent_at=None).count() == len(mail_server.mails) == 100
    send_due(clock)
    assert Notice.objects.exclude(sent_at=None).count() == len(mail_server.mails) == 140


def test_notices_of_a_target_that_is_switched_off_stop(
    people: People, clock: TurnedClock, mail_server: MailServer
) -> None:
    target = make_target(people.city, is_active=False)
    make_notice(target, key="a")
    send_due(clock)
    NoticeTarget.objects.update(is_active=True)
    send_due(clock)
    assert told(target) == [("a", "given up")]
    assert Notice.objects.get().error == failures.SWITCHED_OFF
    assert mail_server.mails == []


def test_an_address_that_cannot_be_decrypted_stops_nobody_else(
    people: People, clock: TurnedClock, mail_server: MailServer
) -> None:
    broken, right = make_target(people.city), make_target(people.city)
    NoticeTarget.objects.filter(pk=broken.pk).update(address_encrypted="damaged")
    for target in (broken, right):
        make_notice(target, key="a", kind=Notice.Kind.TRIAL)
    send_due(clock)
    assert (told(broken), told(right)) == ([("a", "given up")], [("a", "sent")])
    assert Notice.objects.get(target=broken).error == failures.UNREADABLE_ADDRESS


def test_what_no_words_can_be_made_of_stops_nobody_else(
    people: People, clock: TurnedClock, mail_server: MailServer
) -> None:
    target = make_target(people.city)
    make_notice(target, key="a", kind=Notice.Kind.DIGEST, content={"due_ms": "nonsense"})
    make_notice(right := make_target(people.city), key="a")
    send_due(clock)
    assert (told(target), told(right)) == ([("a", "waiting")], [("a", "sent")])
    assert Notice.objects.get(target=target).error == failures.INTERNAL


def test_old_notices_are_forgotten(people: People, clock: TurnedClock) -> None:
    target = make_target(people.city)
    old, young = MORNING - timedelta(days=91), MORNING - timedelta(days=89)
    make_notice(target, old, key="old sent", sent_at=old)
    make_notice(target, old, key="old given up", given_up_at=old)
    make_notice(target, young, key="young", sent_at=young)
    send_due(clock)
    assert told(target) == [("young", "sent")]
