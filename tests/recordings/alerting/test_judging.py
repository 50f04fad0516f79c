"""What opens and what closes, whatever comes in whatever order."""

from datetime import UTC, datetime
from itertools import count, pairwise

from hypothesis import given
from hypothesis import strategies as st

from recordings.alerting.judging import (
    NOT_RECORDED,
    Closing,
    Findings,
    Moves,
    OpenAlert,
    Problem,
    judge,
    place_of,
    stays_true,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
KINDS = [*NOT_RECORDED, "disk_high", "promise_at_risk"]
problems = st.builds(
    Problem,
    kind=st.sampled_from(KINDS),
    subject=st.sampled_from(["camera:1", "camera:2", "volume:1"]),
    severity=st.sampled_from(["warning", "critical"]),
)
places = st.builds(place_of, st.sampled_from(KINDS), st.sampled_from(["camera:1", "volume:1"]))
findings = st.builds(
    Findings, problems=st.lists(problems, max_size=6).map(tuple), held=st.frozensets(places)
)


def opened(number: int, problem: Problem) -> OpenAlert:
    return OpenAlert(number, problem.kind, problem.subject, problem.severity, NOW)


@given(st.lists(findings, max_size=12))
def test_a_place_never_has_two_open_alerts_and_the_truth_is_what_is_open(
    looks: list[Findings],
) -> None:
    alerts: dict[int, OpenAlert] = {}
    numbers = count(1)
    for found in looks:
        before = {alert.place for alert in alerts.values()}
        moves = judge(found, alerts.values())
        for closing in moves.to_close:
            del alerts[closing.alert.id]
        for problem in moves.to_open:
            number = next(numbers)
            alerts[number] = opened(number, problem)
        true_now = {problem.place for problem in found.problems}
        now = [alert.place for alert in alerts.values()]
        assert len(now) == len(set(now))
        assert set(now) == (true_now - (found.held - before)) | (found.held & before)


@given(findings)
def test_the_same_look_again_changes_nothing(found: Findings) -> None:
    moves = judge(found, [])
    alerts = [opened(number, problem) for number, problem in enumerate(moves.to_open)]
    kept = Findings(moves.to_open, found.held)
    assert judge(kept, alerts) == Moves()


def test_both_kinds_of_a_camera_that_is_not_recorded_are_one_alert() -> None:
    stopped, offline = (Problem(kind, "camera:7", "warning") for kind in NOT_RECORDED)
    alert = opened(1, stopped)
    assert judge(Findings((offline,)), [alert]) == Moves()
    assert judge(Findings((offline, stopped)), []) == Moves(to_open=(offline,))


def test_a_problem_that_became_graver_is_told_as_another_alert() -> None:
    risk = Problem("promise_at_risk", "city:1", "warning")
    broken = Problem("promise_at_risk", "city:1", "critical")
    alert = opened(1, risk)
    assert judge(Findings((broken,)), [alert]) == Moves((Closing(alert),), (broken,))


def test_an_alert_that_stays_says_what_is_so_now() -> None:
    before, now = (Problem("disk_high", "volume:1", "warning", {"used": n}) for n in (91, 93))
    alert = OpenAlert(1, "disk_high", "volume:1", "warning", NOW, details=before.details)
    assert judge(Findings((before,)), [alert]) == Moves()
    assert judge(Findings((now,)), [alert]) == Moves(to_retell=((alert, {"used": 93}),))
    held = Findings((now,), frozenset({now.place}))
    assert judge(held, [alert]) == Moves()


def test_an_alert_closes_when_its_problem_ended_where_that_is_known() -> None:
    alert = opened(1, Problem("camera_offline", "camera:7", "warning"))
    found = Findings(over={place_of("camera_offline", "camera:7"): NOW})
    assert judge(found, [alert]) == Moves((Closing(alert, NOW),))


@given(
    st.lists(st.floats(min_value=0, max_value=100), max_size=50),
    st.integers(min_value=10, max_value=99),
)
def test_between_the_two_limits_nothing_changes(values: list[float], limit: int) -> None:
    is_open, states = False, [False]
    for value in values:
        is_open = stays_true(value, limit, limit - 2.0, is_open=is_open)
        states.append(is_open)
    for (before, after), value in zip(pairwise(states), values, strict=True):
        if value >= limit:
            assert after
        elif value < limit - 2.0:
            assert not after
        else:
            assert after == before
