"""Whatever is recorded and whatever is asked for: what a plan holds, hides, shows and misses."""

from itertools import accumulate, pairwise

from hypothesis import given
from hypothesis import strategies as st

from clips.cutting import JOINT_MS, CutPlan, Mode, plan_cuts
from recordings.spans import clip, intersect, length_ms, subtract, union
from tests.unit.clips.made_sources import (
    FRAGMENT_BYTES,
    INIT_BYTES,
    OTHER_MOVIE,
    TICKS_A_MS,
    Made,
    apart,
    in_any_way,
    ranges,
    sources_of,
)

modes = st.sampled_from([*Mode])
LONGEST_FRAGMENT_MS = 1_000
ROUNDED_MS = 2


def planned(made: list[Made], start: int, end: int, mode: Mode) -> tuple[CutPlan, ...]:
    return plan_cuts(sources_of(made), start, end, mode)


def only(plans: tuple[CutPlan, ...]) -> CutPlan:
    (plan,) = plans
    return plan


def assert_sound(plan: CutPlan, mode: Mode) -> None:
    """What holds for every plan, however it came about."""
    for part in plan.parts:
        columns = part.source.columns
        assert 0 <= part.first < part.stop <= columns.count
        first, end = part.byte_range
        assert INIT_BYTES <= first < end <= columns.end_offset
        assert columns.is_key(part.first)
    begins = accumulate((part.ticks for part in plan.parts), initial=0)
    assert [part.begins for part in plan.parts] == list(begins)[:-1]
    for part in plan.parts:
        assert part.shift == part.begins - part.source.columns.decode_times[part.first]
    total = sum(part.ticks for part in plan.parts)
    assert 0 <= plan.hidden_ticks < plan.parts[0].ticks
    assert 0 < plan.shown_ticks <= total - plan.hidden_ticks
    if mode == Mode.FRAGMENT:
        assert (plan.hidden_ticks, plan.shown_ticks) == (0, total)
    assert plan.start_ms < plan.end_ms
    assert list(plan.gaps) == union(plan.gaps)
    assert len({part.source.key for part in plan.parts}) == len(plan.parts)


@given(st.data(), modes)
def test_every_plan_is_sound(data: st.DataObject, mode: Mode) -> None:
    made = data.draw(st.one_of(apart(), in_any_way()))
    start, end = data.draw(ranges(made))
    for plan in planned(made, start, end, mode):
        assert_sound(plan, mode)


@given(st.data(), modes)
def test_there_is_a_plan_exactly_where_something_is_recorded(
    data: st.DataObject, mode: Mode
) -> None:
    made = data.draw(apart())
    start, end = data.draw(ranges(made))
    recorded = length_ms(clip((each.span for each in made), start, end))
    plans = planned(made, start, end, mode)
    if recorded > ROUNDED_MS:
        assert len(plans) == 1
    if not recorded:
        assert plans == ()


@given(st.data())
def test_what_is_shown_is_what_was_recorded_of_the_range(data: st.DataObject) -> None:
    made = data.draw(apart())
    start, end = data.draw(ranges(made))
    for plan in planned(made, start, end, Mode.EXACT):
        wanted = sum(length_ms(clip([each.span], start, end)) / each.pace for each in made)
        assert abs(plan.shown_ticks / TICKS_A_MS - wanted) <= ROUNDED_MS * len(made)
        inside = clip((each.span for each in made), start, end)
        assert abs(plan.start_ms - inside[0][0]) <= ROUNDED_MS
        assert abs(plan.end_ms - inside[-1][1]) <= ROUNDED_MS


@given(st.data())
def test_whole_fragments_are_at_most_a_group_and_a_fragment_more(data: st.DataObject) -> None:
    made = data.draw(apart())
    start, end = data.draw(ranges(made))
    exact = planned(made, start, end, Mode.EXACT)
    for plan, whole in zip(exact, planned(made, start, end, Mode.FRAGMENT), strict=True):
        assert whole.parts == plan.parts
        before = plan.hidden_ticks / TICKS_A_MS
        after = (whole.shown_ticks - plan.shown_ticks) / TICKS_A_MS - before
        assert before <= 4 * LONGEST_FRAGMENT_MS
        assert 0 <= after <= LONGEST_FRAGMENT_MS
        assert whole.start_ms <= plan.start_ms
        assert whole.end_ms >= plan.end_ms


@given(st.data(), modes)
def test_what_is_not_shown_of_the_range_is_told_as_a_gap(data: st.DataObject, mode: Mode) -> None:
    made = data.draw(apart())
    start, end = data.draw(ranges(made))
    recorded = [each.span for each in made]
    for plan in planned(made, start, end, mode):
        told = union(plan.gaps)
        assert length_ms(intersect(told, recorded)) <= ROUNDED_MS * len(made)
        missing = subtract([(start, end)], [*recorded, *told])
        # Of one run nothing was lost where its files meet.
        assert all(last - first < JOINT_MS for first, last in missing)
        joints = [
            (before.end_ms, after.start_ms)
            for before, after in pairwise(made)
            if before.run == after.run
        ]
        assert length_ms(subtract(missing, joints)) <= ROUNDED_MS * len(made)


