"""Notices that are due: claimed, settled, given up, forgotten.

Each step is one statement that asks for the state it leaves:

1. A sender claims a notice: `next_try_at` leaps by the lease, if it still is what was seen. Of two
   senders one wins.
2. It sends.
3. It settles: sent, or the next try, or given up.

A crash after 1 or 2 leaves the notice to the next sender after the lease. Where it was sent
already it is sent again, under the same name (`name_of`), by which the receiver can tell.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from recordings.models import Notice, NoticeTarget
from recordings.notices import failures

LEASE = timedelta(seconds=90)  # longer than one call of the sender
LONGEST_WAIT = timedelta(minutes=60)
GIVEN_UP_AFTER = timedelta(hours=24)
FORGOTTEN_AFTER = timedelta(days=90)
FORGOTTEN_AT_ONCE = 1000


def name_of(notice: Notice) -> str:
    """Of this notice for ever: numbers come again when a database is restored, moments don't."""
    return f"{notice.pk}-{round(notice.created_at.timestamp() * 1000)}"


def claim_next(
    now: datetime, without_targets: Collection[int], without_cities: Collection[int] = ()
) -> Notice | None:
    """The notice that has waited longest, ours until the lease ends; None when nothing is due."""
    due = (
        _open_notices()
        .filter(_is_due(now), target__is_active=True)
        .exclude(target__in=without_targets)
        .exclude(target__city__in=without_cities)
        .exclude(_told_with_its_end())
        .select_related("target__city", "alert__city", "alert__camera", "alert__volume")
        .order_by("next_try_at", "id")
    )
    while (notice := due.first()) is not None:
        lease = now + LEASE
        seen = Notice.objects.filter(pk=notice.pk, next_try_at=notice.next_try_at, sent_at=None)
        if seen.filter(given_up_at=None).update(tries=F("tries") + 1, next_try_at=lease):
            notice.tries += 1
            notice.next_try_at = lease
            return notice
    return None


def settle_sent(notice: Notice, now: datetime) -> None:
    """What a digest listed is not needed any more, and is much."""
    with transaction.atomic():
        _with_its_opening(notice).update(
            sent_at=now, given_up_at=None, next_try_at=None, error="", content={}
        )
        NoticeTarget.objects.filter(pk=notice.target_id).update(
            last_sent_at=now, last_error="", last_error_at=None
        )


def settle_failed(notice: Notice, reason: str, now: datetime) -> None:
    """The next try after 1, 2, 4 ... 60 minutes, for a day; a trial is not tried again.

    Nothing is changed where the lease was lost: the notice is another sender's by then.
    """
    wait = min(timedelta(minutes=2 ** min(notice.tries - 1, 6)), LONGEST_WAIT)
    is_last = now + wait >= notice.created_at + GIVEN_UP_AFTER
    if is_last or notice.kind == Notice.Kind.TRIAL or reason == failures.TOO_LATE:
        settled = {"error": reason, "given_up_at": now, "next_try_at": None, "content": {}}
        rows = _with_its_opening(notice)
    else:
        settled = {"error": reason, "next_try_at": now + wait}
        rows = _open_notices().filter(pk=notice.pk)
    with transaction.atomic():
        if not _open_notices().filter(pk=notice.pk, next_try_at=notice.next_try_at).exists():
            return
        rows.update(**settled)
        NoticeTarget.objects.filter(pk=notice.target_id).update(
            last_error=reason, last_error_at=now
        )


def give_up_switched_off(now: datetime) -> None:
    """What was on its way to targets that are not active any more stops."""
    waiting = _open_notices().filter(target__is_active=False)
    waiting.update(given_up_at=now, next_try_at=None, error=failures.SWITCHED_OFF)


def forget_old(now: datetime) -> None:
    old = Notice.objects.filter(created_at__lt=now - FORGOTTEN_AFTER)
    settled = old.exclude(sent_at=None, given_up_at=None).order_by("created_at", "id")
    keys = list(settled.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    if keys:
        Notice.objects.filter(pk__in=keys).delete()


def _open_notices() -> QuerySet[Notice]:
    return Notice.objects.filter(sent_at=None, given_up_at=None)


def _is_due(now: datetime) -> Q:
    """A wait that is longer than any of ours was set by a clock that was ahead.

    Not of a digest, which such a clock would have had list what does not go yet.
    """
    ahead = Q(next_try_at__gt=now + LONGEST_WAIT) & ~Q(kind=Notice.Kind.DIGEST)
    return Q(next_try_at__lte=now) | ahead


def _told_with_its_end() -> Q:
    """Of an opening: its alert's end is to be told too, and that message says both."""
    endings = Notice.objects.filter(
        kind=Notice.Kind.ALERT_CLOSED, alert=OuterRef("alert"), target=OuterRef("target")
    )
    return Q(Exists(endings), kind=Notice.Kind.ALERT_OPENED)


def _with_its_opening(notice: Notice) -> QuerySet[Notice]:
    """The notice, and for an alert's end its opening where that has not been sent."""
    rows = Q(pk=notice.pk)
    if notice.kind == Notice.Kind.ALERT_CLOSED:
        rows |= Q(kind=Notice.Kind.ALERT_OPENED, alert=notice.alert_id, target=notice.target_id)
    return Notice.objects.filter(rows, sent_at=None)
