"""`/api/cities/{id}/notice-targets/`: where a city's notices go; for its owners."""

from django.db.models import QuerySet
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from plans.addresses import client_address
from plans.api.authentication import signed_in
from plans.api.schema import errors, path_id
from plans.entitlements import Capability
from plans.selectors import city_get, require
from recordings.api.notice_target_serializers import (
    CreatedNoticeTargetSerializer,
    NoticeTargetCreateSerializer,
    NoticeTargetSerializer,
    NoticeTargetUpdateSerializer,
)
from recordings.models import NoticeTarget
from recordings.services.notice_targets import (
    Actor,
    target_create,
    target_delete,
    target_get,
    target_list,
    target_try,
    target_update,
)

CITY = path_id("city_id")
TARGET = [CITY, path_id("target_id")]


class NoticeTargetList(generics.ListAPIView[NoticeTarget]):
    serializer_class = NoticeTargetSerializer
    filter_backends = ()

    def get_queryset(self) -> QuerySet[NoticeTarget]:
        if getattr(self, "swagger_fake_view", False):  # the schema is made without a route's ids
            return NoticeTarget.objects.none()
        return target_list(signed_in(self.request), self.kwargs["city_id"])

    @extend_schema(
        parameters=[CITY],
        responses={200: NoticeTargetSerializer(many=True), **errors(400, 401, 403, 404)},
    )
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """Where the city's notices go (owners); addresses are masked."""
        return self.list(request)

    @extend_schema(
        parameters=[CITY],
        request=NoticeTargetCreateSerializer,
        responses={201: CreatedNoticeTargetSerializer, **errors(400, 401, 403, 404, 409)},
    )
    def post(self, request: Request, city_id: str) -> Response:
        """Add a target (owners): an e-mail address, a webhook, or a messenger (apprise address).

        A webhook gets JSON by POST. `X-VMS-Signature` is `sha256=` and the HMAC-SHA256, with
        the `secret` of this answer, over `X-VMS-Timestamp`, a full stop, and the body.
        `Idempotency-Key` is the same each time a notice is tried.
        """
        user = signed_in(request)
        city = city_get(user, city_id)
        require(user, city, Capability.MANAGE_CAMERAS)
        wanted = NoticeTargetCreateSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        target, secret = target_create(actor=_actor(request), city=city, **wanted.validated_data)
        answer = CreatedNoticeTargetSerializer(target, context={"secret": secret}).data
        return Response(answer, status=201, headers={"Cache-Control": "no-store"})


class NoticeTargetDetail(generics.GenericAPIView[NoticeTarget]):
    serializer_class = NoticeTargetSerializer

    @extend_schema(
        parameters=TARGET, responses={200: NoticeTargetSerializer, **errors(401, 403, 404)}
    )
    def get(self, request: Request, city_id: str, target_id: str) -> Response:
        return Response(NoticeTargetSerializer(_target(request, city_id, target_id)).data)

    @extend_schema(
        parameters=TARGET,
        request=NoticeTargetUpdateSerializer,
        responses={200: NoticeTargetSerializer, **errors(400, 401, 403, 404)},
    )
    def patch(self, request: Request, city_id: str, target_id: str) -> Response:
        """Change what is given (owners); leave `address` out to keep it."""
        target = _target(request, city_id, target_id)
        wanted = NoticeTargetUpdateSerializer(data=request.data, partial=True)
        wanted.is_valid(raise_exception=True)
        changed = target_update(actor=_actor(request), target=target, **wanted.validated_data)
        return Response(NoticeTargetSerializer(changed).data)

    @extend_schema(parameters=TARGET, responses={204: None, **errors(401, 403, 404)})
    def delete(self, request: Request, city_id: str, target_id: str) -> Response:
        """Take the target away, and what is on its way to it (owners)."""
        target_delete(actor=_actor(request), target=_target(request, city_id, target_id))
        return Response(status=204)


class NoticeTargetTry(generics.GenericAPIView[NoticeTarget]):
    serializer_class = NoticeTargetSerializer

    @extend_schema(
        parameters=TARGET,
        request=None,
        responses={202: NoticeTargetSerializer, **errors(401, 403, 404, 409)},
    )
    def post(self, request: Request, city_id: str, target_id: str) -> Response:
        """Send a trial (owners); `last_sent_at` or `last_error` tells what came of it.

        409 `too_soon` within a minute of another.
        """
        target = _target(request, city_id, target_id)
        tried = target_try(user=signed_in(request), target=target, now=timezone.now())
        return Response(NoticeTargetSerializer(tried).data, status=202)


def _target(request: Request, city_id: str, target_id: str) -> NoticeTarget:
    return target_get(signed_in(request), city_id, target_id)


def _actor(request: Request) -> Actor:
    return Actor(signed_in(request), client_address(request._request))


_BASE = "cities/<str:city_id>/notice-targets/"
urlpatterns = [
    path(_BASE, NoticeTargetList.as_view(), name="notice-targets"),
    path(f"{_BASE}<str:target_id>/", NoticeTargetDetail.as_view(), name="notice-target"),
    path(f"{_BASE}<str:target_id>/try/", NoticeTargetTry.as_view(), name="notice-target-try"),
]
