"""A clip's marked copy: with the time, and whoever asked for it, in its pictures."""

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clips.api.clips import CLIP_ID, asked_by
from clips.api.serializers import ClipSerializer
from clips.marked import marked_create, marked_delete
from plans.api.schema import errors


class ClipMarked(APIView):
    @extend_schema(
        parameters=[CLIP_ID],
        request=None,
        responses={202: ClipSerializer, **errors(401, 403, 404, 409)},
    )
    def post(self, request: Request, clip_id: str) -> Response:
        """Make a marked copy, in the place of the one before (operators, owners); at most 1 hour.

        `download/?marked=1` sends it once `marked.status` is `ready`.
        """
        clip = marked_create(asked_by(request), clip_id)
        return Response(ClipSerializer(clip).data, status=202)

    @extend_schema(
        parameters=[CLIP_ID],
        request=None,
        responses={204: None, **errors(401, 403, 404, 409)},
    )
    def delete(self, request: Request, clip_id: str) -> Response:
        """Give up or remove the marked copy (operators their own, owners all)."""
        marked_delete(asked_by(request), clip_id)
        return Response(status=204)


urlpatterns = [path("clips/<str:clip_id>/marked/", ClipMarked.as_view(), name="clip-marked")]
