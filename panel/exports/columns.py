"""What a table tells of a row: django-import-export's resources, whose columns keep their types.

Its own way of writing makes one data set of all rows; here a resource only reads one row at a
time, and `panel.exports.writing` writes it.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from import_export.fields import Field
from import_export.resources import Resource

from panel.exports.cells import Choice, Plain, Value, plain
from plans.models import User


class Table(Resource):
    """Columns in the order in which they are declared.

    `model` is the label of the list that it is a table of; `zone_path` leads from a row to the name
    of its time zone, the installation's where there is none; `city_path` to its city.
    """

    model: ClassVar[str]
    related: ClassVar[Sequence[str]] = ()
    """What its columns read beside the row."""
    left_out: ClassVar[Sequence[str]] = ()
    """Columns of the database that are large and not told."""
    zone_path: ClassVar[str] = ""
    city_path: ClassVar[str] = ""
    is_for_owners: ClassVar[bool] = True
    """Whether its list is open to a city's owners, or to superusers alone."""

    def __init__(self, user: User) -> None:
        super().__init__()
        self.user = user

    @cached_property
    def names(self) -> list[str]:
        return list(self.fields)

    @cached_property
    def headers(self) -> list[str]:
        return [str(field.column_name) for field in self.fields.values()]

    def read_by(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """What its columns read, and nothing else, in no order."""
        lean = rows.order_by().defer(None).defer(*self.left_out)
        return lean.select_related(*(self.related or (None,)))

    def row(self, instance: Any) -> list[Plain]:
        zone = self._zone_of(instance)
        return [plain(value, zone) for value in self.export_resource(instance)]

    def city_of(self, instance: Any) -> int | None:
        if not self.city_path:
            return None
        city = read(instance, self.city_path)
        return city if city is None or isinstance(city, int) else int(city.pk)

    def _zone_of(self, instance: Any) -> ZoneInfo:
        name = read(instance, self.zone_path) if self.zone_path else None
        return ZoneInfo(name or settings.TIME_ZONE)

    def get_export_order(self) -> list[str]:
        return self.names


def column(path: str, words: Any) -> Field:
    """An attribute of the row, or by `a__b` of what it belongs to."""
    return computed(lambda row: read(row, path), words)


def named(path: str, words: Any) -> Field:
    """How what stands there calls itself."""

    def name(row: Any) -> Value:
        found = read(row, path)
        return None if found is None else str(found)

    return computed(name, words)


def choice(path: str, words: Any) -> Field:
    """A column with `choices`."""
    *way, last = path.split("__")

    def chosen(row: Any) -> Value:
        owner = read(row, "__".join(way)) if way else row
        code = None if owner is None else getattr(owner, last)
        if code is None or code == "":
            return None
        return Choice(str(code), str(getattr(owner, f"get_{last}_display")()))

    return computed(chosen, words)


def computed(tell: Callable[[Any], Value], words: Any) -> Field:
    return Field(column_name=words, dehydrate_method=tell)


def read(row: Any, path: str) -> Any:
    """None where something on the way is missing."""
    found = row
    for name in path.split("__"):
        if found is None:
            return None
        try:
            found = getattr(found, name)
        except ObjectDoesNotExist:
            return None
    return found
