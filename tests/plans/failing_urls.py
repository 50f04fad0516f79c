"""Routes that fail on purpose, each as its name says."""

from collections.abc import Callable, Sequence

from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.db import OperationalError
from django.http import Http404
from django.urls import path
from rest_framework import exceptions, serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from plans.errors import Conflict

handler404 = "vms.api_errors.not_found"
handler500 = "vms.api_errors.server_error"

# Made in the request, whose language their words are in.
FAILURES: dict[str, Callable[[], Exception]] = {
    "denied": lambda: PermissionDenied("a secret"),
    "missing": lambda: Http404("a secret"),
    "nested": lambda: exceptions.ValidationError(
        {"bbox": [{}, {"x": ["Too big."]}], "at": "Too late."}
    ),
    "general": lambda: serializers.ValidationError(
        {"non_field_errors": ["Ends before it starts."]}
    ),
    "model": lambda: ValidationError({"name": ["Too long."]}),
    "throttled": lambda: exceptions.Throttled(wait=7),
    "suspicious": lambda: SuspiciousOperation("a secret"),
    "conflict": lambda: Conflict("Not now.", code="busy", extra={"retry": True}),
    "database": lambda: OperationalError("a secret"),
    "fault": lambda: RuntimeError("a secret"),
}


class Fail(APIView):
    permission_classes = (AllowAny,)
    authentication_classes: Sequence[type[BaseAuthentication]] = ()

    def get(self, request: Request, name: str) -> Response:
        raise FAILURES[name]()

    def post(self, request: Request, name: str) -> Response:
        return Response(request.data)


urlpatterns = [path("api/<str:name>/", Fail.as_view())]
