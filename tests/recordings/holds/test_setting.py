"""`POST /api/holds/`: a camera and a range are kept, and who wanted it is written down."""

from datetime import timedelta
from typing import Any

import pytest

from recordings.models import Hold, Recording
from tests.playback.timeline.scene import StandingClock
from tests.recordings.coverage.story import Clock
from tests.recordings.holds.asking import Asker, entries, make_hold

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def test_the_answer_is_the_hold_and_what_it_keeps(operator: Asker, clock: StandingClock) -> None:
    answer = operator.set(2, 11)
    hold = Hold.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "id": hold.pk,
        "camera": operator.camera.pk,
        "city": operator.camera.city_id,
        "start_time": "2026-03-10T05:00:00Z",
        "end_time": "2026-03-10T14:00:00Z",
        "reason": "Accident at the gate",
        "until": "2026-06-09T15:00:00Z",  # Pro: 90 days
        "source": "person",
        "in_force": True,
        "created_at": "2026-03-11T15:00:00Z",
        "created_by": "operator",
        "released_at": None,
        "released_by": None,
        "recorded_seconds": 7200.0,
        "already_going": [],
    }
    found = operator.get(hold.pk).json()
    assert answer.json() == {**found, "recorded_seconds": 7200.0, "already_going": []}


def test_who_set_it_is_written_down(operator: Asker) -> None:
    answer = operator.set().json()
    details = {
        "hold": answer["id"],
        "start": "2026-03-10T04:00:00+00:00",
        "end": "2026-03-10T06:00:00+00:00",
        "reason": "Accident at the gate",
        "until": "2026-06-09T15:00:00+00:00",
    }
    assert entries() == [("hold", "operator", "Gate", "127.0.0.1", details)]


def test_moments_without_an_offset_are_the_citys(operator: Asker) -> None:
    operator.camera.city.time_zone = "America/Manaus"
    operator.camera.city.save()
    answer = operator.set(
        start_time="2026-03-10T00:00:00",
        end_time="2026-03-10T02:00:00",
        until="2026-03-20T00:00:00",
    ).json()
    assert (answer["start_time"], answer["end_time"]) == (
        "2026-03-10T04:00:00Z",
        "2026-03-10T06:00:00Z",
    )
    assert answer["until"] == "2026-03-20T04:00:00Z"


def test_what_is_being_deleted_is_told_as_too_late(operator: Asker, day: Clock) -> None:
    Recording.objects.filter(start_time__lt=day.at(3)).update(status=Recording.Status.DOOMED)
    answer = operator.set(2, 11).json()
    assert answer["recorded_seconds"] == 3600.0
    assert answer["already_going"] == [
        {"start": "2026-03-10T05:00:00Z", "end": "2026-03-10T06:00:00Z"}
    ]


def test_of_a_past_with_nothing_in_it_the_nearest_footage_is_told(operator: Asker) -> None:
    answer = operator.set(4, 9)
    assert (answer.status_code, answer.json()) == (
        409,
        {
            "code": "no_recording",
            "detail": "Nothing is recorded at this time.",
            "fields": {},
            "nearest": {"before": "2026-03-10T06:00:00Z", "after": "2026-03-10T13:00:00Z"},
            "already_going": [],
        },
    )
    assert (Hold.objects.count(), entries()) == (0, [])


def test_nothing_is_left_to_hold_of_what_is_all_being_deleted(operator: Asker) -> None:
    Recording.objects.update(status=Recording.Status.DOOMED)
    answer = operator.set(1, 12)
    assert (answer.status_code, answer.json()["code"]) == (409, "no_recording")
    assert answer.json()["nearest"] == {"before": None, "after": None}
    assert answer.json()["already_going"] == [
        {"start": "2026-03-10T04:00:00Z", "end": "2026-03-10T06:00:00Z"},
        {"start": "2026-03-10T13:00:00Z", "end": "2026-03-10T15:00:00Z"},
    ]


@pytest.mark.parametrize(("first", "last"), [(35, 37), (37, 60)])
def test_what_is_coming_can_be_held(operator: Asker, first: float, last: float) -> None:
    answer = operator.set(first, last)
    assert (answer.status_code, answer.json()["recorded_seconds"]) == (201, 0.0)


def test_holds_may_lie_one_over_the_other(operator: Asker) -> None:
    assert [operator.set(1, 3).status_code, operator.set(2, 11).status_code] == [201, 201]


def test_an_archived_cameras_footage_can_be_held(operator: Asker, clock: StandingClock) -> None:
    operator.camera.archived_at = clock.now
    operator.camera.save()
    assert operator.set().status_code == 201


@pytest.mark.parametrize("source", [Hold.Source.CLIP, Hold.Source.PERSON])
def test_what_is_over_or_a_clips_counts_for_no_plan(operator: Asker, source: Hold.Source) -> None:
    """Ten of a plan's ten that are past, released, or of clips."""
    plan = operator.camera.city.plan
    plan.max_holds = 10
    plan.save()
    past: dict[str, Any] = {} if source == Hold.Source.CLIP else {"until": operator.day.at(36)}
    for number in range(10):
        make_hold(operator.camera, operator.day.at(number), source=source, **past)
    for number in range(9):
        make_hold(operator.camera, operator.day.at(number), released_at=operator.day.at(30))
    for _number in range(10):
        assert operator.set().status_code == 201
    answer = operator.set()
    assert (answer.status_code, answer.json()) == (
        403,
        {
            "code": "plan_limit",
            "detail": "The plan Pro includes 10 holds at a time.",
            "fields": {},
            "limit": 10,
        },
    )


def test_a_hold_lasts_as_long_as_the_plan_says_at_most(operator: Asker) -> None:
    latest = operator.day.at(36) + timedelta(days=90)
    assert operator.set(until=latest.isoformat()).status_code == 201
    answer = operator.set(until=(latest + timedelta(seconds=1)).isoformat())
    assert (answer.status_code, answer.json()) == (
        403,
        {
            "code": "plan_limit",
            "detail": "In the plan Pro a hold lasts 90 days at most.",
            "fields": {},
            "limit": 90,
        },
    )


def test_an_unlimited_plan_has_no_number(operator: Asker) -> None:
    plan = operator.camera.city.plan
    plan.max_holds = None
    plan.save()
    for number in range(51):
        make_hold(operator.camera, operator.day.at(number))
    assert operator.set().status_code == 201


def test_plan_limits_bind_superusers_too(operator: Asker) -> None:
    plan = operator.camera.city.plan
    plan.max_holds = 0
    plan.save()
    root = operator.by(operator.camera.city.memberships.get(role="owner").user)
    root.user.is_superuser = True  # type: ignore[union-attr]
    root.user.save()  # type: ignore[union-attr]
    assert root.set().json()["code"] == "plan_limit"
