"""The app's models, one noun a file."""

from recordings.models.alert import Alert, AlertQuerySet
from recordings.models.audit import AuditRun
from recordings.models.camera import Camera, CameraQuerySet
from recordings.models.cleanup import CleanupRun, Deletion, DeletionQuerySet, PendingDeletion
from recordings.models.compression import Compression, ReplacedFile
from recordings.models.coverage import CoverageDay
from recordings.models.detection import Detection, DetectionQuerySet
from recordings.models.event import CameraEvent
from recordings.models.hold import Hold, HoldQuerySet
from recordings.models.node import RecorderNode, RecorderStatus
from recordings.models.notice import Notice, NoticeTarget, NoticeTargetQuerySet
from recordings.models.recording import FragmentIndex, Recording, RecordingQuerySet
from recordings.models.summary import CameraSummary, CityDay, UserUsage
from recordings.models.usage import Usage, UsageQuerySet, UsageSample
from recordings.models.volume import StorageVolume
from recordings.models.wish import Wish

__all__ = [
    "Alert",
    "AlertQuerySet",
    "AuditRun",
    "Camera",
    "CameraEvent",
    "CameraQuerySet",
    "CameraSummary",
    "CityDay",
    "CleanupRun",
    "Compression",
    "CoverageDay",
    "Deletion",
    "DeletionQuerySet",
    "Detection",
    "DetectionQuerySet",
    "FragmentIndex",
    "Hold",
    "HoldQuerySet",
    "Notice",
    "NoticeTarget",
    "NoticeTargetQuerySet",
    "PendingDeletion",
    "RecorderNode",
    "RecorderStatus",
    "Recording",
    "RecordingQuerySet",
    "ReplacedFile",
    "StorageVolume",
    "Usage",
    "UsageQuerySet",
    "UsageSample",
    "UserUsage",
    "Wish",
]
