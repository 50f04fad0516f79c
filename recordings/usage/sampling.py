"""Hourly samples for charts."""

from recordings.clock import Clock


def sample_usage(clock: Clock) -> None:
    """The sample of this hour, unless it is there."""
