"""`GET /api/cameras/{id}/certificate/`: a month, signed, for a city's owners."""

import json
import logging
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from recordings.accounting import account_day
from recordings.certificates.attachment import extract
from recordings.certificates.signing import (
    canonical,
    check,
    decode,
    encode,
    fingerprint,
    public_key,
)
from recordings.faults import Fault
from recordings.models import Camera, CoverageDay, Recording
from recordings.states import State
from tests.people import People, api_client
from tests.plans.answers import NOT_ALLOWED, NOT_FOUND
from tests.recordings.coverage.story import Clock, event, hours, wish

pytestmark = [pytest.mark.django_db, pytest.mark.contract, pytest.mark.usefixtures("key_folder")]

HOUR, DAY = 3_600_000, 86_400_000
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def ask(people: People, camera: Camera, query: str, **headers: str) -> Any:
    url = f"/api/cameras/{camera.pk}/certificate/?{query}"
    return api_client(people.owner).get(url, headers=headers)


@pytest.fixture
def march(camera: Camera, day: Clock) -> Clock:
    """Wanted from the tenth at eight to the twelfth at eight; an hour is missing on the eleventh.

    All days are accounted for, and the footage is gone since.
    """
    wish(camera, day.at(8), day.at(56))
    hours(camera, day.at(8), 20, "a")
    hours(camera, day.at(29), 27, "b", frames_lost=1)
    event(camera, day.at(8, 1), State.RECORDING, run="a")
    event(camera, day.at(28), State.BACKOFF, Fault.UNREACHABLE)
    event(camera, day.at(29, 1), State.RECORDING, run="b")
    for later in range(3):
        account_day(camera, date(2026, 3, 10) + timedelta(days=later), day.at(80))
    Recording.objects.all().delete()
    return day


def test_it_says_what_was_wanted_and_what_is_missing(
    people: People, camera: Camera, march: Clock
) -> None:
    answer = ask(people, camera, "month=2026-03")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    document = answer.json()
    check(document, decode(document["signature"]["public_key"]))
    found = document["certificate"]
    days = found.pop("days")
    issued = found.pop("issued_at")
    assert found == {
        "version": 1,
        "kind": "coverage-certificate",
        "status": "final",
        "installation": {
            "node": settings.VMS_NODE,
            "public_key": encode(public_key()),
            "key_fingerprint": fingerprint(public_key()),
        },
        "software": {"name": "VMS", "version": "0.1.0"},
        "city": {"uuid": str(people.city.uuid), "name": "Aurora"},
        "camera": {"uuid": str(camera.uuid), "number": camera.pk, "name": "Gate"},
        "month": "2026-03",
        "time_zone": "America/Sao_Paulo",
        "start": "2026-03-01T03:00:00.000Z",
        "end": "2026-04-01T03:00:00.000Z",
        "accounted_until": "2026-04-01T03:00:00.000Z",
        "wanted": [["2026-03-10T11:00:00.000Z", "2026-03-12T11:00:00.000Z"]],
        "totals": {
            "wanted_ms": 48 * HOUR,
            "recorded_ms": 47 * HOUR,
            "coverage": 97_916,
            "gaps": 1,
            "longest_gap_ms": HOUR,
            "restarts": 1,
            "frames": 47 * 90_000,
            "frames_lost": 27,
            "missing_ms_by_reason": {"camera_offline": HOUR},
        },
        "gaps": [
            {
                "start": "2026-03-11T07:00:00.000Z",
                "end": "2026-03-11T08:00:00.000Z",
                "length_ms": HOUR,
                "reason": "camera_offline",
            }
        ],
        "unlisted_gaps": {"number": 0, "length_ms": 0},
        "notes": [],
        "days_not_final": [],
        "issued_by": "owner",
    }
    assert [day["date"] for day in days] == [f"2026-03-{number:02}" for number in range(1, 32)]
    assert days[10] == {
        "date": "2026-03-11",
        "time_zone": "America/Sao_Paulo",
        "start": "2026-03-11T03:00:00.000Z",
        "end": "2026-03-12T03:00:00.000Z",
        "final": True,
        "wanted_ms": DAY,
        "recorded_ms": 23 * HOUR,
        "coverage": 95_833,
        "gaps": 1,
        "longest_gap_ms": HOUR,
        "restarts": 1,
        "frames": 23 * 90_000,
        "frames_lost": 19,
    }
    assert issued.endswith("Z")


def test_whole_numbers_and_text_alone_are_signed(
    people: People, camera: Camera, march: Clock
) -> None:
    def refuse(text: str) -> float:
        raise AssertionError(text)

    json.loads(ask(people, camera, "month=2026-03").content, parse_float=refuse)


def test_a_month_that_goes_on_is_preliminary(people: People, camera: Camera) -> None:
    now = timezone.now()
    wish(camera, now - timedelta(seconds=30))
    zone = timezone.get_default_timezone()
    found = ask(people, camera, f"month={now.astimezone(zone):%Y-%m}").json()["certificate"]
    assert (found["status"], found["notes"]) == (
        "preliminary",
        ["month_not_over", "days_not_final"],
    )
    assert f"{now.astimezone(zone):%F}" in found["days_not_final"]
    assert found["accounted_until"] < found["end"]


