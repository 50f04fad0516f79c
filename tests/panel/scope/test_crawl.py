"""A stranger's staff user at every address of the administration: nothing of another city."""

from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client

from plans.admin.scoped import ScopedAdmin
from plans.models import City, User
from recordings.models import Camera
from tests.panel.scope.scene import MARK, Scene, models, staff_client
from tests.panel.scope.walking import Place, a_key, ask, missing, places, tells

pytestmark = pytest.mark.django_db

PART = MARK[:6]
"""Finds what is marked, and is not the mark when a page repeats what was sought."""
FORM = {"post": "yes", "role": "owner", "name": "x", "_save": "1"}
WITH_KEY = [place for place in places() if place.has_gap]
LISTS = [place for place in places() if place.model and place.template.count("/") == 2]
PLAIN = [place for place in places() if not place.has_gap and place.template != "logout/"]


def is_scoped(model: type[Model]) -> bool:
    page = admin.site._registry[model]
    return isinstance(page, ScopedAdmin) and page.city_lookup is not None


def test_every_address_can_be_filled() -> None:
    found = places()
    assert len(found) > 250
    assert {place.model for place in found} >= {*models()}


@pytest.mark.parametrize("data", [None, FORM], ids=["looked at", "sent"])
def test_a_row_of_the_other_city_is_answered_as_one_that_is_missing(
    scene: Scene, stranger: Client, data: Any
) -> None:
    method = "get" if data is None else "post"
    for place in WITH_KEY:
        assert place.model is not None
        key, nothing = a_key(place.model, scene.foreign[place.model]), missing(place.model)
        answers = [
            ask(stranger, method, place.at(one), key, nothing, data=data) for one in (key, nothing)
        ]
        assert answers[0] == answers[1], place
        assert answers[0].status < 500, place
        assert not tells(answers[0]), place


def test_no_plain_address_tells_of_the_other_city(scene: Scene, stranger: Client) -> None:
    keys = {model._meta.model_name: scene.foreign[model][0] for model in (Camera, City, User)}
    for place in PLAIN:
        for method, data in (("get", None), ("get", {**keys, "s": PART}), ("post", {})):
            told = ask(stranger, method, place.at(""), data=data)
            assert told.status < 500, place
            assert not tells(told), (place, data)


@pytest.mark.parametrize("who", ["stranger", "operator", "viewer"])
def test_signing_out_tells_nothing(scene: Scene, who: str) -> None:
    client = staff_client(getattr(scene.people, who))
    assert not tells(ask(client, "post", "/admin/logout/"))


def test_no_autocompletion_finds_the_other_citys(scene: Scene, stranger: Client) -> None:
    found = 0
    for model in models():
        for field in (one for one in model._meta.get_fields() if one.is_relation):
            asked = {
                "app_label": model._meta.app_label,
                "model_name": model._meta.model_name,
                "field_name": field.name,
            }
            for term in ("", PART):
                told = ask(stranger, "get", "/admin/autocomplete/", data={**asked, "term": term})
                assert told.status in (200, 403, 404), asked
                assert not tells(told), asked
                found += told.body.count('"id"') if term == "" else 0
    assert found > 20  # their own: the walk is no walk past closed doors


@pytest.mark.parametrize("query", [PART, "\0"])
def test_no_search_finds_the_other_citys(scene: Scene, stranger: Client, query: str) -> None:
    for place in LISTS:
        assert not tells(ask(stranger, "get", place.at(""), data={"q": query})), place


def test_the_same_search_shows_a_superuser_what_it_finds(scene: Scene) -> None:
    client = staff_client(scene.people.superuser)
    for name in ("recordings/camera", "recordings/recording", "clips/clip", "plans/user"):
        assert tells(ask(client, "get", f"/admin/{name}/", data={"q": PART})), name


def test_the_same_walk_shows_a_superuser_the_other_citys_everything(scene: Scene) -> None:
    client = staff_client(scene.people.superuser)
    rows = [place for place in WITH_KEY if place.template.endswith("/change/")]
    seen = [place for place in rows if _shows(client, place, scene)]
    lists = [place for place in LISTS if tells(ask(client, "get", place.at("")))]
    scoped = sum(map(is_scoped, models()))
    assert len(seen) >= scoped
    assert len(lists) >= scoped


def test_the_same_walk_shows_the_citys_owner_every_list_of_theirs(scene: Scene) -> None:
    client = staff_client(scene.witness)
    blind = []
    for model in filter(is_scoped, models()):
        assert scene.foreign[model], f"the scene needs a row of {model._meta.label}"
        name = f"{model._meta.app_label}/{model._meta.model_name}"
        if not tells(ask(client, "get", f"/admin/{name}/")):
            blind.append(name)
        key = scene.foreign[model][0]
        told = ask(client, "get", f"/admin/{name}/{key}/change/")
        assert told.status == 200, name
        assert tells(told), name
    assert blind == []


@pytest.mark.parametrize("address", ["/admin/", "/admin/dashboard/", "/admin/storage/"])
def test_the_panels_own_pages_tell_of_the_city_whom_they_should(scene: Scene, address: str) -> None:
    people = scene.people
    told = [
        tells(ask(staff_client(user), "get", address))
        for user in (people.superuser, scene.witness, people.stranger)
    ]
    assert told == [True, True, False]


def _shows(client: Client, place: Place, scene: Scene) -> bool:
    assert place.model is not None
    key = a_key(place.model, scene.foreign[place.model])
    return key is not None and tells(ask(client, "get", place.at(key)))
