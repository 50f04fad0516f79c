"""The clock: NTP, the past, other clocks, zones."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from plans.models import City
from recordings.models import RecorderNode
from tests.doctor.looks import codes
from tests.people import make_city
from vms.doctor import clock


def test_what_the_kernel_says_is_read() -> None:
    assert isinstance(clock.kernel_status(), int)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (None, []),
        (0x2001, [("clock.synchronised", "ok")]),
        (0x0040, [("clock.unsynchronised", "warning")]),
    ],
)
def test_ntp(status: int | None, expected: list[tuple[str, str]]) -> None:
    assert codes(clock.synchronised(status)) == expected


def test_a_clock_before_the_programs_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "program"
    installed.touch()
    monkeypatch.setattr(clock, "PROGRAM", installed)
    assert "clock.past" not in dict(codes(clock.look()))
    later = (datetime.now(UTC) + timedelta(days=2)).timestamp()
    os.utime(installed, (later, later))
    assert dict(codes(clock.look()))["clock.past"] == "error"


@pytest.mark.django_db
@pytest.mark.contract
def test_a_clock_that_went_back() -> None:
    now = datetime.now(UTC)
    node = RecorderNode.objects.create(name="n", started_at=now, heartbeat_at=now)
    found = dict(codes(clock.look_beside_the_database()))
    assert (found.get("clock.went_back"), found["clock.zones"]) == (None, "ok")
    RecorderNode.objects.filter(pk=node.pk).update(heartbeat_at=now + timedelta(hours=1))
    assert dict(codes(clock.look_beside_the_database()))["clock.went_back"] == "error"


@pytest.mark.django_db
def test_a_zone_that_nobody_knows() -> None:
    make_city()
    City.objects.update(time_zone="America/Atlantis")
    (found,) = [f for f in clock.look_beside_the_database() if f.code == "clock.zones"]
    assert (found.severity, found.what) == ("error", "Unknown time zones: America/Atlantis.")
