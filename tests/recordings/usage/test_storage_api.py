"""`/api/storage/` and a city's usage: sums of what is kept, and for whom they are."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from plans.entitlements import GB, Role
from recordings.models import Camera, StorageVolume, Usage
from recordings.usage import sums
from recordings.volumes import VOLUME_IDENTITY, room_on
from tests.people import People, api_client, join, make_user
from tests.plans.answers import ANONYMOUS, NOT_ALLOWED, NOT_FOUND
from tests.recordings.api.scene import NOON, make_camera, make_recording, want

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


@pytest.fixture
def gate(people: People, volume: StorageVolume) -> Camera:
    """With three files of two days; the other city has one."""
    StorageVolume.objects.update(reserve_bytes=0)
    camera = make_camera(people.city, "Gate", owner=people.owner)
    for hours, size in ((0, 100), (1, 200), (24, 50)):
        make_recording(camera, NOON + timedelta(hours=hours), volume=volume, file_size=size)
    yard = make_camera(people.city, "Yard", archived_at=NOON, is_active=False)
    make_recording(yard, volume=volume, file_size=70)
    foreign = make_camera(people.other_city, "Foreign", owner=people.stranger)
    make_recording(foreign, volume=volume, file_size=1000)
    return camera


def body(people: People, who: str, url: str = "/api/storage/") -> dict[str, Any]:
    answer = api_client(getattr(people, who)).get(url)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def group(name: str, key: object, words: str, cameras: int, size: int, files: int) -> Any:
    label = "username" if name == "user" else "name"
    return {name: key, label: words, "cameras": cameras, **amounts(size, files)}


def camera_row(camera: Camera, size: int, files: int) -> dict[str, Any]:
    return {
        "camera": camera.pk,
        "name": camera.name,
        "city": camera.city_id,
        "is_archived": camera.archived_at is not None,
        **amounts(size, files),
    }


def amounts(size: int, files: int) -> dict[str, int]:
    return {"bytes": size, "files": files, "clip_bytes": 0, "clips": 0}


NOTHING_LEFT_OUT = {"count": 0, **amounts(0, 0)}


def test_an_owner_sees_the_usage_of_the_own_city_only(people: People, gate: Camera) -> None:
    found = body(people, "owner")
    yard = Camera.objects.get(name="Yard")
    assert found["volumes"] == []
    assert found["usage"] == {
        **amounts(420, 4),
        "by_city": [group("city", people.city.pk, "Aurora", 2, 420, 4)],
        "by_camera": [camera_row(gate, 350, 3), camera_row(yard, 70, 1)],
        "by_user": [
            group("user", people.owner.pk, "owner", 1, 350, 3),
            group("user", None, "", 1, 70, 1),
        ],
        "by_plan": [group("plan", "pro", "Pro", 2, 420, 4)],
        "by_day": [
            {"date": "2026-03-10", "bytes": 370, "files": 3},
            {"date": "2026-03-11", "bytes": 50, "files": 1},
        ],
        "unlisted": dict.fromkeys(("by_city", "by_camera", "by_user"), NOTHING_LEFT_OUT),
    }
    assert found["forecast"]["installation"] is None
    assert [city["city"] for city in found["forecast"]["cities"]] == [people.city.pk]
    for word in ("Foreign", "Boreal", "stranger", "1000", "1420"):
        assert word not in str(found)


def test_a_superuser_sees_everything(people: People, gate: Camera, volume: StorageVolume) -> None:
    found = body(people, "superuser")
    assert found["usage"]["bytes"] == 1420
    assert found["usage"]["by_city"] == [
        group("city", people.other_city.pk, "Boreal", 1, 1000, 1),
        group("city", people.city.pk, "Aurora", 2, 420, 4),
    ]
    (shown,) = found["volumes"]
    total = room_on(volume.path).total_bytes
    assert shown["used_bytes"] == shown["total_bytes"] - shown["free_bytes"]
    assert {k: v for k, v in shown.items() if k not in ("free_bytes", "used_bytes")} == {
        "id": volume.pk,
        "name": volume.name,
        "folder": volume.root,
        "identity": "ok",
        "is_active": True,
        "is_short": False,
        "total_bytes": total,
        "reserve_bytes": 0,
        "footage_bytes": 1420,
        "bytes_per_hour": None,
        "hours_left": None,
        "days_until_full": None,
    }
    installation = found["forecast"]["installation"]
    assert installation["capacity_bytes"] > 1420
    assert (installation["bytes_per_day"], installation["reachable_days"]) == (0, None)
    assert {city["name"] for city in found["forecast"]["cities"]} == {"Aurora", "Boreal"}


def test_a_volume_that_is_away_shows_what_was_last_known(
    people: People, gate: Camera, volume: StorageVolume
) -> None:
    StorageVolume.objects.update(total_bytes=100, free_bytes=30, bytes_per_hour=10)
    states = {}
    for state in ("other", "damaged", "unmounted"):
        identity = volume.path / VOLUME_IDENTITY
        if state == "unmounted":
            identity.unlink()
        else:
            identity.write_text('{"volume": "another"}' if state == "other" else "{")
        (shown,) = body(people, "superuser")["volumes"]
        states[state] = shown["identity"]
        assert (shown["used_bytes"], shown["hours_left"]) == (70, None)
    assert states == {state: state for state in states}
    StorageVolume.objects.update(root="/nowhere/at/all")
    assert body(people, "superuser")["volumes"][0]["identity"] == "missing"


def test_hours_are_left_at_todays_rate(people: People, gate: Camera, volume: StorageVolume) -> None:
    free = room_on(volume.path).free_bytes
    StorageVolume.objects.update(bytes_per_hour=free // 10)
    (shown,) = body(people, "superuser")["volumes"]
    assert shown["hours_left"] == pytest.approx(10, abs=0.2)


def test_a_promise_that_cannot_be_kept_says_from_when(
    people: People, gate: Camera, volume: StorageVolume
) -> None:
    """The camera's last hours came to more than the disk holds in the 15 days of its plan."""
    want(gate)
    now, size = timezone.now(), room_on(volume.path).free_bytes // 20 // 24
    people.city.plan.max_gb_per_camera = 10**6
    people.city.plan.save()
    make_recording(gate, now - timedelta(hours=2), volume=volume, file_size=size)
    kept = body(people, "owner", f"/api/cities/{people.city.pk}/usage/")["forecast"]
    assert (kept["is_at_risk"], kept["breaks_at"], kept["retention_reachable_days"]) == (
        False,
        None,
        15,
    )
    make_recording(gate, now - timedelta(hours=1), volume=volume, file_size=5 * size)
    broken = body(people, "owner", f"/api/cities/{people.city.pk}/usage/")["forecast"]
    assert broken["is_at_risk"]
    assert broken["retention_promised_days"] == 15
    assert 5 < broken["retention_reachable_days"] < 8
    assert broken["breaks_at"] > now.isoformat()
    (same,) = body(people, "owner")["forecast"]["cities"]
    moving = ("breaks_at", "days_until_full")
    assert {name: value for name, value in same.items() if name not in moving} == {
        "city": people.city.pk,
        "name": "Aurora",
        **{name: value for name, value in broken.items() if name not in moving},
    }


