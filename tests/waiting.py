"""Waiting for what another process or thread does, with a deadline."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


PATIENCE_SECONDS = 60.0
"""Of a machine that is busy with other tests: no promise of the product's."""
LONGEST_PAUSE_SECONDS = 0.2
LOOKING = 0.2
"""The most of its time that a test spends looking, which takes it from what it waits for."""


def wait_for(look: Callable[[], T | None], what: str, seconds: float = PATIENCE_SECONDS) -> T:
    """The first truthy answer of `look`; an assertion that names `what` after the deadline."""
    deadline = time.monotonic() + seconds
    while True:
        began = time.monotonic()
        found = look()
        if found:
            return found
        ended = time.monotonic()
        assert ended < deadline, f"waited {seconds:.0f} s in vain for {what}"
        time.sleep(min(LONGEST_PAUSE_SECONDS, max(0.02, (ended - began) / LOOKING)))
