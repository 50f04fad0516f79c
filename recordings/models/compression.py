"""Compression of old footage: what was tried, and the files that were replaced."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models import Plan
from recordings.models.recording import Recording
from recordings.models.volume import StorageVolume


class Compression(models.Model):
    """The one attempt at a recording; a refusal stands, so that it is not tried for ever."""

    class Outcome(models.TextChoices):
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        REFUSED = "refused", _("the result was refused")
        FAILED = "failed", _("failed")

    recording = models.OneToOneField(
        Recording, on_delete=models.CASCADE, primary_key=True, related_name="compression"
    )
    mode = models.CharField(_("mode"), max_length=12, choices=Plan.CompressMode.choices)
    outcome = models.CharField(
        _("outcome"), max_length=8, choices=Outcome.choices, default=Outcome.RUNNING
    )
    tries = models.PositiveSmallIntegerField(_("tries"), default=1)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    bytes_before = models.PositiveBigIntegerField(_("bytes before"))
    bytes_after = models.PositiveBigIntegerField(_("bytes after"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ("-started_at",)
        verbose_name = _("compression")
        verbose_name_plural = _("compressions")
        indexes = [
            # The list, newest first; what this machine does in a day.
            models.Index(fields=["started_at"], name="compression_started"),
        ]

    def __str__(self) -> str:
        return str(self.recording_id)


class ReplacedFile(models.Model):
    """A file whose place another took; it stays while a playlist fetched before may ask for it."""

    recording = models.ForeignKey(
        Recording, on_delete=models.CASCADE, related_name="replaced_files"
    )
    file_version = models.PositiveSmallIntegerField()
    volume = models.ForeignKey(StorageVolume, on_delete=models.PROTECT, related_name="+")
    file_path = models.CharField(_("file"), max_length=255)
    file_size = models.PositiveBigIntegerField(_("size (bytes)"))
    replaced_at = models.DateTimeField(_("replaced at"))

    class Meta:
        ordering = ("replaced_at",)
        verbose_name = _("replaced file")
        verbose_name_plural = _("replaced files")
        indexes = [
            # What may be unlinked by now.
            models.Index(fields=["replaced_at"], name="replaced_file_at"),
        ]
        constraints = [
            # Media URLs name the version that they read.
            models.UniqueConstraint(
                fields=["recording", "file_version"], name="one_file_per_version"
            ),
            # No path is anybody else's.
            models.UniqueConstraint(
                fields=["volume", "file_path"], name="one_replaced_row_per_file"
            ),
        ]

    def __str__(self) -> str:
        return self.file_path