def test_a_month_with_a_day_that_is_not_final_is_preliminary(
    people: People, camera: Camera, march: Clock
) -> None:
    CoverageDay.objects.filter(date=date(2026, 3, 12)).update(is_final=False)
    found = ask(people, camera, "month=2026-03").json()["certificate"]
    assert (found["status"], found["notes"]) == ("preliminary", ["days_not_final"])
    assert found["days_not_final"] == ["2026-03-12"]
    assert found["totals"]["missing_ms_by_reason"] == {"camera_offline": HOUR, "expired": 8 * HOUR}


def test_two_certificates_of_a_final_month_say_the_same(
    people: People, camera: Camera, march: Clock
) -> None:
    first, second = (ask(people, camera, "month=2026-03").json()["certificate"] for _ in range(2))
    del first["issued_at"], second["issued_at"]
    assert first == second


@pytest.mark.parametrize(
    "month", ["", "2026", "2026-13", "2026-3", "2026-03-01", "0000-01", "9999-12", "٢٠٢٦-03", "x"]
)
def test_what_is_no_month_is_refused(people: People, camera: Camera, month: str) -> None:
    words = "Write a month as 2026-10."
    answer = ask(people, camera, f"month={month}")
    assert (answer.status_code, answer.json()) == (
        400,
        {"code": "invalid", "detail": words, "fields": {"month": [words]}},
    )


def test_a_month_to_come_has_none(people: People, camera: Camera) -> None:
    wish(camera, timezone.now())
    answer = ask(people, camera, "month=9000-01")
    assert (answer.status_code, answer.json()["code"]) == (409, "month_not_begun")


def test_a_camera_that_was_never_recorded_has_none(people: People, camera: Camera) -> None:
    answer = ask(people, camera, "month=2026-03")
    assert (answer.status_code, answer.json()["code"]) == (409, "never_recorded")


def test_a_month_in_which_nothing_was_wanted_says_so(
    people: People, camera: Camera, march: Clock
) -> None:
    found = ask(people, camera, "month=2026-01").json()["certificate"]
    totals = found["totals"]
    assert (found["status"], totals["wanted_ms"], totals["coverage"]) == ("final", 0, None)


@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        ("", "*/*", "application/json"),
        ("", "", "application/json"),
        ("", "application/json", "application/json"),
        ("", "application/pdf", "application/pdf"),
        ("", BROWSER, "application/pdf"),
        ("&format=json", BROWSER, "application/json"),
        ("&format=pdf", "application/json", "application/pdf"),
    ],
)
def test_its_form_is_as_asked_for(
    people: People, camera: Camera, march: Clock, query: str, accept: str, expected: str
) -> None:
    answer = ask(people, camera, f"month=2026-03{query}", accept=accept)
    assert answer.headers["Content-Type"] == expected
    ending = expected.removeprefix("application/")
    assert answer.headers["Content-Disposition"] == (
        f'inline; filename="certificate_cam-{camera.pk}_2026-03.{ending}"'
    )
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("wrong", ["xml", "PDF", ""])
def test_a_form_that_there_is_not_is_refused(people: People, camera: Camera, wrong: str) -> None:
    answer = ask(people, camera, f"month=2026-03&format={wrong}")
    assert (answer.status_code, answer.json()["fields"]) == (
        400,
        {"format": ["Choose json or pdf."]},
    )


def test_the_pdf_holds_the_signed_document(people: People, camera: Camera, march: Clock) -> None:
    pdf = ask(people, camera, "month=2026-03&format=pdf").content
    document = json.loads(extract(pdf))
    assert extract(pdf) == canonical(document) + b"\n"
    check(document, public_key())
    assert document["certificate"]["totals"]["wanted_ms"] == 48 * HOUR


def test_only_owners_and_superusers_get_one(people: People, camera: Camera, march: Clock) -> None:
    url = f"/api/cameras/{camera.pk}/certificate/?month=2026-03"
    found = {
        who: api_client(getattr(people, who)).get(url)
        for who in ("owner", "superuser", "operator", "viewer", "stranger")
    }
    assert {who: answer.status_code for who, answer in found.items()} == {
        "owner": 200,
        "superuser": 200,
        "operator": 403,
        "viewer": 403,
        "stranger": 404,
    }
    assert found["viewer"].json() == NOT_ALLOWED
    assert found["stranger"].json() == NOT_FOUND
    malformed = api_client(people.stranger).get(url.replace("2026-03", "x&format=x"))
    assert (malformed.status_code, malformed.json()) == (404, NOT_FOUND)


def test_each_one_issued_is_noted(
    people: People, camera: Camera, march: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "recordings.services.certificates")
    ask(people, camera, "month=2026-03")
    ask(people, camera, "month=x")
    noted = [r.getMessage() for r in caplog.records if r.name.startswith("recordings.")]
    assert noted == [
        f"certificate issued: camera {camera.pk} ({camera.uuid}), month 2026-03, status final, "
        f"to user {people.owner.pk}"
    ]


def test_without_its_key_nothing_is_issued(
    people: People, camera: Camera, march: Clock, key_folder: Path
) -> None:
    (key_folder / "certificate_key").write_text("damaged")
    answer = ask(people, camera, "month=2026-03")
    assert (answer.status_code, answer.json()["code"]) == (503, "certificate_key_unusable")


@pytest.mark.parametrize("who", ["viewer", None])
def test_anybody_may_have_the_public_key(people: People, who: str | None) -> None:
    answer = api_client(getattr(people, who) if who else None).get("/api/certificates/key/")
    key = public_key()
    assert (answer.status_code, answer.json()["algorithm"]) == (200, "Ed25519")
    assert decode(answer.json()["public_key"]) == decode(answer.json()["pem"]) == key
    assert answer.json()["fingerprint"] == fingerprint(key)
