"""Camera events: changes of a recorder's state, from which gaps get their reasons."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models import User
from recordings.models.camera import Camera
from recordings.models.node import RecorderStatus


class CameraEventQuerySet(models.QuerySet["CameraEvent"]):
    def visible_to(self, user: User | AnonymousUser) -> CameraEventQuerySet:
        """Events of the cameras the user can see."""
        return self.filter(camera__in=Camera.objects.visible_to(user))


class CameraEvent(models.Model):
    """At `at` the recorder of `camera` went into `state` because of `reason`."""

    camera = models.ForeignKey(
        Camera, on_delete=models.CASCADE, related_name="events", verbose_name=_("camera")
    )
    at = models.DateTimeField(_("at"))
    state = models.CharField(_("state"), max_length=16, choices=RecorderStatus.STATES)
    reason = models.CharField(_("reason"), max_length=32, blank=True)
    message = models.CharField(_("message"), max_length=500, blank=True)
    run_id = models.CharField(_("run"), max_length=16, blank=True)

    objects = CameraEventQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("camera event")
        verbose_name_plural = _("camera events")
        indexes = [
            # Gap reasons and the camera's history: its events by time.
            models.Index(fields=["camera", "at"], name="camera_event_time"),
            # The administration's list, newest first.
            models.Index(fields=["at", "id"], name="camera_event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.camera} · {self.state} · {self.at:%Y-%m-%d %H:%M:%S}"
