"""What the database wants of this node's recorders."""

from dataclasses import dataclass
from uuid import UUID

from recordings.ffmpeg.layout import camera_folder
from recordings.models import Camera


@dataclass(frozen=True, slots=True)
class WantedCamera:
    """A camera whose recording is wanted, as a value free of the database."""

    id: int
    uuid: UUID
    city_id: int
    city_uuid: UUID
    config_version: int
    address_encrypted: str
    transport: str
    audio: bool

    @property
    def folder(self) -> str:
        return camera_folder(self.city_id, self.id)


def cameras_of_other_nodes(node: str) -> set[int]:
    """Ids of cameras whose recorders are not this node's to end, should it see them."""
    return set(Camera.objects.exclude(node__in=[node, ""]).values_list("id", flat=True))


def wanted_cameras(node: str) -> dict[int, WantedCamera]:
    """The cameras this node shall record, by id; unassigned ones become this node's."""
    wanted = Camera.objects.filter(recording_enabled=True)
    fields = (
        "id",
        "uuid",
        "city_id",
        "city__uuid",
        "config_version",
        "address_encrypted",
        "transport",
        "audio",
    )
    rows = list(wanted.filter(node__in=[node, ""]).values_list("node", *fields))
    unassigned = [row[1] for row in rows if not row[0]]
    if unassigned:
        # Compare and set: of two nodes that claim at once, one changes the row.
        wanted.filter(node="", pk__in=unassigned).update(node=node)
        rows = list(wanted.filter(node=node).values_list("node", *fields))
    return {row[1]: WantedCamera(*row[1:]) for row in rows}
