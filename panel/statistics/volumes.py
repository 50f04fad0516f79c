"""The disks: how full, of what, how fast, and until when. For those who see the installation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from panel.statistics.charts import width_of
from panel.statistics.figures import moment_ahead
from recordings.models import StorageVolume, UsageSample
from recordings.usage.measuring import hours_left

SILENT = timedelta(minutes=10)
"""Volumes are measured each minute: one without figures for so long is away."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where an alert opens, in percent of the whole."""

    percent: int
    at: str


@dataclass(frozen=True, slots=True)
class VolumeFigures:
    """Disk figures of the last minute, footage and clips of the last sample; widths as SVG's."""

    volume: StorageVolume
    sample: UsageSample | None
    used_bytes: int | None
    used_percent: float | None
    other_bytes: int
    hours_left: float | None
    full_on: str
    is_silent: bool
    level: str
    marks: Sequence[Mark]

    @property
    def full_after_days(self) -> float | None:
        return self.sample.full_after_days if self.sample else None

    @property
    def days_left(self) -> float | None:
        return None if self.hours_left is None else self.hours_left / 24

    @property
    def footage_width(self) -> str:
        return self._width(self.sample.bytes if self.sample else 0)

    @property
    def clips_width(self) -> str:
        return self._width((self.sample.bytes + self.sample.clip_bytes) if self.sample else 0)

    @property
    def used_width(self) -> str:
        return self._width(self.used_bytes or 0)

    def _width(self, size: int) -> str:
        return width_of(size, self.volume.total_bytes or 0)


def volumes_figures(samples: Sequence[UsageSample], now: datetime) -> list[VolumeFigures]:
    """One query, beside the samples of the last hour that has some."""
    of_volume = {sample.volume_id: sample for sample in samples}
    return [_figures(v, of_volume.get(v.pk), now) for v in StorageVolume.objects.all()]


def _figures(volume: StorageVolume, sample: UsageSample | None, now: datetime) -> VolumeFigures:
    total, free = volume.total_bytes, volume.free_bytes
    used = None if total is None or free is None else max(total - free, 0)
    percent = None if used is None else 100 * used / max(total or 0, 1)
    kept = sample.bytes + sample.clip_bytes if sample else 0
    return VolumeFigures(
        volume=volume,
        sample=sample,
        used_bytes=used,
        used_percent=percent,
        other_bytes=max((used or 0) - kept, 0),
        hours_left=hours_left(volume),
        full_on=moment_ahead(now, sample.full_after_days if sample else None),
        is_silent=volume.measured_at is None or now - volume.measured_at > SILENT,
        level=_level(volume, percent),
        marks=[
            Mark(at, f"{at}%")
            for at in (volume.warning_percent, volume.high_percent, volume.critical_percent)
        ],
    )


def _level(volume: StorageVolume, percent: float | None) -> str:
    """Of the marks that are passed the highest: the names of the page's styles."""
    if percent is None or percent < volume.warning_percent:
        return "good"
    return "bad" if percent >= volume.critical_percent else "warn"
