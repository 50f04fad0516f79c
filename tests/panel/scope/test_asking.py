"""What an address or a form names of the other city is as good as what there is none of."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.forms import ModelChoiceField
from django.test import Client, RequestFactory

from plans.admin.filters import ScopedRelatedFilter, relation_of
from plans.admin.scoped import ScopedAdmin
from plans.models import City, Membership, User
from recordings.models import Camera, Recording
from tests.panel.scope.scene import MARK, Scene, all_rows, models
from tests.panel.scope.walking import ask, missing, tells

pytestmark = pytest.mark.django_db

OPEN: list[type[Model]] = [
    model
    for model in models()
    if isinstance(page := admin.site._registry[model], ScopedAdmin) and page.city_lookup
]


def list_of(model: type[Model]) -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


def relations(model: type[Model]) -> Iterator[tuple[str, type[Model]]]:
    """Names of what leads to rows that are the other city's, with their models."""
    for field in model._meta.get_fields():
        if field.is_relation and field.related_model in OPEN:
            yield field.name, field.related_model


def filters_of(model: type[Model], scene: Scene) -> Iterator[tuple[str, type[Model] | None]]:
    """Parameters, with the model of whose rows they take a key, if any."""
    request = RequestFactory().get(list_of(model))
    request.user = scene.people.stranger
    given: Any = admin.site._registry[model].get_list_filter(request)
    for one in given:
        if isinstance(one, tuple) and issubclass(one[1], ScopedRelatedFilter):
            relation = relation_of(model, one[0])
            yield f"{one[0]}__{relation.target_field.name}__exact", relation.related_model
        elif not isinstance(one, str | tuple):
            yield one.parameter_name, None


def test_a_filter_by_the_other_citys_row_finds_and_names_nothing(
    scene: Scene, stranger: Client
) -> None:
    asked = 0
    for model in OPEN:
        for parameter, other in filters_of(model, scene):
            for target in [other] if other else [City]:
                keys = [(scene.foreign.get(target) or [None])[0], missing(target)]
                if keys[0] is None:
                    continue
                answers = [
                    ask(stranger, "get", list_of(model), *keys, data={parameter: key})
                    for key in keys
                ]
                assert answers[0] == answers[1], (model, parameter)
                assert not tells(answers[0]), (model, parameter)
                asked += 1
    assert asked > 40


def test_other_columns_of_the_other_city_are_not_asked_for(scene: Scene, stranger: Client) -> None:
    for model in OPEN:
        for name, target in relations(model):
            city = "" if target is City else "__city"
            key = scene.foreign[target][0]
            attacks = {f"{name}__in": key, f"{name}__gte": key}
            attacks[f"{name}{city}__name__startswith"] = MARK[:6]
            for attack, value in attacks.items():
                told = ask(stranger, "get", list_of(model), key, data={attack: value})
                assert told.status == 400, (model, attack)


def test_a_person_of_both_cities_is_not_found_by_the_other_one(
    scene: Scene, stranger: Client
) -> None:
    """The filters by which a superuser does find them."""
    shown = ask(stranger, "get", "/admin/plans/user/").body
    assert shown.count(f"/admin/plans/user/{scene.shared.pk}/change/") == 1
    for lookup in ("memberships__city__id__exact", "role", "is_superuser__exact"):
        told = ask(stranger, "get", "/admin/plans/user/", data={lookup: scene.people.city.pk})
        assert told.status == 400
    told = ask(stranger, "get", f"/admin/plans/user/{scene.shared.pk}/change/")
    assert (told.status, "Boreal: Viewer" in told.body or "Boreal: viewer" in told.body) == (
        200,
        True,
    )
    assert not tells(told)


def test_no_form_offers_or_takes_the_other_citys_row(scene: Scene, stranger: Client) -> None:
    taken = 0
    for model in OPEN:
        taken += _fill_in(scene, stranger, model)
    assert taken >= 5


