"""What the system writes and people only read."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from plans.admin.scoped import ScopedAdmin


class ReadOnlyAdmin(ScopedAdmin):
    """Lists and shows rows; adds, changes and deletes none."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
