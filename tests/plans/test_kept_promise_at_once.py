"""A plan made smaller while a city comes onto it: the city loses nothing within a day."""

import pytest
from django.utils import timezone

from plans.models import City, User
from plans.plan_services import plan_update
from plans.services import city_update
from tests.people import make_city, make_plan, make_user
from tests.plans.test_at_once import DONE, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.contract]


@pytest.fixture
def root() -> User:
    return make_user("root", is_superuser=True)


@pytest.mark.parametrize("_round", range(5))
def test_a_move_and_an_edit_of_the_plan(root: User, _round: int) -> None:
    city, premium = make_city("Aurora", "basic"), make_plan("premium")
    beside = make_city("Boreal", "premium")
    outcomes = at_once(
        lambda: city_update(actor=root, city=city, plan=premium),
        lambda: plan_update(actor=root, plan=premium, retention_days=2),
    )
    assert outcomes == {DONE: 2}
    rows = {row.name: row for row in City.objects.select_related("plan")}
    assert {row.plan.retention_days for row in rows.values()} == {2}
    assert rows["Aurora"].retention_days_at(timezone.now()) in (7, 30)
    assert rows[beside.name].retention_days_at(timezone.now()) == 30


def test_two_edits_of_one_plan_keep_what_was_first(root: User) -> None:
    city, premium = make_city("Aurora", "premium"), make_plan("premium")
    outcomes = at_once(
        *(
            lambda days=days: plan_update(actor=root, plan=premium, retention_days=days)
            for days in (20, 10, 5)
        )
    )
    assert outcomes == {DONE: 3}
    city.refresh_from_db()
    assert city.retention_days_at(timezone.now()) == 30
