"""Recordings: files on a volume, and the index of their fragments."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plans.models import User
from recordings.models.camera import Camera
from recordings.models.volume import StorageVolume
from recordings.models.wish import Wish


class RecordingQuerySet(models.QuerySet["Recording"]):
    def visible_to(self, user: User | AnonymousUser) -> RecordingQuerySet:
        """Recordings of the cities the user belongs to."""
        return self.filter(camera__in=Camera.objects.visible_to(user))

    def overlapping(self, start: object, end: object) -> RecordingQuerySet:
        """What has a moment in [start, end); either bound may be None."""
        found = self
        if end is not None:
            found = found.filter(start_time__lt=end)
        if start is not None:
            found = found.filter(models.Q(end_time=None) | models.Q(end_time__gt=start))
        return found


class Recording(models.Model):
    """One file: an hour of a camera, or what there is of it.

    A row is made by the first pass that sees the file (`RECORDING`), marked closed with the
    reason when the file ends, and finished by a task that has read and synced the file.
    """

    class Status(models.TextChoices):
        RECORDING = "RECORDING", pgettext_lazy("state", "recording")
        COMPLETE = "COMPLETE", _("complete")
        STOPPED = "STOPPED", _("stopped by a user")
        ERROR = "ERROR", _("nothing readable")
        DOOMED = "DOOMED", _("being deleted")

    class CloseReason(models.TextChoices):
        """Why the file ended; what follows it in time, if a gap, has this reason."""

        ROLLOVER = "rollover", _("next file")
        STOPPED = "stopped", _("recording switched off")
        ENDED = "ended", _("the stream ended")
        STALLED = "stalled", _("no media arrived")
        RENEWED = "renewed", _("a new run was needed")
        RECORDER_DOWN = "recorder_down", _("recorder or server down")

    class TimeSource(models.TextChoices):
        """What `start_time` rests on, the surest last (docs/design/time.md)."""

        NAME = "name", _("the file's name")
        WRITTEN = "written", _("its last write")
        BORN = "born", _("its birth on the disk")
        ARRIVAL = "arrival", _("the arrival of its frames")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    camera = models.ForeignKey(
        Camera, on_delete=models.PROTECT, related_name="recordings", verbose_name=_("camera")
    )
    wish = models.ForeignKey(
        Wish, on_delete=models.SET_NULL, null=True, blank=True, related_name="recordings"
    )
    volume = models.ForeignKey(
        StorageVolume, on_delete=models.PROTECT, related_name="recordings", verbose_name=_("volume")
    )
    run_id = models.CharField(_("run"), max_length=16)
    file_path = models.CharField(_("file"), max_length=255)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.RECORDING
    )
    close_reason = models.CharField(
        _("why it ended"), max_length=16, choices=CloseReason.choices, blank=True
    )
    start_time = models.DateTimeField(_("start"))
    time_source = models.CharField(
        _("start known by"), max_length=8, choices=TimeSource.choices, default=TimeSource.NAME
    )
    end_time = models.DateTimeField(_("end"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    duration_ms = models.PositiveBigIntegerField(_("media duration (ms)"), null=True, blank=True)
    file_size = models.PositiveBigIntegerField(_("size (bytes)"), default=0)
    video_codec = models.CharField(_("video codec"), max_length=64, blank=True)
    audio_codec = models.CharField(_("audio codec"), max_length=64, blank=True)
    width = models.PositiveIntegerField(_("width"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True)
    frames = models.PositiveIntegerField(_("frames"), null=True, blank=True)
    frames_lost = models.PositiveIntegerField(_("lost frames"), null=True, blank=True)
    # Null until the file has been decoded: nothing less can tell.
    frames_broken = models.PositiveIntegerField(_("broken frames"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=500, blank=True)
    # Raised when another file takes this one's place (compression): media URLs name it, so that
    # a playlist fetched before goes on reading the bytes that it describes.
    file_version = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = RecordingQuerySet.as_manager()

    class Meta:
        ordering = ("-start_time", "-id")
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        indexes = [
            # Playback, search and status: a camera's files by time.
            models.Index(fields=["camera", "start_time"], name="recording_camera_start"),
            # Retention and the API's list over all cameras.
            models.Index(fields=["start_time", "id"], name="recording_start"),
            # Reconcile: files closed but not finished; few at any time.
            models.Index(
                fields=["closed_at"],
                condition=models.Q(status="RECORDING"),
                name="recording_unfinished",
            ),
        ]
        constraints = [
            # No path is opened for writing twice.
            models.UniqueConstraint(fields=["volume", "file_path"], name="one_row_per_file"),
            # A finished row has an end.
            models.CheckConstraint(
                condition=models.Q(status="RECORDING") | models.Q(end_time__isnull=False),
                name="finished_recording_has_end",
            ),
        ]

    def __str__(self) -> str:
        return self.file_path

    @property
    def path(self) -> Path:
        return self.volume.path / self.file_path


class FragmentIndex(models.Model):
    """Offsets and times of a finished file's fragments (`recordings.media.index`).

    In a table of its own so that listing recordings never loads the columns.
    """

    recording = models.OneToOneField(
        Recording, on_delete=models.CASCADE, primary_key=True, related_name="fragment_index"
    )
    init_size = models.PositiveIntegerField()
    first_offset = models.PositiveIntegerField()
    timescale = models.PositiveIntegerField()
    first_dts = models.PositiveBigIntegerField()
    # Ticks by which the file's first steps are too long (stretched back to where the sound
    # begins) or too short (guessed before the first time stamp): `start_time` is the moment of
    # media time first_dts + lead (docs/design/time.md).
    lead = models.IntegerField(default=0)
    sizes = models.BinaryField()
    durations = models.BinaryField()

    class Meta:
        verbose_name = _("fragment index")
        verbose_name_plural = _("fragment indexes")

    def __str__(self) -> str:
        return str(self.recording_id)
