"""Bytes of clips stand beside those of the footage, and are nothing that a quota counts."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clips.models import Status
from recordings.models import Camera, StorageVolume
from recordings.usage import sums
from tests.clips.rows import CONTENT, make_clip, make_copy
from tests.people import People, api_client, make_user
from tests.recordings.api.conftest import volume
from tests.recordings.api.scene import NOON, make_camera, make_recording, want

__all__ = ["volume"]

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

SIZE = len(CONTENT)
NO_FOOTAGE = {"bytes": 0, "files": 0}


@pytest.fixture
def gate(people: People, volume: StorageVolume) -> Camera:
    """The owner's, with footage and two clips that the operator cut; the archived yard's footage
    is gone, and of its clips one is deleted. The other city has a clip of its own."""
    camera = make_camera(people.city, "Gate", owner=people.owner)
    make_recording(camera, volume=volume, file_size=1000)
    make_copy(make_clip(camera, people.operator, volume=volume), file_size=100)
    make_clip(camera, people.operator, volume=volume)
    yard = make_camera(people.city, "Yard", archived_at=NOON, is_active=False)
    make_clip(yard, people.owner, volume=volume)
    make_clip(yard, None, status=Status.DELETED, volume=volume)
    for status in (Status.PENDING, Status.FAILED, Status.CANCELLED):
        make_clip(yard, people.owner, status=status)
    make_clip(yard, people.owner, status=Status.DELETED, volume=None, file_path="", file_size=0)
    make_clip(make_camera(people.other_city, "Foreign"), people.stranger, volume=volume)
    return camera


def body(people: People, who: str, url: str) -> dict[str, Any]:
    answer = api_client(getattr(people, who)).get(url)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def clips(size: int, count: int) -> dict[str, int]:
    return {"clip_bytes": size, "clips": count}


def test_a_city_sees_its_clips_by_camera_and_by_who_cut_them(people: People, gate: Camera) -> None:
    found = body(people, "owner", f"/api/cities/{people.city.pk}/usage/")
    yard = Camera.objects.get(name="Yard")
    assert {name: found[name] for name in ("bytes", "files", "clip_bytes", "clips")} == {
        "bytes": 1000,
        "files": 1,
        **clips(4 * SIZE + 100, 4),
    }
    shown = ("camera", "name", "is_archived", "bytes", "files", "clip_bytes", "clips")
    assert [{name: camera[name] for name in shown} for camera in found["by_camera"]] == [
        {
            "camera": gate.pk,
            "name": "Gate",
            "is_archived": False,
            "bytes": 1000,
            "files": 1,
            **clips(2 * SIZE + 100, 2),
        },
        {
            "camera": yard.pk,
            "name": "Yard",
            "is_archived": True,
            **NO_FOOTAGE,
            **clips(2 * SIZE, 2),
        },
    ]
    assert found["by_user"] == [
        {
            "user": people.operator.pk,
            "username": "operator",
            "cameras": 0,
            **NO_FOOTAGE,
            **clips(2 * SIZE + 100, 2),
        },
        {
            "user": people.owner.pk,
            "username": "owner",
            "cameras": 1,
            "bytes": 1000,
            "files": 1,
            **clips(SIZE, 1),
        },
        {"user": None, "username": "", "cameras": 1, **NO_FOOTAGE, **clips(SIZE, 1)},
    ]
    assert [day["bytes"] for day in found["by_day"]] == [1000]


def test_an_installation_sees_them_by_city_and_by_plan(people: People, gate: Camera) -> None:
    usage = body(people, "superuser", "/api/storage/")["usage"]
    by_city = {city["name"]: (city["clip_bytes"], city["clips"]) for city in usage["by_city"]}
    assert by_city == {"Aurora": (4 * SIZE + 100, 4), "Boreal": (SIZE, 1)}
    (pro,) = usage["by_plan"]
    assert (pro["clip_bytes"], pro["clips"]) == (5 * SIZE + 100, 5)
    assert (usage["clip_bytes"], usage["clips"]) == (5 * SIZE + 100, 5)
    ours = body(people, "owner", "/api/storage/")["usage"]
    assert (ours["clip_bytes"], ours["clips"]) == (4 * SIZE + 100, 4)
    assert "stranger" not in str(ours)


def test_what_a_list_leaves_out_is_summed_up(
    people: People, gate: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sums, "MOST_LISTED", 1)
    usage = body(people, "owner", "/api/storage/")["usage"]
    assert [camera["name"] for camera in usage["by_camera"]] == ["Gate"]
    assert usage["unlisted"]["by_camera"] == {"count": 1, **NO_FOOTAGE, **clips(2 * SIZE, 2)}


def test_no_quota_and_no_forecast_counts_them(
    people: People, gate: Camera, volume: StorageVolume
) -> None:
    """They are on the disk already: what is free beyond them is all that a forecast has to know."""
    want(gate)
    url = f"/api/cities/{people.city.pk}/usage/"
    before = body(people, "owner", url)
    whole = body(people, "superuser", "/api/storage/")["forecast"]["installation"]
    make_clip(gate, people.operator, volume=volume, file_size=500 * 10**9)
    after = body(people, "owner", url)
    assert after["clip_bytes"] - before["clip_bytes"] == 500 * 10**9
    for name in ("quota", "forecast", "bytes", "by_day"):
        assert after[name] == before[name]
    assert [camera["used_percent"] for camera in after["by_camera"]] == [
        camera["used_percent"] for camera in before["by_camera"]
    ]
    later = body(people, "superuser", "/api/storage/")
    for name in ("bytes_per_day", "needed_bytes"):
        assert later["forecast"]["installation"][name] == whole[name]
    shown = next(one for one in later["volumes"] if one["id"] == volume.pk)
    assert (shown["footage_bytes"], shown["bytes_per_hour"]) == (1000, None)


def test_they_cost_two_queries_however_many_there_are(
    people: People, volume: StorageVolume
) -> None:
    urls = ("/api/storage/", f"/api/cities/{people.city.pk}/usage/")
    counts: list[list[int]] = []
    client = api_client(people.owner)
    make_recording(make_camera(people.city), volume=volume)
    for more in (0, 1, 20):
        for number in range(more):
            camera = make_camera(people.city, owner=make_user())
            make_copy(make_clip(camera, make_user(), volume=volume))
            if number % 2:
                make_recording(camera, volume=volume)
        counts.append([])
        for url in urls:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            counts[-1].append(len(queries))
    none, one, many = counts
    assert one == many
    assert all(later - first <= 1 for first, later in zip(none, one, strict=True))
