"""Targets and notices, set up past every rule."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from plans.models import City
from recordings.models import Alert, Camera, Notice, NoticeTarget
from recordings.notices.addresses import KeptAddress, keep_address

CANARY = "s3cr3t-canary"
SECRET = "the-webhooks-secret"
MORNING = datetime(2026, 3, 10, 12, tzinfo=UTC)  # 09:00 in Aurora
_numbers = count(1)


@dataclass
class TurnedClock:
    """Wall time is what the test says; waiting takes as long as it takes."""

    moment: datetime = MORNING

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return time.monotonic()

    def of_file(self, modified_at: float) -> datetime:
        return datetime.fromtimestamp(modified_at, UTC)

    def turn(self, **by: float) -> None:
        self.moment += timedelta(**by)


def make_target(city: City | None, address: str = "", **values: Any) -> NoticeTarget:
    """By default an e-mail address of its own, in English."""
    address = address or f"person-{next(_numbers)}@example.org"
    kind = NoticeTarget.Kind.EMAIL
    if "://" in address:
        is_web = address.startswith("http")
        kind = NoticeTarget.Kind.WEBHOOK if is_web else NoticeTarget.Kind.APPRISE
    target = NoticeTarget(city=city, kind=kind, **{"language": "en", **values})
    secret = SECRET if kind == NoticeTarget.Kind.WEBHOOK else ""
    shown = address if kind == NoticeTarget.Kind.EMAIL else f"{address.partition('://')[0]}://..."
    keep_address(target, KeptAddress(address, secret), shown)
    target.save()
    return target


def make_notice(target: NoticeTarget, now: datetime = MORNING, **values: Any) -> Notice:
    """By default a trial, due."""
    given = {
        "kind": Notice.Kind.TRIAL,
        "key": f"trial:{next(_numbers)}",
        "created_at": now,
        "next_try_at": now,
    }
    return Notice.objects.create(target=target, **{**given, **values})


def make_alert(camera: Camera | None, now: datetime = MORNING, **values: Any) -> Alert:
    """By default: the camera is offline."""
    given: dict[str, Any] = {
        "kind": Alert.Kind.CAMERA_OFFLINE,
        "severity": Alert.Severity.WARNING,
        "subject": f"camera:{camera.pk}" if camera else "installation",
        "city": camera.city if camera else None,
        "camera": camera,
        "opened_at": now,
    }
    return Alert.objects.create(**{**given, **values})


def told(target: NoticeTarget) -> list[tuple[str, str]]:
    """The target's notices in the order of their keys: each key, and sent, given up or waiting."""
    rows = Notice.objects.filter(target=target).order_by("key")
    return [(row.key, _state(row)) for row in rows]


def _state(notice: Notice) -> str:
    if notice.sent_at is not None:
        return "sent"
    return "given up" if notice.given_up_at is not None else "waiting"
