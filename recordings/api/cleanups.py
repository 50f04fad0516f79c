"""`/api/cleanup-runs/` and `/api/cleanup/preview/`: what was deleted, and what will be."""

from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import path
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from plans.api.authentication import signed_in
from plans.api.schema import errors, path_id
from recordings.api.cleanup_serializers import (
    CleanupRunSerializer,
    DeletionSerializer,
    PreviewSerializer,
    deletion_told,
    preview_told,
    run_told,
)
from recordings.api.filters import MomentFilter
from recordings.api.ledger_export import LedgerExportView
from recordings.models import CleanupRun, Deletion
from recordings.services.cleanups import (
    accounts_of,
    cleanup_preview,
    run_deletions,
    run_get,
    run_list,
    run_totals,
)


class CleanupRunFilter(filters.FilterSet):
    """Runs that began in [start, end); moments are UTC without an offset."""

    kind = filters.ChoiceFilter(choices=CleanupRun.Kind.choices)
    start = MomentFilter(field_name="started_at", lookup_expr="gte")
    end = MomentFilter(field_name="started_at", lookup_expr="lt")

    class Meta:
        model = CleanupRun
        fields: ClassVar[list[str]] = []


class CleanupRunList(generics.GenericAPIView[CleanupRun]):
    queryset = CleanupRun.objects.none()  # for the schema, which is made without a person
    serializer_class = CleanupRunSerializer
    filterset_class = CleanupRunFilter

    @extend_schema(responses={200: CleanupRunSerializer(many=True), **errors(400, 401, 403)})
    def get(self, request: Request) -> Response:
        """Cleanup runs, newest first (owners), with what each deleted of my cities.

        The nightly runs, and the others that deleted something of mine.
        """
        accounts = accounts_of(signed_in(request))
        runs = self.paginate_queryset(self.filter_queryset(run_list(accounts))) or []
        totals = run_totals(accounts, runs)
        told = [run_told(accounts, run, totals[run.pk]) for run in runs]
        return self.get_paginated_response(CleanupRunSerializer(told, many=True).data)


class CleanupRunDetail(APIView):
    @extend_schema(
        parameters=[path_id("run_id")],
        responses={200: CleanupRunSerializer, **errors(401, 403, 404)},
    )
    def get(self, request: Request, run_id: str) -> Response:
        """One run (owners), with what it deleted of my cities."""
        accounts = accounts_of(signed_in(request))
        run = run_get(accounts, run_id)
        totals = run_totals(accounts, [run])[run.pk]
        return Response(CleanupRunSerializer(run_told(accounts, run, totals)).data)


class RunDeletions(generics.GenericAPIView[Deletion]):
    queryset = Deletion.objects.none()  # for the schema, which is made without a person
    serializer_class = DeletionSerializer
    filter_backends = ()

    @extend_schema(
        parameters=[path_id("run_id")],
        responses={200: DeletionSerializer(many=True), **errors(400, 401, 403, 404)},
    )
    def get(self, request: Request, run_id: str) -> Response:
        """What the run deleted of my cities (owners): the ledger's entries, in their order."""
        accounts = accounts_of(signed_in(request))
        rows: QuerySet[Deletion] = run_deletions(accounts, run_get(accounts, run_id))
        told = [deletion_told(row) for row in self.paginate_queryset(rows) or []]
        return self.get_paginated_response(DeletionSerializer(told, many=True).data)


class CleanupPreview(APIView):
    @extend_schema(
        parameters=[
            OpenApiParameter("city", OpenApiTypes.INT64, description="Without: all my cities")
        ],
        responses={200: PreviewSerializer, **errors(401, 403, 404)},
    )
    def get(self, request: Request) -> Response:
        """What the next nightly run would delete of my cities, as things stand now (owners)."""
        accounts = accounts_of(signed_in(request), request.query_params.get("city") or None)
        found = cleanup_preview(accounts, timezone.now())
        return Response(PreviewSerializer(preview_told(found, ZoneInfo(accounts.time_zone))).data)


urlpatterns = [
    path("cleanup-runs/", CleanupRunList.as_view(), name="cleanup-runs"),
    path("cleanup-runs/export/", LedgerExportView.as_view(), name="ledger-export"),
    path("cleanup-runs/<str:run_id>/", CleanupRunDetail.as_view(), name="cleanup-run"),
    path("cleanup-runs/<str:run_id>/deletions/", RunDeletions.as_view(), name="run-deletions"),
    path("cleanup/preview/", CleanupPreview.as_view(), name="cleanup-preview"),
]
