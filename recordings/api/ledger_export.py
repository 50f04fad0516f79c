"""`/api/cleanup-runs/export/`: the ledger of a period, sent as it is read."""

import weakref
from collections.abc import Iterator

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from plans.addresses import client_address
from plans.api.authentication import signed_in
from plans.api.schema import errors
from recordings.api.certificates import FormatIsAnInput
from recordings.api.periods import search_period
from recordings.cleanup.ledger_lines import (
    csv_closing,
    csv_head,
    csv_line,
    jsonl_closing,
    jsonl_line,
)
from recordings.file_parts import Busy, download_slots
from recordings.services.cleanups import accounts_of
from recordings.services.ledger_export import LedgerExport, ledger_export
from recordings.services.moments import wrong_input

FORMATS = {"jsonl": "application/jsonl", "csv": "text/csv"}
CHUNK_BYTES = 64 * 1024


class LedgerExportView(APIView):
    content_negotiation_class = FormatIsAnInput

    @extend_schema(
        parameters=[
            OpenApiParameter("start", OpenApiTypes.STR, description="Day or moment"),
            OpenApiParameter("end", OpenApiTypes.STR, description="Day (included) or moment"),
            OpenApiParameter("city", OpenApiTypes.INT64, description="Without: all my cities"),
            OpenApiParameter("format", OpenApiTypes.STR, enum=list(FORMATS)),
        ],
        responses={
            **{(200, kind): OpenApiTypes.BINARY for kind in FORMATS.values()},
            **errors(400, 401, 403, 404, 503),
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        """The ledger of a period, by when things were deleted (owners); each export is noted.

        A line for each link of the chain: an entry of my cities, or for others' just its number
        and two hashes. The last line is signed. `manage.py verify_ledger` checks such a file.
        """
        user, query = signed_in(request), request.query_params
        accounts = accounts_of(user, query.get("city") or None)
        form = query.get("format") or "jsonl"
        if form not in FORMATS:
            raise wrong_input("format", _("Choose jsonl or csv."))
        export = ledger_export(
            user=user,
            address=client_address(request._request),
            accounts=accounts,
            period=search_period(query, accounts.time_zone, ("start", "end")),
            form=form,
        )
        if not download_slots.acquire(blocking=False):
            detail = _("Too many downloads at once; try again shortly.")
            raise Busy(detail, headers={"Retry-After": "10"})
        return StreamingHttpResponse(
            ExportBody(export, form),
            headers={
                "Content-Type": FORMATS[form],
                "Content-Disposition": f'attachment; filename="ledger.{form}"',
                "Cache-Control": "private, no-store",
            },
        )


class ExportBody:
    """The file's bytes, some lines at a time.

    `close` gives the place among downloads back, once; being forgotten does too.
    """

    def __init__(self, export: LedgerExport, form: str) -> None:
        self._lines = _csv(export) if form == "csv" else _jsonl(export)
        self.close = weakref.finalize(self, download_slots.release)

    def __iter__(self) -> Iterator[bytes]:
        held = bytearray()
        for line in self._lines:
            held += line
            if len(held) >= CHUNK_BYTES:
                yield bytes(held)
                held.clear()
        yield bytes(held)


def _jsonl(export: LedgerExport) -> Iterator[bytes]:
    yield from map(jsonl_line, export.links())
    yield jsonl_closing(export.closing())


def _csv(export: LedgerExport) -> Iterator[bytes]:
    yield csv_head()
    yield from map(csv_line, export.links())
    yield csv_closing(export.closing())
