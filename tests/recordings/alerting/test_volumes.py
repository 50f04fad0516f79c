"""Disks that fill up and volumes that go away, on the real disk below the test."""

import errno
import json
import os
from collections.abc import Collection
from pathlib import Path

import pytest

from recordings.alerting.disks import disk_of
from recordings.alerting.watching import watch
from recordings.models import Alert, StorageVolume
from recordings.volumes import VOLUME_IDENTITY, ensure_first_volume
from tests.recordings.alerting.story import Story

pytestmark = pytest.mark.django_db
Kind = Alert.Kind
DISK_KINDS = [Kind.DISK_WARNING, Kind.DISK_HIGH, Kind.DISK_CRITICAL]


def limits(volume: StorageVolume, *percents: int) -> None:
    names = ("warning_percent", "high_percent", "critical_percent")
    StorageVolume.objects.filter(pk=volume.pk).update(**dict(zip(names, percents, strict=True)))


def open_kinds(volume: StorageVolume, kinds: Collection[str] = DISK_KINDS) -> list[str]:
    rows = Alert.objects.open().filter(subject=f"volume:{volume.pk}", kind__in=kinds)
    return sorted(rows.values_list("kind", flat=True))


def used_percent(volume: StorageVolume) -> int:
    """Rounded down; the disk is far from changing by a whole percent within a test."""
    used = disk_of(volume).used_percent
    assert used is not None
    assert 5 < used < 94
    return int(used)


def test_used_is_what_df_says(volume: StorageVolume) -> None:
    room = os.statvfs(volume.path)
    used = (room.f_blocks - room.f_bfree) * room.f_frsize
    disk = disk_of(volume)
    assert disk.used_percent == pytest.approx(100 * used / (used + disk.free_bytes), abs=0.5)
    assert disk.total_bytes == room.f_blocks * room.f_frsize


def test_each_threshold_opens_once_and_closes_two_points_below(story: Story) -> None:
    volume, now = story.volume, used_percent(story.volume)
    limits(volume, now + 1, now + 2, now + 3)
    watch(story.clock)
    assert open_kinds(volume) == []
    limits(volume, now - 1, now, now + 1)
    for _ in range(3):
        watch(story.clock)
    assert open_kinds(volume) == sorted([Kind.DISK_WARNING, Kind.DISK_HIGH])
    limits(volume, now + 1, now + 2, now + 4)  # above, by less than two points
    watch(story.clock)
    assert open_kinds(volume) == sorted([Kind.DISK_WARNING, Kind.DISK_HIGH])
    limits(volume, now + 1, now + 3, now + 4)
    watch(story.clock)
    assert open_kinds(volume) == [Kind.DISK_WARNING]
    limits(volume, now + 3, now + 3, now + 4)
    watch(story.clock)
    assert open_kinds(volume) == []
    severities = Alert.objects.order_by("kind").values_list("kind", "severity")
    assert [*severities] == [(Kind.DISK_HIGH, "warning"), (Kind.DISK_WARNING, "warning")]


def test_a_disk_that_is_away_keeps_its_alerts_and_has_another(story: Story) -> None:
    volume, now = story.volume, used_percent(story.volume)
    limits(volume, now, 99, 99)
    watch(story.clock)
    away = volume.path.rename(volume.path.with_name("away"))
    limits(volume, 99, 99, 99)
    watch(story.clock)
    assert open_kinds(volume, Kind.values) == sorted([Kind.DISK_WARNING, Kind.VOLUME_MISSING])
    away.rename(volume.path)
    watch(story.clock)
    assert open_kinds(volume, Kind.values) == []


@pytest.mark.parametrize(
    ("content", "fault"),
    [(json.dumps({"volume": "another"}), "another"), ("[", "another"), (None, "missing")],
)
def test_a_disk_that_is_not_this_one(story: Story, content: str | None, fault: str) -> None:
    identity = story.volume.path / VOLUME_IDENTITY
    before = identity.read_text()
    identity.unlink() if content is None else identity.write_text(content)
    watch(story.clock)
    alert = Alert.objects.get(kind=Kind.VOLUME_MISSING)
    assert (alert.severity, alert.city, alert.volume) == ("critical", None, story.volume)
    assert alert.details == {"fault": fault, "root": str(story.volume.path)}
    identity.write_text(before)
    watch(story.clock)
    alert.refresh_from_db()
    assert alert.closed_at == story.clock.now()


def test_a_volume_that_is_switched_off_is_left_alone(story: Story) -> None:
    story.volume.path.rename(story.volume.path.with_name("away"))
    StorageVolume.objects.update(is_active=False)
    watch(story.clock)
    assert open_kinds(story.volume, Kind.values) == []


def test_a_machine_short_of_descriptors_says_nothing_of_its_disks(
    story: Story, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def too_many(path: object) -> os.statvfs_result:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("recordings.alerting.disks.os.statvfs", too_many)
    watch(story.clock)
    assert open_kinds(story.volume, Kind.values) == []
    assert "the check of volumes failed" in caplog.text


@pytest.mark.parametrize("error", [errno.EUCLEAN, errno.ETIMEDOUT, errno.EPERM, errno.ELOOP])
def test_one_disk_that_answers_oddly_is_missing_and_hides_no_other(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    other, now = ensure_first_volume(tmp_path / "other"), used_percent(story.volume)
    limits(other, now, 99, 99)
    real = os.statvfs

    def odd(path: Path) -> os.statvfs_result:
        if path == story.volume.path:
            raise OSError(error, os.strerror(error))
        return real(path)

    monkeypatch.setattr("recordings.alerting.disks.os.statvfs", odd)
    watch(story.clock)
    assert open_kinds(story.volume, Kind.values) == [Kind.VOLUME_MISSING]
    assert open_kinds(other, Kind.values) == [Kind.DISK_WARNING]


def test_a_folder_that_no_system_can_name_is_missing(story: Story) -> None:
    StorageVolume.objects.create(name="odd", root="/disk\x1f" + "x" * 400)
    StorageVolume.objects.create(name="null", root="/disk\0")
    watch(story.clock)
    missing = Alert.objects.filter(kind=Kind.VOLUME_MISSING).values_list("volume__name", flat=True)
    assert sorted(missing) == ["null", "odd"]


def test_what_an_open_alert_says_is_what_is_so_now(story: Story) -> None:
    volume, now = story.volume, used_percent(story.volume)
    limits(volume, now - 1, 99, 99)
    watch(story.clock)
    limits(volume, now, 99, 99)
    watch(story.clock)
    alert = Alert.objects.get()
    assert alert.details["limit_percent"] == now
    (volume.path / VOLUME_IDENTITY).unlink()
    watch(story.clock)
    (volume.path / VOLUME_IDENTITY).write_text("{}")
    watch(story.clock)
    assert Alert.objects.get(kind=Kind.VOLUME_MISSING).details["fault"] == "another"


def test_alerts_of_a_volume_that_is_switched_off_close(story: Story) -> None:
    volume = story.volume
    limits(volume, used_percent(volume), 99, 99)
    watch(story.clock)
    (volume.path / VOLUME_IDENTITY).unlink()
    watch(story.clock)
    assert len(open_kinds(volume, Kind.values)) == 2
    StorageVolume.objects.update(is_active=False, name="an old one")
    watch(story.clock)
    assert open_kinds(volume, Kind.values) == []
