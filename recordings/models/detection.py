"""Detections: facts at an instant that others (plate readers) tell."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models import City, User
from recordings.models.camera import Camera


class DetectionQuerySet(models.QuerySet["Detection"]):
    def visible_to(self, user: User | AnonymousUser) -> DetectionQuerySet:
        """Detections of the cities the user belongs to; whether plates may be read is a role's."""
        return self.filter(city__in=City.objects.visible_to(user))


class Detection(models.Model):
    """What a source saw; sent again, it is the same by its source's own id."""

    class Kind(models.TextChoices):
        PLATE = "lpr", _("plate")
        WATCHED_PLATE = "lpr_watched", _("watch-list plate")
        OTHER = "other", _("other")

    # The camera's, kept beside it: ids of sources are unique in a city.
    city = models.ForeignKey(
        City, on_delete=models.PROTECT, related_name="detections", verbose_name=_("city")
    )
    camera = models.ForeignKey(
        Camera, on_delete=models.PROTECT, related_name="detections", verbose_name=_("camera")
    )
    at = models.DateTimeField(_("at"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.PLATE)
    plate = models.CharField(_("plate"), max_length=16, blank=True)
    # The plate with characters that readers confuse made one (`recordings.plates`).
    plate_key = models.CharField(max_length=16, blank=True, editable=False)
    confidence = models.FloatField(_("confidence"), null=True, blank=True)
    bbox = models.JSONField(_("place in the picture"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=64)
    external_id = models.CharField(_("id at the source"), max_length=128)
    created_at = models.DateTimeField(_("received at"), auto_now_add=True)

    objects = DetectionQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("detection")
        verbose_name_plural = _("detections")
        indexes = [
            # The timeline's markers and the days' counts, from the index alone; lists by camera.
            models.Index(fields=["camera", "at", "kind"], name="detection_camera_at"),
            # The search for a plate over a city.
            models.Index(fields=["city", "plate_key", "at"], name="detection_city_plate"),
            # A city's list without a plate.
            models.Index(fields=["city", "at"], name="detection_city_at"),
            # The administration's list, newest first.
            models.Index(fields=["at", "id"], name="detection_at"),
        ]
        constraints = [
            # What is sent again is not taken again.
            models.UniqueConstraint(
                fields=["city", "source", "external_id"], name="one_detection_per_external_id"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M:%S}"
