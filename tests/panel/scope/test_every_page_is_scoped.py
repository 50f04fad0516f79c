"""A page that forgets whose rows it shows shows everybody's: all are of one kind."""

import pytest
from django.contrib import admin
from django.db.models import Model

from plans.admin.scoped import ScopedAdmin
from tests.panel.scope.scene import models

# Label and why; of these pages Django's own table of permissions decides, and nobody is in it.
EXCEPT: dict[str, str] = {}


def test_every_page_shows_everybody_their_own_part() -> None:
    unscoped = {
        model._meta.label
        for model, page in admin.site._registry.items()
        if not isinstance(page, ScopedAdmin)
    }
    assert unscoped == {*EXCEPT}


@pytest.mark.parametrize("model", models(), ids=lambda model: model._meta.label)
def test_a_page_leads_to_a_city_by_columns_that_there_are(model: type[Model]) -> None:
    page = admin.site._registry[model]
    if isinstance(page, ScopedAdmin) and page.city_lookup is not None:
        str(model._default_manager.filter(**{f"{page.city_lookup}__in": [1]}).query)


@pytest.mark.parametrize("model", models(), ids=lambda model: model._meta.label)
def test_no_page_has_inlines(model: type[Model]) -> None:
    """Their rows and choices are not narrowed: whoever adds one sees to that first."""
    assert not admin.site._registry[model].inlines
