"""The clock: kept right, and plausible beside what was written before."""

import ctypes
import zoneinfo
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from plans.models import City
from recordings.models import RecorderNode, Recording
from vms.doctor.figures import number
from vms.doctor.findings import Finding, error, ok, warning

STA_UNSYNC = 0x0040  # adjtimex(2)
AHEAD = timedelta(seconds=60)
DATABASE_SECONDS = 2.0
PROGRAM = Path(__file__)


class _Timex(ctypes.Structure):
    """The first fields of `struct timex`, and room for the rest."""

    _fields_ = [
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_char * 256),
    ]


def look() -> list[Finding]:
    """What needs no database."""
    return [*synchronised(kernel_status()), *_after_the_program(datetime.now(UTC))]


def look_beside_the_database() -> list[Finding]:
    """Raises DatabaseError."""
    now = datetime.now(UTC)
    return [*_past_is_past(now), *_as_the_server(), *_zones()]


def kernel_status() -> int | None:
    """The status bits of the kernel's clock; None where it may not be asked."""
    timex = _Timex()
    try:
        answer = ctypes.CDLL(None).adjtimex(ctypes.byref(timex))
    except (OSError, AttributeError):
        return None
    return None if answer < 0 else int(timex.status)


def synchronised(status: int | None) -> list[Finding]:
    if status is None:
        return []
    if not status & STA_UNSYNC:
        return [ok("clock.synchronised", _("The clock is kept right by NTP."))]
    what = _("The clock is not kept right by NTP: recorded times may come to be wrong.")
    do = _(
        "Install and start chrony (apt-get install chrony). In a virtual machine or container "
        "whose host keeps the clock, look there."
    )
    return [warning("clock.unsynchronised", what, do)]


def _after_the_program(now: datetime) -> list[Finding]:
    """A clock without its battery begins in 1970 or 2000: before this program was installed."""
    installed = datetime.fromtimestamp(PROGRAM.stat().st_mtime, UTC)
    if now >= installed - timedelta(days=1):
        return []
    what = _("The clock says %(now)s, which is before this program was installed.") % {
        "now": f"{now:%Y-%m-%d %H:%M} UTC"
    }
    return [error("clock.past", what, _("Set the clock, and look at the machine's battery."))]


def _past_is_past(now: datetime) -> list[Finding]:
    newest = Recording.objects.aggregate(at=Max("start_time"))["at"]
    heartbeat = RecorderNode.objects.aggregate(at=Max("heartbeat_at"))["at"]
    times = [at for at in (newest, heartbeat, _newest_write()) if at is not None]
    if not times or max(times) <= now + AHEAD:
        return []
    minutes = (max(times) - now).total_seconds() / 60
    what = _("The newest recording is %(minutes)s min in the future: the clock went back.") % {
        "minutes": number(minutes)
    }
    do = _("Set the clock right; new files get names of their own, and nothing is deleted for it.")
    return [error("clock.went_back", what, do)]


def _newest_write() -> datetime | None:
    """When the newest recording's file was last written."""
    row = Recording.objects.select_related("volume").order_by("-start_time").first()
    try:
        return datetime.fromtimestamp(row.path.stat().st_mtime, UTC) if row else None
    except OSError:
        return None


def _as_the_server() -> list[Finding]:
    """A database server has a clock of its own."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
    seconds = abs((theirs - datetime.now(UTC)).total_seconds())
    if seconds <= DATABASE_SECONDS:
        return [ok("clock.database", _("The database server's clock agrees."))]
    what = _("The database server's clock is %(seconds)s s off this one.") % {
        "seconds": number(seconds, 1)
    }
    return [warning("clock.database", what, _("Let NTP keep both clocks right."))]


def _zones() -> list[Finding]:
    names = {settings.TIME_ZONE, *City.objects.values_list("time_zone", flat=True)}
    unknown = sorted(name for name in names if not _is_known(name))
    if not unknown:
        return [ok("clock.zones", _("The time zones of all cities are known."))]
    what = _("Unknown time zones: %(names)s.") % {"names": ", ".join(unknown)}
    do = _("Write them as America/Sao_Paulo, or install the data: apt-get install tzdata")
    return [error("clock.zones", what, do)]


def _is_known(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
