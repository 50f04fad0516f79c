"""Request middleware of the whole site."""

from collections.abc import Callable
from datetime import UTC

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

Handler = Callable[[HttpRequest], HttpResponse]


def client_address(request: HttpRequest) -> str:
    """Who asks, for the lock-out after wrong passwords: behind a proxy, whom the proxy names."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.VMS_BEHIND_PROXY else ""
    # The last entry is the proxy's own; those before it are anybody's word.
    return str(forwarded.rsplit(",")[-1].strip() or request.META.get("REMOTE_ADDR", ""))


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
    """Answers 503 with Retry-After while the database is away, instead of 500."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError):
            return self._answer()

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, OperationalError | InterfaceError):
            return self._answer()
        return None

    def _answer(self) -> HttpResponse:
        detail = _("The database does not answer; recording goes on. Try again in a moment.")
        return JsonResponse(
            {"code": "unavailable", "detail": detail, "fields": {}},
            status=503,
            headers={"Retry-After": "5"},
        )
