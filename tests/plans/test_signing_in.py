"""`/api/auth/`: a token for programs, a session for the browser."""

from datetime import datetime
from typing import Any

import pytest
from knox.models import AuthToken
from rest_framework.test import APIClient

from plans.models import User
from tests.people import PASSWORD, api_client, make_city, make_user
from tests.plans.answers import ANONYMOUS, invalid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

WRONG = {"code": "invalid_credentials", "detail": "Wrong user name or password.", "fields": {}}


@pytest.fixture
def ana() -> User:
    return make_user("ana", password=PASSWORD)


def browser() -> APIClient:
    return APIClient(enforce_csrf_checks=True, HTTP_ACCEPT_LANGUAGE="en")


def sign_in(client: APIClient, username: str, password: str = PASSWORD) -> Any:
    return client.post("/api/auth/login/", {"username": username, "password": password})


def test_signing_in_answers_a_token_that_opens_the_api(ana: User) -> None:
    answer = sign_in(browser(), "ana")
    assert answer.status_code == 200
    body = answer.json()
    assert body == {
        "token": body["token"],
        "expires_at": body["expires_at"],
        "user": {
            "id": ana.pk,
            "username": "ana",
            "email": "ana@example.org",
            "is_superuser": False,
        },
    }
    assert body["expires_at"] is None or datetime.fromisoformat(body["expires_at"]).tzinfo
    program = APIClient(HTTP_AUTHORIZATION=f"Token {body['token']}")
    assert program.get("/api/auth/me/").json()["username"] == "ana"


def test_signing_in_opens_the_browsers_session_with_a_csrf_cookie(ana: User) -> None:
    client = browser()
    answer = sign_in(client, "ana")
    assert {"sessionid", "csrftoken"} <= set(answer.cookies)
    assert client.get("/api/auth/me/").json()["username"] == "ana"


def test_a_session_changes_nothing_without_its_csrf_token(ana: User) -> None:
    client = browser()
    sign_in(client, "ana")
    refused = client.post("/api/auth/logout/")
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")
    csrf = client.cookies["csrftoken"].value
    assert client.post("/api/auth/logout/", headers={"x-csrftoken": csrf}).status_code == 204


def test_a_wrong_password_an_unknown_name_and_an_inactive_person_look_the_same(ana: User) -> None:
    make_user("gone", password=PASSWORD, is_active=False)
    answers = [
        sign_in(browser(), "ana", "not the password"),
        sign_in(browser(), "nobody"),
        sign_in(browser(), "gone"),
    ]
    assert [(a.status_code, a.json(), a.headers["WWW-Authenticate"]) for a in answers] == [
        (401, WRONG, "Token")
    ] * 3


def test_a_name_and_a_password_are_asked_for() -> None:
    answer = browser().post("/api/auth/login/", {"username": ""})
    assert (answer.status_code, answer.json()) == (
        400,
        invalid(username=["This field may not be blank."], password=["This field is required."]),
    )


def test_a_form_of_another_site_cannot_sign_a_visitor_in(ana: User) -> None:
    answer = browser().post(
        "/api/auth/login/", {"username": "ana", "password": PASSWORD}, format="multipart"
    )
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_an_old_token_sent_along_does_not_stop_a_new_sign_in(ana: User) -> None:
    client = browser()
    client.credentials(HTTP_AUTHORIZATION="Token 0123456789")
    assert sign_in(client, "ana").status_code == 200


def test_signing_out_by_token_ends_this_token_alone(ana: User) -> None:
    first, second = api_client(ana), api_client(ana)
    answer = first.post("/api/auth/logout/")
    assert (answer.status_code, answer.content) == (204, b"")
    assert first.get("/api/auth/me/").status_code == 401
    assert second.get("/api/auth/me/").status_code == 200


def test_signing_out_in_the_browser_ends_the_session_and_the_token_given_with_it(
    ana: User,
) -> None:
    client = browser()
    sign_in(client, "ana")
    csrf = client.cookies["csrftoken"].value
    assert client.post("/api/auth/logout/", headers={"x-csrftoken": csrf}).status_code == 204
    assert client.get("/api/auth/me/").status_code == 401
    assert list(AuthToken.objects.all()) == []


def test_nobody_is_told_about_nobody() -> None:
    for method, path in [("get", "me"), ("post", "logout")]:
        answer = getattr(browser(), method)(f"/api/auth/{path}/")
        assert (answer.status_code, answer.json()) == (401, ANONYMOUS)


def test_a_person_without_a_city_has_no_memberships(ana: User) -> None:
    make_city()
    assert api_client(ana).get("/api/auth/me/").json() == {
        "id": ana.pk,
        "username": "ana",
        "email": "ana@example.org",
        "is_superuser": False,
        "is_staff": False,
        "admin_url": None,
        "memberships": [],
        "cities": [],
    }
