"""Guessing passwords: a name is locked for the address that guessed, and for no other."""

from typing import Any

import pytest
from django.conf import settings
from rest_framework.test import APIClient

from tests.people import PASSWORD, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

LOCKED = {
    "code": "locked_out",
    "detail": "Too many failed attempts. Try again later.",
    "fields": {},
}


def try_to_sign_in(password: str, *, username: str = "ana", address: str = "192.0.2.1") -> Any:
    client = APIClient(HTTP_ACCEPT_LANGUAGE="en", REMOTE_ADDR=address)
    return client.post("/api/auth/login/", {"username": username, "password": password})


def guess_until_locked() -> list[int]:
    return [try_to_sign_in("a guess").status_code for _ in range(settings.AXES_FAILURE_LIMIT)]


def test_the_guess_that_reaches_the_limit_locks_even_the_right_password_out() -> None:
    make_user("ana", password=PASSWORD)
    assert guess_until_locked() == [401] * (settings.AXES_FAILURE_LIMIT - 1) + [429]
    answer = try_to_sign_in(PASSWORD)
    assert (answer.status_code, answer.json(), answer.headers["Retry-After"]) == (
        429,
        LOCKED,
        str(int(settings.AXES_COOLOFF_TIME * 3600)),
    )
    assert "sessionid" not in answer.cookies


def test_the_same_name_signs_in_from_another_address() -> None:
    make_user("ana", password=PASSWORD)
    guess_until_locked()
    assert try_to_sign_in(PASSWORD, address="192.0.2.2").status_code == 200


def test_another_name_signs_in_from_the_same_address() -> None:
    make_user("bia", password=PASSWORD)
    guess_until_locked()
    assert try_to_sign_in(PASSWORD, username="bia").status_code == 200


def test_an_unknown_name_is_locked_like_a_known_one() -> None:
    assert guess_until_locked() == [401] * (settings.AXES_FAILURE_LIMIT - 1) + [429]
