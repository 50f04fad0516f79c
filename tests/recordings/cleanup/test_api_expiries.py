"""`GET /api/expiries/`: the days that go with the next nightly run, and what is kept of them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from pytest_django import DjangoAssertNumQueries

from plans.entitlements import Role
from plans.models import User
from recordings.cleanup.nightly import retention_run
from recordings.models import Camera, Hold
from tests.people import People, api_client, make_member, make_people
from tests.plans.answers import ANONYMOUS, NOT_FOUND
from tests.recordings.cleanup.scene import DAY, HOUR, NOW, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

URL = "/api/expiries/"
DUE = datetime(2026, 5, 21, 6, tzinfo=UTC)  # 03:00 in São Paulo
BEFORE = DUE - timedelta(days=7, hours=1)  # what ended earlier goes: May 14, 02:00 of the city
MIDNIGHT = datetime(2026, 5, 14, 3, tzinfo=UTC)  # the city's, between the two days that go


@pytest.fixture
def people(scene: Scene) -> People:
    """Of the scene's city, whose plan promises 7 days."""
    found = make_people("basic")
    scene.city = found.city
    return found


def ask(user: User | None, now: datetime = NOW, **query: Any) -> Any:
    with patch("recordings.api.expiries.timezone.now", return_value=now):
        return api_client(user).get(URL, query)


def told(user: User, now: datetime = NOW, **query: Any) -> dict[str, Any]:
    answer = ask(user, now, **query)
    assert answer.status_code == 200, answer.content
    content: dict[str, Any] = answer.json()
    return content


def days(user: User, now: datetime = NOW) -> list[tuple[str, str, int, bool]]:
    results = told(user, now)["results"]
    return [(r["camera_name"], r["date"], r["recordings"], r["is_held"]) for r in results]


def keep(user: User, row: dict[str, Any], of: str = "") -> Any:
    """Held as the answer names it; with `of` "day_" the day whole."""
    body = {
        "camera": row["camera"],
        "start_time": row[f"{of}start_time"],
        "end_time": row[f"{of}end_time"],
        "reason": "Accident at the gate",
    }
    with patch("recordings.api.holds.timezone.now", return_value=NOW):
        return api_client(user).post("/api/holds/", body)


