"""Who hears of an alert, and that each hears of it once."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from recordings.models import Alert, Camera, Notice, NoticeTarget
from recordings.notices.claims import claim_next
from recordings.notices.delivery import send_due
from recordings.notices.outbox import alert_noticed
from tests.people import People
from tests.recordings.notices.scene import MORNING, TurnedClock, make_alert, make_target, told
from tests.recordings.notices.servers import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def close(alert: Alert, clock: TurnedClock) -> None:
    alert.closed_at = clock.now()
    alert.save(update_fields=["closed_at"])
    alert_noticed(alert, clock.now())


def subjects(server: MailServer) -> list[str]:
    return [str(mail["Subject"]) for mail in server.mails]


def test_a_citys_alert_goes_to_the_citys_targets_that_want_alerts(
    people: People, camera: Camera
) -> None:
    wants = make_target(people.city)
    others = [
        make_target(people.city, wants_alerts=False),
        make_target(people.city, is_active=False),
        make_target(people.other_city),
        make_target(None),
    ]
    alert = make_alert(camera)
    alert_noticed(alert, MORNING)
    alert_noticed(alert, MORNING)
    assert told(wants) == [(f"alert:{alert.pk}:opened", "waiting")]
    assert [told(target) for target in others] == [[], [], [], []]


def test_targets_of_the_installation_hear_its_own_alerts_and_critical_ones(
    people: People, camera: Camera
) -> None:
    installation, city = make_target(None), make_target(people.city)
    critical = make_alert(camera, severity=Alert.Severity.CRITICAL)
    make_alert(camera, subject="camera:other")
    own = make_alert(None, kind=Alert.Kind.CLEANUP_OVERDUE)
    for alert in Alert.objects.all():
        alert_noticed(alert, MORNING)
    keys = sorted([f"alert:{critical.pk}:opened", f"alert:{own.pk}:opened"])
    assert told(installation) == [(key, "waiting") for key in keys]
    assert f"alert:{own.pk}:opened" not in dict(told(city))


def test_it_costs_two_queries_however_many_targets(people: People, camera: Camera) -> None:
    for _ in range(20):
        make_target(people.city)
    NoticeTarget.objects.update(address_encrypted="damaged")
    alert = make_alert(camera)
    with (
        transaction.atomic(),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        alert_noticed(alert, MORNING)
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) == 2
    assert Notice.objects.count() == 20


def test_an_alert_that_was_over_before_it_was_told_is_told_once(
    people: People, camera: Camera, clock: TurnedClock, mail_server: MailServer
) -> None:
    target = make_target(people.city)
    alert = make_alert(camera)
    alert_noticed(alert, clock.now())
    clock.turn(minutes=5)
    close(alert, clock)
    send_due(clock)
    send_due(clock)
    assert subjects(mail_server) == ["[Aurora] Over: camera offline"]
    key = f"alert:{alert.pk}"
    assert told(target) == [(f"{key}:closed", "sent"), (f"{key}:opened", "sent")]
    text = mail_server.mails[0].get_body(("plain",))
    assert text is not None
    assert "From 2026-03-10 09:00:00 to 2026-03-10 09:05:00." in text.get_content()


def test_opening_and_end_are_two_messages_otherwise(
    people: People, camera: Camera, clock: TurnedClock, mail_server: MailServer
) -> None:
    make_target(people.city)
    alert = make_alert(camera, severity=Alert.Severity.CRITICAL)
    alert_noticed(alert, clock.now())
    send_due(clock)
    clock.turn(minutes=5)
    close(alert, clock)
    send_due(clock)
    assert subjects(mail_server) == [
        "[Aurora] Critical: camera offline",
        "[Aurora] Over: camera offline",
    ]


def test_an_opening_that_is_under_way_as_the_alert_ends_is_settled_with_it(
    people: People, camera: Camera, clock: TurnedClock, mail_server: MailServer
) -> None:
    target = make_target(people.city)
    alert = make_alert(camera)
    alert_noticed(alert, clock.now())
    assert claim_next(clock.now(), ()) is not None  # by a sender that dies
    close(alert, clock)
    send_due(clock)
    clock.turn(hours=1)
    send_due(clock)
    assert subjects(mail_server) == ["[Aurora] Over: camera offline"]
    assert {state for _, state in told(target)} == {"sent"}


def test_an_opening_is_given_up_with_its_end(
    people: People, camera: Camera, clock: TurnedClock
) -> None:
    target = make_target(people.city)
    alert = make_alert(camera)
    alert_noticed(alert, clock.now())
    close(alert, clock)
    Notice.objects.update(created_at=MORNING - timedelta(hours=24))
    send_due(clock)
    assert {state for _, state in told(target)} == {"given up"}


def test_an_alert_of_the_past_is_told_as_one_that_is_over(
    people: People, camera: Camera, clock: TurnedClock, mail_server: MailServer
) -> None:
    make_target(people.city)
    ended = MORNING + timedelta(minutes=1)
    alert_noticed(make_alert(camera, closed_at=ended), MORNING)
    send_due(clock)
    assert subjects(mail_server) == ["[Aurora] Over: camera offline"]
