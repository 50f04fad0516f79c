"""One row at least of each model that retention, alerts and notices rest on."""

from datetime import timedelta

from django.utils import timezone

from plans.models import City
from recordings.cleanup.ledger_rows import Draft, append_entries
from recordings.models import (
    Alert,
    Camera,
    CleanupRun,
    Compression,
    Hold,
    Notice,
    NoticeTarget,
    PendingDeletion,
    Recording,
    ReplacedFile,
    Usage,
    UsageSample,
)
from recordings.secrets import encrypt


def add_promises(city: City, camera: Camera, recording: Recording, number: int) -> None:
    now = timezone.now()
    hour = timedelta(hours=1)
    Hold.objects.create(
        camera=camera,
        start_time=now,
        end_time=now + hour,
        reason="Accident",
        until=now + 24 * hour,
        created_at=now,
    )
    run = CleanupRun.objects.create(kind=CleanupRun.Kind.RETENTION, started_at=now)
    reason = PendingDeletion.Reason.EXPIRED
    PendingDeletion.objects.create(recording=recording, run=run, reason=reason)
    entry = Draft(
        city=city,
        camera=camera,
        volume=recording.volume,
        start_time=now - hour,
        end_time=now,
        retention_days=7,
        reason=reason,
        files=[["city_1/cam_1/2026-11-20/12-00-00_0000000a.mp4", 0, 3_600_000, 1000]],
        bytes=1000,
        freed_bytes=4096,
        at=now,
    )
    append_entries(run, [entry])
    alert = Alert.objects.create(
        kind=Alert.Kind.CAMERA_OFFLINE,
        severity=Alert.Severity.WARNING,
        subject=f"camera:{camera.pk}",
        city=city,
        camera=camera,
        opened_at=now,
    )
    _add_notices(city, alert, number)
    volume = recording.volume
    Usage.objects.create(camera=camera, volume=volume, date=now.date(), bytes=1000, files=1)
    UsageSample.objects.create(at=now + number * hour, city=city, bytes=1000)
    Compression.objects.create(
        recording=recording, mode="reencode", started_at=now, bytes_before=1000
    )
    ReplacedFile.objects.create(
        recording=recording,
        file_version=0,
        volume=volume,
        file_path=f"replaced-{number}",
        file_size=1000,
        replaced_at=now,
    )


def _add_notices(city: City, alert: Alert, number: int) -> None:
    target = NoticeTarget.objects.create(
        city=city,
        kind=NoticeTarget.Kind.EMAIL,
        address_encrypted=encrypt('{"address": "guard@example.org", "secret": ""}'),
        address_display="guard@example.org",
    )
    Notice.objects.create(
        target=target,
        kind=Notice.Kind.ALERT_OPENED,
        key=f"alert:{number}:opened",
        alert=alert,
        created_at=alert.opened_at,
    )
