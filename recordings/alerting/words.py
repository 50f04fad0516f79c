"""What an alert says, in the reader's language: what happened, and what to do.

The row keeps figures, not words. Whoever may see the alert may read all of its sentence.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from recordings.alerting.schedule import MISSED
from recordings.gaps import Cause
from recordings.models import Alert
from recordings.words import fault_words

Details = Mapping[str, Any]

CAUSES: dict[str, Any] = {
    Cause.CAMERA_OFFLINE: gettext_lazy("The camera sends nothing."),
    Cause.WRONG_PASSWORD: gettext_lazy("The camera refused the user name or password."),
    Cause.BAD_ADDRESS: gettext_lazy("The camera's address is wrong."),
    Cause.UNSUPPORTED: gettext_lazy("The stream cannot be recorded."),
    Cause.DISK: gettext_lazy("The storage volume cannot be written."),
    Cause.RECORDER_DOWN: gettext_lazy("The recorder was not running, or had a fault of its own."),
    Cause.STARTING: gettext_lazy("The recorder took long to begin."),
    Cause.RENEWED: gettext_lazy("The recorder took long to begin again, or its clock was set."),
}
VOLUME_FAULTS: dict[str, Any] = {
    "missing": gettext_lazy("its disk is not there"),
    "another": gettext_lazy("another disk is mounted in its place"),
    "read_only": gettext_lazy("its disk has become read-only"),
}
STOPPED_BY: dict[str, Any] = {
    "brake": gettext_lazy(
        "it would delete unusually much at once. See what it would delete (manage.py "
        "cleanup_recordings --dry-run), and confirm it if that is meant."
    ),
    "restored": gettext_lazy(
        "the database was restored from an older copy. Run the audit with repair, then confirm "
        "with manage.py cleanup_recordings --confirm-restored."
    ),
    "clock": gettext_lazy("the server's clock leapt. Check its time."),
}


def alert_sentence(alert: Alert) -> str:
    """Reads the alert's camera, volume and city: fetch them with it."""
    return _SENTENCES[Alert.Kind(alert.kind)](alert)


def _disk(alert: Alert) -> str:
    details: Details = alert.details
    told = {
        "volume": _volume(alert),
        "percent": _number(details.get("used_percent", 0)),
        "free": _size(details.get("free_bytes", 0)),
    }
    if alert.kind == Alert.Kind.DISK_CRITICAL:
        words = _(
            "The disk of volume %(volume)s is %(percent)s %% full, with %(free)s left. The oldest "
            "footage goes before its time when nothing else is left: add a disk now."
        )
        return words % told
    words = _(
        "The disk of volume %(volume)s is %(percent)s %% full, with %(free)s left. Plan another "
        "disk, or shorter retention."
    )
    return words % told


def _missing(alert: Alert) -> str:
    fault = VOLUME_FAULTS.get(alert.details.get("fault", ""), VOLUME_FAULTS["missing"])
    told = {"volume": _volume(alert), "root": alert.details.get("root", ""), "fault": fault}
    words = _(
        "Volume %(volume)s cannot be used: %(fault)s. Nothing is written, deleted or marked "
        "missing there. Mount the right disk at %(root)s."
    )
    return words % told


def _offline(alert: Alert) -> str:
    todo = _("Check its power, its network and its address.")
    return " ".join([_gap(alert), _reason(alert), todo])


def _stopped(alert: Alert) -> str:
    todo = _("Check that the recorder runs and that its disks have room.")
    return " ".join([_gap(alert), _reason(alert), todo])


def _gap(alert: Alert) -> str:
    zone = _zone(alert)
    told = {"camera": _camera(alert), "start": _moment(alert.opened_at, zone)}
    if alert.closed_at is None:
        return _("Camera %(camera)s has not been recorded since %(start)s.") % told
    told["end"] = _moment(alert.closed_at, zone)
    return _("Camera %(camera)s was not recorded from %(start)s to %(end)s.") % told


def _reason(alert: Alert) -> str:
    if alert.details.get("fault"):
        return fault_words(alert.details["fault"])
    return str(CAUSES.get(alert.details.get("cause", ""), CAUSES[Cause.RECORDER_DOWN]))


def _frames(alert: Alert) -> str:
    percent = _number(alert.details.get("lost_percent", 0))
    minutes = int(alert.details.get("minutes", 5))
    return ngettext(
        "Camera %(camera)s lost %(percent)s %% of its frames within %(minutes)d minute. Check its "
        "network, and whether it sends more than the network carries.",
        "Camera %(camera)s lost %(percent)s %% of its frames within %(minutes)d minutes. Check its "
        "network, and whether it sends more than the network carries.",
        minutes,
    ) % {"camera": _camera(alert), "percent": percent, "minutes": minutes}


