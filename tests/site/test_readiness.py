"""`/readyz`: what the site needs, each part by name and without details."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.test import Client
from django.utils import timezone

from recordings.models import RecorderNode, StorageVolume
from recordings.volumes import VOLUME_IDENTITY
from tests.site.conftest import database_away

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

ALL = {"database": "ok", "broker": "ok", "volumes": "ok", "recorder": "ok"}


def ask() -> tuple[int, dict[str, Any]]:
    answer = Client().get("/readyz")
    return answer.status_code, answer.json()


def unready(*failed: str) -> tuple[int, dict[str, Any]]:
    return 503, {"status": "unready", "checks": {**ALL, **dict.fromkeys(failed, "failed")}}


def test_all_is_well(volume: StorageVolume, recorder: RecorderNode) -> None:
    assert ask() == (200, {"status": "ready", "checks": ALL})


def test_a_database_that_is_away_does_not_hide_the_rest(
    volume: StorageVolume, recorder: RecorderNode
) -> None:
    with database_away():
        assert ask() == unready("database", "volumes", "recorder")


def test_a_broker_that_is_away(
    volume: StorageVolume, recorder: RecorderNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    assert ask() == unready("broker")


def no_room(volume: StorageVolume) -> None:
    volume.reserve_bytes = 2**62
    volume.save()


def other_disk(volume: StorageVolume) -> None:
    (volume.path / VOLUME_IDENTITY).write_text(json.dumps({"volume": "another"}))


BREAKAGES = [
    lambda volume: volume.delete(),
    lambda volume: StorageVolume.objects.update(is_active=False),
    lambda volume: (volume.path / VOLUME_IDENTITY).unlink(),
    lambda volume: volume.path.rename(volume.path.with_name("away")),
    lambda volume: (volume.path / VOLUME_IDENTITY).write_bytes(b"\xff{"),
    other_disk,
    no_room,
]


@pytest.mark.parametrize("break_it", BREAKAGES)
def test_a_volume_that_cannot_be_recorded_to(
    volume: StorageVolume, recorder: RecorderNode, break_it: Callable[[StorageVolume], object]
) -> None:
    break_it(volume)
    assert ask() == unready("volumes")


def test_no_recorder_has_started(volume: StorageVolume) -> None:
    assert ask() == unready("recorder")


def test_a_recorder_without_a_sign_of_life(volume: StorageVolume, recorder: RecorderNode) -> None:
    recorder.heartbeat_at = timezone.now() - timedelta(seconds=31)
    recorder.save()
    assert ask() == unready("recorder")


def test_every_recorder_must_live(volume: StorageVolume, recorder: RecorderNode) -> None:
    long_ago = timezone.now() - timedelta(days=1)
    RecorderNode.objects.create(name="old", started_at=long_ago, heartbeat_at=long_ago)
    assert ask() == unready("recorder")
