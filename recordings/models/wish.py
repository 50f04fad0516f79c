"""Wishes: stretches of time in which recording is wanted."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from recordings.models.camera import Camera


class Wish(models.Model):
    """From a start to its stop. `first_recording_id` is set aside for the wish's first file."""

    camera = models.ForeignKey(
        Camera, on_delete=models.CASCADE, related_name="wishes", verbose_name=_("camera")
    )
    first_recording_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    started_at = models.DateTimeField(_("started at"))
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("started by"),
    )
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stopped by"),
    )

    class Meta:
        ordering = ("-started_at",)
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        indexes = [
            # Coverage and status: a camera's wishes by time.
            models.Index(fields=["camera", "started_at"], name="wish_camera_start"),
        ]
        constraints = [
            # However many start at once, a camera has one open wish.
            models.UniqueConstraint(
                fields=["camera"],
                condition=models.Q(stopped_at=None),
                name="one_open_wish_per_camera",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.camera} · {self.started_at:%Y-%m-%d %H:%M:%S}"
