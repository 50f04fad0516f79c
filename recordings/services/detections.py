"""Detections: taken from those who tell them, and searched by those who may read plates.

Storing a batch:
1. The cities' rows are locked, in the order of their ids, so that what is new can be counted and
   two batches never wait for each other. (SQLite: an IMMEDIATE transaction is alone anyway.)
2. The last id is noted, and the rows are inserted; those whose source's id is known are left out
   by the database.
3. What has a later id is what was new.
A crash before the commit leaves nothing, and the source sends all of it again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from plans.audit import audit_add, audit_add_each
from plans.entitlements import CAPABILITIES, Capability
from plans.errors import InvalidInput, NotAllowed
from plans.models import AuditEntry, City, User
from plans.selectors import NOT_ALLOWED, require
from plans.services import INVALID
from recordings.models import Camera, Detection, DetectionQuerySet
from recordings.plates import WHOLE_LENGTH, fold, keys_of
from recordings.selectors import camera_get

EARLY = timedelta(minutes=5)
"""How far a source's clock may be ahead."""
LATE = timedelta(days=1)
"""How much longer than footage is kept a detection may be on its way."""
MAX_ID = 2**63 - 1
NO_CAMERA = _("There is no such camera, or none that you may see.")


@dataclass(frozen=True, slots=True)
class Added:
    created: int
    known: int


@dataclass(frozen=True, slots=True)
class PlateSearch:
    """What is asked for: [start, end), a normalised plate or part of one, or "" for all."""

    camera: Camera | None
    cities: Sequence[City]
    start: datetime
    end: datetime
    plate: str
    is_fuzzy: bool


def detections_add(*, user: User, told: Sequence[Mapping[str, Any]], now: datetime) -> Added:
    """Store what is new; each of `told` has been through `DetectionInputSerializer`.

    All or none: InvalidInput names each fault as `3.at`. A camera that is missing and one of
    another city are the same fault.
    """
    cameras = _cameras(user, {values["camera"] for values in told})
    for city in {camera.city for camera in cameras.values()}:
        require(user, city, Capability.WRITE_DETECTIONS)
    rows: list[Detection] = []
    faults: dict[str, Sequence[Any]] = {}
    for index, values in enumerate(told):
        try:
            rows.append(_row(cameras.get(values["camera"]), values, now))
        except InvalidInput as fault:
            faults.update({f"{index}.{name}": words for name, words in fault.fields.items()})
    if faults:
        raise InvalidInput(INVALID, fields=faults)
    return _store(rows)


def detection_add(
    *, user: User, address: str, told: Mapping[str, Any], now: datetime
) -> tuple[Detection, bool]:
    """The stored detection, and whether it is new; NotFound without such a camera."""
    camera = camera_get(user, told["camera"])
    require(user, camera.city, Capability.WRITE_DETECTIONS)
    row = _row(camera, told, now)
    is_new = _store([row]).created > 0
    kept = Detection.objects.get(city=camera.city, source=row.source, external_id=row.external_id)
    if kept.plate not in ("", row.plate):  # the answer tells a plate that the sender did not
        viewing_note(user=user, address=address, detection=kept)
    return kept, is_new


def search_places(user: User, camera_id: str | None) -> tuple[Camera | None, list[City]]:
    """The camera asked for, and the cities to search: those in which plates may be read."""
    if camera_id is not None:
        camera = camera_get(user, camera_id)
        require(user, camera.city, Capability.READ_PLATES)
        return camera, [camera.city]
    cities = City.objects.visible_to(user)
    if not user.is_superuser:
        roles = [role for role, rights in CAPABILITIES.items() if Capability.READ_PLATES in rights]
        # In one filter, so that the role is this person's own.
        cities = cities.filter(pk__in=user.memberships.filter(role__in=roles).values("city_id"))
    found = list(cities)
    if not found and not user.is_superuser:
        raise NotAllowed(NOT_ALLOWED)
    return None, found


def search_rows(search: PlateSearch) -> DetectionQuerySet:
    """Newest first, by the index on (camera, at), (city, at) or (city, plate_key, at)."""
    rows = Detection.objects.filter(at__gte=search.start, at__lt=search.end)
    if len(search.plate) >= WHOLE_LENGTH:
        found = _with_whole_plate(rows, search)
    elif search.camera is not None:
        # Without its city, which would lead SQLite to the city's index.
        found = _with_part(rows.filter(camera=search.camera), search)
    else:
        found = _with_part(rows.filter(city__in=search.cities), search)
    return found.order_by("-at", "-id")


