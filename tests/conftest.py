"""What all tests share."""

import pytest
from pytest_django import Settings

from tests.people import People, make_people


@pytest.fixture
def people(db: None) -> People:
    return make_people()


@pytest.fixture
def quick_passwords(settings: Settings) -> None:
    """A real but cheap hash: what is tested is who signs in, not how long hashing takes."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
