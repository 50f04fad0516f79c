"""A camera of each city, and a moment."""

import pytest
from django.test import Client

from recordings.models import Camera
from tests.people import People
from tests.recordings.api.scene import make_camera


@pytest.fixture
def gate(people: People) -> Camera:
    return make_camera(people.city, "Gate")


@pytest.fixture
def foreign(people: People) -> Camera:
    return make_camera(people.other_city, "Foreign")


@pytest.fixture
def administrator(people: People) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.superuser)
    return client
