"""Lists come in pages of `{results, next, previous}`."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from plans.models import City, User
from tests.people import api_client, make_city, make_plan, make_user
from tests.plans.answers import invalid

CITY_COUNT = 120


@pytest.fixture
def root(db: None) -> User:
    plan = make_plan("basic")
    City.objects.bulk_create(
        City(name=f"City {number:03}", plan=plan) for number in range(CITY_COUNT)
    )
    return make_user("root", is_superuser=True)


def names(answer: Any) -> list[str]:
    return [city["name"] for city in answer.json()["results"]]


def follow(client: APIClient, url: str, link: str) -> list[list[str]]:
    pages = []
    while url:
        answer = client.get(url)
        pages.append(names(answer))
        url = answer.json()[link]
    return pages


ALL = [f"City {number:03}" for number in range(CITY_COUNT)]


def test_following_next_reads_everything_once_fifty_at_a_time(root: User) -> None:
    pages = follow(api_client(root), "/api/cities/", "next")
    assert pages == [ALL[:50], ALL[50:100], ALL[100:]]


def test_previous_leads_back_to_the_first_page(root: User) -> None:
    pages = follow(api_client(root), "/api/cities/?page=3", "previous")
    assert pages == [ALL[100:], ALL[50:100], ALL[:50]]


def test_links_keep_the_filters(root: User) -> None:
    answer = api_client(root).get("/api/cities/?search=City&page_size=10&page=2")
    queries = [parse_qs(urlsplit(answer.json()[link]).query) for link in ("previous", "next")]
    assert queries == [
        {"search": ["City"], "page_size": ["10"], "page": [page]} for page in ("1", "3")
    ]


def test_a_page_that_ends_with_the_list_has_no_next(root: User) -> None:
    body = api_client(root).get(f"/api/cities/?page_size={CITY_COUNT}").json()
    assert (len(body["results"]), body["next"], body["previous"]) == (CITY_COUNT, None, None)


def test_a_page_past_the_end_is_empty(root: User) -> None:
    answer = api_client(root).get("/api/cities/?page=9")
    assert (answer.status_code, names(answer), answer.json()["next"]) == (200, [], None)


def test_no_more_than_five_hundred_at_a_time(root: User) -> None:
    plan = make_plan("basic")
    City.objects.bulk_create(City(name=f"More {number:03}", plan=plan) for number in range(400))
    body = api_client(root).get("/api/cities/?page_size=1000000000").json()
    assert len(body["results"]) == 500
    assert body["next"] is not None


@pytest.mark.parametrize("name", ["page", "page_size"])
@pytest.mark.parametrize("value", ["0", "-1", "x", "1.5", "1_0", "１", "9" * 30, "%00"])
def test_a_page_is_a_whole_number(root: User, name: str, value: str) -> None:
    answer = api_client(root).get(f"/api/cities/?{name}={value}")
    assert (answer.status_code, answer.json()) == (
        400,
        invalid(**{name: ["Write a whole number from 1 up."]}),
    )


def test_a_page_costs_one_query_however_long(
    root: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = api_client(root)
    with django_assert_num_queries(2):  # the token with its person; the page
        client.get("/api/cities/?page_size=500")


def test_the_members_of_a_city_cost_the_same_for_one_and_for_many(
    root: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    city = make_city("Aurora")
    client = api_client(root)
    for round_number in range(2):
        with django_assert_num_queries(3):  # the token; the city; the page
            client.get(f"/api/cities/{city.pk}/members/")
        for number in range(20):
            city.memberships.create(user=make_user(f"{round_number}-{number}"))
