"""What alerts say: to everybody in their language, of nothing but their own subject."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from plans.models import City
from recordings.alerting.words import alert_sentence
from recordings.models import Alert, Camera, StorageVolume

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
CITY = City(pk=3, name="Aurora", time_zone="America/Sao_Paulo")
CAMERA = Camera(pk=7, name="Gate", city=CITY)
VOLUME = StorageVolume(pk=1, name="volume-1", root="/disk")
FULL = {"used_percent": 81.6, "free_bytes": 36_800_000_000, "limit_percent": 80}
COST = {
    "bytes": 38_200_000_000,
    "cameras": 2,
    "start": "2026-11-10T15:00:00+00:00",
    "end": "2026-11-11T03:00:00+00:00",
}


def said(kind: str, details: dict[str, Any], **values: Any) -> str:
    of_city = kind in ("recording_stopped", "camera_offline", "frame_loss", "promise_at_risk")
    alert = Alert(
        kind=kind,
        details=details,
        opened_at=NOON,
        city=CITY if of_city else None,
        camera=CAMERA if of_city and kind != "promise_at_risk" else None,
        volume=None if of_city else VOLUME,
        **values,
    )
    return alert_sentence(alert)


SAID = [
    (
        ("disk_warning", FULL),
        "The disk of volume volume-1 is 81.6 % full, with 36.8 GB left. Plan another disk, or "
        "shorter retention.",
    ),
    (
        ("disk_critical", {**FULL, "used_percent": 95.0}),
        "The disk of volume volume-1 is 95 % full, with 36.8 GB left. The oldest footage goes "
        "before its time when nothing else is left: add a disk now.",
    ),
    (
        ("volume_missing", {"fault": "another", "root": "/disk"}),
        "Volume volume-1 cannot be used: another disk is mounted in its place. Nothing is written, "
        "deleted or marked missing there. Mount the right disk at /disk.",
    ),
    (
        ("recording_stopped", {"cause": "disk", "fault": "disk_full"}),
        "Camera Gate has not been recorded since 11/20/2026 09:00:00. No room is left on the "
        "storage volume. Check that the recorder runs and that its disks have room.",
    ),
    (
        ("frame_loss", {"lost_percent": 2.0, "lost": 60, "minutes": 5}),
        "Camera Gate lost 2 % of its frames within 5 minutes. Check its network, and whether it "
        "sends more than the network carries.",
    ),
    (
        (
            "promise_at_risk",
            {
                "why": "forecast",
                "breaks_at": "2026-12-03T05:00:00+00:00",
                "promised_days": 15,
                "reachable_days": 9.5,
            },
        ),
        "From Dec. 3, 2026 on, footage of Aurora will go before its day: the disks hold 9.5 of the "
        "15 days promised. Add disks, or lower the cameras' bit rate.",
    ),
    (
        ("promise_at_risk", {"why": "deleted", "cost": {"quota": COST}}),
        "Footage of Aurora was deleted before the promised day. Over their quotas: 38.2 GB of 2 "
        "cameras, of 11/10/2026 12:00:00 to 11/11/2026 00:00:00. Protect what matters by a hold; "
        "add disks, or choose a plan that fits.",
    ),
    (
        ("cleanup_overdue", {"why": "late", "due_at": "2026-11-20T06:00:00+00:00"}),
        "The cleanup that was due on 11/20/2026 03:00:00 is not done. Check that the worker and "
        "beat run; manage.py cleanup_recordings does it by hand.",
    ),
    (
        (
            "cleanup_overdue",
            {"why": "stopped", "due_at": "2026-11-20T06:00:00+00:00", "stopped_by": "clock"},
        ),
        "The cleanup of 11/20/2026 03:00:00 was stopped: the server's clock leapt. Check its time.",
    ),
]


@pytest.mark.parametrize(("alert", "sentence"), SAID)
def test_it_says_what_happened_and_what_to_do(
    alert: tuple[str, dict[str, Any]], sentence: str
) -> None:
    with translation.override("en"):
        assert said(*alert) == sentence


def test_what_is_over_is_told_as_over() -> None:
    with translation.override("en"):
        sentence = said("camera_offline", {}, closed_at=NOON + timedelta(seconds=40))
    assert sentence.startswith(
        "Camera Gate was not recorded from 11/20/2026 09:00:00 to 11/20/2026 09:00:40."
    )


@pytest.mark.parametrize("language", ["en", "pt-br"])
@pytest.mark.parametrize("kind", Alert.Kind.values)
def test_every_kind_has_a_sentence_even_where_its_figures_are_missing(
    language: str, kind: str
) -> None:
    details = {"due_at": "2026-11-20T06:00:00+00:00"}
    with translation.override(language):
        assert not re.search(r"%|\(\w+\)s|\{", said(kind, details).replace(" %", ""))