def test_a_citys_usage_stands_against_its_quotas(people: People, gate: Camera) -> None:
    Camera.objects.filter(pk=gate.pk).update(max_size_gb=1)
    Usage.objects.filter(camera=gate).update(bytes=GB // 4)
    found = body(people, "owner", f"/api/cities/{people.city.pk}/usage/")
    yard = Camera.objects.get(name="Yard")
    assert found == {
        "city": people.city.pk,
        "name": "Aurora",
        "plan": "pro",
        **amounts(GB // 2 + 70, 4),
        "quota": {"quota_bytes": 361 * GB, "used_percent": 0.1},
        "by_camera": [
            {**camera_row(gate, GB // 2, 3), "quota_bytes": GB, "used_percent": 50.0},
            {**camera_row(yard, 70, 1), "quota_bytes": 360 * GB, "used_percent": 0.0},
        ],
        "by_user": [
            group("user", people.owner.pk, "owner", 1, GB // 2, 3),
            group("user", None, "", 1, 70, 1),
        ],
        "by_day": [
            {"date": "2026-03-10", "bytes": GB // 4 + 70, "files": 3},
            {"date": "2026-03-11", "bytes": GB // 4, "files": 1},
        ],
        "unlisted": dict.fromkeys(("by_camera", "by_user"), NOTHING_LEFT_OUT),
        "forecast": {
            "bytes_per_day": 0,
            "needed_bytes": 0,
            "retention_promised_days": 15,
            "retention_reachable_days": 15.0,
            "is_at_risk": False,
            "days_until_full": None,
            "breaks_at": None,
        },
    }


def test_a_city_without_footage_has_nothing(people: People) -> None:
    found = body(people, "owner", f"/api/cities/{people.city.pk}/usage/")
    assert (found["bytes"], found["by_camera"], found["by_day"]) == (0, [], [])
    assert found["forecast"]["retention_promised_days"] == 15
    assert body(people, "superuser")["usage"]["bytes"] == 0


def test_long_lists_name_the_largest_and_sum_up_the_rest(
    people: People, gate: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sums, "MOST_LISTED", 1)
    usage = body(people, "owner")["usage"]
    assert [camera["name"] for camera in usage["by_camera"]] == ["Gate"]
    assert usage["unlisted"] == {
        "by_city": NOTHING_LEFT_OUT,
        "by_camera": {"count": 1, **amounts(70, 1)},
        "by_user": {"count": 1, **amounts(70, 1)},
    }


WHO = {
    "/api/storage/": (200, 403, 403, 200, 200, 401),
    "/api/cities/{city}/usage/": (200, 403, 403, 404, 200, 401),
    "/api/storage/samples/?city={city}": (200, 403, 403, 404, 200, 401),
    "/api/storage/samples/?volume={volume}": (404, 404, 404, 404, 200, 401),
}
PEOPLE = ("owner", "operator", "viewer", "stranger", "superuser", "anonymous")
BODIES = {401: ANONYMOUS, 403: NOT_ALLOWED, 404: NOT_FOUND}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("url", WHO)
def test_everybody_gets_what_the_table_says(
    people: People, gate: Camera, volume: StorageVolume, url: str, who: str
) -> None:
    asked = url.format(city=people.city.pk, volume=volume.pk)
    answer = api_client(getattr(people, who, None)).get(asked)
    assert answer.status_code == WHO[url][PEOPLE.index(who)]
    if answer.status_code in BODIES:
        assert answer.json() == BODIES[answer.status_code]
    assert api_client(getattr(people, who, None)).post(asked).status_code in (401, 405)


@pytest.mark.parametrize("wrong", ["0", "x", "9" * 40, "-1", "%00", "1.5", "00000000"])
def test_what_is_foreign_is_as_missing_as_what_is_not_there(
    people: People, gate: Camera, volume: StorageVolume, wrong: str
) -> None:
    client = api_client(people.owner)
    for url in (
        "/api/cities/{}/usage/",
        "/api/storage/samples/?city={}",
        "/api/storage/samples/?volume={}",
    ):
        missing = client.get(url.format(wrong))
        foreign = client.get(url.format(people.other_city.pk))
        assert (missing.status_code, missing.content) == (404, foreign.content)


def test_whoever_owns_one_city_and_views_another_reads_the_one(
    people: People, gate: Camera
) -> None:
    join(people.owner, people.other_city, Role.VIEWER)
    assert body(people, "owner")["usage"]["bytes"] == 420
    nobody = api_client(make_user()).get("/api/storage/")
    assert (nobody.status_code, nobody.json()) == (403, NOT_ALLOWED)


def test_more_cameras_and_days_cost_no_more_queries(
    people: People, gate: Camera, volume: StorageVolume
) -> None:
    client, owner = api_client(people.superuser), api_client(people.owner)
    urls = [(client, "/api/storage/"), (owner, "/api/storage/")]
    urls += [(owner, f"/api/cities/{people.city.pk}/usage/")]
    counts: list[list[int]] = []
    for more in (2, 20):
        for number in range(more):
            camera = make_camera(people.city, owner=make_user())
            want(camera)
            for day in range(3):
                make_recording(camera, NOON + timedelta(days=day, minutes=number), volume=volume)
        counts.append([])
        for one, url in urls:
            with CaptureQueriesContext(connection) as queries:
                assert one.get(url).status_code == 200
            counts[-1].append(len(queries))
    assert counts[0] == counts[1]
    assert max(counts[0]) < 25
