"""Storage volumes: where files live."""

import uuid
from pathlib import Path

from django.db import models
from django.utils.translation import gettext_lazy as _


class StorageVolume(models.Model):
    """A folder on a disk; its identity file holds `uuid`, so that a swapped disk is noticed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=64, unique=True)
    root = models.CharField(_("folder"), max_length=500, unique=True)
    reserve_bytes = models.PositiveBigIntegerField(
        _("reserve (bytes)"), default=2_000_000_000, help_text=_("Free space never recorded into")
    )
    is_active = models.BooleanField(_("active"), default=True)
    # Raised together with the number in the identity file: a row that lags behind its disk was
    # restored from an older copy of the database.
    generation = models.PositiveBigIntegerField(default=0, editable=False)
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
