"""Requests at the same moment: the last place is taken once, the last owner stays."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from plans.entitlements import Role
from plans.errors import ApplicationError
from plans.models import City, Membership, User
from plans.services import city_create, city_update, member_add, member_remove
from tests.people import PASSWORD, join, make_city, make_member, make_plan, make_user

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.contract,
    pytest.mark.usefixtures("quick_passwords"),
]

DONE = "done"


def at_once(*actions: Callable[[], object]) -> Counter[str]:
    """How many of the actions ended how, each in its own thread and connection."""
    start = Barrier(len(actions), timeout=30)

    def run(action: Callable[[], object]) -> str:
        try:
            start.wait()
            action()
        except ApplicationError as refusal:
            return refusal.code
        finally:
            connection.close()
        return DONE

    with ThreadPoolExecutor(len(actions)) as threads:
        return Counter(threads.map(run, actions))


def adding(actor: User, city: City, username: str) -> Callable[[], object]:
    return lambda: member_add(
        actor=actor, city=city, username=username, role=Role.VIEWER, password=PASSWORD
    )


def test_ten_new_people_for_the_last_two_places() -> None:
    city = make_city(plan="basic")
    owner = make_member(city, Role.OWNER)
    outcomes = at_once(*(adding(owner, city, f"new-{number}") for number in range(10)))
    assert outcomes == {DONE: 2, "plan_limit": 8}
    assert city.memberships.count() == 3
    assert User.objects.filter(username__startswith="new-").count() == 2


def test_one_new_name_in_two_cities() -> None:
    root = make_user("root", is_superuser=True)
    owners = [make_member(make_city(name), Role.OWNER) for name in ("Aurora", "Boreal")]
    cities = list(City.objects.all())
    outcomes = at_once(*(adding(o, c, "ana") for o, c in zip(owners, cities, strict=True)))
    assert outcomes == {DONE: 1, "invalid": 1}
    assert User.objects.exclude(pk__in=[root.pk, *(o.pk for o in owners)]).count() == 1


def test_one_person_twice() -> None:
    root, city = make_user("root", is_superuser=True), make_city()
    make_user("ana")
    assert at_once(*[adding(root, city, "ana")] * 4) == {DONE: 1, "conflict": 3}


def test_two_owners_who_remove_each_other() -> None:
    city = make_city()
    ana, bia = make_user("ana"), make_user("bia")
    of_ana, of_bia = join(ana, city, Role.OWNER), join(bia, city, Role.OWNER)
    outcomes = at_once(
        lambda: member_remove(actor=ana, membership=of_bia),
        lambda: member_remove(actor=bia, membership=of_ana),
    )
    assert outcomes[DONE] == 1
    assert Membership.objects.filter(city=city, role=Role.OWNER).count() == 1


def test_a_smaller_plan_and_one_more_user() -> None:
    root, city = make_user("root", is_superuser=True), make_city(plan="pro")
    for _number in range(3):
        make_member(city)
    basic = make_plan("basic")
    outcomes = at_once(
        lambda: city_update(actor=root, city=city, plan=basic), adding(root, city, "ana")
    )
    assert outcomes == {DONE: 1, "plan_limit": 1}
    city.refresh_from_db()
    assert city.memberships.count() <= city.plan.max_users


def test_two_cities_of_one_name() -> None:
    root, plan = make_user("root", is_superuser=True), make_plan("basic")
    outcomes = at_once(*[lambda: city_create(actor=root, name="Aurora", plan=plan)] * 3)
    assert outcomes == {DONE: 1, "invalid": 2}
