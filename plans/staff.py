"""What of the administration a request's person has: all, their cities' part, or nothing.

Apart from `plans.admin`: the site and its views ask, and are imported before any page can be
registered.
"""

from typing import Any

from django.http import HttpRequest

from plans.models import City, User
from plans.selectors import administered_cities


def administrator(request: HttpRequest) -> User:
    """The person at the admin pages, which nobody else reaches."""
    assert isinstance(request.user, User)
    return request.user


def sees_all(request: HttpRequest) -> bool:
    user = request.user
    return bool(user.is_active and user.is_staff and isinstance(user, User) and user.is_superuser)


def administered_keys(request: HttpRequest) -> list[int]:
    """Keys of the cities that the person owns as staff; asked many times for one page, and looked
    up once."""
    user = request.user
    known: tuple[Any, list[int]] | None = getattr(request, "_administered", None)
    if known is None or known[0] != user.pk:
        cities = administered_cities(user) if isinstance(user, User) else City.objects.none()
        known = user.pk, list(cities.values_list("pk", flat=True))
        request._administered = known  # type: ignore[attr-defined]
    return known[1]


def administers_any(request: HttpRequest) -> bool:
    """Whether there is anything in the administration for the person: operators and viewers find
    nothing there, staff or not."""
    return sees_all(request) or bool(administered_keys(request))
