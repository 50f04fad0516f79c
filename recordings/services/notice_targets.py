"""Notice targets: where a city's notices go, kept by its owners; without a city, by superusers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from plans.audit import audit_add
from plans.entitlements import Capability
from plans.errors import Conflict
from plans.models import AuditEntry, City, User
from plans.selectors import city_get, get_or_404, require, require_superuser
from recordings.models import Notice, NoticeTarget
from recordings.notices.addresses import (
    KeptAddress,
    check_address,
    keep_address,
    read_address,
)
from recordings.notices.failures import NotSent
from recordings.notices.webhook import new_secret
from recordings.tasks import send_notices

MOST_TARGETS = 20  # of a city; of the installation too
BETWEEN_TRIALS = timedelta(minutes=1)
PLAIN_FIELDS = ("language", "wants_digest", "wants_alerts", "is_active")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes a target, and from where."""

    user: User
    address: str


def target_list(user: User, city_id: Any) -> QuerySet[NoticeTarget]:
    """The city's targets, for its owners."""
    city = city_get(user, city_id)
    require(user, city, Capability.MANAGE_CAMERAS)
    return NoticeTarget.objects.filter(city=city).order_by("id")


def target_get(user: User, city_id: Any, target_id: Any) -> NoticeTarget:
    return get_or_404(target_list(user, city_id), pk=target_id)


def target_create(
    *, actor: Actor, city: City | None, kind: str, address: str, **values: Any
) -> tuple[NoticeTarget, str]:
    """The target and its secret, which is told this once; empty where there is none."""
    _require(actor.user, city)
    # Before the city is held: to look a name up may take seconds.
    display = check_address(kind, address)
    secret = new_secret() if kind == NoticeTarget.Kind.WEBHOOK else ""
    target = NoticeTarget(city=city, kind=kind)
    keep_address(target, KeptAddress(address, secret), display)
    _set_plain(target, values)
    with transaction.atomic():
        if city is not None:
            City.objects.select_for_update(of=("self",)).get(pk=city.pk)
        if NoticeTarget.objects.filter(city=city).count() >= MOST_TARGETS:
            words = _("There are %(most)s targets already; delete one first.")
            raise Conflict(words % {"most": MOST_TARGETS}, code="too_many")
        target.save()
        _note(actor, target, {"change": "added", "address": display})
    return target, secret


def target_update(*, actor: Actor, target: NoticeTarget, **values: Any) -> NoticeTarget:
    """Change what is given. A webhook keeps its secret when it moves."""
    _require(actor.user, target.city)
    address = values.pop("address", "")
    display = check_address(target.kind, address) if address else ""
    with transaction.atomic():
        target = _held(target)
        changed = {name: values[name] for name in PLAIN_FIELDS if name in values}
        _set_plain(target, changed)
        if display:
            keep_address(target, KeptAddress(address, _secret_of(target)), display)
            target.last_error, target.last_error_at = "", None
            changed["address"] = display
        # What the sender writes meanwhile stays as it is.
        names = [*PLAIN_FIELDS, *(_ADDRESS_FIELDS if display else ())]
        target.save(update_fields=names)
        if changed:
            _note(actor, target, {"change": "changed", **changed})
    return target


def target_delete(*, actor: Actor, target: NoticeTarget) -> None:
    """What is on its way to it goes too."""
    _require(actor.user, target.city)
    with transaction.atomic():
        held = NoticeTarget.objects.select_for_update(of=("self",)).filter(pk=target.pk).first()
        if held is not None:
            _note(actor, held, {"change": "deleted", "address": held.address_display})
            held.delete()


def target_try(*, user: User, target: NoticeTarget, now: datetime) -> NoticeTarget:
    """Send a trial soon. Raises Conflict for one that is switched off, or was tried just now."""
    _require(user, target.city)
    with transaction.atomic():
        target = _held(target)
        if not target.is_active:
            raise Conflict(_("The target is switched off."), code="switched_off")
        trials = Notice.objects.filter(target=target, kind=Notice.Kind.TRIAL)
        if trials.filter(created_at__gt=now - BETWEEN_TRIALS).exists():
            wait = str(int(BETWEEN_TRIALS.total_seconds()))
            words = _("It was tried within the last minute; wait a moment.")
            raise Conflict(words, code="too_soon", headers={"Retry-After": wait})
        Notice.objects.create(
            target=target,
            kind=Notice.Kind.TRIAL,
            key=f"trial:{now:%Y-%m-%dT%H:%M:%S.%f}",
            created_at=now,
            next_try_at=now,
        )
        transaction.on_commit(_hurry, robust=True)
    return target


_ADDRESS_FIELDS = ("address_encrypted", "address_display", "last_error", "last_error_at")


def _hurry() -> None:
    """Without a broker it is sent within half a minute."""
    send_notices.apply_async(retry=False, expires=25)


def _require(user: User, city: City | None) -> None:
    if city is None:
        require_superuser(user)
    else:
        require(user, city, Capability.MANAGE_CAMERAS)


def _held(target: NoticeTarget) -> NoticeTarget:
    rows = NoticeTarget.objects.select_for_update(of=("self",)).select_related("city")
    return get_or_404(rows, pk=target.pk)


def _secret_of(target: NoticeTarget) -> str:
    """A new one where the old one cannot be read any more: better than one nobody knows."""
    if target.kind != NoticeTarget.Kind.WEBHOOK:
        return ""
    try:
        return read_address(target).secret
    except NotSent:
        return new_secret()


def _set_plain(target: NoticeTarget, values: dict[str, Any]) -> None:
    for name in PLAIN_FIELDS:
        if name in values:
            setattr(target, name, values[name])


def _note(actor: Actor, target: NoticeTarget, details: dict[str, Any]) -> None:
    audit_add(
        action=AuditEntry.Action.NOTICE_TARGET,
        user=actor.user,
        address=actor.address,
        city=target.city,
        subject=target,
        details={"target": target.pk, "kind": target.kind, **details},
    )
