"""Audits: what a comparison of disk and rows found."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditRun(models.Model):
    """One audit of all volumes. `findings` is what the command prints, examples capped."""

    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    repaired = models.BooleanField(_("with repair"), default=False)
    stopped_by_brake = models.BooleanField(_("stopped by the brake"), default=False)
    problems = models.PositiveIntegerField(_("problems"), default=0)
    findings = models.JSONField(_("findings"), default=dict)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("started by"),
    )

    class Meta:
        ordering = ("-started_at",)
        verbose_name = _("audit")
        verbose_name_plural = _("audits")
        indexes = [
            # The list and "the last audit", newest first.
            models.Index(fields=["-started_at"], name="audit_started"),
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M:%S}"
