"""Coordinates of charts: pure figures."""

import pytest

from panel.statistics.charts import Sample, Scale, grid, unbroken, width_of


@pytest.mark.parametrize(
    ("most", "rows"),
    [
        (0, [0, 1]),
        (1, [0, 0.25, 0.5, 0.75, 1]),
        (100, [0, 25, 50, 75, 100]),
        (3 * 1024**3, [0, 1024**3, 2 * 1024**3, 3 * 1024**3]),
        (26.6 * 1024**4, [0, 10 * 1024**4, 20 * 1024**4, 30 * 1024**4]),
    ],
)
def test_a_grid_is_of_round_numbers_and_holds_the_highest(most: float, rows: list[float]) -> None:
    assert grid(most) == rows


def test_a_line_is_cut_where_samples_are_missing() -> None:
    samples = [Sample(at, 1) for at in (0, 10, 20, 40, 50)]
    assert [[s.at for s in piece] for piece in unbroken(samples, 10)] == [[0, 10, 20], [40, 50]]
    assert unbroken([], 10) == []


def test_a_scale_goes_from_the_left_below_to_the_right_above() -> None:
    scale = Scale(100, 200, 50)
    assert scale.path([Sample(100, 0), Sample(150, 25), Sample(200, 50)]) == (
        "84.0,266.0 514.0,141.0 944.0,16.0"
    )
    assert scale.area([Sample(100, 50), Sample(200, 50)]) == (
        "84.0,16.0 944.0,16.0 944.0,266.0 84.0,266.0"
    )


@pytest.mark.parametrize(
    ("part", "whole", "width"),
    [(1, 3, "33.33%"), (0, 0, "0%"), (5, 4, "100.00%"), (-1, 4, "0.00%"), (1, 1, "100.00%")],
)
def test_a_share_stays_within_the_bar(part: float, whole: float, width: str) -> None:
    assert width_of(part, whole) == width
