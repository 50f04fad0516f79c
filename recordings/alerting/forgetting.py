"""Alerts of more than a year ago are forgotten, as the recorders' events are."""

from recordings.alerting.looks import Look
from recordings.cleanup.clock_witness import has_leapt
from recordings.cleanup.detections import EVENTS_KEPT
from recordings.models import Alert

MOST_A_LOOK = 1_000


def forget_old(look: Look) -> None:
    """Those that have been closed for so long, with their notices; some a look. None while the
    clock is in doubt: a leap of years would take them all."""
    before = look.clock.now() - EVENTS_KEPT
    # What closed before opened before: the index by opening bounds what is read.
    old = Alert.objects.filter(opened_at__lt=before, closed_at__lt=before).order_by("opened_at")
    ids = list(old.values_list("pk", flat=True)[:MOST_A_LOOK])
    if ids and not has_leapt(look.clock):
        Alert.objects.filter(pk__in=ids).delete()
