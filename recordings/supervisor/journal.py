"""What happened, on its way into the database.

The supervisor notes entries in order and applies them when the database answers; while it is
away they wait in memory. Each entry is idempotent, so that applying it again after a failure
changes nothing:

1. FileSeen makes the row (row first). A crash before leaves a file without a row, which the
   next supervisor sees when it adopts, or the audit.
2. StartKnown moves the row from the second in the file's name to the truth. It stands in the
   day's times file as well, where the finishing task reads it.
3. FileClosed marks it closed with the reason, and announces it. A crash before leaves an open
   row without a living run, which the next supervisor closes; a crash before the announcement
   leaves a closed row, which the reconcile task sends again.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F

from recordings.faults import Fault
from recordings.ffmpeg.layout import parse_file_name
from recordings.models import CameraEvent, RecorderStatus, Recording, Wish
from recordings.models.node import RecorderNode
from recordings.states import State


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A run's file appeared; `path` is relative to the volume."""

    camera_id: int
    run_id: str
    volume_id: int
    path: str

    def apply(self) -> None:
        name = parse_file_name(self.path)
        if name is None:
            return
        # Through the second of its name, so that a file opened in the wish's first second is its.
        wish = _wish_at(self.camera_id, name.opened_at.replace(microsecond=999_999))
        Recording.objects.get_or_create(
            volume_id=self.volume_id,
            file_path=self.path,
            defaults={
                "id": _id_for(wish),
                "camera_id": self.camera_id,
                "wish": wish,
                "run_id": self.run_id,
                "start_time": name.opened_at,
            },
        )


@dataclass(frozen=True, slots=True)
class StartKnown:
    """When the first frame of a file that is being written arrived."""

    volume_id: int
    path: str
    start: datetime

    def apply(self) -> None:
        rows = Recording.objects.filter(volume_id=self.volume_id, file_path=self.path)
        rows.filter(status=Recording.Status.RECORDING).update(
            start_time=self.start, time_source=Recording.TimeSource.ARRIVAL
        )


@dataclass(frozen=True, slots=True)
class FileClosed:
    """A run's file will not grow any more."""

    volume_id: int
    path: str
    reason: Recording.CloseReason
    at: datetime

    def apply(self) -> UUID | None:
        """The row to be finished, unless it was closed before."""
        rows = Recording.objects.filter(
            volume_id=self.volume_id,
            file_path=self.path,
            status=Recording.Status.RECORDING,
            closed_at=None,
        )
        found = rows.values_list("id", flat=True).first()
        changed = rows.update(closed_at=self.at, close_reason=self.reason)
        return found if changed else None


@dataclass(frozen=True, slots=True)
class RunStarted:
    """FFmpeg was spawned; `again` if it was not the wish's first time."""

    camera_id: int
    run_id: str
    node: str
    config_version: int
    at: datetime
    again: bool

    def apply(self) -> None:
        status = _status_of(self.camera_id, self.at)
        if status.run_id != self.run_id:
            restarts = F("restarts") + 1 if self.again else 0
            RecorderStatus.objects.filter(pk=status.pk).update(
                run_id=self.run_id,
                config_version=self.config_version,
                node=self.node,
                restarts=restarts,
            )


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The recorder went into a state that people see, or failed in a new way."""

    camera_id: int
    state: State
    node: str
    at: datetime
    run_id: str = ""
    fault: Fault | None = None
    message: str = ""
    is_event: bool = True

    def apply(self) -> None:
        status = _status_of(self.camera_id, self.at)
        changes: dict[str, object] = {"state": self.state, "node": self.node}
        if status.state != self.state:
            changes["since"] = self.at
        if self.fault is not None:
            changes |= {
                "error_code": self.fault,
                "error_message": self.message[:500],
                "error_at": self.at,
            }
        with transaction.atomic():
            RecorderStatus.objects.filter(pk=status.pk).update(**changes)
            if self.is_event:
                self._note_event()

    def _note_event(self) -> None:
        CameraEvent.objects.get_or_create(
            camera_id=self.camera_id,
            at=self.at,
            state=self.state,
            defaults={
                "reason": self.fault or "",
                "message": self.message[:500],
                "run_id": self.run_id,
            },
        )


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The node's supervisor is alive."""

    node: str
    hostname: str
    started_at: datetime
    at: datetime

    def apply(self) -> None:
        RecorderNode.objects.update_or_create(
            name=self.node,
            defaults={
                "hostname": self.hostname,
                "started_at": self.started_at,
                "heartbeat_at": self.at,
            },
        )


Entry = FileSeen | StartKnown | FileClosed | RunStarted | StateChanged | Heartbeat


def _status_of(camera_id: int, at: datetime) -> RecorderStatus:
    return RecorderStatus.objects.get_or_create(camera_id=camera_id, defaults={"since": at})[0]


def _wish_at(camera_id: int, at: datetime) -> Wish | None:
    return (
        Wish.objects.filter(camera_id=camera_id, started_at__lte=at)
        .exclude(stopped_at__lte=at.replace(microsecond=0))
        .order_by("-started_at")
        .first()
    )


def _id_for(wish: Wish | None) -> UUID:
    """The id set aside for the wish's first file, while no row has it."""
    if wish is None or Recording.objects.filter(pk=wish.first_recording_id).exists():
        return uuid4()
    return wish.first_recording_id
