"""Storage volumes: where files live."""

import uuid
from pathlib import Path

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

PERCENT = [MinValueValidator(1), MaxValueValidator(100)]


class StorageVolume(models.Model):
    """A folder on a disk; its identity file holds `uuid`, so that a swapped disk is noticed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=64, unique=True)
    root = models.CharField(_("folder"), max_length=500, unique=True)
    reserve_bytes = models.PositiveBigIntegerField(
        _("reserve (bytes)"), default=2_000_000_000, help_text=_("Free space never recorded into")
    )
    # Of the whole: an alert opens at each, and closes some points below it.
    warning_percent = models.PositiveSmallIntegerField(
        _("first alert (% used)"), default=80, validators=PERCENT
    )
    high_percent = models.PositiveSmallIntegerField(
        _("second alert (% used)"), default=90, validators=PERCENT
    )
    critical_percent = models.PositiveSmallIntegerField(
        _("last alert (% used)"), default=95, validators=PERCENT
    )
    is_active = models.BooleanField(_("active"), default=True)
    # Raised together with the number in the identity file: a row that lags behind its disk was
    # restored from an older copy of the database.
    generation = models.PositiveBigIntegerField(default=0, editable=False)
    # What the last pass measured; empty before the first, and old while the disk is away.
    measured_at = models.DateTimeField(_("measured at"), null=True, editable=False)
    total_bytes = models.PositiveBigIntegerField(_("total"), null=True, editable=False)
    free_bytes = models.PositiveBigIntegerField(_("free"), null=True, editable=False)
    bytes_per_hour = models.PositiveBigIntegerField(_("bytes an hour"), null=True, editable=False)
    # So little is left that runs go to another volume, if one has room, and footage goes if none.
    is_short = models.BooleanField(_("short of room"), default=False, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("storage volume")
        verbose_name_plural = _("storage volumes")

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        return Path(self.root)
