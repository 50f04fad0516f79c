"""Footage held and released, of many cameras at once."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from panel.kinds.base import MOST_TARGETS, JobForm, Kind, Line, Preview, Work, named
from panel.kinds.cameras import CameraKind, chosen_cameras, columns_of_cameras
from panel.kinds.fields import MomentField, ReasonField
from panel.kinds.telling import ROWS_SHOWN, Verdicts, moment_in_words
from plans.errors import ApplicationError
from plans.models import City
from recordings.evidence import footage_in
from recordings.holds import is_in_force
from recordings.models import Camera, Hold
from recordings.services.holds import (
    COUNTED,
    LONGEST,
    Held,
    check_range,
    checked_reason,
    checked_until,
    hold_release,
    hold_set,
)
from recordings.services.moments import moment_in
from recordings.spans import clip, epoch_ms, length_ms, moment_of

HOUR_MS = 3_600_000
JOINT = timedelta(minutes=1)
"""Recordings of a camera that are not farther apart are held together."""
IN_THE_CITYS_TIME = gettext_lazy("In the time of each camera's city.")


class HoldForm(JobForm):
    reason = ReasonField()
    until = MomentField(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("Empty: as long as the plan allows."),
    )


class RangeForm(HoldForm):
    start_time = MomentField(label=gettext_lazy("Start"), help_text=IN_THE_CITYS_TIME)
    end_time = MomentField(label=gettext_lazy("End"), help_text=IN_THE_CITYS_TIME)
    field_order = ("start_time", "end_time", "reason", "until")


class HoldCameras(CameraKind):
    code = "hold_cameras"
    words = gettext_lazy("Hold footage")
    form = RangeForm

    def preview(self, work: Work, targets: Sequence[Any]) -> Preview:
        """Looks at the footage of as many cameras as are shown."""
        checked_reason(work.values["reason"])
        cameras, verdicts = list(chosen_cameras(work, targets)), Verdicts()
        for number, camera in enumerate(cameras):
            span = _span_of(work, camera)
            check_range(*span, work.now)
            row = (camera.name, camera.city.name)
            hours = _hours(camera, span, work.now) if number < ROWS_SHOWN else None
            refused = _until_refused(work, camera.city)
            if hours == 0 and span[1] <= work.now:
                refused = refused or _("Nothing is recorded at this time.")
            if refused:
                verdicts.refused.append((*row, refused))
            else:
                verdicts.changed.append((*row, _hours_in_words(hours)))
        words = ngettext("%(n)s hold is set.", "%(n)s holds are set.", len(verdicts.changed))
        warnings = _over_the_plan(work, Counter(camera.city for camera in cameras))
        told = [words % {"n": len(verdicts.changed)}, _what_a_hold_does()]
        return verdicts.preview(told, columns_of_cameras(), warnings)

    def act(self, work: Work, target: Any) -> Line:
        values = work.values
        return _line(_set(work, target, values["start_time"], values["end_time"]))


class HoldRecordings(Kind):
    """Chosen are recordings, seen to are their unbroken stretches:
    `[camera, start_ms, end_ms, files]`."""

    code = "hold_recordings"
    words = gettext_lazy("Hold")
    model = "recordings.recording"
    form = HoldForm

    def targets_of(self, rows: QuerySet[Any]) -> list[Any]:
        ordered = rows.order_by("camera_id", "start_time", "pk")
        found = ordered.values_list("camera_id", "start_time", "end_time")[: MOST_TARGETS + 1]
        if len(found) > MOST_TARGETS:
            return list(found)  # refused by whoever makes the draft
        return _stretches(list(found))

    def cities_of(self, targets: Sequence[Any]) -> dict[int, int]:
        files: Counter[int] = Counter()
        for camera, _start, _end, number in targets:
            files[camera] += number
        told: Counter[int] = Counter()
        for pk, city in Camera.objects.filter(pk__in=files).values_list("pk", "city_id"):
            told[city] += files[pk]
        return dict(told)

    def preview(self, work: Work, targets: Sequence[Any]) -> Preview:
        checked_reason(work.values["reason"])
        found = chosen_cameras(work, list({target[0] for target in targets}))
        cameras, verdicts = {camera.pk: camera for camera in found}, Verdicts()
        cities: Counter[City] = Counter()
        for camera_id, start_ms, end_ms, files in targets:
            if camera_id not in cameras:
                continue
            camera = cameras[camera_id]
            cities[camera.city] += 1
            row = (camera.name, camera.city.name, *_range_in_words(camera, start_ms, end_ms))
            if refused := _until_refused(work, camera.city):
                verdicts.refused.append((*row, refused))
            else:
                verdicts.changed.append((*row, _files_in_words(files)))
        number = len(verdicts.changed)
        words = ngettext(
            "%(files)s become %(n)s hold.", "%(files)s become %(n)s holds.", number
        ) % {"n": number, "files": _files_in_words(sum(target[3] for target in targets))}
        columns = [_("Camera"), _("City"), _("Start"), _("End"), _("Recordings")]
        told = [words, _what_a_hold_does()]
        return verdicts.preview(told, columns, _over_the_plan(work, cities))

    def act(self, work: Work, target: Any) -> Line:
        camera_id, start_ms, end_ms, _files = target
        span = moment_of(start_ms), moment_of(end_ms)
        return _line(_set(work, camera_id, *span))

    def name_of(self, target: Any) -> str:
        return f"{named(Camera, target[0])} · {moment_in_words(moment_of(target[1]))}"


class ReleaseHolds(Kind):
    code = "hold_release"
    words = gettext_lazy("Release")
    model = "recordings.hold"
    city_path = "camera__city"
    is_dangerous = True

    def preview(self, work: Work, targets: Sequence[Any]) -> Preview:
        holds = Hold.objects.visible_to(work.actor).filter(pk__in=targets)
        verdicts = Verdicts()
        for hold in holds.select_related("camera__city", "created_by").order_by("camera__name"):
            camera = hold.camera
            span = _range_in_words(camera, epoch_ms(hold.start_time), epoch_ms(hold.end_time))
            row = (camera.name, camera.city.name, *span, hold.reason, str(hold.created_by or "-"))
            if hold.source == Hold.Source.CLIP:
                words = _("A clip is being cut from this; the hold ends with it.")
                verdicts.refused.append((*row, words))
            elif is_in_force(hold, work.now):
                verdicts.changed.append((*row, _("is released")))
            else:
                verdicts.unchanged.append((*row, _("was over already")))
        number = len(verdicts.changed)
        words = ngettext("%(n)s hold ends.", "%(n)s holds end.", number) % {"n": number}
        goes = _("What is older than its city's plan keeps is deleted by the next cleanup.")
        first = columns_of_cameras()
        columns = [*first[:2], _("Start"), _("End"), _("Reason"), _("Set by"), first[2]]
        return verdicts.preview([words, goes], columns)

    def act(self, work: Work, target: Any) -> Line:
        was_in_force = Hold.objects.in_force(work.now).filter(pk=target).exists()
        hold_release(user=work.actor, hold_id=target, address=work.address, now=work.now)
        return Line(self.name_of(target), "" if was_in_force else _("was over already"))

    def name_of(self, target: Any) -> str:
        return named(Hold, target)


def _set(work: Work, camera_id: Any, start: datetime, end: datetime) -> Held:
    return hold_set(
        user=work.actor,
        camera_id=camera_id,
        start_time=start,
        end_time=end,
        reason=work.values["reason"],
        until=work.values["until"],
        address=work.address,
        now=work.now,
    )


def _line(held: Held) -> Line:
    hours = held.account.recorded_ms / HOUR_MS
    until = moment_in_words(held.hold.until, held.hold.camera.city.time_zone)
    told = _("%(recorded)s, kept until %(until)s")
    words = told % {"recorded": _hours_in_words(hours), "until": until}
    return Line(str(held.hold), words)


def _stretches(rows: Sequence[tuple[int, datetime, datetime | None]]) -> list[Any]:
    """Each at most as long as a hold may be."""
    found: list[tuple[int, datetime, datetime, int]] = []
    for camera, start, ended in rows:
        end = ended or max(start + timedelta(hours=1), timezone.now())
        if found:
            last = found[-1]
            is_near = last[0] == camera and start - last[2] <= JOINT
            if is_near and end - last[1] <= LONGEST:
                found[-1] = (camera, last[1], max(last[2], end), last[3] + 1)
                continue
        found.append((camera, start, end, 1))
    return [
        [camera, epoch_ms(start), epoch_ms(end), files]
        for camera, start, end, files in found
        if start < end
    ]


def _span_of(work: Work, camera: Camera) -> tuple[datetime, datetime]:
    zone = ZoneInfo(camera.city.time_zone)
    start = moment_in("start_time", work.values["start_time"], zone)
    return start, moment_in("end_time", work.values["end_time"], zone)


def _hours(camera: Camera, span: tuple[datetime, datetime], now: datetime) -> float:
    period = epoch_ms(span[0]), epoch_ms(span[1])
    return length_ms(clip(footage_in(camera, period, now).recorded, *period)) / HOUR_MS


def _hours_in_words(hours: float | None) -> str:
    if hours is None:
        return _("is held")
    return _("%(hours)s h recorded") % {"hours": round(hours, 1)}


def _files_in_words(files: int) -> str:
    return ngettext("%(n)s recording", "%(n)s recordings", files) % {"n": files}


def _range_in_words(camera: Camera, start_ms: int, end_ms: int) -> tuple[str, str]:
    zone = camera.city.time_zone
    return moment_in_words(moment_of(start_ms), zone), moment_in_words(moment_of(end_ms), zone)


def _what_a_hold_does() -> str:
    return _("No cleanup deletes held footage, whatever the plan keeps.")


def _until_refused(work: Work, city: City) -> str:
    """Why this city's plan, or the calendar, does not allow what was filled in."""
    until = work.values["until"]
    zone = ZoneInfo(city.time_zone)
    try:
        wanted = None if until is None else moment_in("until", until, zone)
        checked_until(city.plan, wanted, work.now)
    except ApplicationError as error:
        return str(error.detail)
    return ""


def _over_the_plan(work: Work, wanted: Counter[City]) -> list[str]:
    """Of cities whose plan does not include as many."""
    in_force = Hold.objects.in_force(work.now).filter(camera__city__in=wanted, source__in=COUNTED)
    sums = in_force.order_by().values_list("camera__city").annotate(Count("pk"))
    present = dict(sums)
    told = []
    for city, more in wanted.items():
        limit, now = city.plan.max_holds, present.get(city.pk, 0)
        if limit is not None and now + more > limit:
            words = _(
                "%(city)s: the plan includes %(limit)s holds at a time and %(now)s are in force; "
                "what is more is refused."
            )
            told.append(words % {"city": city, "limit": limit, "now": now})
    return told


KINDS: list[Kind] = [HoldCameras(), HoldRecordings(), ReleaseHolds()]