def _fill_in(scene: Scene, stranger: Client, model: type[Model]) -> int:
    """Both forms of the model's page, with the other city's key in each place for one; how many."""
    sent = 0
    places = [f"{list_of(model)}add/"]
    places += [f"{list_of(model)}{key}/change/" for key in scene.own[model][:1]]
    for place in places:
        form = _form(stranger, place)
        if form is None:
            continue
        initial = {name: form[name].value() for name in form.fields}
        filled = {name: value for name, value in initial.items() if value is not None}
        for name, field in form.fields.items():
            if isinstance(field, ModelChoiceField):
                assert field.queryset is not None
                other = field.queryset.model
                keys = (scene.foreign[other][0], missing(other))
                rows = all_rows(model).count()
                answers = [
                    ask(stranger, "post", place, *keys, data={**filled, name: key}) for key in keys
                ]
                assert answers[0] == answers[1], (place, name)
                assert answers[0].status == 200, (place, name)
                assert not tells(answers[0]), (place, name)
                assert all_rows(model).count() == rows
                sent += 1
    return sent


def _form(client: Client, place: str) -> Any:
    """That which the person may fill in; None where they only look, or not even that."""
    answer: Any = client.get(place)
    shown = answer.context.get("adminform") if answer.context else None
    return shown.form if shown is not None and shown.form.fields else None


def test_a_form_of_theirs_is_filled_in_all_the_same(scene: Scene, stranger: Client) -> None:
    """So that no door above is closed for another reason."""
    key = scene.people.other_city.memberships.get(user=scene.shared).pk
    place = f"{list_of(Membership)}{key}/change/"
    assert ask(stranger, "post", place, data={"role": "operator"}).status == 302
    assert Membership.objects.get(pk=key).role == "operator"
    added = {
        "city": scene.people.other_city.pk,
        "name": "Porch",
        "rtsp_url": "rtsp://127.0.0.1:9/porch",
        "transport": "tcp",
        "is_active": "on",
    }
    told = ask(stranger, "post", f"{list_of(Camera)}add/", data=added)
    assert (told.status, Camera.objects.get(name="Porch").city) == (302, scene.people.other_city)


@pytest.mark.parametrize("model", models(), ids=lambda model: model._meta.label)
def test_no_filter_offers_whatever_another_table_holds(model: type[Model]) -> None:
    """Of a relation Django's own would offer all rows; of another table's column all values."""
    request = RequestFactory().get("/")
    for person in (User(is_staff=True, is_superuser=True), AnonymousUser()):
        request.user = person
        given: Any = admin.site._registry[model].get_list_filter(request)
        pairs = [(one, None) if isinstance(one, str) else one for one in given]
        for path, chosen in (pair for pair in pairs if isinstance(pair, tuple)):
            if relation_of(model, path) is not None:
                assert issubclass(chosen, ScopedRelatedFilter | EmptyFieldListFilter), path
            elif chosen is None and "__" in path:
                assert _has_own_values(model, path), path


def _has_own_values(model: type[Model], path: str) -> bool:
    """Choices, yes or no, moments: not whatever the other table holds."""
    field: Any = get_fields_from_path(model, path)[-1]
    kinds = ("BooleanField", "DateField", "DateTimeField")
    return bool(getattr(field, "choices", None)) or field.get_internal_type() in kinds


def test_filters_that_are_left_open_ask_for_nothing(scene: Scene, stranger: Client) -> None:
    """The filters' form sends them all, most of them empty."""
    for model in OPEN:
        left_open = {name: "" for name, other in filters_of(model, scene) if other is not None}
        told = ask(stranger, "get", list_of(model), data=left_open)
        key = scene.own[model][0]
        assert told.status == 200, model
        assert f"{key}/change/" in told.body, model


def test_an_empty_list_is_not_what_is_compared(scene: Scene, stranger: Client) -> None:
    key = scene.own[Camera][0]
    told = ask(stranger, "get", list_of(Recording), data={"camera__id__exact": key})
    assert told.body.count(f"{list_of(Recording)}{scene.own[Recording][0]}/change/") >= 1
