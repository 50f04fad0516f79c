"""The scene, and who looks at it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from plans.admin.scoped import ScopedAdmin
from tests.panel.scope.scene import Scene, all_rows, make_scene, staff_client
from tests.people import People


@pytest.fixture
def scene(people: People, tmp_path: Path) -> Scene:
    return make_scene(people, tmp_path)


@pytest.fixture
def stranger(scene: Scene) -> Iterator[Client]:
    """Signed in. Whatever they do: what is the marked city's stays as it is, and nothing is
    added to it."""
    before = _dump(scene)
    yield staff_client(scene.people.stranger)
    assert _dump(scene) == before


def _dump(scene: Scene) -> dict[str, Any]:
    dumped: dict[str, Any] = {}
    for model, page in admin.site._registry.items():
        rows = all_rows(model)
        label, keys = model._meta.label, scene.foreign[model]
        dumped[label] = list(rows.filter(pk__in=keys).order_by("pk").values())
        if isinstance(page, ScopedAdmin) and page.city_lookup:
            theirs = rows.filter(**{page.city_lookup: scene.people.city.pk})
            dumped[f"{label} of the city"] = {*theirs.values_list("pk", flat=True)}
    return dumped
