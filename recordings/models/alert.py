"""Alerts: open problems."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models import City, User
from recordings.models.camera import Camera
from recordings.models.volume import StorageVolume


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, user: User | AnonymousUser) -> AlertQuerySet:
        """Those of the person's cities; those of no city are a superuser's."""
        if user.is_active and isinstance(user, User) and user.is_superuser:
            return self
        return self.filter(city__in=City.objects.visible_to(user))

    def open(self) -> AlertQuerySet:
        return self.filter(closed_at=None)


class Alert(models.Model):
    """A problem from when it began until it is over.

    `subject` names what has it (`camera:7`, `volume:1`, `city:3`, `installation`); `details` are
    the figures from which `recordings.alerting.words` makes the sentence in a reader's language.
    """

    class Kind(models.TextChoices):
        DISK_WARNING = "disk_warning", _("disk filling up")
        DISK_HIGH = "disk_high", _("disk nearly full")
        DISK_CRITICAL = "disk_critical", _("disk full")
        RECORDING_STOPPED = "recording_stopped", _("recording stopped")
        CAMERA_OFFLINE = "camera_offline", _("camera offline")
        FRAME_LOSS = "frame_loss", _("frames are lost")
        PROMISE_AT_RISK = "promise_at_risk", _("retention promise at risk")
        CLEANUP_OVERDUE = "cleanup_overdue", _("cleanup overdue")
        VOLUME_MISSING = "volume_missing", _("storage volume missing")
        SCHEDULE = "schedule", _("periodic task switched off")

    class Severity(models.TextChoices):
        WARNING = "warning", _("warning")
        CRITICAL = "critical", _("critical")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices)
    subject = models.CharField(_("subject"), max_length=64)
    city = models.ForeignKey(
        City,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="alerts",
        verbose_name=_("city"),
    )
    camera = models.ForeignKey(
        Camera,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="alerts",
        verbose_name=_("camera"),
    )
    volume = models.ForeignKey(
        StorageVolume,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="alerts",
        verbose_name=_("volume"),
    )
    details = models.JSONField(_("details"), default=dict)
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("acknowledged by"),
    )

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ("-opened_at", "-id")
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        indexes = [
            # Lists, newest first: of one city, and of all for a superuser.
            models.Index(fields=["city", "opened_at"], name="alert_city_opened"),
            models.Index(fields=["opened_at", "id"], name="alert_opened"),
            # Whether a gap of this camera has its alert.
            models.Index(fields=["camera", "opened_at"], name="alert_camera_opened"),
        ]
        constraints = [
            # One open alert per subject, however many look at once.
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=models.Q(closed_at=None),
                name="one_open_alert_per_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.subject}"
