"""Adding somebody by name tells nothing about the people of other cities."""

import json
from typing import Any

import pytest

from plans.entitlements import Role
from plans.models import User
from tests.people import (
    PASSWORD,
    People,
    api_client,
    join,
    make_city,
    make_member,
    make_people,
    make_user,
)
from tests.plans.answers import invalid

pytestmark = pytest.mark.usefixtures("quick_passwords")

TAKEN = invalid(username=["This name is not available."])


def add(people: People, actor: User, username: str, **more: str) -> Any:
    sent = {"username": username, "role": "viewer", **more}
    url = f"/api/cities/{people.city.pk}/members/"
    return api_client(actor).post(url, json.dumps(sent), content_type="application/json")


def test_a_superuser_adds_anybody_and_their_account_stays_as_it_was(people: People) -> None:
    bia = make_user("bia", password=PASSWORD)
    answer = add(people, people.superuser, "bia", password="another " + PASSWORD, email="x@y.org")
    assert answer.status_code == 201
    bia.refresh_from_db()
    assert (bia.check_password(PASSWORD), bia.email) == (True, "bia@example.org")


def test_an_owner_adds_somebody_from_another_city_that_they_own(people: People) -> None:
    second = make_city("Cristal")
    join(people.owner, second, Role.OWNER)
    make_member(second, username="bia")
    assert add(people, people.owner, "bia").status_code == 201


def test_to_be_a_mere_operator_of_the_other_city_is_not_enough(people: People) -> None:
    second = make_city("Cristal")
    join(people.owner, second, Role.OPERATOR)
    make_member(second, username="bia")
    answer = add(people, people.owner, "bia", password=PASSWORD)
    assert (answer.status_code, answer.json()) == (400, TAKEN)


@pytest.mark.parametrize("username", ["stranger", "root", "loner", "gone"])
def test_the_name_of_anybody_out_of_reach_is_just_not_available(
    people: People, username: str
) -> None:
    make_user("loner")
    make_user("gone", is_active=False)
    answer = add(people, people.owner, username, password=PASSWORD)
    assert (answer.status_code, answer.json()) == (400, TAKEN)


@pytest.mark.parametrize("password", [{}, {"password": "short"}, {"password": "12345678"}])
def test_without_a_good_password_a_taken_name_answers_like_a_free_one(
    people: People, password: dict[str, str]
) -> None:
    taken = add(people, people.owner, "stranger", **password)
    free = add(people, people.owner, "straggler", **password)
    assert (taken.status_code, taken.content) == (400, free.content)
    assert list(free.json()["fields"]) == ["password"]


def test_a_free_name_is_told_what_a_new_person_needs(people: People) -> None:
    answer = add(people, people.owner, "ana")
    assert (answer.status_code, answer.json()) == (
        400,
        invalid(password=["A new person needs a password."]),
    )


@pytest.mark.parametrize("password", ["ana.maria", "password", "48151623", "short"])
def test_djangos_rules_for_passwords_hold(people: People, password: str) -> None:
    answer = add(people, people.owner, "ana.maria", password=password)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["password"])
    assert not User.objects.filter(username="ana.maria").exists()


@pytest.mark.parametrize("username", ["a b", "a/b", "<script>", "a\0b", "", "\ud800", "x" * 151])
def test_a_name_that_cannot_be_one_is_refused(people: People, username: str) -> None:
    answer = add(people, people.owner, username, password=PASSWORD)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["username"])


def test_a_name_in_other_letter_forms_is_the_same_name(people: People) -> None:
    answer = add(people, people.owner, "ｓｔｒａｎｇｅｒ", password=PASSWORD)
    assert (answer.status_code, answer.json()) == (400, TAKEN)


@pytest.mark.parametrize("actor", ["owner", "superuser"])
def test_a_member_is_not_added_twice(people: People, actor: str) -> None:
    answer = add(people, getattr(people, actor), "viewer", password=PASSWORD)
    assert (answer.status_code, answer.json()) == (
        409,
        {
            "code": "conflict",
            "detail": "This person is already a member of the city.",
            "fields": {},
        },
    )


@pytest.mark.django_db
@pytest.mark.parametrize("actor", ["owner", "superuser"])
def test_the_plans_users_are_counted_for_everybody(actor: str) -> None:
    people = make_people("basic")
    before = User.objects.count()
    answer = add(people, getattr(people, actor), "ana", password=PASSWORD)
    assert (answer.status_code, answer.json()) == (
        403,
        {
            "code": "plan_limit",
            "detail": "The plan Basic includes 3 users.",
            "fields": {},
            "limit": 3,
        },
    )
    assert (people.city.memberships.count(), User.objects.count()) == (3, before)
