"""Two senders at once never send the same notice."""

import threading
from collections import Counter

import pytest
from django.db import connection

from recordings.models import Notice
from recordings.notices.claims import LEASE, claim_next, settle_failed
from recordings.notices.delivery import send_due
from tests.people import make_city
from tests.recordings.notices.scene import TurnedClock, make_notice, make_target, told
from tests.recordings.notices.servers import MailServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.contract]


def test_each_notice_is_sent_by_one_of_them(clock: TurnedClock, mail_server: MailServer) -> None:
    city = make_city()
    targets = [make_target(city) for _ in range(12)]
    for target in targets:
        for key in ("a", "b"):
            make_notice(target, key=key)
    threads = [threading.Thread(target=_send, args=(clock,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [told(target) for target in targets] == [[("a", "sent"), ("b", "sent")]] * 12
    ids = Counter(mail["Message-ID"] for mail in mail_server.mails)
    assert (len(ids), set(ids.values())) == (24, {1})


def test_one_whose_lease_has_ended_changes_nothing_of_the_others_notice(
    clock: TurnedClock,
) -> None:
    target = make_target(make_city())
    make_notice(target, key="a", kind=Notice.Kind.ALERT_OPENED)
    slow = claim_next(clock.now(), ())
    clock.turn(seconds=LEASE.total_seconds())
    other = claim_next(clock.now(), ())
    assert slow is not None
    assert other is not None
    settle_failed(slow, "HTTP 500", clock.now())
    row = Notice.objects.get()
    assert (row.error, row.tries, row.next_try_at) == ("", 2, other.next_try_at)
    target.refresh_from_db()
    assert target.last_error == ""


def _send(clock: TurnedClock) -> None:
    try:
        send_due(clock)
    finally:
        connection.close()
