"""The app's models, one noun a file."""

from recordings.models.audit import AuditRun
from recordings.models.camera import Camera, CameraQuerySet
from recordings.models.coverage import CoverageDay
from recordings.models.detection import Detection, DetectionQuerySet
from recordings.models.event import CameraEvent
from recordings.models.node import RecorderNode, RecorderStatus
from recordings.models.recording import FragmentIndex, Recording, RecordingQuerySet
from recordings.models.volume import StorageVolume
from recordings.models.wish import Wish

__all__ = [
    "AuditRun",
    "Camera",
    "CameraEvent",
    "CameraQuerySet",
    "CoverageDay",
    "Detection",
    "DetectionQuerySet",
    "FragmentIndex",
    "RecorderNode",
    "RecorderStatus",
    "Recording",
    "RecordingQuerySet",
    "StorageVolume",
    "Wish",
]