@given(st.data(), st.integers(0, 10_000))
def test_what_two_runs_both_recorded_is_there_once(data: st.DataObject, overlap: int) -> None:
    first = Made(1_000_000, [1_000] * 30, run="a")
    second = Made(first.end_ms - overlap, [1_000] * 30, run="b")
    start, end = data.draw(ranges([first, second]))
    for plan in planned([first, second], start, end, Mode.EXACT):
        wanted = length_ms(clip([first.span, second.span], start, end))
        # Where the second takes over, a fragment of the first is shown to its end.
        assert -ROUNDED_MS <= plan.shown_ticks / TICKS_A_MS - wanted <= LONGEST_FRAGMENT_MS
        assert length_ms(intersect(plan.gaps, [first.span, second.span])) <= ROUNDED_MS


def test_a_short_run_inside_a_longer_one_takes_nothing_away() -> None:
    long = Made(1_000_000, [1_000] * 60, run="a")
    inside = Made(long.end_ms - 6_000, [1_000] * 3, run="b")
    plan = only(planned([long, inside], *long.span, Mode.EXACT))
    assert [part.source.run_id for part in plan.parts] == ["a"]
    assert (plan.shown_ticks, plan.gaps) == (60_000 * TICKS_A_MS, ())


def test_a_short_run_over_the_meeting_of_two_takes_nothing_away() -> None:
    before = Made(1_000_000, [1_000] * 60, run="a")
    over = Made(before.end_ms - 6_000, [1_000] * 5, run="b")
    after = Made(before.end_ms - 2_000, [1_000] * 20, run="c")
    plan = only(planned([before, over, after], before.start_ms, after.end_ms, Mode.EXACT))
    assert [part.source.run_id for part in plan.parts] == ["a", "c"]
    assert plan.shown_ticks == 78_000 * TICKS_A_MS
    assert plan.gaps == ()


def test_of_a_clock_that_was_set_back_both_pasts_are_kept() -> None:
    first = Made(1_000_000, [1_000] * 60, run="a")
    again = Made(first.end_ms - 40_000, [1_000] * 30, run="b")
    plan = only(planned([first, again], *first.span, Mode.EXACT))
    assert [part.source.run_id for part in plan.parts] == ["a", "b"]
    assert plan.shown_ticks == 90_000 * TICKS_A_MS
    assert (plan.start_ms, plan.end_ms) == first.span
    assert plan.gaps == ()


def test_a_camera_that_changed_its_picture_makes_parts_that_can_be_cut_one_by_one() -> None:
    first = Made(1_000_000, [1_000] * 10, run="a")
    second = Made(1_013_000, [1_000] * 10, run="b", movie=OTHER_MOVIE)
    third = Made(1_025_000, [1_000] * 10, run="c", movie=OTHER_MOVIE)
    fourth = Made(1_035_000, [1_000] * 10, run="d")
    made = [first, second, third, fourth]
    plans = planned(made, 1_000_000, 1_045_000, Mode.EXACT)
    assert [(plan.start_ms, plan.end_ms) for plan in plans] == [
        (1_000_000, 1_010_000),
        (1_013_000, 1_035_000),
        (1_035_000, 1_045_000),
    ]
    assert [plan.gaps for plan in plans] == [
        ((1_010_000, 1_013_000),),
        ((1_023_000, 1_025_000),),
        (),
    ]
    for plan in plans:
        assert only(planned(made, plan.start_ms, plan.end_ms, Mode.EXACT)).parts == plan.parts


def test_no_part_of_two_pasts_ends_before_it_begins() -> None:
    first = Made(1_000_000, [1_000] * 100, run="a")
    again = Made(1_050_000, [1_000] * 100, run="b", movie=OTHER_MOVIE)
    plans = planned([first, again], 1_060_000, 1_140_000, Mode.EXACT)
    assert [(plan.start_ms, plan.end_ms) for plan in plans] == [
        (1_060_000, 1_100_000),
        (1_060_000, 1_140_000),
    ]


def test_a_moment_in_a_drifting_file_is_where_the_wall_clock_was() -> None:
    # 1 % slow: 60 s of media are 60.6 s of the wall clock.
    made = Made(1_000_000, [1_000] * 60, key_each=1, pace=1.01, first_tick=90_000)
    plan = only(planned([made], 1_030_300, 1_050_500, Mode.EXACT))
    (part,) = plan.parts
    assert (part.first, part.stop) == (30, 50)
    assert plan.hidden_ticks == 0
    assert plan.shown_ticks == 20_000 * TICKS_A_MS
    assert part.byte_range == (INIT_BYTES + 30 * FRAGMENT_BYTES, INIT_BYTES + 50 * FRAGMENT_BYTES)
    assert part.shift == -(90_000 + 30 * TICKS_A_MS * 1_000)


def test_nothing_is_planned_from_nothing() -> None:
    assert plan_cuts([], 0, 1_000, Mode.EXACT) == ()
    assert planned([Made(5_000, [1_000])], 0, 5_000, Mode.FRAGMENT) == ()
