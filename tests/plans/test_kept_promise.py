"""A smaller plan comes into force after 24 hours, a larger one at once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from plans.errors import InvalidInput, NotAllowed, PlanLimit
from plans.models import AuditEntry, City, Plan, User
from plans.plan_services import plan_create, plan_update
from plans.services import city_update
from tests.people import make_city, make_member, make_plan, make_user
from tests.playback.timeline.scene import StandingClock

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

NOON = datetime(2026, 3, 10, 15, tzinfo=UTC)
DAY, INSTANT = timedelta(hours=24), timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    standing = StandingClock(NOON)
    monkeypatch.setattr(timezone, "now", standing)
    return standing


@pytest.fixture
def root() -> User:
    return make_user("root", is_superuser=True)


@pytest.fixture
def city() -> City:
    return make_city("Aurora", "premium")


def move(root: User, city: City, plan: str) -> None:
    city_update(actor=root, city=city, plan=make_plan(plan))


def in_force(city: City, *moments: datetime) -> list[tuple[int, int]]:
    """Days and GB a camera at each of them."""
    row = City.objects.get(pk=city.pk)
    return [(row.retention_days_at(at), row.gb_per_camera_at(at)) for at in moments]


PREMIUM, PRO, BASIC = (30, 720), (15, 360), (7, 168)


def test_a_downgrade_at_noon_is_in_force_at_noon_of_the_next_day(root: User, city: City) -> None:
    move(root, city, "basic")
    moments = (NOON, NOON + DAY - INSTANT, NOON + DAY)
    assert in_force(city, *moments) == [PREMIUM, PREMIUM, BASIC]


def test_an_upgrade_is_at_once(root: User) -> None:
    city = make_city("Boreal", "basic")
    move(root, city, "pro")
    assert in_force(city, NOON, NOON + DAY) == [PRO, PRO]
    assert City.objects.get(pk=city.pk).kept_until is None


def test_an_upgrade_in_between_takes_nothing_away(
    root: User, city: City, clock: StandingClock
) -> None:
    move(root, city, "basic")
    clock.now += timedelta(hours=3)
    move(root, city, "pro")
    assert in_force(city, NOON + DAY - INSTANT, NOON + DAY) == [PREMIUM, PRO]


def test_two_downgrades_keep_the_first_promise_until_a_day_after_the_second(
    root: User, city: City, clock: StandingClock
) -> None:
    """No footage goes within a day of either; some stays six hours longer than it must."""
    move(root, city, "pro")
    clock.now += timedelta(hours=6)
    move(root, city, "basic")
    moments = (NOON + DAY, clock.now + DAY - INSTANT, clock.now + DAY)
    assert in_force(city, *moments) == [PREMIUM, PREMIUM, BASIC]


def test_a_promise_that_is_over_does_not_come_back(
    root: User, city: City, clock: StandingClock
) -> None:
    move(root, city, "pro")
    clock.now += timedelta(days=30)
    move(root, city, "basic")
    assert in_force(city, clock.now, clock.now + DAY) == [PRO, BASIC]


def test_what_is_refused_keeps_nothing(root: User, city: City) -> None:
    for _number in range(4):
        make_member(city)
    with pytest.raises(PlanLimit):
        move(root, city, "basic")
    row = City.objects.get(pk=city.pk)
    assert (row.plan.code, row.kept_until) == ("premium", None)


def test_a_new_name_or_the_same_plan_keeps_nothing(root: User, city: City) -> None:
    city_update(actor=root, city=city, name="Alvorada", plan=city.plan)
    assert City.objects.get(pk=city.pk).kept_until is None


@pytest.mark.parametrize(
    ("values", "kept", "then"),
    [
        ({"retention_days": 10}, (30, 720), (10, 720)),
        ({"max_gb_per_camera": 100}, (30, 720), (30, 100)),
        ({"retention_days": 10, "max_gb_per_camera": 800}, (30, 800), (10, 800)),
    ],
)
def test_a_plan_that_promises_less_is_kept_in_all_its_cities(
    root: User, city: City, values: dict[str, Any], kept: tuple[int, int], then: tuple[int, int]
) -> None:
    second, beside = make_city("Boreal", "premium"), make_city("Cristal", "pro")
    plan_update(actor=root, plan=city.plan, **values)
    for touched in (city, second):
        assert in_force(touched, NOON + DAY - INSTANT, NOON + DAY) == [kept, then]
    assert in_force(beside, NOON) == [PRO]
    assert City.objects.get(pk=beside.pk).kept_until is None


def test_a_plan_that_promises_more_is_in_force_at_once(root: User, city: City) -> None:
    plan_update(actor=root, plan=city.plan, retention_days=45, max_users=1)
    assert in_force(city, NOON) == [(45, 720)]
    assert City.objects.get(pk=city.pk).kept_until is None


def test_each_city_has_an_entry_of_what_changed(root: User, city: City) -> None:
    make_city("Boreal", "premium")
    make_city("Cristal", "pro")
    values: dict[str, Any] = {"retention_days": 10, "max_clips": 5, "max_users": 10}
    plan_update(actor=root, plan=city.plan, address="10.0.0.7", **values)
    details = {
        "plan": "premium",
        "changed": {"retention_days": [30, 10], "max_clips": [None, 5]},
    }
    found = [
        (entry.action, entry.username, str(entry.city), entry.subject, entry.details, entry.address)
        for entry in AuditEntry.objects.order_by("pk")
    ]
    assert found == [
        ("plan_change", "root", name, name, details, "10.0.0.7") for name in ("Aurora", "Boreal")
    ]


def test_nothing_changed_is_nothing_written(root: User, city: City) -> None:
    plan_update(actor=root, plan=city.plan, retention_days=30)
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize(
    "values",
    [
        {"retention_days": 0},
        {"retention_days": -1},
        {"retention_days": 3_651},
        {"max_gb_per_camera": 10**10},
        {"max_gb_per_camera": 0},
        {"max_users": 0},
        {"max_hold_days": 0},
        {"compress_after_days": 0},
        {"name": ""},
        {"code": "pro"},
        {"code": "no slug"},
        {"compress_mode": "zip"},
    ],
)
def test_a_plan_that_cannot_be_is_refused_by_name(
    root: User, city: City, values: dict[str, Any]
) -> None:
    before = Plan.objects.values().get(code="premium")
    make_plan("pro")
    with pytest.raises(InvalidInput) as refusal:
        plan_update(actor=root, plan=city.plan, **values)
    assert list(refusal.value.fields) == list(values)
    assert Plan.objects.values().get(code="premium") == before
    assert (AuditEntry.objects.count(), City.objects.get(pk=city.pk).kept_until) == (0, None)
    given = {
        "code": "new",
        "name": "New",
        "retention_days": 3,
        "max_users": 1,
        "max_gb_per_camera": 1,
    }
    with pytest.raises(InvalidInput) as refusal:
        plan_create(actor=root, **{**given, **values})
    assert list(refusal.value.fields) == list(values)


def test_only_who_runs_the_installation_changes_plans(city: City) -> None:
    owner = make_member(city)
    with pytest.raises(NotAllowed):
        plan_update(actor=owner, plan=city.plan, retention_days=1)
    with pytest.raises(NotAllowed):
        plan_create(actor=owner, code="x", name="X")
