"""Compresses old footage, one recording at a time."""

from recordings.clock import Clock


def compress_next(clock: Clock) -> None:
    """The oldest recording that its plan wants compressed, if any."""
