"""Once a day and city: what expires at the next 03:00."""

from recordings.clock import Clock


def write_digests(clock: Clock) -> None:
    """The digests that are due and not written yet."""
