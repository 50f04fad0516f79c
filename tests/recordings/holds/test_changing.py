"""A hold's reason and end may change while it is in force; its camera and range never."""

from datetime import timedelta

import pytest

from plans.models import User
from recordings.models import Hold
from tests.people import People
from tests.playback.timeline.scene import StandingClock
from tests.recordings.holds.asking import Asker, entries, make_hold

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


def test_reason_and_end_change_and_both_states_are_written_down(operator: Asker) -> None:
    before = operator.set().json()
    answer = operator.change(before["id"], reason="Case 17/2026", until="2026-04-01T00:00:00-03:00")
    assert answer.status_code == 200
    del before["recorded_seconds"], before["already_going"]
    changed = {"reason": "Case 17/2026", "until": "2026-04-01T03:00:00Z"}
    assert answer.json() == {**before, **changed}
    details = entries()[1][4]
    assert (details["reason"], details["before"]["reason"]) == (
        "Case 17/2026",
        "Accident at the gate",
    )
    assert (details["until"], details["before"]["until"]) == (
        "2026-04-01T03:00:00+00:00",
        "2026-06-09T15:00:00+00:00",
    )


def test_the_end_may_be_moved_as_far_from_now_as_the_plan_says(
    operator: Asker, clock: StandingClock
) -> None:
    hold = operator.set().json()["id"]
    clock.now += timedelta(days=10)
    latest = clock.now + timedelta(days=90)
    assert operator.change(hold, until=latest.isoformat()).status_code == 200
    later = (latest + timedelta(seconds=1)).isoformat()
    assert operator.change(hold, until=later).json()["code"] == "plan_limit"
    assert Hold.objects.get().until == latest


def test_nothing_new_is_nothing_to_write_down(operator: Asker) -> None:
    before = operator.set().json()
    assert operator.change(before["id"]).status_code == 200
    assert operator.change(before["id"], until=before["until"]).status_code == 200
    assert len(entries()) == 1


@pytest.mark.parametrize("name", ["camera", "start_time", "end_time"])
def test_what_it_holds_stays(operator: Asker, name: str) -> None:
    answer = operator.change(operator.set().json()["id"], **{name: 1})
    words = "A hold keeps its camera and its range; set another one."
    assert (answer.status_code, answer.json()["fields"]) == (400, {name: [words]})


@pytest.mark.parametrize("how", ["released", "lapsed"])
def test_one_that_is_over_stays_over(operator: Asker, clock: StandingClock, how: str) -> None:
    """Or it would come back past the plan's number."""
    hold = operator.set().json()["id"]
    if how == "released":
        operator.release(hold)
    else:
        clock.now += timedelta(days=90)
    answer = operator.change(hold, reason="Again")
    assert (answer.status_code, answer.json()["code"]) == (409, "hold_over")


def test_a_clips_hold_is_not_a_persons_to_end(operator: Asker, people: People) -> None:
    owner = operator.by(people.owner)
    hold = make_hold(operator.camera, operator.day.at(1), source=Hold.Source.CLIP)
    answers = [owner.change(hold.pk, reason="x"), owner.release(hold.pk)]
    assert [(a.status_code, a.json()["code"]) for a in answers] == [(409, "clip")] * 2


def test_release_ends_it_once(operator: Asker, people: People, clock: StandingClock) -> None:
    hold = operator.set().json()["id"]
    clock.now += timedelta(hours=1)
    assert operator.release(hold).status_code == 204
    released = operator.get(hold).json()
    assert (released["in_force"], released["released_at"], released["released_by"]) == (
        False,
        "2026-03-11T16:00:00Z",
        "operator",
    )
    clock.now += timedelta(hours=1)
    assert operator.by(people.owner).release(hold).status_code == 204
    assert operator.get(hold).json() == released
    assert [entry[:4] for entry in entries()] == [
        ("hold", "operator", "Gate", "127.0.0.1"),
        ("hold_release", "operator", "Gate", "127.0.0.1"),
    ]


def test_an_account_that_is_gone_leaves_its_hold(operator: Asker, people: People) -> None:
    hold = operator.set().json()["id"]
    User.objects.get(username="operator").delete()
    owner = operator.by(people.owner)
    assert owner.get(hold).json()["created_by"] is None
    assert owner.release(hold).status_code == 204
