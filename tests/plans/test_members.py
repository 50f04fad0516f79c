"""`/api/cities/{id}/members/`: who belongs to a city, and who decides it."""

import json
from typing import Any

import pytest

from plans.entitlements import Role
from plans.models import City, Membership, User
from tests.people import PASSWORD, People, api_client, join, make_member, make_user
from tests.plans.answers import LAST_OWNER, NOT_ALLOWED, NOT_FOUND, invalid

MANAGERS = ["owner", "superuser"]
OTHER_MEMBERS = ["operator", "viewer"]


def members_url(city: City) -> str:
    return f"/api/cities/{city.pk}/members/"


def member_url(user: User, city: City) -> str:
    return f"{members_url(city)}{Membership.objects.get(user=user, city=city).pk}/"


def member_json(user: User, city: City) -> dict[str, Any]:
    membership = Membership.objects.get(user=user, city=city)
    return {
        "id": membership.pk,
        "user": {"id": user.pk, "username": user.username, "email": user.email},
        "role": membership.role,
        "created_at": membership.created_at.isoformat().replace("+00:00", "Z"),
    }


def roles(city: City) -> dict[str, str]:
    return dict(city.memberships.values_list("user__username", "role"))


BEFORE = {"owner": "owner", "operator": "operator", "viewer": "viewer"}


@pytest.mark.parametrize("who", MANAGERS)
def test_owners_and_superusers_list_a_citys_members(people: People, who: str) -> None:
    client = api_client(getattr(people, who))
    expected = [
        member_json(user, people.city) for user in (people.owner, people.operator, people.viewer)
    ]
    assert client.get(members_url(people.city)).json() == {
        "results": expected,
        "next": None,
        "previous": None,
    }
    assert client.get(member_url(people.viewer, people.city)).json() == expected[2]


@pytest.mark.parametrize(
    ("query", "expected"),
    [("role=viewer", ["viewer"]), ("search=OPER", ["operator"]), ("search=owner@", ["owner"])],
)
def test_members_are_filtered(people: People, query: str, expected: list[str]) -> None:
    answer = api_client(people.owner).get(f"{members_url(people.city)}?{query}")
    assert [row["user"]["username"] for row in answer.json()["results"]] == expected


@pytest.mark.parametrize("who", [*OTHER_MEMBERS, "stranger"])
def test_nobody_else_sees_or_changes_them(people: People, who: str) -> None:
    client = api_client(getattr(people, who))
    one, every = member_url(people.viewer, people.city), members_url(people.city)
    new = {"username": "ana", "role": "viewer", "password": PASSWORD}
    answers = [
        client.get(every),
        client.get(one),
        client.post(every, new),
        client.post(every, {}),
        client.patch(one, {"role": "owner"}),
        client.delete(one),
    ]
    expected = (404, NOT_FOUND) if who == "stranger" else (403, NOT_ALLOWED)
    assert [(a.status_code, a.json()) for a in answers] == [expected] * 6
    assert roles(people.city) == BEFORE
    assert not User.objects.filter(username="ana").exists()


@pytest.mark.parametrize("who", MANAGERS)
@pytest.mark.usefixtures("quick_passwords")
def test_a_new_name_with_a_password_becomes_a_person_who_can_sign_in(
    people: People, who: str
) -> None:
    new = {"username": "ana", "role": "operator", "password": PASSWORD, "email": "ana@Example.ORG"}
    answer = api_client(getattr(people, who)).post(members_url(people.city), new)
    ana = User.objects.get(username="ana")
    assert (answer.status_code, answer.json()) == (201, member_json(ana, people.city))
    assert (ana.email, ana.is_superuser, ana.is_staff) == ("ana@example.org", False, False)
    signed_in = api_client().post("/api/auth/login/", {"username": "ana", "password": PASSWORD})
    assert signed_in.status_code == 200
    assert roles(people.city) == {**BEFORE, "ana": "operator"}


def test_a_role_changes(people: People) -> None:
    answer = api_client(people.owner).patch(
        member_url(people.viewer, people.city), {"role": "operator"}
    )
    assert (answer.status_code, answer.json()) == (200, member_json(people.viewer, people.city))
    assert roles(people.city) == {**BEFORE, "viewer": "operator"}


def test_a_removed_person_keeps_the_account_and_loses_the_city_at_once(people: People) -> None:
    viewer = api_client(people.viewer)
    answer = api_client(people.owner).delete(member_url(people.viewer, people.city))
    assert (answer.status_code, answer.content) == (204, b"")
    assert viewer.get(f"/api/cities/{people.city.pk}/").json() == NOT_FOUND
    assert viewer.get("/api/auth/me/").json()["memberships"] == []


def test_a_member_of_one_city_is_missing_below_another(people: People) -> None:
    membership = Membership.objects.get(user=people.viewer)
    client = api_client(people.superuser)
    answer = client.get(f"{members_url(people.other_city)}{membership.pk}/")
    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize("who", MANAGERS)
@pytest.mark.parametrize("method", ["patch", "delete"])
def test_the_last_owner_stays(people: People, who: str, method: str) -> None:
    client = api_client(getattr(people, who))
    url = member_url(people.owner, people.city)
    answer = getattr(client, method)(url, {"role": "viewer"} if method == "patch" else None)
    assert (answer.status_code, answer.json()) == (409, LAST_OWNER)
    assert roles(people.city) == BEFORE


def test_an_owner_who_cannot_sign_in_is_no_other_owner(people: People) -> None:
    join(make_user("gone", is_active=False), people.city, Role.OWNER)
    answer = api_client(people.owner).delete(member_url(people.owner, people.city))
    assert (answer.status_code, answer.json()) == (409, LAST_OWNER)


def test_an_owner_leaves_once_there_is_another(people: People) -> None:
    second = make_member(people.city, Role.OWNER, "second")
    client = api_client(people.owner)
    assert client.delete(member_url(people.owner, people.city)).status_code == 204
    answer = api_client(second).patch(member_url(second, people.city), {"role": "viewer"})
    assert (answer.status_code, answer.json()) == (409, LAST_OWNER)


def test_an_owner_stays_an_owner_when_made_one_again(people: People) -> None:
    url = member_url(people.owner, people.city)
    assert api_client(people.owner).patch(url, {"role": "owner"}).status_code == 200


@pytest.mark.parametrize(
    ("sent", "faults"),
    [
        ({}, {"role": ["This field is required."]}),
        ({"role": "king"}, {"role": ['"king" is not a valid choice.']}),
        ({"role": "\ud800"}, {"role": ['"?" is not a valid choice.']}),
        ({"role": ["owner"]}, {"role": ["\"['owner']\" is not a valid choice."]}),
    ],
)
def test_a_role_is_one_of_three(
    people: People, sent: dict[str, Any], faults: dict[str, list[str]]
) -> None:
    url = member_url(people.viewer, people.city)
    answer = api_client(people.owner).patch(url, json.dumps(sent), content_type="application/json")
    assert (answer.status_code, answer.json()) == (400, invalid(**faults))
