"""Ranges that chance chose, over files with gaps, restarts and a camera whose clock drifts."""

import random
from datetime import timedelta

import pytest

from clips.models import Clip, Status
from clips.places import unlink_quietly
from plans.models import City
from tests.clips.scene import FIRST, Scene, codes_in
from tests.clips.truth import Filmed, assert_shows, filmed
from tests.people import make_plan

pytestmark = pytest.mark.django_db(transaction=True)
RUNS = ("1a2b3c4d", "1a2b3c4d", "2b3c4d5e", "3c4d5e6f")
FILMS = filmed(
    (0, 30_150, 0, 750),  # slow by half a per cent
    (30_150, 29_850, 750, 750),  # the next file of the run: fast
    (77_000, 20_020, 1500, 500),  # after a gap of 17 s, 1000 ppm
    (99_300, 39_900, 2000, 1000),  # after a restart that took 2 s
)
BOUNDS_MS = [at for film in FILMS for at in (film.start_ms, film.end_ms)]
LONGEST_MS = (400, 4_000, 30_000, 90_000)


def some_range(chance: random.Random) -> tuple[int, int]:
    """With at least two frames in it; one in three begins or ends next to a file's edge."""
    while True:
        start = chance.randrange(-2_000, FILMS[-1].end_ms)
        if chance.random() < 1 / 3:
            start = chance.choice(BOUNDS_MS) + chance.randrange(-80, 81)
        end = start + chance.randrange(80, chance.choice(LONGEST_MS))
        if sum(_frames(film, start, end) for film in FILMS) >= 2:
            return start, end


def _frames(film: Filmed, start_ms: int, end_ms: int) -> float:
    first, end = film.between(start_ms, end_ms)
    return end - first


@pytest.mark.parametrize(
    ("seed", "count"), [(1, 16), pytest.param(2, 200, marks=pytest.mark.slow, id="many")]
)
def test_each_frame_of_a_range_is_shown_once(scene: Scene, seed: int, count: int) -> None:
    City.objects.update(plan=make_plan("premium"))
    for sample, film, run in zip(scene.samples, FILMS, RUNS, strict=True):
        start = FIRST + timedelta(milliseconds=film.start_ms)
        scene.record(sample, start, run=run, lasts_ms=film.lasts_ms)
    chance = random.Random(seed)
    wrong = {}
    for _ in range(count):
        span = some_range(chance)
        clip = scene.cut(*span)
        problem = _problem(clip, span)
        if problem:
            wrong[span] = problem
        unlink_quietly([clip.path])
    assert wrong == {}


def _problem(clip: Clip, span: tuple[int, int]) -> str:
    if clip.status != Status.READY or clip.path is None:
        return f"{clip.status}: {clip.error}"
    try:
        assert_shows(codes_in(clip.path), FILMS, *span)
    except AssertionError as error:
        return str(error)
    return ""
