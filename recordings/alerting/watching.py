"""Looks for problems; opens and closes their alerts."""

from recordings.clock import Clock


def watch(clock: Clock) -> None:
    """One look at everything."""
