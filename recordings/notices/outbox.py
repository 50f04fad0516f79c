"""Notices are written down with what they tell of, and sent afterwards."""

from datetime import datetime

from recordings.models import Alert


def alert_noticed(alert: Alert, now: datetime) -> None:
    """A notice for each target that wants it: opened, or closed if it is. In the transaction that
    opened or closed it."""