def search_note(
    *, user: User, address: str, search: PlateSearch, found: Iterable[Detection]
) -> None:
    """An entry in each city that was searched, also when nothing was found in it."""
    counts = dict.fromkeys((city.pk for city in search.cities), 0)
    for detection in found:
        counts[detection.city_id] += 1
    asked = {
        "start": search.start.isoformat(),
        "end": search.end.isoformat(),
        "plate": search.plate or None,
        "fuzzy": search.is_fuzzy,
    }
    audit_add_each(
        action=AuditEntry.Action.VIEW_PLATES,
        user=user,
        address=address,
        about=[
            (city, search.camera or city, {**asked, "count": counts[city.pk]})
            for city in search.cities
        ],
    )


def viewing_note(*, user: User, address: str, detection: Detection) -> None:
    """An entry for one detection that is shown."""
    audit_add(
        action=AuditEntry.Action.VIEW_PLATES,
        user=user,
        address=address,
        city=detection.city,
        subject=detection.camera,
        details={"detection": detection.pk, "plate": detection.plate or None, "count": 1},
    )


def _cameras(user: User, wanted: set[int]) -> dict[int, Camera]:
    visible = Camera.objects.visible_to(user).select_related("city__plan")
    return visible.in_bulk([key for key in wanted if key <= MAX_ID])


def _row(camera: Camera | None, values: Mapping[str, Any], now: datetime) -> Detection:
    """Raises InvalidInput for a camera that is None and for a moment outside the window."""
    if camera is None:
        raise InvalidInput(NO_CAMERA, fields={"camera": [NO_CAMERA]})
    plate = values["plate"]
    return Detection(
        city=camera.city,
        camera=camera,
        at=_moment(camera, values["at"], now),
        kind=values["kind"],
        plate=plate,
        plate_key=fold(plate),
        confidence=values["confidence"],
        bbox=values["bbox"],
        source=values["source"],
        external_id=values["external_id"],
    )


def _moment(camera: Camera, told: datetime, now: datetime) -> datetime:
    """In UTC; without an offset it is meant in the city's zone."""
    kept = timedelta(days=camera.retention_in_force_days)
    try:
        at = told if told.tzinfo else told.replace(tzinfo=ZoneInfo(camera.city.time_zone))
        at = at.astimezone(UTC)
    except OverflowError:  # at the calendar's ends
        raise _wrong_moment(_("Choose a moment between the years 1970 and 9998.")) from None
    if at > now + EARLY:
        raise _wrong_moment(_("This lies in the future; check the clock of the source."))
    if at < now - kept - LATE:
        raise _wrong_moment(_("This is older than the camera's footage is kept."))
    return at


def _wrong_moment(words: object) -> InvalidInput:
    return InvalidInput(words, fields={"at": [words]})


def _store(rows: Sequence[Detection]) -> Added:
    city_ids = {row.city_id for row in rows}
    with transaction.atomic():
        list(City.objects.select_for_update(no_key=True).filter(pk__in=city_ids).order_by("pk"))
        last = Detection.objects.aggregate(last=Max("pk"))["last"] or 0
        Detection.objects.bulk_create(rows, ignore_conflicts=True)
        created = Detection.objects.filter(pk__gt=last, city__in=city_ids).count()
    return Added(created=created, known=len(rows) - created)


def _with_whole_plate(rows: DetectionQuerySet, search: PlateSearch) -> DetectionQuerySet:
    """A query for each key: of several in one, SQLite would rather read the whole window."""
    rows = rows.filter(city__in=search.cities)
    if search.camera is not None:
        rows = rows.filter(camera=search.camera)
    if not search.is_fuzzy:
        return rows.filter(plate_key=fold(search.plate), plate=search.plate)
    keys = sorted(keys_of(search.plate))
    first, *others = (rows.filter(plate_key=key).order_by() for key in keys)
    return first.union(*others, all=True) if others else first


def _with_part(rows: DetectionQuerySet, search: PlateSearch) -> DetectionQuerySet:
    """What contains it, looked for inside the window; all without one."""
    if not search.plate:
        return rows
    if search.is_fuzzy:
        return rows.filter(plate_key__contains=fold(search.plate))
    return rows.filter(plate__contains=search.plate)
