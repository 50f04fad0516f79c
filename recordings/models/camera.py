"""Cameras: what is recorded, from where, for whom."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.entitlements import quota_in_bytes, retention_in_days
from plans.models import City, KeptPromise, User
from recordings.ffmpeg.layout import camera_folder


class CameraQuerySet(models.QuerySet["Camera"]):
    def visible_to(self, user: User | AnonymousUser) -> CameraQuerySet:
        """Cameras of the cities the user belongs to."""
        return self.filter(city__in=City.objects.visible_to(user))

    def current(self) -> CameraQuerySet:
        return self.filter(archived_at=None)


class Camera(KeptPromise):
    """An RTSP source of a city.

    `recording_enabled` is the desired state; what the recorder makes of it is RecorderStatus.
    The address is kept encrypted (`recordings.secrets`); `address_display` is its masked form.
    `config_version` grows with each change that the recorder must act on.
    """

    TCP, UDP = "tcp", "udp"
    TRANSPORTS: ClassVar[list[tuple[str, Any]]] = [(TCP, "TCP"), (UDP, "UDP")]

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    city = models.ForeignKey(
        City, on_delete=models.PROTECT, related_name="cameras", verbose_name=_("city")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="cameras",
        verbose_name=_("owner"),
    )
    name = models.CharField(_("name"), max_length=120)
    address_encrypted = models.TextField(_("address (encrypted)"), blank=True, editable=False)
    address_display = models.CharField(_("address"), max_length=2200, blank=True, editable=False)
    has_password = models.BooleanField(_("has a password"), default=False, editable=False)
    transport = models.CharField(_("transport"), max_length=3, choices=TRANSPORTS, default=TCP)
    audio = models.BooleanField(_("record audio"), default=True)
    is_active = models.BooleanField(_("active"), default=True)
    recording_enabled = models.BooleanField(_("recording wanted"), default=False)
    retention_days = models.PositiveSmallIntegerField(
        _("retention (days)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: the plan's"),
    )
    max_size_gb = models.PositiveIntegerField(
        _("quota (GB)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: the plan's"),
    )
    node = models.CharField(_("recorder node"), max_length=64, blank=True, editable=False)
    config_version = models.PositiveIntegerField(default=1, editable=False)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = CameraQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("camera")
        verbose_name_plural = _("cameras")
        indexes = [
            # The recorder's pass: the wanted cameras of a node.
            models.Index(fields=["node", "recording_enabled"], name="camera_node_wanted"),
        ]
        constraints = [
            # Desired state is refused for a camera that is switched off or archived.
            models.CheckConstraint(
                condition=models.Q(recording_enabled=False)
                | models.Q(is_active=True, archived_at=None),
                name="recording_only_wanted_when_active",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stream_id(self) -> str:
        return f"cam-{self.pk}"

    @property
    def folder(self) -> str:
        """The camera's folder, relative to a volume's root."""
        return camera_folder(self.city_id, self.pk)

    def retention_days_at(self, now: datetime) -> int:
        """What is kept at that moment: never less within a day of having been made less."""
        ceiling = settings.RECORDING_DELETE_AFTER_DAYS or None
        days = retention_in_days(self.city.retention_days_at(now), self.retention_days, ceiling)
        return max(days, retention_in_days(self.kept_promise_at(now)[0], None, ceiling))

    def quota_bytes_at(self, now: datetime) -> int:
        ceiling = settings.RECORDING_MAX_SIZE_GB or None
        quota = quota_in_bytes(self.city.gb_per_camera_at(now), self.max_size_gb, ceiling)
        return max(quota, quota_in_bytes(self.kept_promise_at(now)[1], None, ceiling))

    @property
    def retention_in_force_days(self) -> int:
        return self.retention_days_at(timezone.now())

    @property
    def quota_bytes(self) -> int:
        return self.quota_bytes_at(timezone.now())
