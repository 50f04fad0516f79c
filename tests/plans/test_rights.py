"""Roles against capabilities: the table of rights."""

import pytest
from django.contrib.auth.models import AnonymousUser

from plans.entitlements import CAPABILITIES, Capability, Role
from plans.errors import ApplicationError
from plans.models import City, User
from plans.selectors import city_list, get_or_404, require, role_of, roles_by_city
from tests.people import People, join, make_city

YES, FORBIDDEN, MISSING = "yes", "permission_denied", "not_found"
WATCH = Capability.WATCH
OPERATORS = (
    Capability.CONTROL_RECORDING,
    Capability.READ_PLATES,
    Capability.WRITE_DETECTIONS,
    Capability.HOLD_FOOTAGE,
    Capability.ACKNOWLEDGE_ALERTS,
    Capability.CUT_CLIPS,
)
OWNERS = (
    Capability.MANAGE_CAMERAS,
    Capability.MANAGE_MEMBERS,
    Capability.READ_ACCOUNTS,
    Capability.RELEASE_ANY_HOLD,
    Capability.MANAGE_CLIPS,
)
OWNERS_ONLY = dict.fromkeys(OWNERS, FORBIDDEN)


def outcome(user: User, city: City, capability: Capability) -> str:
    try:
        require(user, city, capability)
    except ApplicationError as refusal:
        return refusal.code
    return YES


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("owner", dict.fromkeys(Capability, YES)),
        ("operator", {WATCH: YES, **dict.fromkeys(OPERATORS, YES), **OWNERS_ONLY}),
        ("viewer", {WATCH: YES, **dict.fromkeys(OPERATORS, FORBIDDEN), **OWNERS_ONLY}),
        ("stranger", dict.fromkeys(Capability, MISSING)),
        ("superuser", dict.fromkeys(Capability, YES)),
    ],
)
def test_each_role_may_do_what_the_table_says(
    people: People, who: str, expected: dict[Capability, str]
) -> None:
    user = getattr(people, who)
    found = {capability: outcome(user, people.city, capability) for capability in Capability}
    assert found == expected


def test_a_stronger_role_may_do_all_that_a_weaker_one_may() -> None:
    viewer, operator, owner = (CAPABILITIES[role] for role in Role)
    assert viewer < operator < owner == frozenset(Capability)


def test_every_role_may_watch() -> None:
    assert all(WATCH in rights for rights in CAPABILITIES.values())


@pytest.mark.parametrize("who", ["owner", "superuser"])
def test_a_person_who_was_switched_off_sees_nothing(people: People, who: str) -> None:
    user = getattr(people, who)
    user.is_active = False
    assert outcome(user, people.city, WATCH) == MISSING
    assert list(city_list(user)) == []


def test_nobody_sees_no_city(people: People) -> None:
    assert list(city_list(AnonymousUser())) == []


def test_a_role_belongs_to_one_city(people: People) -> None:
    join(people.owner, people.other_city, Role.VIEWER)
    third = make_city("Cristal")
    cities = [people.city, people.other_city, third]
    assert [role_of(people.owner, city) for city in cities] == [Role.OWNER, Role.VIEWER, None]
    assert roles_by_city(people.owner) == {
        people.city.pk: Role.OWNER,
        people.other_city.pk: Role.VIEWER,
    }


@pytest.mark.parametrize(
    "key",
    [
        "",
        "x",
        "1.0",
        "-1",
        "0",
        "9" * 18,
        "9" * 25,
        "9" * 5000,
        "1; --",
        "é",
        "\0",
        None,
        [],
        1e400,
    ],
)
def test_a_key_that_cannot_be_one_is_missing(people: People, key: object) -> None:
    with pytest.raises(ApplicationError) as refusal:
        get_or_404(City.objects.all(), pk=key)
    assert (refusal.value.status, refusal.value.code) == (404, MISSING)


@pytest.mark.parametrize("uuid", ["", "0", "not-a-uuid", "123e4567-e89b-12d3-a456", "\0"])
def test_half_a_uuid_is_missing(people: People, uuid: str) -> None:
    with pytest.raises(ApplicationError) as refusal:
        get_or_404(City.objects.all(), uuid=uuid)
    assert (refusal.value.status, refusal.value.code) == (404, MISSING)
