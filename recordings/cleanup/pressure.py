"""Each minute: measure the volumes, keep quotas, make room where it is short."""

from recordings.clock import Clock


def relieve(clock: Clock) -> None:
    """One pass."""
