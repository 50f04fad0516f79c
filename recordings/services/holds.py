"""Holds: footage protected from cleanup, set and released by a city's people.

Setting one (docs/design/holds.md):
1. The camera's row is locked. Whoever dooms recordings locks it too, so a file is either doomed
   before the hold is there, and the answer says so, or it is seen to be held.
2. The city's row is locked, and the holds in force are counted against its plan.
3. The hold and its entry in the log are written, and all is committed at once.
Nothing is read from a disk between 1 and 3. A crash before the commit leaves nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from plans.audit import audit_add
from plans.entitlements import Capability
from plans.errors import Conflict, PlanLimit
from plans.models import AuditEntry, City, Plan, User
from plans.selectors import get_or_404, require
from recordings.evidence import footage_in
from recordings.holds import hold_get, is_in_force
from recordings.models import Camera, Hold, Recording
from recordings.selectors import camera_get, nearest_footage
from recordings.services.moments import moment_in, wrong_input
from recordings.spans import Span, clip, epoch_ms, length_ms, moment_of

LONGEST = timedelta(days=31)
AHEAD = timedelta(hours=24)
"""How far into the future a hold may reach: what is coming can be kept too."""
REASON_LENGTH = 500
COUNTED = (Hold.Source.PERSON, Hold.Source.KEEP_DAY)
"""Of a plan's number; what a clip holds while it is cut is the clip's."""


@dataclass(frozen=True, slots=True)
class Account:
    """What there is of a range: recorded, and being deleted, which no hold saves any more."""

    recorded_ms: int
    going: list[Span]


@dataclass(frozen=True, slots=True)
class Held:
    hold: Hold
    account: Account


def hold_set(
    *,
    user: User,
    camera_id: Any,
    start_time: datetime,
    end_time: datetime,
    reason: str,
    until: datetime | None = None,
    address: str | None,
    now: datetime,
) -> Held:
    """Keep what the camera recorded in [start_time, end_time); moments without an offset are the
    city's. Without `until` as long as the plan allows.

    Raises InvalidInput, PlanLimit, and Conflict where nothing is left to keep.
    """
    camera = camera_get(user, camera_id)
    require(user, camera.city, Capability.HOLD_FOOTAGE)
    zone = ZoneInfo(camera.city.time_zone)
    start = moment_in("start_time", start_time, zone)
    end = moment_in("end_time", end_time, zone)
    check_range(start, end, now)
    hold = Hold(
        camera=camera,
        start_time=start,
        end_time=end,
        reason=checked_reason(reason),
        created_at=now,
        created_by=user,
    )
    wanted_until = None if until is None else moment_in("until", until, zone)
    _refuse_nothing(hold, now)
    with transaction.atomic():
        city = lock_for_hold(camera)
        hold.until = checked_until(city.plan, wanted_until, now)
        refuse_more_holds(city, now)
        hold.save(force_insert=True)
        _note(AuditEntry.Action.HOLD, user, address, hold, hold_details(hold))
    return Held(hold, account_of(hold, now))


def hold_update(
    *,
    user: User,
    hold_id: Any,
    reason: str | None = None,
    until: datetime | None = None,
    address: str | None,
    now: datetime,
) -> Hold:
    """Another reason, another end from now on; Conflict for a hold that is over."""
    hold = _changeable(user, hold_id)
    zone = ZoneInfo(hold.camera.city.time_zone)
    with transaction.atomic():
        city = lock_for_hold(hold.camera)
        hold = _locked(hold)
        if not is_in_force(hold, now):
            raise Conflict(_("This hold is over; set a new one."), code="hold_over")
        before = hold_details(hold)
        if reason is not None:
            hold.reason = checked_reason(reason)
        if until is not None:
            hold.until = checked_until(city.plan, moment_in("until", until, zone), now)
        after = hold_details(hold)
        if after != before:
            hold.save(update_fields=["reason", "until"])
            _note(AuditEntry.Action.HOLD, user, address, hold, {**after, "before": before})
    return hold_get(user, hold_id)


def hold_release(*, user: User, hold_id: Any, address: str | None, now: datetime) -> None:
    """What was held may go when its time has come; twice is once."""
    hold = _changeable(user, hold_id)
    with transaction.atomic():
        hold = _locked(hold)
        if not is_in_force(hold, now):
            return
        hold.released_at, hold.released_by = now, user
        hold.save(update_fields=["released_at", "released_by"])
        _note(AuditEntry.Action.HOLD_RELEASE, user, address, hold, hold_details(hold))


def needed_to_release(user: User, hold: Hold) -> Capability:
    """Operators their own, owners all."""
    is_own = hold.created_by_id == user.pk
    return Capability.HOLD_FOOTAGE if is_own else Capability.RELEASE_ANY_HOLD


def lock_for_hold(camera: Camera) -> City:
    """Lock the camera's row, then the city's, which is returned; always in this order.

    NO KEY: recorders and readers of plates, who add rows that point at these, need not wait.
    """
    get_or_404(Camera.objects.select_for_update(no_key=True), pk=camera.pk)
    return get_or_404(City.objects.select_for_update(no_key=True), pk=camera.city_id)


def refuse_more_holds(city: City, now: datetime) -> None:
    """Raise PlanLimit if the city, whose row is locked, has as many as its plan includes."""
    limit = city.plan.max_holds
    if limit is None:
        return
    holds = Hold.objects.in_force(now).filter(camera__city=city, source__in=COUNTED)
    if holds.count() >= limit:
        words = ngettext(
            "The plan %(plan)s includes %(limit)d hold at a time.",
            "The plan %(plan)s includes %(limit)d holds at a time.",
            limit,
        )
        raise PlanLimit(words % {"plan": city.plan.name, "limit": limit}, extra={"limit": limit})


def account_of(hold: Hold, now: datetime) -> Account:
    """What there is of its range by now."""
    span = epoch_ms(hold.start_time), epoch_ms(hold.end_time)
    footage = footage_in(hold.camera, span, now)
    doomed = (file[:2] for file in footage.files if file.status == Recording.Status.DOOMED)
    return Account(length_ms(clip(footage.recorded, *span)), clip(doomed, *span))


def spans_told(spans: list[Span]) -> list[dict[str, datetime]]:
    """As answers name them."""
    return [{"start": moment_of(first), "end": moment_of(last)} for first, last in spans]


def hold_details(hold: Hold) -> dict[str, Any]:
    """For the log."""
    return {
        "hold": hold.pk,
        "start": hold.start_time.isoformat(),
        "end": hold.end_time.isoformat(),
        "reason": hold.reason,
        "until": hold.until.isoformat(),
    }


def check_range(start: datetime, end: datetime, now: datetime) -> None:
    """Raise InvalidInput."""
    if end <= start:
        raise wrong_input("end_time", _("The end lies before the start."))
    if end - start > LONGEST:
        raise wrong_input("end_time", _("Hold 31 days at most at a time."))
    if end > now + AHEAD:
        raise wrong_input("end_time", _("A hold reaches 24 hours into the future at most."))


def checked_reason(reason: str) -> str:
    """Raises InvalidInput."""
    reason = reason.strip()
    if not 1 <= len(reason) <= REASON_LENGTH:
        raise wrong_input("reason", _("Say why, in 1 to 500 characters."))
    if not reason.isprintable():
        raise wrong_input("reason", _("Leave out invisible characters."))
    return reason


def checked_until(plan: Plan, until: datetime | None, now: datetime) -> datetime:
    """Without one the latest that the plan allows. Raises InvalidInput, PlanLimit."""
    latest = now + timedelta(days=plan.max_hold_days)
    if until is None:
        return latest
    if until <= now:
        raise wrong_input("until", _("This moment has passed."))
    if until > latest:
        words = ngettext(
            "In the plan %(plan)s a hold lasts %(limit)d day at most.",
            "In the plan %(plan)s a hold lasts %(limit)d days at most.",
            plan.max_hold_days,
        )
        values = {"plan": plan.name, "limit": plan.max_hold_days}
        raise PlanLimit(words % values, extra={"limit": plan.max_hold_days})
    return until


def _refuse_nothing(hold: Hold, now: datetime) -> None:
    """Raise Conflict, naming what exists, for a past of which nothing is left to keep."""
    if hold.end_time > now:
        return
    account = account_of(hold, now)
    if account.recorded_ms:
        return
    raise Conflict(
        _("Nothing is recorded at this time."),
        code="no_recording",
        extra={
            "nearest": nearest_footage(hold.camera, hold.start_time, hold.end_time),
            "already_going": spans_told(account.going),
        },
    )


def _changeable(user: User, hold_id: Any) -> Hold:
    """The hold, for whoever may change it: their own for operators, all for owners."""
    hold = hold_get(user, hold_id)
    require(user, hold.camera.city, needed_to_release(user, hold))
    if hold.source == Hold.Source.CLIP:
        raise Conflict(_("A clip is being cut from this; the hold ends with it."), code="clip")
    return hold


def _locked(hold: Hold) -> Hold:
    rows = Hold.objects.select_for_update(of=("self",)).select_related("camera__city")
    return get_or_404(rows, pk=hold.pk)


def _note(
    action: AuditEntry.Action,
    user: User,
    address: str | None,
    hold: Hold,
    details: Mapping[str, Any],
) -> None:
    camera = hold.camera
    audit_add(
        action=action,
        user=user,
        address=address,
        city=camera.city,
        subject=camera,
        details=details,
    )
