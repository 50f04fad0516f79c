"""City-scoped staff at the pages of people, memberships and cities."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.entitlements import Role
from plans.models import AuditEntry, City, Membership, Plan, User
from tests.people import PASSWORD, People, join, make_member, make_user
from tests.recordings.api.scene import make_camera

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]


def staff(user: User) -> Client:
    User.objects.filter(pk=user.pk).update(is_staff=True)
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def page(model: str, action: str, *keys: object) -> str:
    return reverse(f"admin:{model}_{action}", args=keys)


def columns(client: Client, address: str, query: dict[str, Any] | None = None) -> list[Any]:
    answer: Any = client.get(address, query or {})
    return list(answer.context["cl"].result_list)


@pytest.mark.parametrize("who", ["operator", "viewer"])
def test_staff_who_own_no_city_are_not_let_in(people: People, who: str) -> None:
    client = staff(getattr(people, who))
    for address in ("/admin/", "/admin/plans/city/", "/admin/search/?s=c", "/admin/jsi18n/"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("role", [None, Role.OPERATOR, Role.VIEWER])
def test_staff_who_own_no_city_are_told_so_when_they_sign_in(
    people: People, role: Role | None
) -> None:
    user = make_user("given", password=PASSWORD)
    if role:
        join(user, people.city, role)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    client = Client(headers={"accept-language": "en"})
    told = {"username": "given", "password": PASSWORD, "next": "/admin/"}
    answer = client.post("/admin/login/", told)
    assert answer.status_code == 200
    words = "This account has nothing to administer: it owns no city."
    assert words in answer.content.decode()
    wrong = client.post("/admin/login/", {**told, "password": "wrong"}).content.decode()
    assert words not in wrong
    assert client.get("/admin/").status_code == 302


def test_an_owner_who_is_no_staff_is_not_let_in(people: People) -> None:
    client = Client()
    client.force_login(people.owner)
    assert client.get("/admin/").status_code == 302


def test_an_owner_given_staff_access_signs_in_at_the_administration(people: People) -> None:
    user = make_user("given", password=PASSWORD)
    join(user, people.city, Role.OWNER)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    client = Client()
    told = {"username": "given", "password": PASSWORD, "next": "/admin/"}
    client.post("/admin/login/", told)
    assert client.get("/admin/").status_code == 200


def test_rights_end_with_the_membership_at_the_next_request(people: People) -> None:
    client = staff(people.stranger)
    assert client.get("/admin/plans/city/").status_code == 200
    Membership.objects.filter(user=people.stranger).update(role=Role.OPERATOR)
    assert client.get("/admin/plans/city/").status_code == 302


def test_of_two_cities_only_the_owned_one_is_seen(people: People) -> None:
    join(people.stranger, people.city, Role.VIEWER)
    assert columns(staff(people.stranger), page("plans_city", "changelist")) == [people.other_city]


@pytest.mark.parametrize("model", ["plans_plan", "auth_group", "knox_authtoken"])
def test_plans_groups_and_tokens_are_superusers(people: People, model: str) -> None:
    client = staff(people.owner)
    assert client.get(page(model, "changelist")).status_code == 403
    assert client.get(page(model, "add")).status_code == 403


def test_djangos_own_permissions_open_nothing(people: People) -> None:
    group = Group.objects.create(name="all")
    group.permissions.set(group.permissions.model.objects.all())
    people.viewer.groups.add(group)
    people.owner.groups.add(group)
    assert staff(people.viewer).get("/admin/plans/plan/").status_code == 302
    client = staff(people.owner)
    assert client.get("/admin/plans/plan/").status_code == 403
    assert client.post(page("plans_city", "delete", people.city.pk)).status_code == 403
    assert columns(client, page("plans_city", "changelist")) == [people.city]


def test_an_owner_sees_each_member_once_without_what_is_no_citys_matter(people: People) -> None:
    join(people.owner, people.other_city, Role.OWNER)
    join(people.viewer, people.other_city, Role.OPERATOR)
    third = City.objects.create(name="Cristal", plan=people.city.plan)
    join(people.viewer, third, Role.OWNER)
    client = staff(people.owner)
    answer: Any = client.get(page("plans_user", "changelist"))
    listed = [user.username for user in answer.context["cl"].result_list]
    assert listed == ["operator", "owner", "stranger", "viewer"]
    shown = answer.content.decode()
    assert "Aurora: viewer, Boreal: operator" in shown
    assert "Cristal" not in shown
    row = client.get(page("plans_user", "change", people.viewer.pk)).content.decode()
    assert "Aurora: viewer, Boreal: operator" in row
    for word in ("Cristal", "superuser", "Superuser", "permissions", "Groups", "Last login"):
        assert word not in row.split("<main")[-1], word


@pytest.mark.parametrize("action", ["delete", "history"])
def test_an_owner_only_looks_at_people(people: People, action: str) -> None:
    client = staff(people.owner)
    for person in (people.viewer, people.stranger):
        assert client.get(page("plans_user", action, person.pk)).status_code == 403
    renamed = {"username": "renamed", "is_superuser": "on"}
    assert client.post(page("plans_user", "change", people.viewer.pk), renamed).status_code == 403
    password = reverse("admin:auth_user_password_change", args=[people.viewer.pk])
    assert client.get(password).status_code == 403
    assert client.get(page("plans_user", "add")).status_code == 403


def test_an_owner_looks_at_the_city_and_does_not_change_its_plan(people: People) -> None:
    client = staff(people.owner)
    address = page("plans_city", "change", people.city.pk)
    assert client.get(address).status_code == 200
    premium = Plan.objects.get(code="premium")
    told = {"name": "Mine", "plan": premium.pk, "time_zone": "America/Manaus"}
    assert client.post(address, told).status_code == 403
    people.city.refresh_from_db()
    assert (people.city.name, people.city.plan.code) == ("Aurora", "pro")


def test_an_owner_adds_whom_they_have_elsewhere_and_nobody_else(people: People) -> None:
    known = make_member(people.other_city, Role.VIEWER, "known")
    join(people.owner, people.other_city, Role.OWNER)
    outsider = make_member(City.objects.create(name="Cristal", plan=people.city.plan))
    client = staff(people.owner)
    add = page("plans_membership", "add")
    told = {"city": people.city.pk, "role": "viewer"}
    assert client.post(add, {**told, "user": outsider.pk}).status_code == 200
    assert not Membership.objects.filter(user=outsider, city=people.city).exists()
    assert client.post(add, {**told, "user": known.pk}).status_code == 302
    assert Membership.objects.get(user=known, city=people.city).role == Role.VIEWER


def test_an_owner_changes_and_ends_memberships_through_the_services(people: People) -> None:
    client = staff(people.owner)
    viewer = Membership.objects.get(user=people.viewer)
    own = Membership.objects.get(user=people.owner)
    client.post(page("plans_membership", "change", viewer.pk), {"role": "operator"})
    viewer.refresh_from_db()
    assert viewer.role == Role.OPERATOR
    chosen = {"action": "delete_selected", "post": "yes"}
    address = page("plans_membership", "changelist")
    client.post(address, {**chosen, "_selected_action": [own.pk, viewer.pk]})
    assert Membership.objects.filter(pk__in=(own.pk, viewer.pk)).count() == 2  # the last owner
    client.post(address, {**chosen, "_selected_action": [viewer.pk]})
    assert not Membership.objects.filter(pk=viewer.pk).exists()


def test_an_owner_reads_their_citys_log_alone(people: People) -> None:
    for city in (people.city, people.other_city, None):
        AuditEntry.objects.create(action=AuditEntry.Action.EXPORT, username="x", city=city)
    client = staff(people.owner)
    shown = columns(client, page("plans_auditentry", "changelist"), {"action__exact": "export"})
    assert [entry.city for entry in shown] == [people.city]


def test_a_filters_choices_and_the_chosen_ones_name_are_what_is_seen(people: People) -> None:
    address = page("plans_membership", "changelist")
    lookup = "city__id__exact"
    own = staff(people.owner).get(address, {lookup: people.city.pk}).content.decode()
    assert ">Aurora</option>" in own
    foreign = staff(people.owner).get(address, {lookup: people.other_city.pk}).content.decode()
    assert "Boreal" not in foreign
    every = staff(people.superuser).get(address, {lookup: people.other_city.pk}).content.decode()
    assert ">Boreal</option>" in every


def test_a_filter_by_one_of_many_reads_none_of_the_others(people: People) -> None:
    """No list of all people stands in the page, and naming the chosen one is one row."""
    for number in range(30):
        make_member(people.city, username=f"many-{number}")
    client = staff(people.superuser)
    address = page("plans_membership", "changelist")
    with CaptureQueriesContext(connection) as queries:
        answer: Any = client.get(address, {"user__id__exact": people.owner.pk})
    assert [row.user for row in answer.context["cl"].result_list] == [people.owner]
    assert "many-7" not in answer.content.decode()
    assert len(queries) < 16


@pytest.mark.parametrize("wrong", ["x", "", "9" * 40, "1e3", "\0", "-1"])
def test_a_filter_by_what_is_no_key_is_no_fault(people: People, wrong: str) -> None:
    client = staff(people.owner)
    answer = client.get(page("plans_membership", "changelist"), {"city__id__exact": wrong})
    assert answer.status_code in (200, 302)


def test_superusers_filter_people_by_city_role_and_plan(people: People) -> None:
    join(people.viewer, people.other_city, Role.OPERATOR)
    client, address = staff(people.superuser), page("plans_user", "changelist")
    city = {"memberships__city__id__exact": people.city.pk}

    def names(**query: Any) -> set[str]:
        return {user.username for user in columns(client, address, query)}

    assert names(**city) == {"owner", "operator", "viewer"}
    assert names(role="operator") == {"operator", "viewer"}
    assert names(**city, role="operator") == {"operator"}
    assert names(memberships__city__plan__id__exact=people.city.plan_id) == {
        *("owner", "operator", "viewer", "stranger")
    }
    assert names(is_staff__exact=1) == {"root"}


def test_a_superuser_sees_how_many_cameras_and_people_a_city_has(people: People) -> None:
    make_camera(people.city)
    make_camera(people.city)
    rows = columns(staff(people.superuser), page("plans_city", "changelist"))
    assert [(row.name, row.camera_count, row.user_count) for row in rows] == [
        ("Aurora", 2, 3),
        ("Boreal", 0, 1),
    ]


@pytest.mark.parametrize("model", ["plans_user", "plans_city", "plans_membership"])
def test_a_longer_list_costs_an_owner_no_more_queries(people: People, model: str) -> None:
    client, counts = staff(people.owner), []
    for number in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(page(model, "changelist"))
        counts.append(len(queries))
        for each in range(5):
            city = City.objects.create(name=f"City {number} {each}", plan=people.city.plan)
            join(people.owner, city, Role.OWNER)
            make_member(city)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("page_of_found", ["abc", "999", "-1"])
def test_a_page_of_found_that_there_is_none_of_is_missing(
    people: People, page_of_found: str
) -> None:
    answer = staff(people.owner).get("/admin/search/", {"s": "c", "page": page_of_found})
    assert answer.status_code == 404
