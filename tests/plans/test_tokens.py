"""Tokens: what opens the API and what no longer does."""

from datetime import timedelta

import pytest
from django.utils import timezone
from knox.models import AuthToken
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from plans.services import tokens_revoke
from tests.people import PASSWORD, People, api_client, make_user


def ask_with(header: str) -> tuple[int, str]:
    answer = APIClient(HTTP_AUTHORIZATION=header, HTTP_ACCEPT_LANGUAGE="en").get("/api/auth/me/")
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize(
    "header",
    [
        "Token",
        "Token a b",
        "Token 0",
        "Token " + "0" * 64,
        "Token \xff\xfe",
        "Token %00",
        "Token é",
    ],
)
@pytest.mark.django_db
def test_a_forged_token_is_a_clear_401(header: str) -> None:
    assert ask_with(header) == (401, "authentication_failed")


@pytest.mark.django_db
def test_another_scheme_is_anonymous() -> None:
    assert ask_with("Bearer 0123456789") == (401, "not_authenticated")


def test_an_expired_token_opens_nothing(people: People) -> None:
    _issued, token = AuthToken.objects.create(user=people.owner, expiry=timedelta(seconds=-1))
    assert ask_with(f"Token {token}") == (401, "authentication_failed")


def test_a_person_who_was_switched_off_is_out_at_once(people: People) -> None:
    client = api_client(people.owner)
    assert client.get("/api/auth/me/").status_code == 200
    people.owner.is_active = False
    people.owner.save()
    assert client.get("/api/auth/me/").status_code == 401


def test_revoking_ends_every_token_of_one_person(people: People) -> None:
    owner, viewer = api_client(people.owner), api_client(people.viewer)
    tokens_revoke(user=people.owner)
    assert owner.get("/api/auth/me/").status_code == 401
    assert viewer.get("/api/auth/me/").status_code == 200


@pytest.mark.usefixtures("quick_passwords")
@pytest.mark.django_db
def test_signing_in_clears_away_the_persons_expired_tokens() -> None:
    ana, bia = make_user("ana", password=PASSWORD), make_user("bia")
    for person in (ana, bia):
        AuthToken.objects.create(user=person, expiry=timedelta(seconds=-1))
    APIClient().post("/api/auth/login/", {"username": "ana", "password": PASSWORD})
    expired = AuthToken.objects.filter(expiry__lt=timezone.now())
    assert [token.user for token in expired] == [bia]


def test_many_tokens_cost_no_more_than_one(
    people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(20):
        client = api_client(people.owner)
    with django_assert_num_queries(2):  # the token with its person; the memberships
        client.get("/api/auth/me/")
