"""Waiting for what other processes do, never longer than needed."""

import time
from collections.abc import Callable


def wait_until(is_so: Callable[[], object], what: str, seconds: float = 20.0) -> None:
    """Polls; fails with `what` did not happen in time."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"{what}: not within {seconds:g} s"
        time.sleep(0.02)
