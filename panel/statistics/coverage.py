"""What was missed: cameras by day, and gaps by reason."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from panel.statistics.charts import width_of
from panel.statistics.figures import (
    day_words,
    hours_words,
    length_words,
    percent_words,
    short_day,
)
from panel.statistics.scope import Scope
from recordings.gaps import Cause
from recordings.models import CameraSummary, CityDay, CoverageDay

MOST_CAMERAS, MOST_DAYS = 40, 30
MOST_GAPS_TOLD = 5
CAUSE_WORDS = {
    Cause.CAMERA_OFFLINE: gettext_lazy("camera offline"),
    Cause.WRONG_PASSWORD: gettext_lazy("wrong password"),
    Cause.BAD_ADDRESS: gettext_lazy("wrong address"),
    Cause.UNSUPPORTED: gettext_lazy("unsupported stream"),
    Cause.DISK: gettext_lazy("disk"),
    Cause.RECORDER_DOWN: gettext_lazy("recorder or server down"),
    Cause.STARTING: gettext_lazy("starting"),
    Cause.RENEWED: gettext_lazy("restart needed"),
    Cause.EXPIRED: gettext_lazy("deleted since"),
    Cause.UNKNOWN: gettext_lazy("unknown"),
}
_BY_CODE = {str(cause): words for cause, words in CAUSE_WORDS.items()}
LEVELS = ((100.0, "full"), (99.0, "high"), (95.0, "mid"), (80.0, "low"), (0.0, "none"))


@dataclass(frozen=True, slots=True)
class Cell:
    """`level` is a style, `words` stand in the cell, `title` tells all."""

    level: str
    words: str
    title: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    camera_id: int
    name: str
    city: str
    week: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Heat:
    days: Sequence[tuple[str, str]]
    rows: Sequence[HeatRow]


@dataclass(frozen=True, slots=True)
class ReasonLine:
    words: str
    count: int
    hours: str
    width: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """Of the period's days that have accounts."""

    percent: float | None
    frames_lost: int
    reasons: Sequence[ReasonLine]
    calculated_at: datetime | None


def recorded_of(scope: Scope) -> Recorded:
    """One query of a row a day, or of a row a day and city for those who see some."""
    rows = CityDay.objects.filter(date__gte=_today(scope) - timedelta(days=scope.days)).order_by()
    rows = rows.filter(city=None) if scope.is_whole else rows.filter(scope.of("city"))
    wanted = recorded = lost = 0
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    calculated = None
    fields = ("wanted_ms", "recorded_ms", "frames_lost", "gaps", "calculated_at")
    for wanted_ms, recorded_ms, frames_lost, gaps, at in rows.values_list(*fields):
        wanted, recorded, lost = wanted + wanted_ms, recorded + recorded_ms, lost + frames_lost
        calculated = at if calculated is None else max(calculated, at)
        for why, (count, length) in gaps.items():
            sums[why][0] += count
            sums[why][1] += length
    percent = 100 * recorded / wanted if wanted else None
    return Recorded(percent, lost, _reasons(sums), calculated)


def cause_words(why: str) -> str:
    return str(_BY_CODE.get(why, why))


def _reasons(sums: Mapping[str, Sequence[int]]) -> list[ReasonLine]:
    """The longest first."""
    longest = max((length for _count, length in sums.values()), default=0)
    ordered = sorted(sums.items(), key=lambda item: (-item[1][1], item[0]))
    return [
        ReasonLine(cause_words(why), count, hours_words(length), width_of(length, longest))
        for why, (count, length) in ordered
    ]


def heat_of(scope: Scope) -> Heat:
    """The forty cameras that were recorded worst in the last week; two queries."""
    last = _today(scope) - timedelta(days=1)
    shown = min(scope.days, MOST_DAYS)
    days = [last - timedelta(days=back) for back in range(shown - 1, -1, -1)]
    worst = (
        CameraSummary.objects.filter(scope.of("camera__city"), coverage_percent__isnull=False)
        .order_by("coverage_percent", F("longest_gap_ms").desc(), "camera")
        .values_list("camera", "camera__name", "camera__city", "coverage_percent")
    )[:MOST_CAMERAS]
    cameras = list(worst)
    accounts = _accounts([pk for pk, *_ in cameras], days[0])
    cities = {city.pk: city.name for city in scope.cities}
    words = {day: day_words(day) for day in days}
    usual = _usual_cells(words)
    rows = [
        HeatRow(
            pk,
            name,
            cities.get(city, ""),
            percent_words(percent),
            [_cell(accounts.get((pk, day)), words[day], usual[day]) for day in days],
        )
        for pk, name, city, percent in cameras
    ]
    return Heat([(short_day(day), words[day]) for day in days], rows)


def _today(scope: Scope) -> date:
    return timezone.localtime(scope.now).date()


def _accounts(
    cameras: Sequence[int], since: date
) -> dict[tuple[int, date], tuple[int, int, list[list[int | str]]]]:
    rows = CoverageDay.objects.filter(camera__in=cameras, date__gte=since).order_by()
    fields = ("camera", "date", "wanted_ms", "recorded_ms", "gaps")
    return {(pk, day): (w, r, gaps) for pk, day, w, r, gaps in rows.values_list(*fields)}


def _usual_cells(days: Mapping[date, str]) -> dict[date, tuple[Cell, Cell]]:
    """Of each day the cell of a camera without an account, and that of one that missed nothing."""
    nothing, whole = _("not wanted, or not accounted for yet"), percent_words(100.0)
    return {
        day: (Cell("off", "", f"{words}: {nothing}"), Cell("full", "", f"{words}: {whole}"))
        for day, words in days.items()
    }


def _cell(
    account: tuple[int, int, list[list[int | str]]] | None, day: str, usual: tuple[Cell, Cell]
) -> Cell:
    if account is None or not account[0]:
        return usual[0]
    wanted, recorded, gaps = account
    if recorded >= wanted:
        return usual[1]
    percent = 100 * recorded / wanted
    level = next(name for least, name in LEVELS if percent >= least)
    told = "; ".join([f"{day}: {percent_words(percent)}", *_gaps_told(gaps)])
    return Cell(level, f"{int(percent)}", told)


def _gaps_told(gaps: Iterable[Sequence[int | str]]) -> list[str]:
    """The longest, with their reasons."""
    lengths = [(int(end) - int(start), str(why)) for start, end, why in gaps]
    lengths.sort(reverse=True)
    told = [f"{cause_words(why)} {length_words(ms)}" for ms, why in lengths[:MOST_GAPS_TOLD]]
    left = len(lengths) - MOST_GAPS_TOLD
    if left > 0:
        told.append(ngettext("%(count)s more", "%(count)s more", left) % {"count": left})
    return told
