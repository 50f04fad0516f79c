"""What the system writes and people only read."""

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Model
from django.http import HttpRequest
from unfold.admin import ModelAdmin


class ReadOnlyAdmin(ModelAdmin):
    """Lists and shows rows; adds, changes and deletes none."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what the list's filters ask: Django lets an address name any column, and so read
        letter by letter what no page shows."""
        names = map(_parameter_of, self.list_filter)
        asked = any(lookup == name or lookup.startswith(f"{name}__") for name in names)
        return asked and bool(super().lookup_allowed(lookup, value, request))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """A moment or a number that no column holds is answered as any other wrong filter."""
        try:
            return super().get_changelist_instance(request)
        except (OverflowError, ValueError) as error:
            raise IncorrectLookupParameters from error

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """None for a number that no column holds, where the key is another row's."""
        try:
            return super().get_object(request, object_id, from_field)
        except OverflowError:
            return None


def _parameter_of(list_filter: Any) -> str:
    """A field's name, alone or with its filter's class; else the filter's own parameter."""
    if isinstance(list_filter, str):
        return list_filter
    return str(list_filter[0] if isinstance(list_filter, tuple) else list_filter.parameter_name)
