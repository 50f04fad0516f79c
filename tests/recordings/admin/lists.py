"""A list of the administration as a person gets it, without the page around it."""

from typing import Any

from django.contrib import admin
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory

from plans.models import User


def changelist(user: User, model: Any, query: str, language: str = "en") -> Any:
    """Raises what the page answers with another status."""
    request = RequestFactory().get(f"/?{query}", headers={"accept-language": language})
    request.user = user
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return admin.site._registry[model].get_changelist_instance(request)


def shown(user: User, model: Any, query: str) -> list[Any]:
    return list(changelist(user, model, query).result_list)
