"""Lists are pages of `{results, next, previous}`, by offset and without counting."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from plans.errors import InvalidInput

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 500
MAX_OFFSET = 10_000_000  # keeps OFFSET far from what a database refuses


class Page(BasePagination):
    """One row more than the page is read instead of a count; a page past the end is empty."""

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any]:
        self._request = request
        self._number = _positive(request, "page", 1)
        self._size = min(_positive(request, "page_size", DEFAULT_PAGE_SIZE), MAX_PAGE_SIZE)
        start = (self._number - 1) * self._size
        if start > MAX_OFFSET:
            raise _not_positive("page")
        rows = list(_ordered(queryset)[start : start + self._size + 1])
        self._has_next = len(rows) > self._size
        return rows[: self._size]

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {
                "results": data,
                "next": self._link(self._number + 1) if self._has_next else None,
                "previous": self._link(self._number - 1) if self._number > 1 else None,
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {
                "results": schema,
                "next": link,
                "previous": link,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        number = {"type": "integer", "minimum": 1}
        size = {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE}
        return [
            {"name": "page", "in": "query", "schema": number},
            {"name": "page_size", "in": "query", "schema": size},
        ]

    def _link(self, number: int) -> str:
        return replace_query_param(self._request.build_absolute_uri(), "page", number)


def _ordered(rows: Any) -> Any:
    """The query with its key as the last word in its order, so that pages never overlap.

    Left alone: plain lists, and queries that can take no other order (slices, unions).
    """
    if not isinstance(rows, QuerySet) or rows.query.is_sliced or rows.query.combinator:
        return rows
    order: Sequence[Any] = rows.query.order_by
    if not order and rows.query.default_ordering:
        order = rows.model._meta.ordering or ()
    if {"pk", "-pk", "id", "-id"} & {name for name in order if isinstance(name, str)}:
        return rows
    return rows.order_by(*order, "pk")


def _positive(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, "")
    if not text:
        return default
    # Ten digits are more than any page; int() would take "1_0" and, slowly, a megabyte.
    if not (text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) > 0):
        raise _not_positive(name)
    return int(text)


def _not_positive(name: str) -> InvalidInput:
    fault = _("Write a whole number from 1 up.")
    return InvalidInput(_("Some fields need attention."), fields={name: [fault]})
