"""The ledger's export over HTTP: who may, what of it, and that it is noted."""

import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from plans.models import AuditEntry, User
from recordings.cleanup.ledger_lines import read_lines
from recordings.file_parts import DOWNLOADS_AT_ONCE, download_slots
from recordings.ledger import Link
from recordings.models import Camera
from recordings.services.ledger_verification import verify_export
from tests.people import People, api_client
from tests.plans.answers import ANONYMOUS, NOT_ALLOWED, NOT_FOUND, invalid
from tests.recordings.api.scene import make_camera
from tests.recordings.cleanup.ledger_scene import AT, HOUR, added, make_run

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

URL = "/api/cleanup-runs/export/"


@pytest.fixture(autouse=True)
def key_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.VMS_KEYS_DIR = tmp_path / "keys"
    settings.VMS_KEYS_DIR.mkdir()
    return tmp_path / "keys"


@pytest.fixture(autouse=True)
def gate(people: People) -> Camera:
    """With entries 1 and 4; 2, 3 and 5 are the other city's."""
    gate, foreign = make_camera(people.city, "Gate"), make_camera(people.other_city, "Foreign")
    run = make_run()
    added(run, gate, foreign, foreign)
    added(run, gate, foreign, at=AT + timedelta(days=1))
    return gate


def fetch(user: User, **query: Any) -> bytes:
    answer = api_client(user).get(URL, query)
    assert answer.status_code == 200, answer.content
    content = answer.getvalue()
    verify_export(BytesIO(content), None)
    return content


def whole(content: bytes) -> list[int]:
    """Numbers of the entries that can be read."""
    links = [line for line in read_lines(BytesIO(content)) if isinstance(line, Link)]
    return [link.number for link in links if link.payload is not None]


def entries() -> list[tuple[Any, ...]]:
    rows = AuditEntry.objects.filter(action="export").order_by("pk")
    return list(rows.values_list("username", "city__name", "subject", "details"))


def test_nobody_who_is_not_signed_in() -> None:
    answer = api_client().get(URL)
    assert (answer.status_code, answer.json()) == (401, ANONYMOUS)


@pytest.mark.parametrize("who", ["viewer", "operator"])
def test_those_who_read_no_accounts_are_refused(people: People, who: str) -> None:
    for query in ({}, {"city": people.city.pk}, {"format": "xml"}):
        answer = api_client(getattr(people, who)).get(URL, query)
        assert (answer.status_code, answer.json()) == (403, NOT_ALLOWED)
    assert entries() == []


def test_another_citys_ledger_is_a_missing_one_byte_for_byte(people: People) -> None:
    client = api_client(people.owner)
    for city in (people.other_city.pk, 999_999, "x", "9" * 40, "\x00"):
        answer = client.get(URL, {"city": city, "format": "xml", "start": "never"})
        assert (answer.status_code, answer.json()) == (404, NOT_FOUND)
    assert entries() == []


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_an_owner_gets_whole_entries_of_their_city_and_nothing_of_others(
    people: People, gate: Camera, form: str
) -> None:
    content = fetch(people.owner, format=form)
    assert whole(content) == [1, 4]
    for word in ("Foreign", "Boreal", str(people.other_city.uuid)):
        assert word not in content.decode()
    assert whole(fetch(people.stranger, format=form)) == [2, 3, 5]
    assert whole(fetch(people.superuser, format=form)) == [1, 2, 3, 4, 5]
    assert whole(fetch(people.superuser, format=form, city=people.city.pk)) == [1, 4]


def test_each_export_is_noted_in_its_city(people: People) -> None:
    fetch(people.owner, start="2026-05-20", end="2026-05-20")
    fetch(people.superuser, format="csv")
    assert entries() == [
        (
            "owner",
            "Aurora",
            "Aurora",
            {
                "ledger": "jsonl",
                "start": "2026-05-20T03:00:00+00:00",
                "end": "2026-05-21T03:00:00+00:00",
            },
        ),
        ("root", None, "", {"ledger": "csv", "start": None, "end": None}),
    ]


def test_days_are_the_citys_and_moments_count_when_it_was_deleted(people: People) -> None:
    assert whole(fetch(people.owner, start="2026-05-20", end="2026-05-20")) == [1]
    assert whole(fetch(people.owner, start="2026-05-21")) == [4]
    assert whole(fetch(people.owner, end=(AT + HOUR).isoformat())) == [1]
    assert whole(fetch(people.owner, start="2027-01-01")) == []
    at_ends = fetch(people.superuser, start="0001-01-01", end="9999-12-30")
    assert whole(at_ends) == [1, 2, 3, 4, 5]


def test_the_closing_line_says_whose_it_is_and_for_whom(people: People) -> None:
    closing = json.loads(fetch(people.owner).splitlines()[-1])["certificate"]
    asked = {name: closing[name] for name in ("issued_by", "start", "end", "cities")}
    assert asked == {
        "issued_by": "owner",
        "start": None,
        "end": None,
        "cities": [{"uuid": str(people.city.uuid), "name": "Aurora"}],
    }


def test_it_comes_as_a_file_that_nobody_keeps_on_the_way(people: People) -> None:
    for form, kind in (("jsonl", "application/jsonl"), ("csv", "text/csv")):
        answer = api_client(people.owner).get(URL, {"format": form})
        assert answer["Content-Type"] == kind
        assert answer["Content-Disposition"] == f'attachment; filename="ledger.{form}"'
        assert answer["Cache-Control"] == "private, no-store"
        assert answer.getvalue()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"format": "xml"}, {"format"}),
        ({"start": "yesterday"}, {"start"}),
        ({"end": "2026-13-01"}, {"end"}),
        ({"start": "2026-05-21", "end": "2026-05-20T00:00:00Z"}, {"end"}),
        ({"start": "\x00"}, {"start"}),
        ({"end": "9" * 5000}, {"end"}),
    ],
)
def test_bad_input_is_named(people: People, query: dict[str, str], names: set[str]) -> None:
    answer = api_client(people.owner).get(URL, query)
    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == names
    assert entries() == []


def test_formats_that_there_are_are_named(people: People) -> None:
    answer = api_client(people.owner).get(URL, {"format": "pdf"})
    assert answer.json() == invalid(format=["Choose jsonl or csv."]) | {
        "detail": "Choose jsonl or csv."
    }


def test_places_among_downloads_are_given_back(people: People) -> None:
    for _each in range(2 * DOWNLOADS_AT_ONCE):
        fetch(people.owner)
    taken = [download_slots.acquire(blocking=False) for _each in range(DOWNLOADS_AT_ONCE)]
    try:
        assert taken == [True] * DOWNLOADS_AT_ONCE
        answer = api_client(people.owner).get(URL)
        assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    finally:
        for _each in filter(None, taken):
            download_slots.release()


def test_without_a_key_nothing_is_sent_and_nothing_noted(people: People, key_folder: Path) -> None:
    (key_folder / "certificate_key").write_text("nonsense")
    answer = api_client(people.owner).get(URL)
    assert (answer.status_code, answer.json()["code"]) == (503, "certificate_key_unusable")
    assert entries() == []
