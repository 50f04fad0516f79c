"""Another city's id answers like one that does not exist, byte for byte."""

from typing import Any

import pytest
from django.test import Client

from plans.models import City, Membership, User
from tests.people import People, api_client
from tests.plans.answers import NOT_FOUND

METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
BODIES = ["", "{}", '{"role": "owner"}', '{"username": "x", "role": "viewer"}', "[1", '{"plan": 1}']
MISSING = ["999999", "0", "-1", "x", "9" * 40, "1.0", "%00", "%C3%28", "null"]


def ask(user: User, method: str, url: str, body: str) -> tuple[int, bytes, dict[str, str]]:
    answer: Any = api_client(user).generic(method, url, body, content_type="application/json")
    return answer.status_code, answer.content, dict(answer.headers)


def routes(city: object, member: object) -> list[str]:
    """Every route of the app that names a city, and a member of it."""
    return [
        f"/api/cities/{city}/",
        f"/api/cities/{city}/members/",
        f"/api/cities/{city}/members/{member}/",
    ]


@pytest.mark.parametrize("who", ["owner", "operator", "viewer"])
@pytest.mark.parametrize("method", METHODS)
def test_another_citys_id_is_a_missing_id(people: People, who: str, method: str) -> None:
    user = getattr(people, who)
    foreign_member = Membership.objects.get(user=people.stranger).pk
    foreign = routes(people.other_city.pk, foreign_member)
    missing = routes(999_999, 999_999)
    for body in BODIES:
        for foreign_url, missing_url in zip(foreign, missing, strict=True):
            assert ask(user, method, foreign_url, body) == ask(user, method, missing_url, body)
    assert City.objects.count() == 2
    assert Membership.objects.count() == 4


@pytest.mark.parametrize("method", METHODS)
def test_another_citys_member_is_missing_in_ones_own_city(people: People, method: str) -> None:
    foreign = Membership.objects.get(user=people.stranger).pk
    url = f"/api/cities/{people.city.pk}/members/"
    for body in BODIES:
        assert ask(people.owner, method, f"{url}{foreign}/", body) == ask(
            people.owner, method, f"{url}999999/", body
        )


@pytest.mark.parametrize("wrong", MISSING)
def test_an_id_that_cannot_be_one_is_missing_everywhere(people: People, wrong: str) -> None:
    urls = [*routes(wrong, 1), f"/api/cities/{people.city.pk}/members/{wrong}/"]
    for url in [*urls, f"/api/plans/{wrong}/"]:
        for user in (people.owner, people.superuser):
            answer = api_client(user).get(url)
            assert (url, answer.status_code, answer.json()) == (url, 404, NOT_FOUND)


def test_a_route_that_does_not_exist_is_missing_too(people: People) -> None:
    foreign = api_client(people.owner).get(f"/api/cities/{people.other_city.pk}/")
    client = Client(headers={"accept-language": "en"})
    for path in ("/api/nothing/", "/api/nothing", "/api/cities/1/nothing/"):
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (404, foreign.content)
        assert answer.headers["Content-Type"] == foreign.headers["Content-Type"]
