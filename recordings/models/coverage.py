"""What was wanted and what was recorded, a camera and a day: it outlives the footage."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models import User
from recordings.models.camera import Camera


class CoverageDayQuerySet(models.QuerySet["CoverageDay"]):
    def visible_to(self, user: User | AnonymousUser) -> CoverageDayQuerySet:
        """Days of the cameras the user can see."""
        return self.filter(camera__in=Camera.objects.visible_to(user))


class CoverageDay(models.Model):
    """The account of one camera over one day of its city, `time_zone` being the city's then.

    `gaps` is a list of `[start_ms, end_ms, reason]` (epoch) in which recording was wanted and
    nothing is recorded. Once `is_final` it is not computed again, as retention takes the rows it
    rests on.
    """

    camera = models.ForeignKey(
        Camera, on_delete=models.CASCADE, related_name="coverage_days", verbose_name=_("camera")
    )
    date = models.DateField(_("day"))
    time_zone = models.CharField(_("time zone"), max_length=64)
    wanted_ms = models.PositiveBigIntegerField(_("wanted (ms)"))
    recorded_ms = models.PositiveBigIntegerField(_("recorded (ms)"))
    gaps = models.JSONField(_("gaps"), default=list)
    restarts = models.PositiveIntegerField(_("restarts"), default=0)
    frames = models.PositiveBigIntegerField(_("frames"), default=0)
    frames_lost = models.PositiveBigIntegerField(_("lost frames"), null=True, blank=True)
    is_final = models.BooleanField(_("final"), default=False)
    computed_at = models.DateTimeField(_("computed at"))

    objects = CoverageDayQuerySet.as_manager()

    class Meta:
        ordering = ("-date", "camera")
        verbose_name = _("coverage of a day")
        verbose_name_plural = _("coverage by day")
        constraints = [
            # Certificates read a camera's month; a day is accounted for once.
            models.UniqueConstraint(fields=["camera", "date"], name="one_account_per_camera_day"),
        ]
        indexes = [
            # The admin's list, newest day first, and the nightly look for unfinished days.
            models.Index(fields=["date", "camera"], name="coverage_day_date"),
        ]

    def __str__(self) -> str:
        return f"{self.camera} · {self.date}"
