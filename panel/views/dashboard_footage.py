"""Parts of the dashboard that each city's owner sees too: cameras, alerts, footage."""

from typing import Any

from django.db.models import Count, F, Max, Min, Q, Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from panel.statistics.figures import exact, percent_words
from panel.views.dashboard_marks import BAD, GOOD, QUIET, WARN, Line, Mine, age_words, list_of
from plans.sizes import size_words
from playback.models import Viewing
from playback.viewers import WATCHING
from recordings.alerting.words import alert_sentence
from recordings.models import Alert, Camera, CameraSummary, CityDay, RecorderStatus
from recordings.states import State

ALERTS_SHOWN = 8
LOST_WARNS_PERCENT, LOST_BAD_PERCENT = 0.5, 1.0  # as alerts close and open
MARKS = {
    State.RECORDING.value: GOOD,
    State.STARTING.value: QUIET,
    State.STOPPING.value: QUIET,
    State.BACKOFF.value: WARN,
    State.STALLED.value: WARN,
    State.STOPPED.value: WARN,  # of a camera that is wanted
    State.AUTH_FAILED.value: BAD,
    State.BAD_ADDRESS.value: BAD,
    State.UNSUPPORTED.value: BAD,
    State.FAILED.value: BAD,
}
CURRENT = {"archived_at__isempty": 1}


def cameras_part(mine: Mine) -> dict[str, Any]:
    """By state, the largest trouble first; those that are not wanted, and switched off, apart."""
    current = Camera.objects.current().filter(mine.of("city")).order_by()
    columns = ("is_active", "recording_enabled", "recorder_status__state")
    counts: dict[str, int] = {}
    for is_active, is_wanted, state, count in current.values_list(*columns).annotate(n=Count("pk")):
        key = _key(state, is_active=is_active, is_wanted=is_wanted)
        counts[key] = counts.get(key, 0) + count
    lines = [_camera_line(key, count) for key, count in counts.items()]
    order = [BAD, WARN, GOOD, QUIET]
    lines.sort(key=lambda line: (order.index(line.mark), line.name))
    wanted = sum(n for key, n in counts.items() if key not in ("off", "idle"))
    recording = counts.get(State.RECORDING.value, 0)
    return {
        "lines": lines,
        "total": exact(sum(counts.values())),
        "wanted": exact(wanted),
        "recording": exact(recording),
        "percent": percent_words(100 * recording / wanted) if wanted else "",
        "mark": GOOD if recording == wanted else WARN,
    }


def _key(state: str | None, *, is_active: bool, is_wanted: bool) -> str:
    if not is_active:
        return "off"
    if not is_wanted and state in (None, State.STOPPED):
        return "idle"
    return state or State.STOPPED.value


def _camera_line(key: str, count: int) -> Line:
    if key == "off":
        asked: dict[str, Any] = {"is_active__exact": 0}
        return Line(_("switched off"), exact(count), QUIET, link=_cameras(asked))
    if key == "idle":
        asked = {"recording_enabled__exact": 0, "is_active__exact": 1}
        return Line(_("recording not wanted"), exact(count), QUIET, link=_cameras(asked))
    asked = {"recorder_status__state__exact": key, "is_active__exact": 1}
    if key == State.STOPPED:
        asked = {"recorder_status__state__exact": key, "recording_enabled__exact": 1}
    words = str(dict(RecorderStatus.STATES).get(key, key))
    return Line(words, exact(count), MARKS.get(key, WARN), link=_cameras(asked))


def _cameras(asked: dict[str, Any]) -> str:
    return list_of("recordings_camera", **asked, **CURRENT)


def alerts_part(mine: Mine) -> dict[str, Any]:
    """The grave first, then the newest."""
    rows = Alert.objects.open().filter(mine.of("city"))
    counts = dict(rows.order_by().values_list("severity").annotate(n=Count("pk")))
    told = rows.select_related("camera", "volume", "city").order_by("severity", "-opened_at", "-id")
    asked = {"closed_at__isempty": 1}
    severities = (Alert.Severity.CRITICAL, BAD), (Alert.Severity.WARNING, WARN)
    return {
        "counts": [
            Line(
                str(severity.label),
                exact(counts.get(severity, 0)),
                mark if counts.get(severity) else GOOD,
                link=list_of("recordings_alert", severity__exact=severity.value, **asked),
            )
            for severity, mark in severities
        ],
        "rows": [
            Line(
                name=str(alert.get_severity_display()),
                value=alert_sentence(alert),
                mark=BAD if alert.severity == Alert.Severity.CRITICAL else WARN,
                note=age_words(mine.now - alert.opened_at),
                link=_alert(alert),
            )
            for alert in told[:ALERTS_SHOWN]
        ],
        "more": max(0, sum(counts.values()) - ALERTS_SHOWN),
        "link": list_of("recordings_alert", **asked),
    }


def _alert(alert: Alert) -> str:
    return f"{list_of('recordings_alert')}{alert.pk}/change/"


def losses_part(mine: Mine) -> dict[str, Any] | None:
    """Of today, as its accounts were added up last; None before the day's first sum."""
    days = CityDay.objects.filter(date=timezone.localdate(mine.now))
    rows = days.filter(city=None) if mine.cities is None else days.filter(city__in=mine.cities)
    names = ("frames", "frames_lost", "wanted_ms", "recorded_ms")
    sums = {name: Sum(name, default=0) for name in names}
    found = rows.order_by().aggregate(**sums, at=Max("calculated_at"))
    if found["at"] is None:
        return None
    lost, frames = int(found["frames_lost"]), int(found["frames"])
    percent = 100 * lost / max(lost + frames, 1)
    wanted = int(found["wanted_ms"])
    is_bad, is_doubtful = percent >= LOST_BAD_PERCENT, percent >= LOST_WARNS_PERCENT
    return {
        "lost": exact(lost),
        "frames": exact(frames + lost),
        "percent": percent_words(percent, 2),
        "coverage": percent_words(100 * int(found["recorded_ms"]) / wanted, 2) if wanted else "",
        "mark": BAD if is_bad else WARN if is_doubtful else GOOD,
        "at": _clock(found["at"]),
    }


def expiries_part(mine: Mine) -> dict[str, Any] | None:
    """What the next cleanup takes, as calculated with the storage figures; None before that."""
    rows = CameraSummary.objects.filter(mine.of("camera__city")).order_by()
    found = rows.aggregate(
        files=Sum("expiring_files", default=0),
        bytes=Sum("expiring_bytes", default=0),
        cameras=Count("pk", filter=Q(expiring_files__gt=0)),
        oldest=Min("oldest_at", filter=Q(expiring_files__gt=0)),
        due=Max("expiring_at"),
        at=Max("calculated_at"),
    )
    if found["due"] is None or found["due"] <= mine.now:
        return None
    return {
        "files": exact(int(found["files"])),
        "size": size_words(int(found["bytes"])),
        "cameras": exact(found["cameras"]),
        "oldest": _moment(found["oldest"]) if found["oldest"] else "",
        "due": _moment(found["due"]),
        "at": _clock(found["at"]),
    }


def viewers_count(mine: Mine) -> str:
    rows = Viewing.objects.filter(mine.of("camera__city"), seen_at__gt=mine.now - WATCHING)
    return exact(rows.order_by().aggregate(n=Count(F("session"), distinct=True))["n"])


def _clock(moment: Any) -> str:
    return f"{timezone.localtime(moment):%H:%M}"


def _moment(moment: Any) -> str:
    there = timezone.localtime(moment)
    return f"{date_format(there, 'SHORT_DATE_FORMAT')} {there:%H:%M}"
