"""Request middleware of the whole site."""

from collections.abc import Callable
from datetime import UTC

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from plans.database import DATABASE_AWAY
from vms.api_errors import unavailable

Handler = Callable[[HttpRequest], HttpResponse]


class OptionalTrailingSlash:
    """Paths under /api/ mean the same with and without their last slash (the API contract)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path.startswith("/api/") and not path.endswith("/"):
            request.path_info += "/"
            request.path += "/"
        return self.get_response(request)


class ApiTimesAreUtc:
    """The API answers in UTC; the admin shows the installation's time zone."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/"):
            return self.get_response(request)
        with timezone.override(UTC):
            return self.get_response(request)


class DatabaseUnavailable:
    """A view that the database left alone is answered with 503 and Retry-After."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return unavailable() if isinstance(error, DATABASE_AWAY) else None
