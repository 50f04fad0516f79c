"""Downloads, read to the end or left in the middle."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from plans.models import User
from recordings.models import Recording
from tests.people import api_client


@contextmanager
def one_connection() -> Iterator[None]:
    """Keeps the test's own database connection open past the end of a request."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


def hang_up(answer: Any) -> None:
    """What the web server does when the client is gone."""
    with one_connection():
        answer.close()


def download(user: User, recording: Recording, method: str = "GET", **headers: str) -> Any:
    url = f"/api/recordings/{recording.pk}/download/"
    return api_client(user).generic(method, url, headers=headers)


def body_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content
