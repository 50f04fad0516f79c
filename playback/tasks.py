"""Celery tasks: thin, idempotent. A message that is lost is made up for by the next hour's."""

from celery import shared_task
from django.utils import timezone

from playback.pictures.keeping import tidy_pictures
from playback.services import sessions_forget, viewings_forget


@shared_task(name="playback.tidy")
def tidy() -> None:
    """Delete pictures, playback sessions and viewers that nobody may or will ask for again."""
    tidy_pictures()
    viewings_forget(timezone.now())
    sessions_forget(timezone.now())
