"""`/api/cities/`: what each person sees of cities, and who changes them."""

import json
from typing import Any

import pytest

from plans.entitlements import Role
from plans.models import City, Plan
from tests.people import People, api_client, join, make_city, make_member, make_plan
from tests.plans.answers import ANONYMOUS, SUPERUSERS_ONLY, invalid

LIMITS = {
    "basic": {"retention_days": 7, "max_users": 3, "max_gb_per_camera": 168, "max_clips": 10},
    "pro": {"retention_days": 15, "max_users": 5, "max_gb_per_camera": 360, "max_clips": 50},
}


def plan_json(plan: Plan) -> dict[str, Any]:
    return {"id": plan.pk, "code": plan.code, "name": plan.name, **LIMITS[plan.code]}


def city_json(city: City, role: Role | None) -> dict[str, Any]:
    return {
        "id": city.pk,
        "name": city.name,
        "time_zone": city.time_zone,
        "plan": plan_json(city.plan),
        "role": role,
        "created_at": city.created_at.isoformat().replace("+00:00", "Z"),
    }


def names(answer: Any) -> list[str]:
    return [city["name"] for city in answer.json()["results"]]


@pytest.mark.parametrize("role", Role)
def test_a_member_sees_their_city_with_its_plan_and_their_role(people: People, role: Role) -> None:
    client = api_client(getattr(people, role))
    expected = city_json(people.city, role)
    assert client.get(f"/api/cities/{people.city.pk}/").json() == expected
    assert client.get("/api/cities/").json() == {
        "results": [expected],
        "next": None,
        "previous": None,
    }


def test_a_superuser_sees_every_city_by_name(people: People) -> None:
    join(people.superuser, people.other_city, Role.VIEWER)
    assert api_client(people.superuser).get("/api/cities/").json()["results"] == [
        city_json(people.city, None),
        city_json(people.other_city, Role.VIEWER),
    ]


def test_me_tells_memberships_with_role_rights_and_plan(people: People) -> None:
    join(people.viewer, people.other_city, Role.OPERATOR)
    cities = [(people.city, "viewer", ["watch"])]
    cities.append(
        (
            people.other_city,
            "operator",
            [
                "acknowledge_alerts",
                "control_recording",
                "cut_clips",
                "hold_footage",
                "read_plates",
                "watch",
                "write_detections",
            ],
        )
    )
    assert api_client(people.viewer).get("/api/auth/me/").json()["memberships"] == [
        {
            "city": {
                "id": city.pk,
                "name": city.name,
                "time_zone": "America/Sao_Paulo",
                "plan": plan_json(city.plan),
            },
            "role": role,
            "capabilities": capabilities,
        }
        for city, role, capabilities in cities
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("search=ORE", ["Boreal"]),
        ("name=Aurora", ["Aurora"]),
        ("plan=basic", ["Cristal"]),
        ("time_zone=America/Manaus", []),
        ("search=", ["Aurora", "Boreal", "Cristal"]),
    ],
)
def test_cities_are_filtered(people: People, query: str, expected: list[str]) -> None:
    make_city("Cristal", "basic")
    assert names(api_client(people.superuser).get(f"/api/cities/?{query}")) == expected


def test_a_filter_with_a_nul_in_it_is_told_apart_from_a_fault_of_ours(people: People) -> None:
    answer = api_client(people.owner).get("/api/cities/?search=%00")
    assert (answer.status_code, answer.json()) == (
        400,
        invalid(search=["Null characters are not allowed."]),
    )


@pytest.mark.parametrize("by", ["id", "code"])
def test_a_superuser_adds_a_city_with_a_plan_by_id_or_code(people: People, by: str) -> None:
    plan = make_plan("basic")
    wanted = {"name": " Cristal ", "plan": plan.pk if by == "id" else plan.code}
    answer = api_client(people.superuser).post("/api/cities/", wanted)
    city = City.objects.get(name="Cristal")
    assert (answer.status_code, answer.json()) == (201, city_json(city, None))
    assert city.time_zone == "America/Sao_Paulo"


