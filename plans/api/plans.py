"""`/api/plans/`: what a city can pay for."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.schema import errors, path_id
from plans.api.serializers import PlanSerializer
from plans.models import Plan
from plans.selectors import get_or_404, plan_list


class PlanList(generics.ListAPIView[Plan]):
    serializer_class = PlanSerializer

    def get_queryset(self) -> QuerySet[Plan]:
        return plan_list()

    @extend_schema(responses={200: PlanSerializer(many=True), **errors(400, 401)})
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """Every plan, in the order in which they are offered."""
        return self.list(request)


class PlanDetail(generics.GenericAPIView[Plan]):
    serializer_class = PlanSerializer

    @extend_schema(
        parameters=[path_id("plan_id")], responses={200: PlanSerializer, **errors(401, 404)}
    )
    def get(self, request: Request, plan_id: str) -> Response:
        return Response(PlanSerializer(get_or_404(plan_list(), pk=plan_id)).data)
