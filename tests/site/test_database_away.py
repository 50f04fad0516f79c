"""While the database is away: 503, never 500, and nothing said of it."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests.people import api_client, make_people, make_user
from tests.site.conftest import database_away

pytestmark = pytest.mark.django_db

UNAVAILABLE = {
    "code": "unavailable",
    "detail": "The database does not answer; recording goes on. Try again in a moment.",
    "fields": {},
}
ROUTES = [
    ("GET", "/api/cameras/"),
    ("POST", "/api/cameras/"),
    ("GET", "/api/cameras/1/"),
    ("POST", "/api/recording/enable/1/"),
    ("POST", "/api/recordings/start"),
    ("GET", "/api/recordings/"),
    ("GET", "/api/recordings/search"),
    ("GET", "/api/auth/me/"),
    ("GET", "/admin/"),
    ("GET", "/admin/recordings/camera/"),
]


def ask(client: Any, method: str, path: str) -> Any:
    client.raise_request_exception = False
    with database_away():
        return client.generic(method, path)


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("by", ["token", "session"])
def test_it_is_said_to_try_again(method: str, path: str, by: str) -> None:
    root = make_user("root", is_superuser=True)
    client: Any = api_client(root)
    if by == "session" or path.startswith("/admin"):
        client = Client(headers={"accept-language": "en"})
        client.force_login(root)
    answer = ask(client, method, path)
    assert (answer.status_code, answer.json()) == (503, UNAVAILABLE)
    assert answer.headers["Retry-After"] == "5"


def test_a_sign_in_is_told_so_too() -> None:
    make_people()
    client = Client(headers={"accept-language": "en"}, raise_request_exception=False)
    body = {"username": "owner", "password": "x"}
    with database_away():
        answer = client.post("/api/auth/login/", body, content_type="application/json")
    assert (answer.status_code, answer.json()) == (503, UNAVAILABLE)


@pytest.mark.parametrize("signed_in", [True, False])
def test_the_client_is_there_to_say_so(signed_in: bool, tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "index.html").write_text("<!doctype html>")
    settings.VMS_CLIENT_DIR = tmp_path
    client = Client()
    if signed_in:
        client.force_login(make_user("root", is_superuser=True))
    answer = ask(client, "GET", "/cameras/7")
    assert (answer.status_code, answer.content) == (200, b"<!doctype html>")


def test_nobody_still_is_nobody() -> None:
    answer = ask(Client(), "GET", "/api/cameras/")
    assert answer.status_code == 401
