"""Admin pages whose writes go through the services."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from plans.admin.scoped import ScopedAdmin
from plans.errors import ApplicationError
from plans.staff import administrator

__all__ = ["ServiceAdmin", "administrator"]


class ServiceAdmin(ScopedAdmin):
    """Shows a service's refusal as a message; the view's transaction has been rolled back."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._or_refusal(super().changeform_view, request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._or_refusal(super().delete_view, request, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._or_refusal(super().changelist_view, request, *args, **kwargs)

    def _or_refusal(
        self, view: Any, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        try:
            response: HttpResponse = view(request, *args, **kwargs)
        except ApplicationError as refusal:
            for sentence in _sentences(refusal):
                messages.error(request, sentence)
            return HttpResponseRedirect(request.get_full_path())
        return response


def _sentences(refusal: ApplicationError) -> list[str]:
    by_field = [str(text) for texts in refusal.fields.values() for text in texts]
    return by_field or [str(refusal.detail)]
