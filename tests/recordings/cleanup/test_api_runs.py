"""Cleanup runs over HTTP: owners read what was deleted of their cities, and of no other."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans.entitlements import Role
from plans.models import User
from recordings.models import Camera, CleanupRun
from tests.people import People, api_client, join, make_city, make_user
from tests.plans.answers import ANONYMOUS, NOT_ALLOWED, NOT_FOUND, invalid
from tests.recordings.api.scene import make_camera
from tests.recordings.cleanup.ledger_scene import AT, HOUR, added, make_run

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

URL = "/api/cleanup-runs/"
QUOTA = CleanupRun.Kind.QUOTA


@pytest.fixture
def gate(people: People) -> Camera:
    return make_camera(people.city, "Gate")


@pytest.fixture
def foreign(people: People) -> Camera:
    return make_camera(people.other_city, "Foreign")


@pytest.fixture
def nightly(people: People, gate: Camera, foreign: Camera) -> CleanupRun:
    """Two files of the gate and two of the other city, by two entries each."""
    run = make_run(
        due_at=AT - timedelta(seconds=5),
        expected_files=41,
        expected_bytes=41_000,
        started_by=people.superuser,
        details={"volumes_left_alone": ["volume-2"]},
    )
    added(run, gate, foreign, gate, files=1)
    added(run, foreign, files=4)
    return run


def listed(user: User, **query: Any) -> list[dict[str, Any]]:
    answer = api_client(user).get(URL, query)
    assert answer.status_code == 200, answer.content
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def test_nobody_who_is_not_signed_in(nightly: CleanupRun) -> None:
    for url in (URL, f"{URL}{nightly.pk}/", f"{URL}{nightly.pk}/deletions/"):
        answer = api_client().get(url)
        assert (answer.status_code, answer.json()) == (401, ANONYMOUS)


@pytest.mark.parametrize("who", ["viewer", "operator"])
def test_those_who_read_no_accounts_are_refused(
    people: People, nightly: CleanupRun, who: str
) -> None:
    for key in (nightly.pk, 999_999):
        for url in (URL, f"{URL}{key}/", f"{URL}{key}/deletions/"):
            answer = api_client(getattr(people, who)).get(url)
            assert (answer.status_code, answer.json()) == (403, NOT_ALLOWED)


def test_a_person_of_no_city_is_refused(nightly: CleanupRun) -> None:
    answer = api_client(make_user()).get(URL)
    assert (answer.status_code, answer.json()) == (403, NOT_ALLOWED)


def test_an_owner_reads_the_totals_of_their_own_city(people: People, nightly: CleanupRun) -> None:
    mine = {
        "id": nightly.pk,
        "kind": "retention",
        "due_at": iso(AT - timedelta(seconds=5)),
        "started_at": iso(AT),
        "finished_at": iso(AT + HOUR),
        "stopped_by": None,
        "files": 2,
        "bytes": 2000,
        "freed_bytes": 8192,
        "expected_files": None,
        "expected_bytes": None,
        "started_by": None,
        "details": None,
    }
    assert listed(people.owner) == [mine]
    assert api_client(people.owner).get(f"{URL}{nightly.pk}/").json() == mine
    theirs = {**mine, "files": 5, "bytes": 5000, "freed_bytes": 20480}
    assert listed(people.stranger) == [theirs]


def test_a_superuser_reads_the_whole_run(people: People, nightly: CleanupRun) -> None:
    (run,) = listed(people.superuser)
    told = ("files", "bytes", "freed_bytes", "expected_files", "expected_bytes", "started_by")
    assert [run[name] for name in told] == [7, 7000, 28672, 41, 41_000, "root"]
    assert run["details"] == {"volumes_left_alone": ["volume-2"]}


def test_an_owner_of_two_cities_reads_the_sum(people: People, nightly: CleanupRun) -> None:
    join(people.owner, people.other_city, Role.OWNER)
    assert [run["files"] for run in listed(people.owner)] == [7]


def test_an_owner_who_watches_another_city_reads_nothing_of_it(
    people: People, nightly: CleanupRun
) -> None:
    join(people.owner, people.other_city, Role.VIEWER)
    assert [run["files"] for run in listed(people.owner)] == [2]


def test_a_run_that_deleted_nothing_of_mine_is_only_seen_when_it_is_nightly(
    people: People, gate: Camera, foreign: Camera
) -> None:
    nightly, quota, ours = make_run(), make_run(QUOTA, AT + HOUR), make_run(QUOTA, AT + 2 * HOUR)
    added(quota, foreign)
    added(ours, gate)
    assert [(run["id"], run["files"]) for run in listed(people.owner)] == [
        (ours.pk, 2),
        (nightly.pk, 0),
    ]
    client = api_client(people.owner)
    missing = [f"{URL}{key}" for key in (quota.pk, 999_999, "x", "9" * 40, "%00", -1)]
    for url in [f"{url}{rest}" for url in missing for rest in ("/", "/deletions/")]:
        answer = client.get(url)
        assert (answer.status_code, answer.json()) == (404, NOT_FOUND), url


def test_a_foreign_run_answers_as_a_missing_one_byte_for_byte(
    people: People, foreign: Camera
) -> None:
    quota = make_run(QUOTA)
    added(quota, foreign)
    client = api_client(people.owner)
    for rest in ("/", "/deletions/"):
        answers = [client.get(f"{URL}{key}{rest}").content for key in (quota.pk, 999_999)]
        assert answers[0] == answers[1]


def test_the_deletions_of_a_run_are_those_of_my_cities(
    people: People, nightly: CleanupRun, gate: Camera
) -> None:
    answer = api_client(people.owner).get(f"{URL}{nightly.pk}/deletions/").json()
    assert [entry["number"] for entry in answer["results"]] == [1, 3]
    first, start = answer["results"][0], AT - timedelta(days=8)
    assert first.pop("hash") == nightly.deletions.get(number=1).hash
    assert first == {
        "number": 1,
        "at": iso(AT),
        "reason": "expired",
        "city": people.city.pk,
        "camera": gate.pk,
        "camera_name": "Gate",
        "start_time": iso(start),
        "end_time": iso(start + HOUR),
        "retention_days": 7,
        "files": [
            {
                "file_path": f"{gate.folder}/2026-05-12/06-00-05_00000001.mp4",
                "start_time": iso(start),
                "end_time": iso(start + HOUR),
                "file_size": 1000,
            }
        ],
        "bytes": 1000,
        "freed_bytes": 4096,
    }


def test_deletions_come_in_pages(people: People, nightly: CleanupRun) -> None:
    client = api_client(people.superuser)
    url, found = f"http://testserver{URL}{nightly.pk}/deletions/?page_size=3", []
    while url:
        page = client.get(url).json()
        found.append([entry["number"] for entry in page["results"]])
        url = page["next"]
    assert found == [[1, 2, 3], [4]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["quota", "retention", "retention"]),
        ({"kind": "retention"}, ["retention", "retention"]),
        ({"kind": "emergency"}, []),
        ({"start": "2026-05-20T06:00:06Z"}, ["quota", "retention"]),
        ({"end": "2026-05-20T06:00:05Z"}, []),
        ({"start": "2026-05-20T04:00:05-03:00", "kind": "quota"}, ["quota"]),
    ],
)
def test_runs_are_narrowed_by_kind_and_time(
    people: People, gate: Camera, query: dict[str, str], expected: list[str]
) -> None:
    runs = [make_run(), make_run(at=AT + HOUR), make_run(QUOTA, AT + 2 * HOUR)]
    added(runs[-1], gate)
    assert [run["kind"] for run in listed(people.owner, **query)] == expected


@pytest.mark.parametrize("name", ["start", "end"])
@pytest.mark.parametrize("text", ["yesterday", "2026-05-20", "9999-99-99T00:00:00Z", "\x00"])
def test_a_moment_that_is_none_is_refused(people: People, name: str, text: str) -> None:
    answer = api_client(people.owner).get(URL, {name: text})
    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == {name}


def test_a_kind_that_is_none_is_refused(people: People) -> None:
    answer = api_client(people.owner).get(URL, {"kind": "all"})
    words = "Select a valid choice. all is not one of the available choices."
    assert (answer.status_code, answer.json()) == (400, invalid(kind=[words]))


def test_a_longer_list_costs_no_more_queries(people: People, gate: Camera) -> None:
    counts = []
    client = api_client(people.owner)
    for first in (0, 10):
        for number in range(first, first + 10):
            added(make_run(at=AT + number * HOUR), gate)
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(URL).json()["results"]) == first + 10
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_entries_of_a_city_that_is_gone_are_a_superusers(people: People) -> None:
    gone = make_city("Gone")
    run = make_run(QUOTA)
    camera = make_camera(gone)
    added(run, camera)
    camera.delete()
    gone.delete()
    (entry,) = api_client(people.superuser).get(f"{URL}{run.pk}/deletions/").json()["results"]
    assert (entry["city"], entry["camera"], entry["bytes"]) == (None, None, 2000)
    assert listed(people.owner) == []
