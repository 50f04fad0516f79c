"""Every error of the API in one form: `{code, detail, fields}`.

`code` is for programs, `detail` a sentence for people, `fields` the messages by input (inputs of
a list or an object inside are named by a path, `0.plate`). A database that does not answer is
left to `vms.middleware.DatabaseUnavailable`, and a fault of ours to `server_error`.
"""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.views import defaults
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.views import set_rollback

from plans.database import DATABASE_AWAY
from plans.errors import ApplicationError, NotFound, TooLarge
from plans.selectors import NOT_FOUND

MALFORMED = (BadRequest, SuspiciousOperation, MultiPartParserError)
NON_FIELD = "non_field_errors"  # what belongs to no one input, in DRF and in as_serializer_error


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to an exception out of an API view; None lets it go on up."""
    if isinstance(exc, Http404 | exceptions.NotFound):
        exc = NotFound(NOT_FOUND)
    elif isinstance(exc, DjangoPermissionDenied):
        exc = exceptions.PermissionDenied()
    elif isinstance(exc, DjangoValidationError):
        exc = exceptions.ValidationError(as_serializer_error(exc))
    elif isinstance(exc, RequestDataTooBig):
        exc = TooLarge(_("The request is too large; send less at a time."))
    elif isinstance(exc, MALFORMED):
        exc = exceptions.ParseError()

    if isinstance(exc, ApplicationError):
        answer = _from_application(exc)
    elif isinstance(exc, exceptions.ValidationError):
        answer = _from_validation(exc)
    elif isinstance(exc, exceptions.APIException):
        answer = _from_rest_framework(exc)
    else:
        return None
    set_rollback()
    return answer


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: below /api/ the same bytes as for an id that is missing or another city's."""
    if _is_api(request):
        return _json(_body(NotFound.default_code, NOT_FOUND), NotFound.status)
    return defaults.page_not_found(request, exception or Http404())


def unavailable() -> HttpResponse:
    """503, on every path: the database does not answer."""
    detail = _("The database does not answer; recording goes on. Try again in a moment.")
    answer = _json(_body("unavailable", detail), 503)
    answer["Retry-After"] = "5"
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """500: what went wrong is in the log, and none of it here.

    503 when it was the database, away while middleware asked it for the session.
    """
    if isinstance(sys.exc_info()[1], DATABASE_AWAY):
        return unavailable()
    if _is_api(request):
        detail = _("Something went wrong here. It has been logged.")
        return _json(_body("server_error", detail), 500)
    return defaults.server_error(request)


def _from_application(error: ApplicationError) -> Response:
    data = {**_body(error.code, error.detail, _flat(error.fields)), **error.extra}
    headers = dict(error.headers)
    if error.status == 401:
        headers.setdefault("WWW-Authenticate", "Token")  # RFC 9110 §11.6.1 wants one
    return Response(data, status=error.status, headers=headers)


def _from_validation(error: exceptions.ValidationError) -> Response:
    fields = _flat(error.detail)
    general = fields.pop("", []) + fields.pop(NON_FIELD, [])
    detail = " ".join(general) if general else _("Some fields need attention.")
    return Response(_body("invalid", detail, fields), status=400)


def _from_rest_framework(error: exceptions.APIException) -> Response:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = str(challenge)
    if (wait_seconds := getattr(error, "wait", None)) is not None:
        headers["Retry-After"] = str(int(wait_seconds))
    code = getattr(error.detail, "code", error.default_code)
    return Response(_body(code, error.detail), status=error.status_code, headers=headers)


def _body(code: Any, detail: Any, fields: Mapping[str, list[str]] | None = None) -> dict[str, Any]:
    return {"code": str(code), "detail": _text(detail), "fields": dict(fields or {})}


def _flat(detail: Any, path: str = "") -> dict[str, list[str]]:
    """Messages by path: `{"a": [{}, {"b": ["x"]}]}` becomes `{"a.1.b": ["x"]}`."""
    if isinstance(detail, Mapping):
        parts: Sequence[tuple[Any, Any]] = [(_text(key), part) for key, part in detail.items()]
    elif isinstance(detail, list | tuple) and any(isinstance(d, Mapping | list) for d in detail):
        parts = list(enumerate(detail))
    elif isinstance(detail, list | tuple):
        return {path: [_text(message) for message in detail]} if detail else {}
    else:
        return {path: [_text(detail)]}
    flat: dict[str, list[str]] = {}
    for key, inner in parts:
        flat.update(_flat(inner, f"{path}.{key}" if path else str(key)))
    return flat


def _text(message: Any) -> str:
    """The message without lone surrogates, which JSON can carry in and UTF-8 cannot out again."""
    return str(message).encode(errors="replace").decode()


def _is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def _json(data: Mapping[str, Any], status: int) -> HttpResponse:
    body = JSONRenderer().render(data)
    return HttpResponse(body, status=status, content_type="application/json")
