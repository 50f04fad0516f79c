"""`GET /api/auth/me/`: the cities that a person sees, with what they may do in each."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from plans.entitlements import CAPABILITIES, Role
from plans.models import City, Membership, User
from tests.people import People, api_client, join, make_city, make_user
from tests.plans.test_cities import plan_json

VIEWER = ["watch"]
OPERATOR = [
    "acknowledge_alerts",
    "control_recording",
    "cut_clips",
    "hold_footage",
    "read_plates",
    "watch",
    "write_detections",
]
OWNER = sorted(
    [
        *OPERATOR,
        "manage_cameras",
        "manage_clips",
        "manage_members",
        "read_accounts",
        "release_any_hold",
    ]
)


def me(user: User) -> dict[str, Any]:
    answer = api_client(user).get("/api/auth/me/")
    assert answer.status_code == 200
    content: dict[str, Any] = answer.json()
    return content


def told(city: City, role: str, capabilities: list[str]) -> dict[str, Any]:
    return {
        "id": city.pk,
        "name": city.name,
        "time_zone": "America/Sao_Paulo",
        "role": role,
        "capabilities": capabilities,
        "plan": plan_json(city.plan),
    }


@pytest.mark.parametrize(
    ("role", "capabilities"),
    [(Role.VIEWER, VIEWER), (Role.OPERATOR, OPERATOR), (Role.OWNER, OWNER)],
)
def test_a_member_is_told_of_their_city_alone(
    people: People, role: Role, capabilities: list[str]
) -> None:
    assert me(getattr(people, role))["cities"] == [told(people.city, role, capabilities)]
    assert capabilities == sorted(CAPABILITIES[role])


def test_each_city_has_its_own_rights_and_they_come_by_name(people: People) -> None:
    first = make_city("Alfa", "basic")
    join(people.viewer, people.other_city, Role.OWNER)
    join(people.viewer, first, Role.OPERATOR)
    assert me(people.viewer)["cities"] == [
        told(first, "operator", OPERATOR),
        told(people.city, "viewer", VIEWER),
        told(people.other_city, "owner", OWNER),
    ]


def test_a_superuser_is_as_an_owner_in_every_city(people: People) -> None:
    join(people.superuser, people.other_city, Role.VIEWER)
    content = me(people.superuser)
    assert content["cities"] == [
        told(people.city, "owner", OWNER),
        told(people.other_city, "owner", OWNER),
    ]
    assert [own["role"] for own in content["memberships"]] == ["viewer"]


@pytest.mark.parametrize(("who", "queries"), [("viewer", 2), ("superuser", 3)])
def test_many_cities_cost_no_more_queries_than_one(
    people: People, who: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        join(people.viewer, make_city(f"City {number:02}"), Role.OPERATOR)
    client = api_client(getattr(people, who))
    with django_assert_num_queries(queries):  # the token and its person; memberships; all cities
        answer = client.get("/api/auth/me/")
    assert len(answer.json()["cities"]) == (21 if who == "viewer" else 22)


def test_who_left_a_city_is_not_told_of_it_any_more(people: People) -> None:
    Membership.objects.filter(user=people.viewer).delete()
    assert me(people.viewer)["cities"] == []


@pytest.mark.parametrize("is_staff", [False, True])
@pytest.mark.parametrize("who", ["owner", "operator", "viewer", "superuser", "nobody"])
def test_the_administration_is_named_to_whom_it_opens(
    people: People, who: str, is_staff: bool
) -> None:
    user = make_user("nobody") if who == "nobody" else getattr(people, who)
    User.objects.filter(pk=user.pk).update(is_staff=is_staff)
    client = api_client(user)
    client.force_login(user)
    opens = client.get("/admin/").status_code == 200
    content = me(user)
    assert (content["is_staff"], content["admin_url"]) == (is_staff, "/admin/" if opens else None)
    assert opens == (is_staff and who in ("owner", "superuser"))
