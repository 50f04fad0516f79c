"""Receivers that end with the test, and settings under which they may be reached."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from recordings.models import Camera
from tests.people import People
from tests.recordings.api.scene import make_camera
from tests.recordings.notices.scene import TurnedClock
from tests.recordings.notices.servers import MailServer, WebServer, serving

PAGE = "http://vms.example"


@pytest.fixture(autouse=True)
def notice_settings(settings: Settings) -> None:
    settings.VMS_NOTICE_NETWORKS = ["127.0.0.0/8", "::1/128"]
    settings.VMS_PUBLIC_URL = PAGE
    settings.VMS_EMAIL_URL = ""
    settings.TIME_ZONE = "America/Sao_Paulo"


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[MailServer]:
    with serving(MailServer()) as server:
        settings.VMS_EMAIL_URL = f"smtp://127.0.0.1:{server.port}"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.DEFAULT_FROM_EMAIL = "VMS <vms@recorder.example>"
        yield server


@pytest.fixture
def web_server() -> Iterator[WebServer]:
    with serving(WebServer()) as server:
        yield server


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def camera(people: People) -> Camera:
    return make_camera(people.city, "Gate 4")