@pytest.mark.parametrize("who", ["owner", "operator", "viewer", "stranger"])
def test_nobody_else_adds_or_changes_a_city(people: People, who: str) -> None:
    client = api_client(getattr(people, who))
    own = people.other_city if who == "stranger" else people.city
    answers = [
        client.post("/api/cities/", {"name": "Cristal", "plan": "pro"}),
        client.post("/api/cities/", {}),
        client.patch(f"/api/cities/{own.pk}/", {"plan": "premium"}),
        client.patch(f"/api/cities/{own.pk}/", {"plan": 0}),
    ]
    assert [(a.status_code, a.json()) for a in answers] == [(403, SUPERUSERS_ONLY)] * 4
    assert sorted(City.objects.values_list("name", "plan__code")) == [
        ("Aurora", "pro"),
        ("Boreal", "pro"),
    ]


@pytest.mark.django_db
def test_anonymous_people_are_asked_to_sign_in() -> None:
    answers = [
        api_client().get("/api/cities/"),
        api_client().post("/api/cities/", {}),
        api_client().get("/api/cities/1/"),
        api_client().get("/api/cities/1/members/"),
        api_client().get("/api/plans/"),
    ]
    assert [(a.status_code, a.json()) for a in answers] == [(401, ANONYMOUS)] * 5


@pytest.mark.parametrize(
    ("wanted", "faults"),
    [
        ({"name": "Aurora"}, {"name": ["This name is not available."]}),
        ({"name": "  "}, {"name": ["This field may not be blank."]}),
        ({"name": "x" * 121}, {"name": ["Ensure this field has no more than 120 characters."]}),
        ({"plan": "gold"}, {"plan": ["There is no such plan."]}),
        ({"plan": 9**30}, {"plan": ["There is no such plan."]}),
        ({"plan": True}, {"plan": ["There is no such plan."]}),
        ({"plan": "\0"}, {"plan": ["There is no such plan."]}),
        ({"plan": "\ud800"}, {"plan": ["There is no such plan."]}),
        ({"plan": {"id": 1}}, {"plan": ["There is no such plan."]}),
        (
            {"time_zone": "Mars/Olympus"},
            {"time_zone": ["Unknown time zone; write it as America/Sao_Paulo."]},
        ),
    ],
)
def test_what_is_wrong_with_a_city_is_said_by_field(
    people: People, wanted: dict[str, Any], faults: dict[str, list[str]]
) -> None:
    client = api_client(people.superuser)
    complete = {"name": "Cristal", "plan": "basic", **wanted}
    own = f"/api/cities/{people.other_city.pk}/"
    added = client.post("/api/cities/", json.dumps(complete), content_type="application/json")
    changed = client.patch(own, json.dumps(wanted), content_type="application/json")
    assert [(a.status_code, a.json()) for a in (added, changed)] == [(400, invalid(**faults))] * 2


def test_a_superuser_changes_only_what_is_given(people: People) -> None:
    client = api_client(people.superuser)
    answer = client.patch(f"/api/cities/{people.city.pk}/", {"time_zone": "America/Manaus"})
    people.city.refresh_from_db()
    assert (answer.status_code, answer.json()) == (200, city_json(people.city, None))
    assert (people.city.name, people.city.time_zone) == ("Aurora", "America/Manaus")


def test_a_city_keeps_its_plan_while_it_has_more_users_than_the_new_one(people: People) -> None:
    make_member(people.city)
    client = api_client(people.superuser)
    answer = client.patch(f"/api/cities/{people.city.pk}/", {"plan": "basic", "name": "Nova"})
    assert (answer.status_code, answer.json()) == (
        403,
        {
            "code": "plan_limit",
            "detail": "The plan Basic includes 3 users.",
            "fields": {},
            "limit": 3,
        },
    )
    people.city.refresh_from_db()
    assert (people.city.name, people.city.plan.code) == ("Aurora", "pro")
