"""What must be accounted for leaves one entry, which nobody changes afterwards."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from plans.audit import audit_add
from plans.entitlements import Role
from plans.errors import PlanLimit
from plans.models import AuditEntry, City, User
from plans.services import city_update
from tests.people import PASSWORD, People, api_client, join, make_member, make_plan, make_user

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.contract,
    pytest.mark.usefixtures("quick_passwords"),
]

Entry = tuple[str, User | None, str, City | None, str, dict[str, Any], str | None]


def entries() -> list[Entry]:
    return [
        (e.action, e.user, e.username, e.city, e.subject, e.details, e.address)
        for e in AuditEntry.objects.order_by("id")
    ]


def sign_in(username: str, password: str = PASSWORD) -> Any:
    client = APIClient(REMOTE_ADDR="192.0.2.7")
    return client.post("/api/auth/login/", {"username": username, "password": password})


def signed_in_entry(user: User, city: City | None) -> Entry:
    return ("sign_in", user, user.username, city, user.username, {}, "192.0.2.7")


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def test_signing_in_to_the_api_is_noted_in_the_persons_city(people: People) -> None:
    with_password(people.viewer)
    assert sign_in("viewer", "wrong").status_code == 401
    assert entries() == []
    assert sign_in("viewer").status_code == 200
    assert entries() == [signed_in_entry(people.viewer, people.city)]


def test_signing_in_to_the_admin_is_noted_without_a_city(people: People) -> None:
    with_password(people.superuser)
    client = Client(REMOTE_ADDR="192.0.2.7")
    form = {"username": "root", "password": PASSWORD}
    assert client.post("/admin/login/?next=/admin/", form).status_code == 302
    assert entries() == [signed_in_entry(people.superuser, None)]


def test_each_of_a_persons_cities_gets_the_note(people: People) -> None:
    with_password(people.operator)
    join(people.operator, people.other_city, Role.VIEWER)
    sign_in("operator")
    assert {(entry[3], entry[1]) for entry in entries()} == {
        (people.city, people.operator),
        (people.other_city, people.operator),
    }
    for owner, city in ((people.owner, people.city), (people.stranger, people.other_city)):
        assert [entry.city for entry in AuditEntry.objects.visible_to(owner)] == [city]


@pytest.mark.parametrize("way", ["api", "admin"])
def test_a_change_of_plan_is_noted_with_both_plans(people: People, way: str) -> None:
    premium = make_plan("premium")
    if way == "api":
        url = f"/api/cities/{people.city.pk}/"
        client: Any = api_client(people.superuser)
        for body in ({"name": "Aurora do Sul"}, {"plan": "pro"}, {"plan": "premium"}):
            assert client.patch(url, body, REMOTE_ADDR="192.0.2.7").status_code == 200
    else:
        client = Client()
        client.force_login(people.superuser)
        url = reverse("admin:plans_city_change", args=[people.city.pk])
        form = {"name": "Aurora do Sul", "time_zone": "America/Sao_Paulo"}
        for plan in (people.city.plan, premium):
            form["plan"] = str(plan.pk)
            assert client.post(url, form, REMOTE_ADDR="192.0.2.7").status_code == 302
    found = [entry for entry in entries() if entry[0] == "plan_change"]
    details = {"from": "pro", "to": "premium"}
    root = people.superuser
    assert found == [
        ("plan_change", root, "root", people.city, "Aurora do Sul", details, "192.0.2.7")
    ]


def test_a_refused_change_of_plan_leaves_nothing(people: People) -> None:
    make_member(people.city)
    with pytest.raises(PlanLimit):
        city_update(actor=people.superuser, city=people.city, plan=make_plan("basic"))
    assert entries() == []


def an_entry(people: People) -> AuditEntry:
    audit_add(
        action=AuditEntry.Action.EXPORT,
        user=people.owner,
        address="192.0.2.7",
        city=people.city,
        subject="x" * 300,
        details={"file": "a.mp4"},
    )
    return AuditEntry.objects.get()


def test_an_entry_is_never_changed(people: People) -> None:
    entry = an_entry(people)
    before = entries()
    entry.username = "somebody else"
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.save(update_fields=["username"])
    with pytest.raises(TypeError):
        entry.delete()
    with pytest.raises(TypeError):
        AuditEntry.objects.update(username="somebody else")
    with pytest.raises(TypeError):
        AuditEntry.objects.filter(pk=entry.pk).delete()
    with pytest.raises(TypeError), transaction.atomic():
        AuditEntry.objects.bulk_update([entry], ["username"])
    with pytest.raises(TypeError), transaction.atomic():
        AuditEntry.objects.update_or_create(pk=entry.pk, defaults={"username": "somebody else"})
    assert entries() == before


def test_a_long_subject_is_cut(people: People) -> None:
    assert an_entry(people).subject == "x" * 200


def test_entries_outlive_their_person_and_their_city() -> None:
    user, city = make_user("ana"), City.objects.create(name="Aurora", plan=make_plan())
    audit_add(action=AuditEntry.Action.EXPORT, user=user, address=None, city=city, details={"n": 1})
    user.delete()
    city.delete()
    assert entries() == [("export", None, "ana", None, "", {"n": 1}, None)]


def test_an_owner_reads_their_citys_entries_and_no_others(people: People) -> None:
    for city in (people.city, people.other_city, None):
        audit_add(action=AuditEntry.Action.EXPORT, user=people.superuser, address=None, city=city)
    seen = {
        who: {entry.city for entry in AuditEntry.objects.visible_to(getattr(people, who))}
        for who in ("owner", "stranger", "superuser")
    }
    assert seen == {
        "owner": {people.city},
        "stranger": {people.other_city},
        "superuser": {people.city, people.other_city, None},
    }


LIST = "/admin/plans/auditentry/"


def administrator(people: People) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.superuser)
    return client


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2),  # the export, and the administrator's own sign-in
        ("q=owner", 1),
        ("q=xxx", 1),
        ("q=nobody", 0),
        ("action__exact=export", 1),
        ("action__exact=plan_change", 0),
        ("city__id__exact={city}", 1),
        ("o=-1.2.3.4.5.6", 2),
    ],
)
def test_the_admins_list_is_searched_and_narrowed(people: People, query: str, count: int) -> None:
    an_entry(people)
    answer = administrator(people).get(f"{LIST}?{query.format(city=people.city.pk)}")
    assert (answer.status_code, len(answer.context["cl"].result_list)) == (200, count)


def test_the_admin_changes_no_entry(people: People) -> None:
    entry = an_entry(people)
    client = administrator(people)
    page = reverse("admin:plans_auditentry_change", args=[entry.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"username": "somebody else"}).status_code == 403
    for url in (
        reverse("admin:plans_auditentry_delete", args=[entry.pk]),
        reverse("admin:plans_auditentry_add"),
    ):
        assert client.post(url, {"post": "yes"}).status_code == 403
    form = {"action": "delete_selected", "_selected_action": [str(entry.pk)], "post": "yes"}
    client.post(LIST, form)
    assert AuditEntry.objects.get(pk=entry.pk).username == "owner"


@pytest.mark.parametrize("who", ["owner", "operator", "viewer", "stranger"])
def test_nobody_else_opens_the_admins_list(people: People, who: str) -> None:
    client = Client()
    client.force_login(getattr(people, who))
    assert client.get(LIST).status_code == 302
