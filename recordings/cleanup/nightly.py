"""The retention run: once for each 03:00, caught up when it was missed."""

from recordings.clock import Clock


def retention_run(clock: Clock) -> None:
    """Make the run that is due, or go on with one that was cut off; else nothing."""
