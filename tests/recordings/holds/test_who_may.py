"""Operators set holds and release their own, owners everybody's, viewers look."""

from typing import Any

import pytest

from plans.entitlements import Role
from plans.models import Membership
from recordings.models import Hold
from tests.people import People, api_client, make_member
from tests.plans.answers import ANONYMOUS, NOT_ALLOWED, NOT_FOUND
from tests.recordings.api.scene import make_camera
from tests.recordings.holds.asking import Asker, entries, make_hold

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

OK, CREATED, DONE, NO, MISSING, WHO = 200, 201, 204, 403, 404, 401
EVERYBODY = ("anonymous", "stranger", "viewer", "operator", "owner", "superuser")
TABLE = {
    "list": (WHO, OK, OK, OK, OK, OK),
    "get": (WHO, MISSING, OK, OK, OK, OK),
    "set": (WHO, MISSING, NO, CREATED, CREATED, CREATED),
    "change own": (WHO, MISSING, NO, OK, OK, OK),
    "change another's": (WHO, MISSING, NO, NO, OK, OK),
    "release own": (WHO, MISSING, NO, DONE, DONE, DONE),
    "release another's": (WHO, MISSING, NO, NO, DONE, DONE),
    "release a link's": (WHO, MISSING, NO, NO, DONE, DONE),
}
BODIES = {401: ANONYMOUS, 403: NOT_ALLOWED, 404: NOT_FOUND}


def act(asker: Asker, what: str, hold: Hold) -> Any:
    verb = what.split(" ")[0]
    if verb in ("list", "set"):
        return getattr(asker, verb)()
    given = {"reason": "Other"} if verb == "change" else {}
    return getattr(asker, verb)(hold.pk, **given)


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("what", TABLE)
def test_each_may_do_what_the_table_says(
    people: People, operator: Asker, what: str, who: str
) -> None:
    user = getattr(people, who, None)
    values: dict[str, Any] = {"created_by": make_member(people.city, Role.OPERATOR)}
    if what.endswith("own"):
        values = {"created_by": user}
    elif what.endswith("link's"):
        values = {"source": Hold.Source.KEEP_DAY}
    hold = make_hold(operator.camera, operator.day.at(1), **values)
    answer = act(operator.by(user), what, hold)
    expected = TABLE[what][EVERYBODY.index(who)]
    assert answer.status_code == expected
    if expected in BODIES:
        assert answer.json() == BODIES[expected]
        assert entries() == []
        assert (Hold.objects.get().reason, Hold.objects.get().released_at) == ("Kept", None)


def test_a_foreign_id_is_a_missing_one(people: People, operator: Asker) -> None:
    hold = make_hold(operator.camera, operator.day.at(1), created_by=people.operator)
    gone = make_hold(operator.camera, operator.day.at(1))
    missing = gone.pk
    gone.delete()
    client: Any = api_client(people.stranger)
    for method, body in (("get", None), ("patch", {"until": "x"}), ("delete", None)):
        answers = [
            getattr(client, method)(f"/api/holds/{key}/", body)
            for key in (hold.pk, missing, "x", "0", "9" * 40, "%00")
        ]
        assert {(answer.status_code, answer.content) for answer in answers} == {
            (404, answers[0].content)
        }
        assert answers[0].json() == NOT_FOUND


def test_a_foreign_camera_is_a_missing_one(people: People, operator: Asker) -> None:
    gone = make_camera(people.city)
    missing = gone.pk
    gone.delete()
    stranger = operator.by(people.stranger)
    answers = [stranger.set(camera=key) for key in (operator.camera.pk, missing, 10**30)]
    assert {(answer.status_code, answer.content) for answer in answers} == {
        (404, answers[0].content)
    }


def test_nobody_lists_another_citys(people: People, operator: Asker) -> None:
    foreign = make_camera(people.other_city, "Foreign")
    theirs = make_hold(foreign, operator.day.at(1))
    ours = make_hold(operator.camera, operator.day.at(1))
    shown = {
        who: [hold["id"] for hold in operator.by(getattr(people, who)).list().json()["results"]]
        for who in ("stranger", "viewer", "superuser")
    }
    assert shown == {
        "stranger": [theirs.pk],
        "viewer": [ours.pk],
        "superuser": [ours.pk, theirs.pk],
    }
    asked = operator.list(f"?city={people.other_city.pk}").json()["results"]
    assert asked + operator.list(f"?camera={foreign.pk}").json()["results"] == []


def test_an_operator_who_becomes_a_viewer_releases_no_more(people: People, operator: Asker) -> None:
    hold = operator.set().json()["id"]
    Membership.objects.filter(user=people.operator).update(role=Role.VIEWER)
    assert operator.release(hold).status_code == 403
    Membership.objects.filter(user=people.operator).delete()
    assert operator.release(hold).status_code == 404


def test_the_list_is_narrowed_by_camera_city_force_and_time(
    people: People, operator: Asker
) -> None:
    at = operator.day.at
    other = make_camera(people.city, "Other")
    early, late = make_hold(operator.camera, at(1)), make_hold(operator.camera, at(10))
    beside = make_hold(other, at(1), released_at=at(30))
    lapsed = make_hold(other, at(10), until=at(36))
    queries = {
        "": [lapsed, beside, late, early],
        f"?camera={other.pk}": [lapsed, beside],
        f"?city={people.city.pk}": [lapsed, beside, late, early],
        "?in_force=true": [late, early],
        "?in_force=false": [lapsed, beside],
        "?start=2026-03-10T05:00:00Z": [lapsed, late],  # which is where the early ones end
        "?end=2026-03-10T13:00:00Z": [beside, early],
        "?start=2026-03-10T04:59:59Z&end=2026-03-10T13:00:01Z": [lapsed, beside, late, early],
        "?page_size=1&page=2": [beside],
    }
    found = {
        query: [hold["id"] for hold in operator.list(query).json()["results"]] for query in queries
    }
    assert found == {query: [hold.pk for hold in holds] for query, holds in queries.items()}
