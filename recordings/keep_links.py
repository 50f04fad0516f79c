"""Links that keep a day: whoever was sent one may hold that day of that camera, signed in or not.

The token says of which camera (its uuid too: ids come again in a restored database), which day, of
which time zone (the city's may be changed while the link is in somebody's mail), to whom it was
sent, and until when it is good: the cleanup that would take the last of the day's footage.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.signing import BadSignature, Signer

from recordings.models import Camera
from recordings.spans import Span, day_span, moment_of

PREFIX = "/keep/"
CLEANUP_AT = time(3)
"""In the installation's time zone."""
SPARED = timedelta(hours=1)
"""How much longer than promised footage stays (docs/design/storage.md)."""
LONGEST_TOKEN = 500


class BadLink(Exception):
    """A token that is not ours, whole and unchanged."""


@dataclass(frozen=True, slots=True)
class KeepRight:
    """What a token says."""

    camera_id: int
    camera_uuid: UUID
    day: date
    zone: str
    target_id: int
    expires_at: datetime

    @property
    def span(self) -> Span:
        return day_span(self.day, ZoneInfo(self.zone))


def keep_link(camera: Camera, day: date, target_id: int, going_at: datetime | None = None) -> str:
    """The absolute address that `target_id` is sent for the camera's day in its city.

    `going_at`: the cleanup that the message warns of. What was held until now, or waited for its
    disk, is long past its retention, and its link must not be over before it is sent.
    """
    expires_at = expiry(camera, day)
    if going_at is not None:
        expires_at = max(expires_at, going_at)
    zone = camera.city.time_zone
    who_what = [camera.pk, camera.uuid.hex, day.isoformat(), zone, target_id]
    values = [*who_what, int(expires_at.timestamp())]
    return f"{settings.VMS_PUBLIC_URL.rstrip('/')}{PREFIX}{_signer().sign_object(values)}"


def read_keep_token(token: str) -> KeepRight:
    """Raises BadLink; whether its time has passed is the caller's to ask."""
    if len(token) > LONGEST_TOKEN:
        raise BadLink
    try:
        camera_id, camera_uuid, day, zone, target_id, expires_at = _signer().unsign_object(token)
        return KeepRight(
            camera_id,
            UUID(camera_uuid),
            date.fromisoformat(day),
            zone,
            target_id,
            datetime.fromtimestamp(expires_at, UTC),
        )
    except (BadSignature, ValueError):
        raise BadLink from None


def expiry(camera: Camera, day: date) -> datetime:
    """The first cleanup that finds all of the day's footage past its retention."""
    day_end = moment_of(day_span(day, ZoneInfo(camera.city.time_zone))[1])
    due = day_end + timedelta(days=camera.retention_in_force_days) + SPARED
    installation = ZoneInfo(settings.TIME_ZONE)
    first = due.astimezone(installation).date()
    runs = (
        datetime.combine(first + timedelta(days=later), CLEANUP_AT, installation)
        for later in (0, 1)
    )
    return next(run for run in runs if run > due).astimezone(UTC)


def _signer() -> Signer:
    return Signer(salt="recordings.keep_links", sep=".")
