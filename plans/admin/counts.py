"""How many rows of another model belong to each row of a list."""

from typing import Any

from django.db.models import Count, IntegerField, Model, OuterRef, Subquery
from django.db.models.functions import Coalesce


def related_count(model: type[Model], name: str, **only: Any) -> Coalesce:
    """Of the relation `name` back to `model`, those that `only` says.

    A subquery for each shown row: joins would multiply one count by the other, and by what the
    list's filters join.
    """
    relation: Any = model._meta.get_field(name)
    towards = relation.field.name
    rows = relation.related_model._default_manager.filter(**{towards: OuterRef("pk")}, **only)
    counted = rows.order_by().values(towards).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
