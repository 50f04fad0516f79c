"""Usage: bytes of footage by camera, volume and day, and samples of it over time."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models import City, User
from recordings.models.camera import Camera
from recordings.models.volume import StorageVolume


class UsageQuerySet(models.QuerySet["Usage"]):
    def visible_to(self, user: User | AnonymousUser) -> UsageQuerySet:
        """Usage of the cameras the user can see."""
        return self.filter(camera__in=Camera.objects.visible_to(user))


class Usage(models.Model):
    """Finished files of a camera on a volume that began on a UTC day, as they are kept now.

    Only ever changed by adding or subtracting (`recordings.usage`); the audit counts anew.
    """

    camera = models.ForeignKey(
        Camera, on_delete=models.CASCADE, related_name="usage", verbose_name=_("camera")
    )
    volume = models.ForeignKey(
        StorageVolume, on_delete=models.CASCADE, related_name="usage", verbose_name=_("volume")
    )
    date = models.DateField(_("day (UTC)"))
    bytes = models.BigIntegerField(_("bytes"), default=0)
    files = models.IntegerField(_("files"), default=0)

    objects = UsageQuerySet.as_manager()

    class Meta:
        ordering = ("-date", "camera")
        verbose_name = _("usage of a day")
        verbose_name_plural = _("usage by day")
        indexes = [
            # Rates: what was recorded lately, by volume; the list, newest first.
            models.Index(fields=["date", "volume"], name="usage_date_volume"),
        ]
        constraints = [
            # The row that is added to; sums of one camera.
            models.UniqueConstraint(
                fields=["camera", "volume", "date"], name="one_usage_per_camera_volume_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.camera} · {self.date}"


class UsageSample(models.Model):
    """What a volume or a city held at a full hour, for charts.

    `bytes` is footage; the disk's own figures stand where the sample is a volume's, clips and the
    forecast of its promise where it is a city's.
    """

    at = models.DateTimeField(_("at"))
    volume = models.ForeignKey(
        StorageVolume,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="samples",
        verbose_name=_("volume"),
    )
    city = models.ForeignKey(
        City,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="usage_samples",
        verbose_name=_("city"),
    )
    bytes = models.PositiveBigIntegerField(_("bytes"))
    total_bytes = models.PositiveBigIntegerField(_("total"), null=True, blank=True)
    free_bytes = models.PositiveBigIntegerField(_("free"), null=True, blank=True)
    bytes_per_hour = models.PositiveBigIntegerField(_("bytes an hour"), null=True, blank=True)
    files = models.PositiveBigIntegerField(_("files"), default=0)
    clip_bytes = models.PositiveBigIntegerField(_("bytes of clips"), default=0)
    clips = models.PositiveIntegerField(_("clips"), default=0)
    # `recordings.forecast`: of a volume when it is full, of a city what it is promised and gets.
    full_after_days = models.FloatField(_("full after (days)"), null=True, blank=True)
    promised_days = models.PositiveSmallIntegerField(_("promised (days)"), null=True, blank=True)
    reachable_days = models.FloatField(_("reachable (days)"), null=True, blank=True)
    breaks_after_days = models.FloatField(_("breaks after (days)"), null=True, blank=True)
    # Of a city: bytes promised 5, 10, ... 30 days on (`recordings.usage.sampling.AHEAD_DAYS`).
    projected = models.JSONField(_("projected (bytes)"), default=list)

    class Meta:
        ordering = ("-at", "id")
        verbose_name = _("usage sample")
        verbose_name_plural = _("usage samples")
        indexes = [
            # The list, newest first, and what is old enough to be forgotten.
            models.Index(fields=["at", "id"], name="usage_sample_at"),
        ]
        constraints = [
            # An hour is sampled once, however often the task comes; charts read by these.
            models.UniqueConstraint(
                fields=["volume", "at"],
                condition=models.Q(city=None),
                name="one_sample_per_volume_and_hour",
            ),
            models.UniqueConstraint(
                fields=["city", "at"],
                condition=models.Q(volume=None),
                name="one_sample_per_city_and_hour",
            ),
            models.CheckConstraint(
                condition=models.Q(volume=None, city__isnull=False)
                | models.Q(volume__isnull=False, city=None),
                name="sample_is_of_a_volume_or_a_city",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volume or self.city} · {self.at:%Y-%m-%d %H:%M}"
