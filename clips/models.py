"""Clips: permanent files cut from what was recorded, their marked copies and their links."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plans.models import City, User
from recordings.models import Camera, Hold, StorageVolume

FOLDER = "clips"
"""On a volume; cleanup, quota and audit never look inside."""


class Status(models.TextChoices):
    PENDING = "pending", pgettext_lazy("clip", "waiting")
    CUTTING = "cutting", pgettext_lazy("clip", "being cut")
    READY = "ready", pgettext_lazy("clip", "ready")
    FAILED = "failed", pgettext_lazy("clip", "failed")
    CANCELLED = "cancelled", pgettext_lazy("clip", "cancelled")
    DELETED = "deleted", pgettext_lazy("clip", "deleted")


class Mode(models.TextChoices):
    """`clips.cutting.Mode`, with words."""

    EXACT = "exact", _("exact to the frame")
    FRAGMENT = "fragment", _("whole fragments, nothing hidden")


class ClipQuerySet(models.QuerySet["Clip"]):
    def visible_to(self, user: User | AnonymousUser) -> ClipQuerySet:
        """Clips of the cities the user belongs to, of archived cameras too."""
        return self.filter(camera__city__in=City.objects.visible_to(user))

    def counted(self) -> ClipQuerySet:
        """Those that count against a plan's number."""
        return self.filter(status__in=(Status.PENDING, Status.CUTTING, Status.READY))


class Clip(models.Model):
    """What `camera` recorded in [start_time, end_time), in a file of its own that stays.

    The row is the queue: whoever cuts it has written its `claim` into it, and nobody else's work
    on it counts (docs/design/clips.md).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    camera = models.ForeignKey(
        Camera, on_delete=models.PROTECT, related_name="clips", verbose_name=_("camera")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="clips",
        verbose_name=_("cut by"),
    )
    # Stays when the account is deleted.
    username = models.CharField(_("user name"), max_length=150, blank=True)
    name = models.CharField(_("name"), max_length=255)
    start_time = models.DateTimeField(_("start"))
    end_time = models.DateTimeField(_("end"))
    mode = models.CharField(_("mode"), max_length=8, choices=Mode.choices, default=Mode.EXACT)
    status = models.CharField(
        _("status"), max_length=9, choices=Status.choices, default=Status.PENDING
    )
    progress = models.PositiveSmallIntegerField(_("progress (%)"), default=0)
    error = models.CharField(_("error"), max_length=500, blank=True)
    error_code = models.CharField(_("error code"), max_length=32, blank=True)
    # Of the attempt under way: a worker that was taken for dead finds another here.
    claim = models.UUIDField(null=True, editable=False)
    seen_at = models.DateTimeField(_("last sign of life"), null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    hold = models.OneToOneField(
        Hold, on_delete=models.SET_NULL, null=True, editable=False, related_name="clip"
    )
    volume = models.ForeignKey(
        StorageVolume,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="clips",
        verbose_name=_("volume"),
    )
    file_path = models.CharField(_("file"), max_length=255, blank=True)
    file_size = models.PositiveBigIntegerField(_("size (bytes)"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    duration_ms = models.PositiveBigIntegerField(_("length (ms)"), null=True, blank=True)
    # [[start_ms, end_ms], ...] since the epoch: what was not recorded of the range.
    gaps = models.JSONField(_("gaps"), default=list, blank=True)
    manifest = models.JSONField(_("manifest"), default=dict, blank=True)
    is_permanent = models.BooleanField(_("permanent"), default=True, editable=False)
    created_at = models.DateTimeField(_("asked for at"))
    ready_at = models.DateTimeField(_("ready at"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("deleted by"),
    )

    objects = ClipQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("clip")
        verbose_name_plural = _("clips")
        indexes = [
            # The timeline of a day, and the list of a camera's clips.
            models.Index(fields=["camera", "start_time"], name="clip_camera_start"),
            # The list, newest first.
            models.Index(fields=["created_at", "id"], name="clip_created"),
            # What was left behind, and what is to be removed; few at any time.
            models.Index(
                fields=["status"],
                condition=models.Q(status__in=("pending", "cutting", "deleted")),
                name="clip_unfinished",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start_time__lt=models.F("end_time")), name="clip_has_a_range"
            ),
            # Nothing is called ready that has no file and no hash.
            models.CheckConstraint(
                condition=~models.Q(status="ready")
                | (models.Q(volume__isnull=False) & ~models.Q(file_path="") & ~models.Q(sha256="")),
                name="ready_clip_has_a_file",
            ),
            # No file is two clips'.
            models.UniqueConstraint(
                fields=["volume", "file_path"],
                condition=~models.Q(file_path=""),
                name="one_clip_per_file",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path | None:
        """None before it has a file."""
        return self.volume.path / self.file_path if self.volume and self.file_path else None

    @property
    def thumbnail_path(self) -> Path | None:
        path = self.path
        return path and path.with_suffix(".jpg")


class MarkedCopy(models.Model):
    """A clip once more, with the time and whoever asked for it burnt into its pictures.

    Made from the clip's file, which stays as it is; a new one takes the place of the old.
    """

    clip = models.OneToOneField(
        Clip, on_delete=models.CASCADE, related_name="marked", verbose_name=_("clip")
    )
    status = models.CharField(
        _("status"), max_length=9, choices=Status.choices, default=Status.PENDING
    )
    progress = models.PositiveSmallIntegerField(_("progress (%)"), default=0)
    error = models.CharField(_("error"), max_length=500, blank=True)
    claim = models.UUIDField(null=True, editable=False)
    seen_at = models.DateTimeField(_("last sign of life"), null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    watermark = models.CharField(_("watermark"), max_length=200)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    created_at = models.DateTimeField(_("asked for at"))
    file_size = models.PositiveBigIntegerField(_("size (bytes)"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("marked copy")
        verbose_name_plural = _("marked copies")

    def __str__(self) -> str:
        return str(self.clip)

    @property
    def path(self) -> Path | None:
        """None while the clip has no file."""
        path = self.clip.path
        return path and path.with_stem(f"{path.stem}_marked")


class ClipShareQuerySet(models.QuerySet["ClipShare"]):
    def visible_to(self, user: User | AnonymousUser) -> ClipShareQuerySet:
        return self.filter(clip__in=Clip.objects.visible_to(user))


class ClipShare(models.Model):
    """A link under which anybody who has it may watch and download a clip for a while.

    Of its secret only a digest is kept, and of its password a slow hash.
    """

    clip = models.ForeignKey(
        Clip, on_delete=models.CASCADE, related_name="shares", verbose_name=_("clip")
    )
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    password = models.CharField(max_length=128, blank=True, editable=False)
    created_at = models.DateTimeField(_("made at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
    )
    expires_at = models.DateTimeField(_("good until"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    openings = models.PositiveIntegerField(_("openings"), default=0)
    last_opened_at = models.DateTimeField(_("last opened at"), null=True, blank=True)
    # Wrong passwords in a row, and until when none is looked at.
    wrong_passwords = models.PositiveIntegerField(default=0, editable=False)
    locked_until = models.DateTimeField(null=True, editable=False)

    objects = ClipShareQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("link to a clip")
        verbose_name_plural = _("links to clips")
        constraints = [
            # A clip has one link at a time; a new one ends the one before.
            models.UniqueConstraint(
                fields=["clip"], condition=models.Q(revoked_at=None), name="one_link_per_clip"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clip} · {self.expires_at:%Y-%m-%d %H:%M}"