def _promise(alert: Alert) -> str:
    zone, city = _zone(alert), alert.city.name if alert.city else ""
    if alert.details.get("why") == "deleted":
        costs = alert.details.get("cost", {}).items()
        lost = [_cost(reason, cost, zone) for reason, cost in costs]
        head = _("Footage of %(city)s was deleted before the promised day.") % {"city": city}
        todo = _("Protect what matters by a hold; add disks, or choose a plan that fits.")
        return " ".join([head, *lost, todo])
    told = {
        "city": city,
        "days": _number(alert.details.get("reachable_days", 0)),
        "promised": _number(alert.details.get("promised_days", 0)),
    }
    breaks_at = alert.details.get("breaks_at")
    if breaks_at is None:
        words = _(
            "The disks just hold the %(promised)s days promised to %(city)s. Add disks, or lower "
            "the cameras' bit rate."
        )
        return words % told
    told["day"] = date_format(datetime.fromisoformat(breaks_at).astimezone(zone), "DATE_FORMAT")
    words = _(
        "From %(day)s on, footage of %(city)s will go before its day: the disks hold %(days)s of "
        "the %(promised)s days promised. Add disks, or lower the cameras' bit rate."
    )
    return words % told


def _cost(reason: str, cost: Details, zone: tzinfo) -> str:
    cameras = int(cost.get("cameras", 0))
    told = {
        "size": _size(cost.get("bytes", 0)),
        "cameras": cameras,
        "start": _moment(datetime.fromisoformat(cost["start"]), zone),
        "end": _moment(datetime.fromisoformat(cost["end"]), zone),
    }
    if reason == "quota":
        words = ngettext(
            "Over its quota: %(size)s of %(cameras)d camera, of %(start)s to %(end)s.",
            "Over their quotas: %(size)s of %(cameras)d cameras, of %(start)s to %(end)s.",
            cameras,
        )
        return words % told
    words = ngettext(
        "For want of room: %(size)s of %(cameras)d camera, of %(start)s to %(end)s.",
        "For want of room: %(size)s of %(cameras)d cameras, of %(start)s to %(end)s.",
        cameras,
    )
    return words % told


def _overdue(alert: Alert) -> str:
    due = _moment(datetime.fromisoformat(alert.details["due_at"]), _zone(alert))
    reason = STOPPED_BY.get(alert.details.get("stopped_by", ""))
    if reason is not None:
        return _("The cleanup of %(due)s was stopped: %(reason)s") % {"due": due, "reason": reason}
    return _(
        "The cleanup that was due on %(due)s is not done. Check that the worker and beat run; "
        "manage.py cleanup_recordings does it by hand."
    ) % {"due": due}


def _switched_off(alert: Alert) -> str:
    told = {
        "name": alert.details.get("name", ""),
        "missed": MISSED.get(alert.details.get("task", ""), ""),
    }
    words = _(
        "The periodic task %(name)s is switched off. %(missed)s Switch it on in the "
        "administration, Periodic tasks."
    )
    return words % told


def _camera(alert: Alert) -> str:
    return alert.camera.name if alert.camera else alert.subject


def _volume(alert: Alert) -> str:
    return alert.volume.name if alert.volume else alert.subject


def _zone(alert: Alert) -> tzinfo:
    """The city's, where it has one."""
    return ZoneInfo(alert.city.time_zone) if alert.city else timezone.get_default_timezone()


def _moment(moment: datetime, zone: tzinfo) -> str:
    there = moment.astimezone(zone)
    return f"{date_format(there, 'SHORT_DATE_FORMAT')} {there:%H:%M:%S}"


def _number(value: float) -> str:
    return number_format(round(value, 1), 0 if float(value).is_integer() else 1)


def _size(size_bytes: int) -> str:
    return f"{number_format(round(size_bytes / 1e9, 1), 1)} GB"


_SENTENCES: dict[Alert.Kind, Callable[[Alert], str]] = {
    Alert.Kind.DISK_WARNING: _disk,
    Alert.Kind.DISK_HIGH: _disk,
    Alert.Kind.DISK_CRITICAL: _disk,
    Alert.Kind.RECORDING_STOPPED: _stopped,
    Alert.Kind.CAMERA_OFFLINE: _offline,
    Alert.Kind.FRAME_LOSS: _frames,
    Alert.Kind.PROMISE_AT_RISK: _promise,
    Alert.Kind.CLEANUP_OVERDUE: _overdue,
    Alert.Kind.VOLUME_MISSING: _missing,
    Alert.Kind.SCHEDULE: _switched_off,
}
