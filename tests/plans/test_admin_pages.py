"""The installation's own pages about people, cities and plans."""

import pytest
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from plans.entitlements import Role
from plans.models import City, Membership, Plan, User
from tests.people import People, api_client, make_member, make_people, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

LISTS = ["plans_user", "plans_plan", "plans_city", "plans_membership", "knox_authtoken"]


def admin_of(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def page(model: str, action: str, *keys: object) -> str:
    return reverse(f"admin:{model}_{action}", args=keys)


@pytest.mark.parametrize("model", LISTS)
def test_a_superuser_opens_and_searches_every_list(people: People, model: str) -> None:
    api_client(people.viewer)
    client = admin_of(people.superuser)
    for query in ("", "?q=e"):
        assert client.get(page(model, "changelist") + query).status_code == 200


@pytest.mark.parametrize("model", LISTS)
@pytest.mark.parametrize("who", ["owner", "operator", "viewer", "stranger", None])
def test_nobody_else_opens_any(people: People, model: str, who: str | None) -> None:
    client = admin_of(getattr(people, who)) if who else Client()
    answer = client.get(page(model, "changelist"))
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/admin/login/")


@pytest.mark.parametrize("model", ["plans_user", "plans_plan", "plans_city", "plans_membership"])
def test_every_row_opens_and_new_ones_can_be_begun(people: People, model: str) -> None:
    rows = {
        "plans_user": people.viewer,
        "plans_plan": Plan.objects.get(code="pro"),
        "plans_city": people.city,
        "plans_membership": Membership.objects.get(user=people.viewer),
    }
    client = admin_of(people.superuser)
    assert client.get(page(model, "change", rows[model].pk)).status_code == 200
    assert client.get(page(model, "add")).status_code == 200


@pytest.mark.parametrize("model", LISTS)
def test_a_longer_list_costs_no_more_queries(
    people: People, model: str, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    client = admin_of(people.superuser)
    for number in range(10):
        city = City.objects.create(name=f"City {number}", plan=people.city.plan)
        api_client(make_member(city))
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        client.get(page(model, "changelist"))


def test_a_membership_past_the_plan_is_refused_with_the_plans_number() -> None:
    people = make_people("basic")
    wanted = {"city": people.city.pk, "user": people.stranger.pk, "role": "viewer"}
    answer = admin_of(people.superuser).post(page("plans_membership", "add"), wanted, follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        "The plan Basic includes 3 users."
    ]
    assert people.city.memberships.count() == 3


def test_a_membership_is_added_and_its_role_changed(people: People) -> None:
    client = admin_of(people.superuser)
    wanted = {"city": people.city.pk, "user": people.stranger.pk, "role": "viewer"}
    assert client.post(page("plans_membership", "add"), wanted).status_code == 302
    added = Membership.objects.get(user=people.stranger, city=people.city)
    client.post(page("plans_membership", "change", added.pk), {"role": "operator"})
    added.refresh_from_db()
    assert (added.role, added.city, added.user) == (Role.OPERATOR, people.city, people.stranger)


@pytest.mark.parametrize("way", ["change", "delete", "action"])
def test_the_last_owner_stays(people: People, way: str) -> None:
    key = Membership.objects.get(user=people.owner).pk
    url, wanted = {
        "change": (page("plans_membership", "change", key), {"role": "viewer"}),
        "delete": (page("plans_membership", "delete", key), {"post": "yes"}),
        "action": (
            page("plans_membership", "changelist"),
            {"action": "delete_selected", "_selected_action": [str(key)], "post": "yes"},
        ),
    }[way]
    answer = admin_of(people.superuser).post(url, wanted, follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        "A city keeps at least one owner; make somebody else an owner first."
    ]
    assert Membership.objects.get(pk=key).role == Role.OWNER


def test_a_city_is_added_and_changed(people: People) -> None:
    client = admin_of(people.superuser)
    plan = Plan.objects.get(code="basic")
    wanted = {"name": "Cristal", "plan": plan.pk, "time_zone": "America/Manaus"}
    assert client.post(page("plans_city", "add"), wanted).status_code == 302
    city = City.objects.get(name="Cristal")
    client.post(page("plans_city", "change", city.pk), {**wanted, "name": "Cristalina"})
    city.refresh_from_db()
    assert (city.name, city.plan, city.time_zone) == ("Cristalina", plan, "America/Manaus")


def test_a_city_does_not_move_to_a_plan_that_is_too_small(people: People) -> None:
    make_member(people.city)
    wanted = {
        "name": "Aurora",
        "plan": Plan.objects.get(code="basic").pk,
        "time_zone": "America/Sao_Paulo",
    }
    url = page("plans_city", "change", people.city.pk)
    answer = admin_of(people.superuser).post(url, wanted, follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        "The plan Basic includes 3 users."
    ]
    people.city.refresh_from_db()
    assert people.city.plan.code == "pro"


def test_the_list_of_tokens_shows_no_digest_and_revokes(people: People) -> None:
    owner, viewer = api_client(people.owner), api_client(people.viewer)
    client = admin_of(people.superuser)
    token = AuthToken.objects.get(user=people.owner)
    url = page("knox_authtoken", "changelist")
    shown = client.get(url).content.decode().split("<table")[1]
    assert f">{token.digest}" not in shown
    assert f"/{token.digest}/" not in shown
    client.post(url, {"action": "revoke", "_selected_action": [token.pk]})
    assert owner.get("/api/auth/me/").status_code == 401
    assert viewer.get("/api/auth/me/").status_code == 200


def test_tokens_are_neither_made_nor_edited_here(people: People) -> None:
    api_client(people.owner)
    token = AuthToken.objects.get(user=people.owner)
    client = admin_of(people.superuser)
    answers = [
        client.get(page("knox_authtoken", "add")),
        client.post(page("knox_authtoken", "change", token.pk), {"user": people.viewer.pk}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403]


def test_a_new_password_set_here_ends_the_persons_tokens(people: People) -> None:
    owner = api_client(people.owner)
    url = reverse("admin:auth_user_password_change", args=[people.owner.pk])
    new = {"password1": "another long phrase", "password2": "another long phrase"}
    admin_of(people.superuser).post(url, {**new, "usable_password": "true"})
    people.owner.refresh_from_db()
    assert people.owner.check_password("another long phrase")
    assert owner.get("/api/auth/me/").status_code == 401


def test_a_new_person_is_made_with_a_password(people: People) -> None:
    wanted = {
        "username": "ana",
        "password1": "another long phrase",
        "password2": "another long phrase",
        "usable_password": "true",
    }
    admin_of(people.superuser).post(page("plans_user", "add"), wanted)
    assert User.objects.get(username="ana").check_password("another long phrase")
    assert not make_user("bia").has_usable_password()
