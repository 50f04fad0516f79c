"""The steps of cutting a clip, at each of which something may happen."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from clips import cutter, piping, soundness

PIECES_BEFORE = 2  # of what is piped of a part


@dataclass(frozen=True)
class Step:
    """`what` of `owner` is about to be done, or was done just now."""

    owner: Any
    what: str
    is_after: bool = True


STEPS = {
    "claimed": Step(cutter, "claim"),
    "planned": Step(cutter, "_plan"),
    "has room": Step(cutter, "roomy_volume"),
    "piping": Step(piping, "moved_bytes"),
    "written": Step(cutter, "_render"),
    "being checked": Step(soundness.Checker, "look_at", is_after=False),
    "checked": Step(cutter, "judge"),
    "hashed": Step(cutter, "sha256_of"),
    "synced": Step(cutter, "manifest_of", is_after=False),
    "its name told": Step(cutter, "_make"),
    "its picture named": Step(cutter, "give_name", is_after=False),
    "linked": Step(os, "link"),
    "named": Step(cutter, "give_name"),
    "not yet called ready": Step(cutter, "_finish", is_after=False),
}


@contextmanager
def at_step(name: str, happens: Callable[[], object]) -> Iterator[None]:
    """`happens` is called once, the first time that somebody comes to the step."""
    step = STEPS[name]
    original = getattr(step.owner, step.what)
    left = [happens]

    def once() -> None:
        if left:
            left.pop()()

    def pieces(*arguments: Any) -> Iterator[bytes]:
        for number, piece in enumerate(original(*arguments)):
            if number == PIECES_BEFORE:
                once()
            yield piece

    def done(*arguments: Any, **named: Any) -> Any:
        if not step.is_after:
            once()
        result = original(*arguments, **named)
        if step.is_after:
            once()
        return result

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(step.owner, step.what, pieces if name == "piping" else done)
        yield
    assert not left, f"nobody came to the step {name}"
