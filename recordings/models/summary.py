"""Figures of cameras, people and cities' days as they were calculated last: pages read these, and
never scan what they rest on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models import City
from recordings.models.camera import Camera


class CameraSummary(models.Model):
    """What a camera keeps, and how well it was recorded over the last seven days."""

    camera = models.OneToOneField(
        Camera,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="summary",
        verbose_name=_("camera"),
    )
    calculated_at = models.DateTimeField(_("calculated at"))
    bytes = models.PositiveBigIntegerField(_("size (bytes)"), default=0)
    files = models.PositiveIntegerField(_("files"), default=0)
    clip_bytes = models.PositiveBigIntegerField(_("bytes of clips"), default=0)
    clips = models.PositiveIntegerField(_("clips"), default=0)
    bytes_per_day = models.PositiveBigIntegerField(_("bytes a day"), default=0)
    oldest_at = models.DateTimeField(_("oldest footage"), null=True, blank=True)
    last_recorded_at = models.DateTimeField(_("last footage"), null=True, blank=True)
    # How far back footage should reach: the retention, or the first wish if that is later.
    promised_from = models.DateTimeField(_("promised from"), null=True, blank=True)
    is_below_promise = models.BooleanField(_("below promise"), default=False)
    video_codec = models.CharField(_("video codec"), max_length=64, blank=True)
    width = models.PositiveIntegerField(_("width"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True)
    # Over the last seven days of which there is an account; None: nothing was wanted.
    coverage_percent = models.FloatField(_("coverage (%)"), null=True, blank=True)
    longest_gap_ms = models.PositiveBigIntegerField(_("longest gap (ms)"), default=0)
    frames_lost = models.PositiveBigIntegerField(_("lost frames"), default=0)
    # What the next nightly cleanup would delete, and when it comes.
    expiring_at = models.DateTimeField(_("next cleanup"), null=True, blank=True)
    expiring_files = models.PositiveIntegerField(_("files that expire"), default=0)
    expiring_bytes = models.PositiveBigIntegerField(_("bytes that expire"), default=0)

    class Meta:
        ordering = ("-bytes", "camera")
        verbose_name = _("summary of a camera")
        verbose_name_plural = _("summaries of cameras")

    def __str__(self) -> str:
        return str(self.camera)


class UserUsage(models.Model):
    """Of a city: footage of the cameras that a person owns, and the clips that they cut."""

    city = models.ForeignKey(
        City, on_delete=models.CASCADE, related_name="user_usage", verbose_name=_("city")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("user"),
    )
    calculated_at = models.DateTimeField(_("calculated at"))
    bytes = models.PositiveBigIntegerField(_("size (bytes)"), default=0)
    files = models.PositiveIntegerField(_("files"), default=0)
    clip_bytes = models.PositiveBigIntegerField(_("bytes of clips"), default=0)
    clips = models.PositiveIntegerField(_("clips"), default=0)

    class Meta:
        ordering = ("-bytes", "id")
        verbose_name = _("usage of a person")
        verbose_name_plural = _("usage by person")
        constraints = [
            models.UniqueConstraint(fields=["city", "user"], name="one_usage_per_city_and_user"),
            models.UniqueConstraint(
                fields=["city"], condition=models.Q(user=None), name="one_usage_of_nobody_per_city"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or '-'} · {self.city}"


class CityDay(models.Model):
    """A day of all cameras of a city; of all cities where `city` is None.

    The cameras' own days, in their cities' time zones, added up. `gaps` is
    `{reason: [count, ms]}`.
    """

    city = models.ForeignKey(
        City,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="days",
        verbose_name=_("city"),
    )
    date = models.DateField(_("day"))
    calculated_at = models.DateTimeField(_("calculated at"))
    cameras = models.PositiveIntegerField(_("cameras"), default=0)
    wanted_ms = models.PositiveBigIntegerField(_("wanted (ms)"), default=0)
    recorded_ms = models.PositiveBigIntegerField(_("recorded (ms)"), default=0)
    gaps = models.JSONField(_("gaps"), default=dict)
    frames = models.PositiveBigIntegerField(_("frames"), default=0)
    frames_lost = models.PositiveBigIntegerField(_("lost frames"), default=0)

    class Meta:
        ordering = ("-date", "city")
        verbose_name = _("day of a city")
        verbose_name_plural = _("days of cities")
        constraints = [
            models.UniqueConstraint(fields=["city", "date"], name="one_day_per_city"),
            models.UniqueConstraint(
                fields=["date"], condition=models.Q(city=None), name="one_day_of_all_cities"
            ),
        ]
        indexes = [
            # The list, newest first.
            models.Index(fields=["date", "city"], name="city_day_date"),
        ]

    def __str__(self) -> str:
        return f"{self.city or '-'} · {self.date}"
