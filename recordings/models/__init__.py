"""The app's models, one noun a file."""

from recordings.models.camera import Camera, CameraQuerySet
from recordings.models.event import CameraEvent
from recordings.models.node import RecorderNode, RecorderStatus
from recordings.models.recording import FragmentIndex, Recording, RecordingQuerySet
from recordings.models.volume import StorageVolume
from recordings.models.wish import Wish

__all__ = [
    "Camera",
    "CameraEvent",
    "CameraQuerySet",
    "FragmentIndex",
    "RecorderNode",
    "RecorderStatus",
    "Recording",
    "RecordingQuerySet",
    "StorageVolume",
    "Wish",
]
