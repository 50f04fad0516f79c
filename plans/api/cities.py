"""`/api/cities/`: the cities a person belongs to; all of them for a superuser."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from plans.addresses import client_address
from plans.api.authentication import signed_in
from plans.api.filters import CityFilter
from plans.api.schema import errors, path_id
from plans.api.serializers import CityCreateSerializer, CitySerializer, CityUpdateSerializer
from plans.models import City
from plans.selectors import city_get, city_list, require_superuser
from plans.services import city_create, city_update


class CityList(generics.ListAPIView[City]):
    serializer_class = CitySerializer
    filterset_class = CityFilter

    def get_queryset(self) -> QuerySet[City]:
        return city_list(self.request.user)

    @extend_schema(responses={200: CitySerializer(many=True), **errors(400, 401)})
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """My cities with their plans and my role, by name."""
        return self.list(request)

    @extend_schema(
        request=CityCreateSerializer, responses={201: CitySerializer, **errors(400, 401, 403)}
    )
    def post(self, request: Request) -> Response:
        """Add a city (superusers)."""
        user = signed_in(request)
        require_superuser(user)
        wanted = CityCreateSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        city = city_create(actor=user, **wanted.validated_data)
        return Response(CitySerializer(city_get(user, city.pk)).data, status=201)


class CityDetail(generics.GenericAPIView[City]):
    serializer_class = CitySerializer

    @extend_schema(
        parameters=[path_id("city_id")], responses={200: CitySerializer, **errors(401, 404)}
    )
    def get(self, request: Request, city_id: str) -> Response:
        return Response(CitySerializer(city_get(signed_in(request), city_id)).data)

    @extend_schema(
        parameters=[path_id("city_id")],
        request=CityUpdateSerializer,
        responses={200: CitySerializer, **errors(400, 401, 403, 404)},
    )
    def patch(self, request: Request, city_id: str) -> Response:
        """Rename a city, move its zone, change its plan (superusers)."""
        user = signed_in(request)
        city = city_get(user, city_id)
        require_superuser(user)
        wanted = CityUpdateSerializer(data=request.data, partial=True)
        wanted.is_valid(raise_exception=True)
        address = client_address(request._request)
        city_update(actor=user, city=city, address=address, **wanted.validated_data)
        return Response(CitySerializer(city_get(user, city.pk)).data)
