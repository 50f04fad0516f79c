"""The administration's site: Django's pages, and the panel's own beside them."""

from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import InvalidPage
from django.http import Http404, HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from unfold.forms import AuthenticationForm
from unfold.sites import UnfoldAdminSite

from panel.views.dashboard import dashboard_context, dashboard_fragment
from panel.views.storage import storage_page
from plans.selectors import administered_cities
from plans.staff import administers_any


class Choices(AutocompleteJsonView):
    """Of what a form or a filter has a field for; a relation's other end has none, and fails."""

    def process_request(self, request: HttpRequest) -> Any:
        found = super().process_request(request)
        _term, _page, source_field, _key = found
        if not source_field.concrete:
            raise PermissionDenied
        return found


class StaffForm(AuthenticationForm):
    """Who would find nothing is told so, instead of being asked to sign in again."""

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if not administered_cities(user).exists() and not user.is_superuser:
            raise ValidationError(_("This account has nothing to administer: it owns no city."))


class PanelSite(UnfoldAdminSite):
    login_form = StaffForm
    index_template = "panel/dashboard.html"

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff for whom there is nothing here are asked to sign in as somebody else."""
        return super().has_permission(request) and administers_any(request)

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        try:
            return super().search(request, extra_context)
        except (ValueError, InvalidPage) as no_such_page:
            raise Http404 from no_such_page

    def autocomplete_view(self, request: HttpRequest) -> Any:
        return Choices.as_view(admin_site=self)(request)

    def extra_urls(self) -> list[URLPattern]:
        return [
            path("storage/", self.admin_view(storage_page), name="storage"),
            path("dashboard/", self.admin_view(dashboard_fragment), name="dashboard"),
        ]

    def get_urls(self) -> list[Any]:
        """Without the page that tells which rows of any table there are."""
        urls: list[Any] = super().get_urls()
        return [url for url in urls if getattr(url, "name", None) != "view_on_site"]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """A page asks twice, and each list's rights cost something."""
        if app_label is not None:
            found: list[Any] = super().get_app_list(request, app_label)
            return found
        known: list[Any] | None = getattr(request, "_app_list", None)
        if known is None:
            known = request._app_list = super().get_app_list(request)  # type: ignore[attr-defined]
        return known

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().index(request, {**(extra_context or {}), **dashboard_context(request)})
