"""`/api/clips/{id}/share/`: the link under which a clip is open to whoever has it."""

from typing import Any, ClassVar

from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clips.api.clips import asked_by
from clips.models import ClipShare
from clips.shares import (
    LONGEST_HOURS,
    LONGEST_PASSWORD,
    SHORTEST_HOURS,
    SHORTEST_PASSWORD,
    clip_to_share,
    share_create,
    share_get,
    share_revoke,
)
from plans.api.authentication import signed_in
from plans.api.schema import errors, path_id

CLIP_ID = path_id("clip_id")


class ShareCreateSerializer(serializers.Serializer[Any]):
    hours = serializers.IntegerField(min_value=SHORTEST_HOURS, max_value=LONGEST_HOURS)
    password = serializers.CharField(
        required=False,
        allow_null=True,
        default=None,
        min_length=SHORTEST_PASSWORD,
        max_length=LONGEST_PASSWORD,
        trim_whitespace=False,
        help_text="Null, or left out: whoever has the link needs none.",
    )


class ShareSerializer(serializers.ModelSerializer[ClipShare]):
    """Without its secret, which is told once."""

    has_password = serializers.SerializerMethodField()
    created_by = serializers.SlugRelatedField[Any](
        slug_field="username", read_only=True, allow_null=True
    )

    class Meta:
        model = ClipShare
        fields: ClassVar[list[str]] = [
            "created_at",
            "created_by",
            "expires_at",
            "has_password",
            "openings",
            "last_opened_at",
        ]
        read_only_fields = fields

    def get_has_password(self, share: ClipShare) -> bool:
        return bool(share.password)


SharedSerializer = inline_serializer(
    "SharedClip",
    {
        "url": serializers.URLField(help_text="Told this once."),
        "expires_at": serializers.DateTimeField(),
        "has_password": serializers.BooleanField(),
    },
)


class ClipShareView(APIView):
    @extend_schema(
        parameters=[CLIP_ID],
        request=ShareCreateSerializer,
        responses={201: SharedSerializer, **errors(400, 401, 403, 404, 409)},
    )
    def post(self, request: Request, clip_id: str) -> Response:
        """A new link, which ends the one before (owners)."""
        clip_to_share(signed_in(request), clip_id)  # first: a stranger's bad input is a 404 as well
        wanted = ShareCreateSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        share, url = share_create(asked_by(request), clip_id, **wanted.validated_data)
        told = {"url": url, "expires_at": share.expires_at, "has_password": bool(share.password)}
        answer = Response(told, status=201)
        answer["Cache-Control"] = "no-store"  # the address is the right
        return answer

    @extend_schema(parameters=[CLIP_ID], responses={200: ShareSerializer, **errors(401, 403, 404)})
    def get(self, request: Request, clip_id: str) -> Response:
        """The link now in force, and how often it was opened (owners)."""
        share = share_get(signed_in(request), clip_id, timezone.now())
        return Response(ShareSerializer(share).data)

    @extend_schema(parameters=[CLIP_ID], responses={204: None, **errors(401, 403, 404)})
    def delete(self, request: Request, clip_id: str) -> Response:
        """End the link at once (owners); twice is once."""
        share_revoke(asked_by(request), clip_id)
        return Response(status=204)


urlpatterns = [path("clips/<str:clip_id>/share/", ClipShareView.as_view(), name="clip-share")]
