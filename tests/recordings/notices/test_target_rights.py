"""Every route and method, by everybody; another city's target is as missing as any."""

from typing import Any

import pytest

from tests.people import People, api_client
from tests.plans.answers import ANONYMOUS, NOT_ALLOWED, NOT_FOUND
from tests.recordings.notices.scene import make_target

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

WHO = ("owner", "operator", "viewer", "stranger", "superuser", "anonymous")
NEW = {"kind": "email", "address": "new@example.org"}
ROUTES: list[tuple[str, str, Any, int]] = [
    ("GET", "", None, 200),
    ("POST", "", NEW, 201),
    ("POST", "", {"kind": "nonsense"}, 400),
    ("GET", "{}/", None, 200),
    ("PATCH", "{}/", {"is_active": False}, 200),
    ("PATCH", "{}/", {"language": "nonsense"}, 400),
    ("POST", "{}/try/", None, 202),
    ("DELETE", "{}/", None, 204),
]
REFUSED = {
    "operator": (403, NOT_ALLOWED),
    "viewer": (403, NOT_ALLOWED),
    "stranger": (404, NOT_FOUND),
    "anonymous": (401, ANONYMOUS),
}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(("method", "route", "body", "status"), ROUTES)
def test_owners_and_superusers_alone(
    people: People, who: str, method: str, route: str, body: Any, status: int
) -> None:
    target = make_target(people.city)
    url = f"/api/cities/{people.city.pk}/notice-targets/{route.format(target.pk)}"
    client = api_client(getattr(people, who, None))
    answer = getattr(client, method.lower())(url, body)
    assert answer.status_code == REFUSED.get(who, (status, None))[0]
    if who in REFUSED:
        assert answer.json() == REFUSED[who][1]
        target.refresh_from_db()
        assert target.is_active


@pytest.mark.parametrize("who", ["owner", "superuser"])
@pytest.mark.parametrize(("method", "route", "body", "_status"), ROUTES[3:])
def test_another_citys_target_is_as_missing_as_any(
    people: People, who: str, method: str, route: str, body: Any, _status: int
) -> None:
    foreign, none = make_target(people.other_city), make_target(None)
    base = f"/api/cities/{people.city.pk}/notice-targets/"
    client = api_client(getattr(people, who))
    keys = [foreign.pk, none.pk, 999_999, "x", "0", "-1", "1" * 30, "%00"]
    answers = [getattr(client, method.lower())(f"{base}{route.format(key)}", body) for key in keys]
    assert {(a.status_code, a.content) for a in answers} == {(404, answers[2].content)}


def test_a_list_holds_no_other_citys_targets(people: People) -> None:
    own = make_target(people.city)
    make_target(people.other_city)
    make_target(None)
    found = api_client(people.owner).get(f"/api/cities/{people.city.pk}/notice-targets/")
    assert [target["id"] for target in found.json()["results"]] == [own.pk]
