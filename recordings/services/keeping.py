"""Keep this day: the hold that a notice's link makes, by whoever was sent it.

The signed token is the right; nobody signs in. Looking changes nothing, for mail scanners open
links. Keeping goes the way of `recordings.services.holds`, under the same locks, so a day is kept
once however often the link is opened.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from plans.addresses import address_in
from plans.audit import SUBJECT_LENGTH
from plans.errors import ApplicationError, NotFound
from plans.models import AuditEntry
from recordings.cleanup.expiry import next_due
from recordings.holds import is_in_force
from recordings.keep_links import BadLink, read_keep_token
from recordings.models import Camera, Hold, NoticeTarget, Recording
from recordings.playable import PLAYED
from recordings.services.holds import hold_details, lock_for_hold, refuse_more_holds
from recordings.spans import moment_of

NO_LINK = _("This link does not work: it is incomplete, or its time has passed.")
NAME_LENGTH = 150


class Gone(ApplicationError):
    """410: it was there."""

    status = 410
    default_code = "gone"


@dataclass(frozen=True, slots=True)
class Day:
    """A camera's day of its city as a link offers it; `hold` is the one that keeps it from the
    next cleanup."""

    camera: Camera
    target: NoticeTarget
    date: date
    start: datetime
    end: datetime
    hold: Hold | None
    until: datetime


def day_look(token: str, now: datetime) -> Day:
    """What the link is about, and until when it keeps or would keep it.

    Raises NotFound for a link that is not ours or no longer anybody's, Gone for one whose time
    has passed (in the same words), and Gone for footage that is not there any more.
    """
    try:
        right = read_keep_token(token)
    except BadLink:
        raise NotFound(NO_LINK) from None
    camera = (
        Camera.objects.select_related("city__plan")
        .filter(pk=right.camera_id, uuid=right.camera_uuid)
        .first()
    )
    if camera is None:
        raise NotFound(NO_LINK)
    targets = NoticeTarget.objects.filter(Q(city=None) | Q(city=camera.city_id), is_active=True)
    target = targets.filter(pk=right.target_id).first()
    if target is None:
        raise NotFound(NO_LINK)
    if now >= right.expires_at:
        raise Gone(NO_LINK)
    start, end = map(moment_of, right.span)
    rows = Recording.objects.filter(camera=camera, status__in=PLAYED)
    if not rows.overlapping(start, end).exists():
        raise Gone(_("The recordings of this day are not there any more."), code="footage_gone")
    hold = _keeping(camera, start, end)
    if hold is not None and not (is_in_force(hold, now) and hold.until > next_due(now)):
        hold = None  # the next cleanup would take the day all the same
    until = hold.until if hold else now + timedelta(days=camera.city.plan.max_hold_days)
    return Day(camera, target, right.day, start, end, hold, until)


def day_keep(token: str, *, address: str | None, now: datetime) -> tuple[Day, bool]:
    """Hold the day; whether that is new. Raises PlanLimit, and as `day_look` does."""
    day = day_look(token, now)
    if day.hold is not None:
        return day, False
    with transaction.atomic():
        city = lock_for_hold(day.camera)
        day = day_look(token, now)  # as it is now that nobody else can keep it or doom it
        if day.hold is not None:
            return day, False
        _end_predecessor(day, now)
        refuse_more_holds(city, now)
        with translation.override(day.target.language):
            reason = gettext("Kept by the link in a notice.")
        hold = Hold.objects.create(
            camera=day.camera,
            start_time=day.start,
            end_time=day.end,
            reason=reason,
            until=now + timedelta(days=city.plan.max_hold_days),
            source=Hold.Source.KEEP_DAY,
            created_at=now,
        )
        _note(day, hold, address)
    return replace(day, hold=hold, until=hold.until), True


def _keeping(camera: Camera, start: datetime, end: datetime) -> Hold | None:
    """The one that a link made and nobody released: the database knows no second."""
    return Hold.objects.filter(
        camera=camera,
        start_time=start,
        end_time=end,
        source=Hold.Source.KEEP_DAY,
        released_at=None,
    ).first()


def _end_predecessor(day: Day, now: datetime) -> None:
    """One whose time is over, or ends before the next cleanup, makes room for the next."""
    predecessor = _keeping(day.camera, day.start, day.end)
    if predecessor is not None:
        predecessor.released_at = min(predecessor.until, now)
        predecessor.save(update_fields=["released_at"])


def _note(day: Day, hold: Hold, address: str | None) -> None:
    """Under the name of the target, for there is no account."""
    AuditEntry.objects.create(
        action=AuditEntry.Action.HOLD,
        user=None,
        username=day.target.address_display[:NAME_LENGTH],
        city=day.camera.city,
        subject=str(day.camera)[:SUBJECT_LENGTH],
        details={**hold_details(hold), "target": day.target.pk},
        address=address_in(address),
    )
