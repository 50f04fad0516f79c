"""Camera inputs that are well formed and still not taken."""

from typing import Any

import pytest

from tests.people import People, api_client
from tests.recordings.api.scene import make_camera


@pytest.mark.parametrize("gb", [361, 1_000_000])
def test_a_quota_above_the_plans_is_refused(people: People, gb: int) -> None:
    camera = make_camera(people.city)
    answer: Any = api_client(people.owner).patch(f"/api/cameras/{camera.pk}/", {"max_size_gb": gb})
    assert (answer.status_code, answer.json()["code"]) == (403, "plan_limit")
    assert answer.json()["limit"] == 360


def test_a_camera_stays_in_its_city(people: People) -> None:
    camera = make_camera(people.city)
    client = api_client(people.owner)
    path = f"/api/cameras/{camera.pk}/"
    moved: Any = client.patch(path, {"city": people.other_city.pk})
    same: Any = client.patch(path, {"city": people.city.pk, "name": "Norte"})
    assert (moved.status_code, [*moved.json()["fields"]]) == (400, ["city"])
    assert (same.status_code, same.json()["name"]) == (200, "Norte")


@pytest.mark.parametrize("name", ["two\nlines", "right\u202eto left", "bell\x07"])
def test_a_name_with_invisible_characters_is_refused(people: People, name: str) -> None:
    camera = make_camera(people.city)
    answer: Any = api_client(people.owner).patch(f"/api/cameras/{camera.pk}/", {"name": name})
    assert (answer.status_code, [*answer.json()["fields"]]) == (400, ["name"])


@pytest.mark.parametrize("query", ["recording_enabled=maybe", "archived=2"])
def test_a_filter_that_is_neither_true_nor_false_is_refused(people: People, query: str) -> None:
    answer: Any = api_client(people.owner).get(f"/api/cameras/?{query}")
    assert answer.status_code == 400


@pytest.mark.parametrize(("query", "found"), [("true", 0), ("False", 1), ("1", 0), ("0", 1)])
def test_true_and_false_narrow_the_list(people: People, query: str, found: int) -> None:
    make_camera(people.city)
    answer: Any = api_client(people.owner).get(f"/api/cameras/?recording_enabled={query}")
    assert len(answer.json()["results"]) == found


def test_a_body_that_is_too_large_is_called_so(people: People) -> None:
    body = '{"name": "' + "x" * 3_000_000 + '"}'
    client = api_client(people.owner)
    answer: Any = client.generic("POST", "/api/cameras/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_time_zone_that_is_this_machines_own_is_refused(people: People) -> None:
    body = {"name": "Poente", "plan": "basic", "time_zone": "localtime"}
    answer: Any = api_client(people.superuser).post("/api/cities/", body)
    assert (answer.status_code, [*answer.json()["fields"]]) == (400, ["time_zone"])
