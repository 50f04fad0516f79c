"""Losses of the same fault make one row, judged by the figure in its promise."""

from tests.bench.document import Figure
from tests.bench.faults import Line, tabulate


def line(promise: str, lost_seconds: float | None, frames: int | None, note: str = "") -> Line:
    return Line(
        fault="kill -9", promise=promise, lost_seconds=lost_seconds, frames=frames, note=note
    )


def test_the_worst_of_several_losses_is_shown_and_judged() -> None:
    lines = [line("<= 4 s", 1.0, 25), line("<= 4 s", 4.5, 112, "seed 3"), line("<= 4 s", 2.0, 50)]
    seen = "worst loss 4.5 s; frames lost 187, worst 112; seed 3"
    assert tabulate(lines) == [Figure("kill -9", "<= 4 s", seen, 3, kept=False)]


def test_a_promise_of_nothing_is_broken_by_one_frame() -> None:
    assert [row.kept for row in tabulate([line("0", 0.0, 0)])] == [True]
    assert [row.kept for row in tabulate([line("0", 0.0, 1)])] == [False]


def test_a_promise_without_a_figure_was_judged_by_its_test() -> None:
    rows = tabulate([line("a new run; both parts play", None, None)])
    assert rows == [Figure("kill -9", "a new run; both parts play", "as promised", 1, kept=True)]


def test_a_loss_whose_test_failed_is_never_called_kept() -> None:
    rows = tabulate([line("nothing recorded", None, 12), line("0", 0.0, 0)], failed={0})
    assert [(row.seen, row.kept) for row in rows] == [
        ("its test FAILED; frames lost 12, worst 12", False),
        ("worst loss 0.0 s; frames lost 0, worst 0", True),
    ]
