"""`/api/cities/{id}/members/`: who belongs to a city; for its owners and superusers."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.authentication import signed_in
from plans.api.filters import MemberFilter
from plans.api.schema import errors, path_id
from plans.api.serializers import MemberAddSerializer, MemberSerializer, MemberUpdateSerializer
from plans.entitlements import Capability, Role
from plans.models import Membership
from plans.selectors import city_get, get_or_404, member_list, require
from plans.services import member_add, member_remove, member_update

CITY = path_id("city_id")
MEMBER = [CITY, path_id("member_id")]


class MemberList(generics.ListAPIView[Membership]):
    serializer_class = MemberSerializer
    filterset_class = MemberFilter

    def get_queryset(self) -> QuerySet[Membership]:
        if getattr(self, "swagger_fake_view", False):  # the schema is made without a route's ids
            return Membership.objects.none()
        user = signed_in(self.request)
        return member_list(user, city_get(user, self.kwargs["city_id"]))

    @extend_schema(
        parameters=[CITY],
        responses={200: MemberSerializer(many=True), **errors(400, 401, 403, 404)},
    )
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """The city's people and their roles."""
        return self.list(request)

    @extend_schema(
        parameters=[CITY],
        request=MemberAddSerializer,
        responses={201: MemberSerializer, **errors(400, 401, 403, 404, 409)},
    )
    def post(self, request: Request, city_id: str) -> Response:
        """Give a person a role; an unknown name makes a new account, which needs a password.

        An owner can add people whom they already have in one of their own cities; a superuser
        anybody. 403 `plan_limit` with `limit` when the plan's users are all taken.
        """
        user = signed_in(request)
        city = city_get(user, city_id)
        require(user, city, Capability.MANAGE_MEMBERS)
        wanted = MemberAddSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        membership = member_add(actor=user, city=city, **wanted.validated_data)
        return Response(MemberSerializer(membership).data, status=201)


class MemberDetail(generics.GenericAPIView[Membership]):
    serializer_class = MemberSerializer

    @extend_schema(parameters=MEMBER, responses={200: MemberSerializer, **errors(401, 403, 404)})
    def get(self, request: Request, city_id: str, member_id: str) -> Response:
        return Response(MemberSerializer(_member(request, city_id, member_id)).data)

    @extend_schema(
        parameters=MEMBER,
        request=MemberUpdateSerializer,
        responses={200: MemberSerializer, **errors(400, 401, 403, 404, 409)},
    )
    def patch(self, request: Request, city_id: str, member_id: str) -> Response:
        """Change the role; 409 for a city's last owner."""
        membership = _member(request, city_id, member_id)
        wanted = MemberUpdateSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        role = Role(wanted.validated_data["role"])
        changed = member_update(actor=signed_in(request), membership=membership, role=role)
        return Response(MemberSerializer(changed).data)

    @extend_schema(parameters=MEMBER, responses={204: None, **errors(401, 403, 404, 409)})
    def delete(self, request: Request, city_id: str, member_id: str) -> Response:
        """Take the person out of the city; 409 for its last owner. The account stays."""
        membership = _member(request, city_id, member_id)
        member_remove(actor=signed_in(request), membership=membership)
        return Response(status=204)


def _member(request: Request, city_id: str, member_id: str) -> Membership:
    user = signed_in(request)
    return get_or_404(member_list(user, city_get(user, city_id)), pk=member_id)
