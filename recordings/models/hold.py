"""Holds: footage protected from cleanup."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models import User
from recordings.models.camera import Camera


class HoldQuerySet(models.QuerySet["Hold"]):
    def visible_to(self, user: User | AnonymousUser) -> HoldQuerySet:
        """Holds of the cameras the user can see."""
        return self.filter(camera__in=Camera.objects.visible_to(user))

    def in_force(self, now: datetime) -> HoldQuerySet:
        return self.filter(released_at=None, until__gt=now)

    def overlapping(self, start: datetime, end: datetime) -> HoldQuerySet:
        return self.filter(start_time__lt=end, end_time__gt=start)


class Hold(models.Model):
    """What `camera` recorded in [start_time, end_time) stays until `until`, or a release."""

    class Source(models.TextChoices):
        PERSON = "person", _("set by a person")
        KEEP_DAY = "keep_day", _("kept by a notice's link")
        CLIP = "clip", _("source of a clip being cut")

    camera = models.ForeignKey(
        Camera, on_delete=models.PROTECT, related_name="holds", verbose_name=_("camera")
    )
    start_time = models.DateTimeField(_("start"))
    end_time = models.DateTimeField(_("end"))
    reason = models.CharField(_("reason"), max_length=500)
    until = models.DateTimeField(_("until"))
    source = models.CharField(
        _("source"), max_length=8, choices=Source.choices, default=Source.PERSON
    )
    created_at = models.DateTimeField(_("set at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("set by"),
    )
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("released by"),
    )

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        indexes = [
            # Cleanup asks of every file whether a hold covers it; the timeline of a day.
            models.Index(fields=["camera", "start_time", "end_time"], name="hold_camera_range"),
            # The list, newest first.
            models.Index(fields=["created_at", "id"], name="hold_created"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start_time__lt=models.F("end_time")), name="hold_has_a_range"
            ),
            # A day is kept once, however often its link is opened.
            models.UniqueConstraint(
                fields=["camera", "start_time", "end_time"],
                condition=models.Q(source="keep_day", released_at=None),
                name="one_hold_per_kept_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.camera} · {self.start_time:%Y-%m-%d %H:%M} - {self.end_time:%Y-%m-%d %H:%M}"
