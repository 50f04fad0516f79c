"""Sends notices that are due.

The calling thread alone speaks to the database: it claims, makes the words, and settles. Threads
of a pool do nothing but send, one per target, so that a host that hangs holds up its own notices
and no others. A target that failed is left alone until the next call. A city that has had its turn
comes after those that have not, so that one whose targets all hang leaves room for the others.
"""

import json
import logging
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from django.conf import settings

from recordings.clock import Clock
from recordings.models import Notice, NoticeTarget
from recordings.notices import failures
from recordings.notices.addresses import KeptAddress, read_address
from recordings.notices.claims import (
    claim_next,
    forget_old,
    give_up_switched_off,
    name_of,
    settle_failed,
    settle_sent,
)
from recordings.notices.content import Digest
from recordings.notices.failures import NotSent
from recordings.notices.mail import send_mail
from recordings.notices.messages import Message
from recordings.notices.messenger import send_messenger
from recordings.notices.webhook import parse_webhook, post
from recordings.notices.wording import message_of
from recordings.rtsp.addresses import parse_networks
from recordings.spans import moment_of

logger = logging.getLogger(__name__)

SENDERS = 8
MOST_AT_ONCE = 100
CLAIMING_SECONDS = 10.0
SENDING_SECONDS = 16.0  # above what each way of sending allows itself


@dataclass(slots=True)
class _Round:
    """One call: what is under way and until when, the targets that take nothing more now, and the
    cities that have had a turn."""

    clock: Clock
    pool: ThreadPoolExecutor
    under_way: dict[Future[None], tuple[Notice, float]] = field(default_factory=dict)
    failed: set[int] = field(default_factory=set)
    served: set[int] = field(default_factory=set)
    hung: int = 0

    @property
    def has_room(self) -> bool:
        return len(self.under_way) + self.hung < SENDERS


def send_due(clock: Clock) -> None:
    """Try each notice that is due, once: at most `MOST_AT_ONCE`, within some 25 s."""
    give_up_switched_off(clock.now())
    forget_old(clock.now())
    pool = ThreadPoolExecutor(SENDERS, thread_name_prefix="notice")
    try:
        _send_all(_Round(clock, pool))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _send_all(turn: _Round) -> None:
    left, until = MOST_AT_ONCE, turn.clock.monotonic() + CLAIMING_SECONDS
    while True:
        while left and turn.has_room and turn.clock.monotonic() < until and _begin_next(turn):
            left -= 1
        if not turn.under_way:
            return
        wait(turn.under_way, timeout=0.5, return_when=FIRST_COMPLETED)
        _settle_finished(turn)


def _begin_next(turn: _Round) -> bool:
    """Whether there was a notice to begin with."""
    busy = turn.failed | {notice.target_id for notice, _ in turn.under_way.values()}
    now = turn.clock.now()
    notice = claim_next(now, busy, turn.served) or claim_next(now, busy)
    if notice is None:
        return False
    if notice.target.city_id is not None:
        turn.served.add(notice.target.city_id)
    try:
        send = _sending(notice, turn.clock)
    except NotSent as refusal:
        _settle(turn, notice, refusal)
    except Exception as error:
        # Words could not be made of it. The others must not wait for that.
        logger.exception("notice %s cannot be put into words", notice.pk)
        _settle(turn, notice, error)
    else:
        limit = turn.clock.monotonic() + SENDING_SECONDS
        turn.under_way[turn.pool.submit(send)] = (notice, limit)
    return True


def _sending(notice: Notice, clock: Clock) -> Callable[[], None]:
    """What a thread does for the notice. Raises NotSent."""
    now = clock.now()
    if notice.kind == Notice.Kind.DIGEST and moment_of(Digest.read(notice.content).due_ms) <= now:
        raise NotSent(failures.TOO_LATE)
    message, name, networks = message_of(notice), name_of(notice), settings.VMS_NOTICE_NETWORKS
    kept = read_address(notice.target)
    if notice.target.kind == NoticeTarget.Kind.EMAIL:
        return lambda: send_mail(kept.address, message, name)
    if notice.target.kind == NoticeTarget.Kind.APPRISE:
        return lambda: send_messenger(kept.address, message, networks)
    body = body_of(notice, message)
    return lambda: _post(kept, name, body, networks, clock)


def _post(kept: KeptAddress, name: str, body: bytes, networks: list[str], clock: Clock) -> None:
    webhook = parse_webhook(kept.address)
    post(webhook, kept.secret, name, body, parse_networks(networks), clock.now())


def body_of(notice: Notice, message: Message) -> bytes:
    """What a webhook gets: the words, and the facts for programs."""
    city = notice.target.city
    told = {
        "id": name_of(notice),
        "kind": notice.kind,
        "city": {"id": city.pk, "name": city.name} if city else None,
        "created_at": notice.created_at.isoformat(),
        "language": notice.target.language,
        "subject": message.subject,
        "text": message.text,
        **message.facts,
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _settle_finished(turn: _Round) -> None:
    for sending, (notice, limit) in list(turn.under_way.items()):
        if sending.done():
            del turn.under_way[sending]
            _settle(turn, notice, sending.exception())
        elif turn.clock.monotonic() >= limit:
            del turn.under_way[sending]
            turn.hung += 1  # its thread is lost to this call
            _settle(turn, notice, NotSent(failures.TIMED_OUT))


def _settle(turn: _Round, notice: Notice, error: BaseException | None) -> None:
    now = turn.clock.now()
    if error is None:
        settle_sent(notice, now)
        return
    turn.failed.add(notice.target_id)
    if not isinstance(error, NotSent):
        # Its class alone: what it says may hold the address.
        logger.error("notice %s was not sent: %s", notice.pk, type(error).__name__)
        error = NotSent(failures.INTERNAL)
    settle_failed(notice, error.reason, now)
