"""What all tests share."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.cache import cache
from pytest_django import Settings

from playback.grants import grants
from playback.live import live_positions
from playback.media_files import media_files
from tests.cameras import clips, start_camera
from tests.people import People, make_people

__all__ = ["clips", "people", "plans_on_sale", "quick_passwords", "start_camera"]

three_plans = import_module("plans.migrations.0002_three_plans")
hold_limits = import_module("plans.migrations.0005_hold_limits")


@pytest.fixture(autouse=True)
def plans_on_sale(request: pytest.FixtureRequest) -> None:
    """What the migration put there: a test with real transactions ends by emptying every table."""
    databases = {"db", "transactional_db"} & {*request.fixturenames}
    marker = request.node.get_closest_marker("django_db")
    if marker is not None or databases:
        real = "transactional_db" in databases or (marker and marker.kwargs.get("transaction"))
        request.getfixturevalue("transactional_db" if real else "db")
        three_plans.add_plans(apps, None)
        hold_limits.limit_holds(apps, None)


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What a process remembers of rows outlives a test, and ids come again."""
    grants.forget()
    media_files.forget()
    live_positions.forget()
    cache.clear()


@pytest.fixture
def people(db: None) -> People:
    return make_people()


@pytest.fixture
def quick_passwords(settings: Settings) -> None:
    """A real but cheap hash: what is tested is who signs in, not how long hashing takes."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
