"""`/api/playback/sessions/`: who is playing, and an end to it."""

from django.db.models import QuerySet
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from plans.addresses import client_address
from plans.api.authentication import signed_in
from plans.api.schema import errors, path_id
from plans.selectors import get_or_404
from playback.models import PlaybackSession
from playback.services import session_end, session_list


class PlaybackSessionSerializer(serializers.ModelSerializer[PlaybackSession]):
    """Never with the key of the sign-in."""

    user = serializers.CharField(source="user.username", read_only=True)

    class Meta:
        model = PlaybackSession
        fields = (
            "id",
            "user",
            "sign_in",
            "created_at",
            "seen_at",
            "expires_at",
            "ended_at",
            "address",
            "user_agent",
        )
        read_only_fields = fields


class SessionList(generics.ListAPIView[PlaybackSession]):
    queryset = PlaybackSession.objects.none()  # for the schema, which is made without a person
    serializer_class = PlaybackSessionSerializer
    filterset_fields = ("sign_in",)

    def get_queryset(self) -> QuerySet[PlaybackSession]:
        return session_list(signed_in(self.request))

    @extend_schema(responses={200: PlaybackSessionSerializer(many=True), **errors(400, 401)})
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """One's own playback sessions, newest first; everybody's for a superuser."""
        return self.list(request)


class SessionDetail(generics.GenericAPIView[PlaybackSession]):
    serializer_class = PlaybackSessionSerializer

    @extend_schema(parameters=[path_id("session_id")], responses={204: None, **errors(401, 404)})
    def delete(self, request: Request, session_id: str) -> Response:
        """End it: what it plays stops within a minute, and its sign-in plays nothing any more.

        Playlists answer that sign-in 403 `session_ended`; who signs in anew plays again.
        """
        user = signed_in(request)
        session = get_or_404(session_list(user), pk=session_id)
        session_end(
            session, actor=user, now=timezone.now(), address=client_address(request._request)
        )
        return Response(status=204)


urlpatterns = [
    path("sessions/", SessionList.as_view()),
    path("sessions/<str:session_id>/", SessionDetail.as_view()),
]
