"""Sends notices that are due."""

from recordings.clock import Clock


def send_due(clock: Clock) -> None:
    """Try each notice that is due, once."""
