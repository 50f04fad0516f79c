"""Cleanup: its runs, what is being deleted, and the ledger of what was."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models import City, User
from recordings.models.camera import Camera
from recordings.models.recording import Recording
from recordings.models.volume import StorageVolume


class CleanupRun(models.Model):
    """One run. A retention run is made once for each 03:00 (`due_at`), whoever comes first.

    An unfinished run is gone on with by the next pass; one that something stopped is finished,
    and says by what in `stopped_by`.
    """

    class Kind(models.TextChoices):
        RETENTION = "retention", _("retention")
        QUOTA = "quota", _("quota")
        EMERGENCY = "emergency", _("disk short of room")
        REQUEST = "request", _("asked for by a person")

    class StoppedBy(models.TextChoices):
        BRAKE = "brake", _("too much at once")
        RESTORED = "restored", _("the database was restored from an older copy")
        CLOCK = "clock", _("the clock leapt")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    stopped_by = models.CharField(
        _("stopped by"), max_length=12, choices=StoppedBy.choices, blank=True
    )
    # What the run would delete, or has to free; known before the first file goes.
    expected_files = models.PositiveIntegerField(_("files expected"), default=0)
    expected_bytes = models.PositiveBigIntegerField(_("bytes expected"), default=0)
    files = models.PositiveIntegerField(_("files deleted"), default=0)
    bytes = models.PositiveBigIntegerField(_("bytes deleted"), default=0)
    # What the disks gave back for them.
    freed_bytes = models.PositiveBigIntegerField(_("bytes freed"), default=0)
    # Volumes left alone, why files stayed, what an emergency cost each city: for people.
    details = models.JSONField(_("details"), default=dict)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("started by"),
    )

    class Meta:
        ordering = ("-started_at", "-id")
        verbose_name = _("cleanup run")
        verbose_name_plural = _("cleanup runs")
        indexes = [
            # The list, and the last run of a kind.
            models.Index(fields=["kind", "started_at"], name="cleanup_run_kind"),
            models.Index(fields=["started_at", "id"], name="cleanup_run_started"),
        ]
        constraints = [
            # Two beats, or a message that came twice, make one run.
            models.UniqueConstraint(fields=["kind", "due_at"], name="one_run_per_due_time"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.started_at:%Y-%m-%d %H:%M:%S}"


class PendingDeletion(models.Model):
    """A recording on its way out: from `DOOMED` until its row is gone, and what it weighed."""

    class Reason(models.TextChoices):
        EXPIRED = "expired", _("retention is over")
        QUOTA = "quota", _("over the camera's quota")
        EMERGENCY = "emergency", _("disk short of room")
        REQUEST = "request", _("asked for by a person")

    class State(models.TextChoices):
        DOOMED = "doomed", _("to be unlinked")
        UNLINKED = "unlinked", _("unlinked")

    recording = models.OneToOneField(
        Recording, on_delete=models.CASCADE, primary_key=True, related_name="pending_deletion"
    )
    run = models.ForeignKey(CleanupRun, on_delete=models.PROTECT, related_name="pending")
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DOOMED)
    # What the disk had allotted to the file as it was doomed: a crash after the unlink leaves
    # nobody else who knows.
    allotted_bytes = models.PositiveBigIntegerField(default=0)
    freed_bytes = models.PositiveBigIntegerField(null=True)

    class Meta:
        verbose_name = _("pending deletion")
        verbose_name_plural = _("pending deletions")

    def __str__(self) -> str:
        return str(self.recording_id)


class DeletionQuerySet(models.QuerySet["Deletion"]):
    """Entries are only ever added."""

    def visible_to(self, user: User | AnonymousUser) -> DeletionQuerySet:
        """Entries of the cities the user belongs to."""
        return self.filter(city__in=City.objects.visible_to(user))

    def update(self, **kwargs: Any) -> int:
        raise TypeError("ledger entries are never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("ledger entries are never deleted")


class Deletion(models.Model):
    """The ledger: an unbroken stretch of one camera that a run deleted for one reason.

    Each entry carries the hash of the one before it (`recordings.ledger`), so that none can be
    changed, added or taken away unseen. `files` are `[path, start_ms, end_ms, bytes]` on
    `volume_uuid`, in order. Names and UUIDs stand beside the keys: the proof outlives its rows.
    """

    number = models.PositiveBigIntegerField(_("number"), unique=True)
    run = models.ForeignKey(
        CleanupRun, on_delete=models.PROTECT, related_name="deletions", verbose_name=_("run")
    )
    at = models.DateTimeField(_("at"))
    reason = models.CharField(_("reason"), max_length=12, choices=PendingDeletion.Reason.choices)
    city = models.ForeignKey(
        City, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("city")
    )
    city_uuid = models.UUIDField()
    camera = models.ForeignKey(
        Camera, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("camera")
    )
    camera_uuid = models.UUIDField()
    camera_name = models.CharField(_("camera's name"), max_length=120)
    volume = models.ForeignKey(
        StorageVolume, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    volume_uuid = models.UUIDField()
    start_time = models.DateTimeField(_("start"))
    end_time = models.DateTimeField(_("end"))
    retention_days = models.PositiveSmallIntegerField(_("retention in force (days)"))
    files = models.JSONField(_("files"))
    bytes = models.PositiveBigIntegerField(_("bytes"))
    freed_bytes = models.PositiveBigIntegerField(_("bytes freed"))
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    objects = DeletionQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        indexes = [
            # What became of a camera's footage; a city's ledger.
            models.Index(fields=["camera", "start_time"], name="deletion_camera_start"),
            models.Index(fields=["city", "number"], name="deletion_city_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.camera_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("ledger entries are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("ledger entries are never deleted")
