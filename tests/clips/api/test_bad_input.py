"""What cannot be cut is named, and nothing is written."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from clips.models import Clip
from recordings.models import Camera, Hold, Recording
from tests.clips.api.asking import Asker, entries
from tests.clips.rows import make_clip
from tests.clips.scene import FIRST, Scene
from tests.people import People
from tests.plans.answers import NOT_FOUND
from tests.unit.media.ffmpeg_samples import record

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

MOMENT = "Write a moment as 2026-11-20T15:00:00-03:00."
YEARS = "Choose a moment between the years 1970 and 9998."
LONG = "Ensure this field has no more than 255 characters."
INVISIBLE = "Leave out invisible characters."
REVERSED = "The end lies before the start."


@pytest.fixture
def recorded(operator: Asker, scene: Scene) -> Asker:
    scene.record(scene.samples[0], FIRST)
    return operator


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"start_time": "2026-11-20T12:59:34Z"}, "end_time", REVERSED),
        ({"start_time": "2026-11-20T12:59:33Z"}, "end_time", REVERSED),
        (
            {"end_time": "2026-11-20T14:59:31Z"},
            "end_time",
            "This lies in the future; only what is recorded can be cut.",
        ),
        (
            {"start_time": "2026-11-20T06:59:32.999Z"},
            "end_time",
            "A clip has 6 hours at most.",
        ),
        ({"start_time": "yesterday"}, "start_time", MOMENT),
        ({"start_time": ""}, "start_time", MOMENT),
        ({"start_time": 1763643570}, "start_time", MOMENT),
        ({"start_time": "2026-02-30T00:00:00Z"}, "start_time", MOMENT),
        ({"start_time": "1969-12-31T00:00:00Z"}, "start_time", YEARS),
        ({"end_time": "9999-12-31T00:00:00Z"}, "end_time", YEARS),
        ({"start_time": "0001-01-01T00:00:00"}, "start_time", YEARS),
        ({"end_time": "\u0000"}, "end_time", MOMENT),
        ({"name": ""}, "name", "This field may not be blank."),
        ({"name": " \t "}, "name", "This field may not be blank."),
        ({"name": "x" * 10_000}, "name", LONG),
        ({"name": "x" * 256}, "name", LONG),
        ({"name": "a\nb"}, "name", INVISIBLE),
        ({"name": "a\x07b"}, "name", INVISIBLE),
        ({"name": "a\u202eb"}, "name", INVISIBLE),
        ({"name": "a\u0000b"}, "name", "Null characters are not allowed."),
        ({"name": {}}, "name", "Not a valid string."),
        ({"mode": "x"}, "mode", '"x" is not a valid choice.'),
        ({"mode": ""}, "mode", '"" is not a valid choice.'),
        ({"camera": "x"}, "camera", "A valid integer is required."),
        ({"camera": True}, "camera", "A valid integer is required."),
        ({"camera": 0}, "camera", "Ensure this value is greater than or equal to 1."),
    ],
)
def test_a_mistake_is_named(recorded: Asker, wrong: dict[str, Any], field: str, words: str) -> None:
    answer = recorded.cut(**wrong)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert answer.json()["fields"] == {field: [words]}
    assert (Clip.objects.count(), Hold.objects.count(), entries()) == (0, 0, [])


@pytest.mark.parametrize("name", ["camera", "name", "start_time", "end_time"])
def test_each_but_the_mode_is_asked_for(recorded: Asker, name: str) -> None:
    missing: dict[str, Any] = {name: None}
    assert recorded.cut(**missing).json()["fields"] == {name: ["This field is required."]}


@pytest.mark.parametrize("body", [[], "x", 1, None, [{}]])
def test_a_body_that_is_no_object(recorded: Asker, body: Any) -> None:
    clip = make_clip(recorded.camera, recorded.user)
    for method, url in (("post", "/api/clips/"), ("patch", f"/api/clips/{clip.pk}/")):
        answer = getattr(recorded.client, method)(url, body)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "<script>alert(1)</script>", 'Praça São João; "x"', "x" * 255, "监控 😀"],
)
def test_a_name_may_hold_whatever_can_be_seen(recorded: Asker, name: str) -> None:
    clip_id = recorded.cut(name=f"  {name} ").json()["id"]
    assert recorded.get(clip_id).json()["name"] == name


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("", "This field may not be blank."),
        ("x" * 10_000, LONG),
        ("a\nb", INVISIBLE),
        ("\u200b", INVISIBLE),
        (None, "This field may not be null."),
    ],
)
def test_a_wrong_new_name_is_refused(recorded: Asker, wrong: object, words: str) -> None:
    clip = make_clip(recorded.camera, recorded.user)
    answer = recorded.rename(clip.pk, wrong)
    assert (answer.status_code, answer.json()["fields"]) == (400, {"name": [words]})
    clip.refresh_from_db()
    assert clip.name == "Accident"


def nothing(before: str | None, after: str | None) -> dict[str, Any]:
    return {
        "code": "no_recording",
        "detail": "Nothing is recorded at this time.",
        "fields": {},
        "nearest": {"before": before, "after": after},
    }


def test_where_nothing_is_recorded_the_nearest_is_told(recorded: Asker, scene: Scene) -> None:
    later = scene.record(scene.samples[0], FIRST + timedelta(minutes=10), run="2b3c4d5e")
    first = Recording.objects.get(start_time__lt=later.start_time)
    assert first.end_time is not None
    before, after = (
        moment.isoformat().replace("+00:00", "Z") for moment in (first.end_time, later.start_time)
    )
    found = recorded.cut(60, 120)
    assert (found.status_code, found.json()) == (409, nothing(before, after))
    assert recorded.cut(-120, -60).json() == nothing(None, f"{FIRST:%Y-%m-%dT%H:%M:%SZ}")
    assert (Clip.objects.count(), Hold.objects.count(), entries()) == (0, 0, [])


def test_what_is_older_than_the_plan_keeps_is_not_there(recorded: Asker) -> None:
    start = FIRST - timedelta(days=16)
    answer = recorded.cut(
        start_time=start.isoformat(), end_time=(start + timedelta(minutes=1)).isoformat()
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "no_recording")
    assert answer.json()["nearest"]["after"].startswith("2026-11-20T12:59:30")


def test_what_cleanup_is_about_to_take_is_not_cut(recorded: Asker) -> None:
    Recording.objects.update(status=Recording.Status.DOOMED)
    assert recorded.cut().json() == nothing(None, None)


def test_a_volume_that_is_away_is_said(recorded: Asker) -> None:
    Recording.objects.get().path.unlink()
    answer = recorded.cut()
    assert (answer.status_code, answer.json()["code"]) == (409, "source_missing")
    assert answer.json()["detail"] == "A recording of this range is not on its volume."


def test_a_stream_that_changed_is_answered_with_what_can_be_cut(
    recorded: Asker, scene: Scene, tmp_path: Path
) -> None:
    scene.record(record(tmp_path, "h265"), FIRST + timedelta(seconds=10), run="2b3c4d5e")
    answer = recorded.cut(0, 14)
    assert (answer.status_code, answer.json()["code"]) == (409, "parts_differ")
    parts = answer.json()["parts"]
    assert [part["codecs"].split(".")[0] for part in parts] == ["avc1", "hvc1"]
    for part in parts:
        span = {"start_time": part["start_time"], "end_time": part["end_time"]}
        assert recorded.cut(**span).status_code == 202


def test_another_citys_camera_is_a_missing_one(recorded: Asker, people: People) -> None:
    foreign = Camera.objects.create(city=people.other_city, name="Foreign")
    answers = [recorded.cut(camera=key) for key in (foreign.pk, 999_999, 10**18)]
    answers += [recorded.cut(3, 1, camera=key) for key in (foreign.pk, 999_999)]
    assert {(answer.status_code, answer.content) for answer in answers} == {
        (404, answers[0].content)
    }
    assert answers[0].json() == NOT_FOUND
