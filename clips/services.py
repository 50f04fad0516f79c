"""Clips: asked for, given up, tried again, named, deleted and brought back by a city's people.

Asking for one (docs/design/clips.md):
1. What is recorded of the range is looked at: nothing, or what cannot be joined, is refused.
2. The camera's row is locked, then the city's. Whoever dooms recordings locks the camera too, so a
   file is either doomed before the hold is there, and refused here, or it is seen to be held.
3. The city's clips are counted against its plan.
4. The hold on the source, the clip and its entry in the log are written and committed at once.
5. A worker is told. A crash before that costs some seconds: the row is the queue.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clips.claims import end_hold
from clips.cutting import CutPlan, Mode, plan_cuts
from clips.models import Clip, ClipShare, Status
from clips.outcomes import WORDS, in_words
from clips.selectors import LONGEST, clip_get
from clips.sources import Footage, SourceMissing, footage_of
from clips.tasks import cut_clip
from clips.tidying import UNDO
from plans.audit import audit_add
from plans.entitlements import Capability
from plans.errors import Conflict, NotFound, PlanLimit
from plans.models import AuditEntry, City, User
from plans.selectors import NOT_FOUND, require
from recordings.media.errors import MediaError
from recordings.models import Hold, Recording
from recordings.selectors import camera_get, nearest_footage
from recordings.services.holds import lock_for_hold
from recordings.services.moments import moment_in, wrong_input
from recordings.spans import epoch_ms, moment_of

NAME_LENGTH = 255
SOURCE_HELD = timedelta(days=7)
"""As long as a clip may wait for a worker, at most; its hold ends with the cutting."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for something, from where and when."""

    user: User
    address: str | None
    now: datetime


def clip_create(
    asked: Asked,
    *,
    camera_id: Any,
    name: str,
    start_time: datetime,
    end_time: datetime,
    mode: str = Mode.EXACT,
) -> Clip:
    """A clip of [start_time, end_time), pending; moments without an offset are the city's.

    Raises InvalidInput, PlanLimit, and Conflict where there is nothing, or nothing that one file
    can hold.
    """
    camera = camera_get(asked.user, camera_id)
    require(asked.user, camera.city, Capability.CUT_CLIPS)
    zone = ZoneInfo(camera.city.time_zone)
    clip = Clip(
        camera=camera,
        user=asked.user,
        username=asked.user.get_username(),
        name=checked_name(name),
        start_time=moment_in("start_time", start_time, zone),
        end_time=moment_in("end_time", end_time, zone),
        mode=mode,
        created_at=asked.now,
    )
    _check_range(clip.start_time, clip.end_time, asked.now)
    footage = _footage(clip)
    with transaction.atomic():
        _take_place(clip, footage, asked.now)
        clip.save(force_insert=True)
        _note(AuditEntry.Action.CLIP_CUT, asked, clip)
        transaction.on_commit(lambda: _hurry(clip.pk), robust=True)
    return clip


def clip_retry(asked: Asked, clip_id: Any) -> Clip:
    """A failed or cancelled clip, pending again. Raises as `clip_create` does."""
    clip = _own_or_managed(asked.user, clip_id)
    ended = (Status.FAILED, Status.CANCELLED)
    if clip.status not in ended:
        raise Conflict(_("Only a clip that failed or was cancelled can be tried again."))
    footage = _footage(clip)
    with transaction.atomic():
        _take_place(clip, footage, asked.now)
        tried = Clip.objects.filter(pk=clip.pk, status__in=ended, file_path="").update(
            status=Status.PENDING, hold=clip.hold, error="", error_code="", attempts=0, progress=0
        )
        if not tried:
            raise Conflict(_("The last attempt is still being cleared away; try again shortly."))
        _note(AuditEntry.Action.CLIP_CUT, asked, clip)
        transaction.on_commit(lambda: _hurry(clip.pk), robust=True)
    return clip_get(asked.user, clip_id)


def clip_cancel(asked: Asked, clip_id: Any) -> Clip:
    """Twice is once. Raises Conflict for one that is finished."""
    clip = _own_or_managed(asked.user, clip_id)
    under_way = (Status.PENDING, Status.CUTTING)
    with transaction.atomic():
        rows = Clip.objects.filter(pk=clip.pk, status__in=under_way)
        if rows.update(status=Status.CANCELLED, claim=None):
            end_hold(clip.pk, asked.now)
        elif clip_get(asked.user, clip_id).status != Status.CANCELLED:
            raise Conflict(_("Only a clip that is not finished can be cancelled."))
    return clip_get(asked.user, clip_id)


def clip_rename(asked: Asked, clip_id: Any, name: str) -> Clip:
    """Its own of an operator's, any of an owner's; the manifest keeps the first name."""
    clip = _own_or_managed(asked.user, clip_id)
    Clip.objects.filter(pk=clip.pk).update(name=checked_name(name))
    return clip_get(asked.user, clip_id)


def clip_delete(asked: Asked, clip_id: Any) -> None:
    """It can be brought back for 24 h; its link ends at once. Twice is once."""
    clip = clip_get(asked.user, clip_id)
    require(asked.user, clip.camera.city, Capability.MANAGE_CLIPS)
    with transaction.atomic():
        rows = Clip.objects.filter(pk=clip.pk).exclude(status=Status.DELETED)
        if not rows.update(
            status=Status.DELETED, claim=None, deleted_at=asked.now, deleted_by=asked.user
        ):
            return
        end_hold(clip.pk, asked.now)
        ClipShare.objects.filter(clip=clip, revoked_at=None).update(revoked_at=asked.now)
        _note(AuditEntry.Action.CLIP_DELETE, asked, clip)


