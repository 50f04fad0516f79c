"""Why nothing was recorded, from what was noted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.faults import Fault
from recordings.gaps import (
    TIMELINE_CODES,
    Cause,
    Change,
    Ending,
    Gap,
    Witness,
    change_of,
    explain,
    merge,
    whole,
)
from recordings.spans import Span, length_ms, union
from recordings.states import State

MINUTE, HOUR = 60_000, 3_600_000
START = 10 * HOUR
OFFLINE, DOWN, PASSWORD = Cause.CAMERA_OFFLINE, Cause.RECORDER_DOWN, Cause.WRONG_PASSWORD
RECORDED_BEFORE = Change(START - HOUR, None)


def explained(gap: Span, **witness: object) -> list[tuple[int, int, Cause]]:
    """Gaps relative to START."""
    given = {"wish_starts_ms": [0], "changes": [RECORDED_BEFORE], **witness}
    found = explain([gap], Witness(**given))  # type: ignore[arg-type]
    return [(g.start_ms - START, g.end_ms - START, g.cause) for g in found]


@pytest.mark.parametrize(
    ("state", "fault", "cause"),
    [
        (State.BACKOFF, Fault.REFUSED, OFFLINE),
        (State.BACKOFF, Fault.ENDED, OFFLINE),
        (State.STALLED, Fault.STALLED, OFFLINE),
        (State.AUTH_FAILED, Fault.AUTH_FAILED, PASSWORD),
        (State.BAD_ADDRESS, Fault.NOT_FOUND, Cause.BAD_ADDRESS),
        (State.UNSUPPORTED, Fault.UNSUPPORTED, Cause.UNSUPPORTED),
        (State.FAILED, Fault.DISK_FULL, Cause.DISK),
        (State.FAILED, Fault.FOLDER, Cause.DISK),
        (State.FAILED, Fault.VOLUME, Cause.DISK),
        (State.FAILED, Fault.PROGRAM, DOWN),
        (State.FAILED, Fault.INTERNAL, DOWN),
        (State.RECORDING, "", None),
    ],
)
def test_each_state_has_its_cause(state: State, fault: str, cause: Cause | None) -> None:
    assert change_of(7, state, fault) == Change(7, cause)


@pytest.mark.parametrize("state", [State.STOPPED, State.STARTING, State.STOPPING])
def test_a_state_in_which_nothing_is_tried_changes_no_cause(state: State) -> None:
    assert change_of(7, state, "") is None


def test_each_cause_has_its_number_in_timelines() -> None:
    assert TIMELINE_CODES.keys() == set(Cause)
    assert set(TIMELINE_CODES.values()) == {0, 1, 3, 4, 5}


def test_a_fault_that_is_noticed_late_holds_from_the_last_frame() -> None:
    changes = [RECORDED_BEFORE, Change(START + 11_000, OFFLINE)]
    assert explained((START, START + MINUTE), changes=changes) == [(0, MINUTE, OFFLINE)]


def test_a_fault_in_force_holds_on_into_the_period() -> None:
    changes = [Change(START - 5 * HOUR, PASSWORD)]
    assert explained((START, START + HOUR), changes=changes) == [(0, HOUR, PASSWORD)]


def test_a_gap_is_cut_where_its_cause_changes() -> None:
    changes = [
        RECORDED_BEFORE,
        Change(START + 100, OFFLINE),
        Change(START + 10 * MINUTE, OFFLINE),
        Change(START + 20 * MINUTE, PASSWORD),
        Change(START + 30 * MINUTE - 900, None),  # a file grew, and begins where the gap ends
    ]
    assert explained((START, START + 30 * MINUTE), changes=changes) == [
        (0, 20 * MINUTE, OFFLINE),
        (20 * MINUTE, 30 * MINUTE, PASSWORD),
    ]


def test_a_recorder_that_was_down_is_known_by_its_file_also_when_a_fault_follows() -> None:
    endings = [Ending(START, DOWN)]
    changes = [RECORDED_BEFORE, Change(START + 20_000, OFFLINE)]
    assert explained((START, START + MINUTE), endings=endings, changes=changes) == [
        (0, 20_000, DOWN),
        (20_000, MINUTE, OFFLINE),
    ]


@pytest.mark.parametrize("cause", [OFFLINE, Cause.RENEWED, DOWN])
def test_without_an_event_the_files_end_gives_the_cause(cause: Cause) -> None:
    endings = [Ending(START - HOUR, None), Ending(START, cause)]
    assert explained((START, START + 2_000), endings=endings) == [(0, 2_000, cause)]


def test_a_file_of_an_earlier_wish_says_nothing() -> None:
    endings = [Ending(START - HOUR, OFFLINE)]
    found = explained((START, START + 1_500), endings=endings, wish_starts_ms=[0, START])
    assert found == [(0, 1_500, Cause.STARTING)]


def test_a_fault_of_an_earlier_wish_says_nothing() -> None:
    changes = [Change(START - HOUR, PASSWORD), Change(START + 900, None)]
    found = explained((START, START + 1_500), changes=changes, wish_starts_ms=[0, START])
    assert found == [(0, 1_500, Cause.STARTING)]


def test_a_wish_that_nobody_answers_is_the_recorders_fault() -> None:
    late = [Change(START + MINUTE, PASSWORD)]
    assert explained((START, START + HOUR), changes=[], wish_starts_ms=[START]) == [(0, HOUR, DOWN)]
    assert explained((START, START + HOUR), changes=late, wish_starts_ms=[START]) == [
        (0, MINUTE, DOWN),
        (MINUTE, HOUR, PASSWORD),
    ]


@pytest.mark.parametrize(("seconds", "cause"), [(85, Cause.STARTING), (95, DOWN)])
def test_a_start_may_wait_its_turn_but_not_for_ever(seconds: int, cause: Cause) -> None:
    end = START + seconds * 1000
    found = explained((START, end), changes=[Change(end - 500, None)], wish_starts_ms=[START])
    assert found == [(0, seconds * 1000, cause)]


def test_a_start_that_fails_has_its_faults_cause_from_the_beginning() -> None:
    changes = [Change(START + 4_000, OFFLINE)]
    found = explained((START, START + MINUTE), changes=changes, wish_starts_ms=[START])
    assert found == [(0, MINUTE, OFFLINE)]


def test_what_was_recorded_and_is_gone_has_expired_or_is_unknown() -> None:
    changes = [RECORDED_BEFORE]
    endings = [Ending(START, None)]
    found = explained(
        (START, START + 4 * HOUR),
        changes=changes,
        endings=endings,
        kept_from_ms=START + HOUR,
        deleted=[(START + 2 * HOUR, START + 3 * HOUR)],
    )
    assert found == [
        (0, HOUR, Cause.EXPIRED),
        (HOUR, 2 * HOUR, Cause.UNKNOWN),
        (2 * HOUR, 3 * HOUR, Cause.EXPIRED),
        (3 * HOUR, 4 * HOUR, Cause.UNKNOWN),
    ]


def test_a_fault_ends_when_recording_is_noted_though_its_file_is_gone() -> None:
    changes = [Change(START - 1, OFFLINE), Change(START + MINUTE, None)]
    found = explained((START, START + HOUR), changes=changes)
    assert found == [(0, MINUTE, OFFLINE), (MINUTE, HOUR, Cause.UNKNOWN)]


def test_an_outage_before_the_retention_stays_an_outage() -> None:
    changes = [Change(START + 1, OFFLINE), Change(START + HOUR, None)]
    endings = [Ending(START, OFFLINE)]
    found = explained(
        (START, START + HOUR), changes=changes, endings=endings, kept_from_ms=START + 9 * HOUR
    )
    assert found == [(0, HOUR, OFFLINE)]


def test_stretches_of_one_cause_that_touch_become_one() -> None:
    gaps = [Gap(0, 5, OFFLINE), Gap(5, 9, OFFLINE), Gap(9, 12, DOWN), Gap(13, 14, DOWN)]
    assert merge(gaps) == [Gap(0, 9, OFFLINE), Gap(9, 12, DOWN), Gap(13, 14, DOWN)]
    assert whole(gaps) == [(0, 12), (13, 14)]


moments = st.integers(0, 200_000)
causes = st.sampled_from([None, *Cause])
stories = st.builds(
    Witness,
    changes=st.lists(st.builds(Change, moments, causes)).map(
        lambda found: sorted(found, key=lambda change: change.at_ms)
    ),
    endings=st.lists(st.builds(Ending, moments, causes)).map(
        lambda found: sorted(found, key=lambda ending: ending.at_ms)
    ),
    wish_starts_ms=st.lists(moments).map(sorted),
    deleted=st.lists(st.tuples(moments, moments)).map(union),
    kept_from_ms=moments,
)


@given(st.lists(st.tuples(moments, moments)).map(union), stories)
def test_explaining_keeps_every_millisecond(gaps: list[Span], story: Witness) -> None:
    found = explain(gaps, story)
    assert whole(found) == gaps
    assert sum(gap.end_ms - gap.start_ms for gap in found) == length_ms(gaps)
    assert found == merge(found)
