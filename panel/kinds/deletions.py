"""Recordings deleted on request, through cleanup's states."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from panel.kinds.base import MOST_TARGETS, Busy, Kind, Line, Preview, Work, plain
from panel.kinds.telling import ROWS_SHOWN, more_in_words
from plans.models import User
from plans.selectors import require_superuser
from plans.sizes import size_words
from recordings.cleanup.deleting import BATCH
from recordings.cleanup.dooming import FINISHED, cutoff
from recordings.cleanup.files import Stay
from recordings.cleanup.lock import CleanupRunning
from recordings.cleanup.requested import Fate
from recordings.holds import is_held
from recordings.models import Camera, Recording
from recordings.services.requested_deletions import recordings_delete

FATE_WORDS: dict[str, Any] = {
    Fate.GONE: gettext_lazy("was gone already"),
    Fate.HELD: gettext_lazy("is held; release the hold first"),
    Fate.UNFINISHED: gettext_lazy("is not finished; wait until its hour is over"),
    Fate.CLOCK: gettext_lazy("the machine's clock leapt: nobody knows which holds are in force"),
    Stay.VOLUME_AWAY: gettext_lazy("its volume is away, read-only, or another disk"),
    Stay.DISK_ERROR: gettext_lazy("the disk refused; the next cleanup tries again"),
    Stay.JUST_WRITTEN: gettext_lazy("was written within the last minute; try again"),
    Stay.FOREIGN_PATH: gettext_lazy("lies at a path that no recorder makes"),
    Stay.NOT_A_FILE: gettext_lazy("there is no plain file in its place; the audit tells more"),
    Stay.CHANGED: gettext_lazy("was changed meanwhile; try again"),
    Stay.RESTORED: gettext_lazy("the database was restored from an older copy; confirm it first"),
}


class _Row(NamedTuple):
    """A chosen recording; `is_due` is what the plan keeps no longer."""

    camera: Camera
    day: date
    size: int
    is_held: bool
    is_finished: bool
    is_due: bool

    @property
    def goes(self) -> bool:
        return self.is_finished and not self.is_held


class RecordingKind(Kind):
    """Of recordings, for whoever runs the installation, camera by camera in order of time."""

    model = "recordings.recording"
    city_path = "camera__city"
    in_transaction = False

    def is_for(self, user: User) -> bool:
        return user.is_superuser

    def targets_of(self, rows: QuerySet[Any]) -> list[Any]:
        ordered = rows.order_by("camera_id", "start_time", "pk").values_list("pk", flat=True)
        return [plain(key) for key in ordered[: MOST_TARGETS + 1]]

    def name_of(self, target: Any) -> str:
        return names_of([target])[target]


class DeleteRecordings(RecordingKind):
    code = "recording_delete"
    words = gettext_lazy("Delete for good")
    at_once = BATCH
    is_dangerous = True

    def preview(self, work: Work, targets: Sequence[Any]) -> Preview:
        require_superuser(work.actor)
        rows = _rows(targets, work.now)
        going = [row for row in rows if row.goes]
        words = ngettext(
            "%(n)s recording is deleted for good: %(size)s.",
            "%(n)s recordings are deleted for good: %(size)s.",
            len(going),
        )
        size = size_words(sum(row.size for row in going))
        table = _by_day(rows)
        return Preview(
            sentences=[
                words % {"n": len(going), "size": size},
                _("The ledger keeps what was deleted, when, and who asked for it. Clips stay."),
                *more_in_words(len(table) - ROWS_SHOWN),
            ],
            columns=[_("Camera"), _("Day"), _("Files"), _("Size"), _("Stay")],
            rows=table[:ROWS_SHOWN],
            warnings=_warnings(rows),
            obstacle="" if going else _("Nothing of what is chosen can be done."),
        )

    def act_on(self, work: Work, targets: Sequence[Any]) -> list[Line]:
        names = names_of(targets)
        try:
            fates = recordings_delete(
                user=work.actor,
                ids=[UUID(target) for target in targets],
                reference=work.reference,
                address=work.address,
                clock=work.clock,
            )
        except CleanupRunning:
            raise Busy from None
        return [_line(names[target], fates[UUID(target)]) for target in targets]


def names_of(targets: Sequence[Any]) -> dict[Any, str]:
    """Camera and file; the key of what is gone."""
    rows = Recording.objects.filter(pk__in=targets).values_list("pk", "camera__name", "file_path")
    found = {str(pk): f"{camera} · {path}" for pk, camera, path in rows}
    return {target: found.get(str(target), str(target)) for target in targets}


def _line(name: str, fate: Fate | Stay) -> Line:
    if fate == Fate.DELETED:
        return Line(name)
    return Line(name, str(FATE_WORDS[fate]), is_refused=fate != Fate.GONE)


def _rows(targets: Sequence[Any], now: datetime) -> list[_Row]:
    columns = ("camera_id", "start_time", "end_time", "file_size", "status")
    found = Recording.objects.filter(pk__in=targets).order_by("camera__name", "start_time")
    rows = list(found.annotate(held=is_held(now)).values_list(*columns, "held"))
    ids = {row[0] for row in rows}
    cameras = Camera.objects.select_related("city__plan").in_bulk(ids)
    zones = {pk: ZoneInfo(camera.city.time_zone) for pk, camera in cameras.items()}
    over = {pk: cutoff(camera, now) for pk, camera in cameras.items()}
    return [
        _Row(
            camera=cameras[pk],
            day=start.astimezone(zones[pk]).date(),
            size=size,
            is_held=held,
            is_finished=status in FINISHED,
            is_due=end is not None and end < over[pk],
        )
        for pk, start, end, size, status, held in rows
    ]


def _by_day(rows: Sequence[_Row]) -> list[Sequence[str]]:
    files: Counter[tuple[Camera, date]] = Counter()
    sizes: Counter[tuple[Camera, date]] = Counter()
    staying: Counter[tuple[Camera, date]] = Counter()
    for row in rows:
        place = row.camera, row.day
        files[place] += row.goes
        sizes[place] += row.size if row.goes else 0
        staying[place] += not row.goes
    return [
        (
            place[0].name,
            date_format(place[1], "SHORT_DATE_FORMAT"),
            str(files[place]),
            size_words(sizes[place]),
            str(staying[place] or "-"),
        )
        for place in files
    ]


def _warnings(rows: Sequence[_Row]) -> list[str]:
    told = [_("Deleted footage cannot be brought back.")]
    if early := sum(row.goes and not row.is_due for row in rows):
        words = ngettext(
            "%(n)s is younger than what its city's plan promises to keep.",
            "%(n)s are younger than what their cities' plans promise to keep.",
            early,
        )
        told.append(words % {"n": early})
    if held := sum(row.is_held for row in rows):
        words = ngettext("%(n)s is held, and stays.", "%(n)s are held, and stay.", held)
        told.append(words % {"n": held})
    if unfinished := sum(not row.is_finished for row in rows):
        words = ngettext(
            "%(n)s is not finished, and stays.", "%(n)s are not finished, and stay.", unfinished
        )
        told.append(words % {"n": unfinished})
    return told


KINDS: list[Kind] = [DeleteRecordings()]