def clip_restore(asked: Asked, clip_id: Any) -> Clip:
    """Within 24 h of its deletion, if the plan's number allows."""
    clip = clip_get(asked.user, clip_id)
    require(asked.user, clip.camera.city, Capability.MANAGE_CLIPS)
    with transaction.atomic():
        city = lock_for_hold(clip.camera)
        was_ready = clip.ready_at is not None
        if was_ready:
            _refuse_more_clips(city)
        deleted = Clip.objects.filter(
            pk=clip.pk, status=Status.DELETED, deleted_at__gt=asked.now - UNDO
        )
        back = Status.READY if was_ready else Status.CANCELLED
        if not deleted.update(status=back, deleted_at=None, deleted_by=None):
            raise Conflict(_("A clip can be brought back for 24 hours after it was deleted."))
        _note(AuditEntry.Action.CLIP_RESTORE, asked, clip)
    return clip_get(asked.user, clip_id)


def checked_name(name: str) -> str:
    """Any sign that can be seen may stand in a name: it names no file. Raises InvalidInput."""
    name = name.strip()
    if not 1 <= len(name) <= NAME_LENGTH:
        raise wrong_input("name", _("Write a name of 1 to 255 characters."))
    if not name.isprintable():
        raise wrong_input("name", _("Leave out invisible characters."))
    return name


def _check_range(start: datetime, end: datetime, now: datetime) -> None:
    if end <= start:
        raise wrong_input("end_time", _("The end lies before the start."))
    if end - start > LONGEST:
        raise wrong_input("end_time", _("A clip has 6 hours at most."))
    if end > now:
        raise wrong_input(
            "end_time", _("This lies in the future; only what is recorded can be cut.")
        )


def _footage(clip: Clip) -> Footage:
    """Of the clip's range. Raises Conflict unless one file can hold what there is."""
    span = epoch_ms(clip.start_time), epoch_ms(clip.end_time)
    try:
        footage = footage_of(clip.camera, *span)
    except SourceMissing:
        raise Conflict(in_words(WORDS["source_missing"]), code="source_missing") from None
    except MediaError:
        raise Conflict(in_words(WORDS["source_changed"]), code="source_changed") from None
    plans = plan_cuts(footage.sources, *span, Mode(clip.mode))
    if not plans:
        raise Conflict(
            _("Nothing is recorded at this time."),
            code="no_recording",
            extra={"nearest": nearest_footage(clip.camera, clip.start_time, clip.end_time)},
        )
    if len(plans) > 1:
        parts = [_part_told(plan) for plan in plans]
        raise Conflict(in_words(WORDS["parts_differ"]), code="parts_differ", extra={"parts": parts})
    return footage


def _part_told(plan: CutPlan) -> dict[str, object]:
    video = plan.movie.video
    return {
        "start_time": moment_of(plan.start_ms),
        "end_time": moment_of(plan.end_ms),
        "codecs": plan.movie.codecs,
        "width": video.width,
        "height": video.height,
    }


def _take_place(clip: Clip, footage: Footage, now: datetime) -> None:
    """Steps 2 and 3, and a hold for the clip, which is not saved."""
    city = lock_for_hold(clip.camera)
    _refuse_more_clips(city)
    doomed = Recording.objects.filter(pk__in=footage.rows, status=Recording.Status.DOOMED)
    if doomed.exists():
        raise Conflict(_("This is being deleted just now."), code="no_recording")
    clip.hold = Hold.objects.create(
        camera=clip.camera,
        start_time=clip.start_time,
        end_time=clip.end_time,
        reason=clip.name,
        until=now + SOURCE_HELD,
        source=Hold.Source.CLIP,
        created_at=now,
        created_by=clip.user,
    )


def _refuse_more_clips(city: City) -> None:
    """Raise PlanLimit if the city, whose row is locked, has as many as its plan includes."""
    limit = city.plan.max_clips
    if limit is None or Clip.objects.counted().filter(camera__city=city).count() < limit:
        return
    words = ngettext(
        "The plan %(plan)s includes %(limit)d clip.",
        "The plan %(plan)s includes %(limit)d clips.",
        limit,
    )
    raise PlanLimit(words % {"plan": city.plan.name, "limit": limit}, extra={"limit": limit})


def _own_or_managed(user: User, clip_id: Any) -> Clip:
    """The clip, for whoever may change it: their own for operators, all for owners."""
    clip = clip_get(user, clip_id)
    is_own = clip.user_id == user.pk
    require(user, clip.camera.city, Capability.CUT_CLIPS if is_own else Capability.MANAGE_CLIPS)
    if clip.status == Status.DELETED:
        raise NotFound(NOT_FOUND)
    return clip


def _note(action: AuditEntry.Action, asked: Asked, clip: Clip) -> None:
    audit_add(
        action=action,
        user=asked.user,
        address=asked.address,
        city=clip.camera.city,
        subject=clip.camera,
        details=clip_details(clip),
    )


def clip_details(clip: Clip) -> dict[str, Any]:
    """For the log."""
    return {
        "clip": clip.pk,
        "name": clip.name,
        "start": clip.start_time.isoformat(),
        "end": clip.end_time.isoformat(),
        "sha256": clip.sha256,
    }


def _hurry(clip_id: int) -> None:
    cut_clip.apply_async((clip_id,), retry=False)