def text(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def test_a_night_takes_parts_of_two_days(scene: Scene, people: People) -> None:
    camera = scene.camera("Gate")
    scene.hours(camera, BEFORE - 5 * HOUR, 10, size_bytes=11)
    answer = told(people.viewer)
    evening = {
        "camera": camera.pk,
        "camera_name": "Gate",
        "city": people.city.pk,
        "date": "2026-05-13",
        "day_start_time": "2026-05-13T03:00:00Z",
        "day_end_time": "2026-05-14T03:00:00Z",
        "start_time": "2026-05-14T00:00:00Z",
        "end_time": "2026-05-14T03:00:00Z",
        "expires_at": "2026-05-21T06:00:00Z",
        "bytes": 33,
        "recordings": 3,
        "is_held": False,
        "held_until": None,
        "hold": None,
    }
    night = {
        **evening,
        "date": "2026-05-14",
        "day_start_time": "2026-05-14T03:00:00Z",
        "day_end_time": "2026-05-15T03:00:00Z",
        "start_time": "2026-05-14T03:00:00Z",
        "end_time": "2026-05-14T04:00:00Z",  # the next ends when it would have to end earlier
        "bytes": 11,
        "recordings": 1,
    }
    assert answer == {
        "runs_at": "2026-05-21T06:00:00Z",
        "count": 2,
        "losses": {"days": 2, "cameras": 1, "bytes": 44},
        "results": [evening, night],
        "has_more": False,
    }
    assert told(people.viewer, city=people.city.pk) == answer


def test_nothing_expires(scene: Scene, people: People) -> None:
    scene.hours(scene.camera(), BEFORE, 3)
    assert told(people.owner) == {
        "runs_at": text(DUE),
        "count": 0,
        "losses": {"days": 0, "cameras": 0, "bytes": 0},
        "results": [],
        "has_more": False,
    }


def test_they_come_by_city_and_camera_the_oldest_day_first(scene: Scene, people: People) -> None:
    for name, city in (("Yard", people.city), ("Gate", people.city), ("Arch", people.other_city)):
        scene.recording(scene.camera(name, city), BEFORE - 3 * HOUR)
        scene.recording(Camera.objects.get(name=name), BEFORE - 3 * DAY)
    assert [(name, day) for name, day, _files, _held in days(people.superuser)] == [
        (name, day) for name in ("Gate", "Yard", "Arch") for day in ("2026-05-11", "2026-05-13")
    ]


@pytest.mark.parametrize("who", ["owner", "operator", "viewer"])
def test_every_member_reads_of_their_city(scene: Scene, people: People, who: str) -> None:
    scene.recording(scene.camera("Gate"), BEFORE - DAY)
    scene.recording(scene.camera("Foreign", people.other_city), BEFORE - DAY)
    found = told(getattr(people, who))
    assert [row["camera_name"] for row in found["results"]] == ["Gate"]
    assert told(getattr(people, who), city=people.city.pk) == found


def test_a_stranger_reads_of_theirs_and_a_superuser_of_all(scene: Scene, people: People) -> None:
    scene.recording(scene.camera("Gate"), BEFORE - DAY)
    scene.recording(scene.camera("Foreign", people.other_city), BEFORE - DAY)
    assert [name for name, *_ in days(people.stranger)] == ["Foreign"]
    assert [name for name, *_ in days(people.superuser)] == ["Gate", "Foreign"]


@pytest.mark.parametrize("who", ["owner", "viewer"])
def test_another_city_is_a_missing_one(people: People, who: str) -> None:
    for city in (people.other_city.pk, 999_999, 0, -1, "x", "9" * 40, "1.0", "\0"):
        answer = ask(getattr(people, who), city=city)
        assert (city, answer.status_code, answer.json()) == (city, 404, NOT_FOUND)


def test_nobody_who_is_not_signed_in() -> None:
    answer = ask(None)
    assert (answer.status_code, answer.json()) == (401, ANONYMOUS)


def test_who_has_it_is_not_sent_it_again(scene: Scene, people: People) -> None:
    scene.recording(scene.camera(), BEFORE - DAY)
    client = api_client(people.viewer)
    with patch("recordings.api.expiries.timezone.now", return_value=NOW):
        first: Any = client.get(URL)
        again: Any = client.get(URL, headers={"if-none-match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


@pytest.mark.parametrize("who", ["operator", "owner"])
def test_a_day_is_kept_by_holding_what_the_answer_names(
    scene: Scene, people: People, who: str
) -> None:
    rows = scene.hours(scene.camera(), BEFORE - 5 * HOUR, 5)
    (evening, night) = told(people.viewer)["results"]
    assert keep(people.viewer, evening).status_code == 403
    held = keep(getattr(people, who), evening)
    assert held.status_code == 201
    assert (held.json()["start_time"], held.json()["end_time"]) == (
        evening["start_time"],
        evening["end_time"],
    )
    after = told(people.viewer)["results"]
    until = datetime.fromisoformat(held.json()["until"])  # 12:00 UTC
    freed = until.replace(hour=6) + DAY  # the first 03:00 of São Paulo after it
    assert after == [
        {
            **evening,
            "is_held": True,
            "held_until": held.json()["until"],
            "expires_at": text(freed),
        },
        night,
    ]
    scene.clock.turn(DUE - NOW)
    retention_run(scene.clock)
    assert scene.rows() == sorted(row.file_path for row in rows if row != rows[3])


def test_whoever_may_release_a_day_is_told_by_which_hold(scene: Scene, people: People) -> None:
    scene.recording(scene.camera(), BEFORE - DAY)
    (row,) = told(people.viewer)["results"]
    held = keep(people.operator, row, "day_").json()
    another = make_member(people.city, Role.OPERATOR, "another")
    named = {
        user: told(user)["results"][0]["hold"]
        for user in (people.operator, people.owner, people.superuser, people.viewer, another)
    }
    assert list(named.values()) == [held["id"], held["id"], held["id"], None, None]
    assert told(another)["results"][0]["held_until"] == held["until"]
    later = keep(people.owner, row, "day_").json()
    assert told(people.operator)["results"][0]["hold"] == held["id"]
    assert told(people.owner)["results"][0]["hold"] == later["id"]


def test_a_hold_on_more_than_the_day_is_not_released_with_it(scene: Scene, people: People) -> None:
    camera = scene.camera()
    row = scene.recording(camera, MIDNIGHT - HOUR / 2)
    scene.hold(camera, MIDNIGHT - 25 * HOUR, MIDNIGHT - HOUR / 4)  # of the day before as well
    Hold.objects.create(
        camera=camera,
        start_time=row.start_time,
        end_time=MIDNIGHT,
        reason="a clip",
        until=NOW + 7 * DAY,
        created_at=NOW,
        source=Hold.Source.CLIP,
    )
    (told_row,) = told(people.owner)["results"]
    assert (told_row["is_held"], told_row["hold"]) == (True, None)
    over = scene.hold(camera, MIDNIGHT - 24 * HOUR, MIDNIGHT + HOUR / 2)  # as far as its file
    assert told(people.owner)["results"][0]["hold"] == over.pk


def test_a_day_can_be_kept_whole_before_its_rest_expires(scene: Scene, people: People) -> None:
    scene.hours(scene.camera(), MIDNIGHT, 24)
    (night,) = told(people.viewer)["results"]
    assert keep(people.operator, night, "day_").status_code == 201
    assert days(people.viewer) == [("Gate", "2026-05-14", 1, True)]
    assert days(people.viewer, NOW + DAY) == [("Gate", "2026-05-14", 23, True)]


def test_of_a_day_that_is_held_in_part_the_rest_is_told(scene: Scene, people: People) -> None:
    camera = scene.camera()
    rows = scene.hours(camera, BEFORE - 6 * HOUR, 4, size_bytes=9)
    scene.hold(camera, rows[0].start_time, rows[1].start_time + HOUR)
    (row,) = told(people.viewer)["results"]
    assert (row["start_time"], row["end_time"]) == (
        text(rows[2].start_time),
        text(rows[3].start_time + HOUR),
    )
    assert (row["recordings"], row["bytes"], row["is_held"]) == (2, 18, False)


def test_what_a_hold_kept_last_night_already_is_no_news(scene: Scene, people: People) -> None:
    camera = scene.camera()
    row = scene.recording(camera, BEFORE - 3 * DAY)
    scene.hold(camera, row.start_time, row.start_time + HOUR)
    assert days(people.viewer) == []


def test_a_hold_that_ends_before_the_run_keeps_nothing(scene: Scene, people: People) -> None:
    camera = scene.camera()
    row = scene.recording(camera, BEFORE - 3 * HOUR)
    for until, is_held in ((DUE, False), (DUE + timedelta(microseconds=1), True)):
        hold = scene.hold(camera, row.start_time, row.start_time + HOUR, until)
        (told_row,) = told(people.viewer)["results"]
        expires_at = DUE + DAY if is_held else DUE
        assert (told_row["is_held"], told_row["expires_at"]) == (is_held, text(expires_at))
        hold.delete()


def test_cameras_with_nothing_to_lose_cost_no_queries(
    scene: Scene, people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        camera = scene.camera(f"Camera {number:02}")
        scene.recording(camera, BEFORE - DAY if number % 3 else NOW - DAY)
    client = api_client(people.viewer)
    # The token and its person; the cameras; the volumes, twice; who loses; holds; recordings.
    with (
        patch("recordings.api.expiries.timezone.now", return_value=NOW),
        django_assert_num_queries(7),
    ):
        assert len(client.get(URL).json()["results"]) == 20
