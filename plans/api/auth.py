"""Signing in and out: a token for programs, and the session cookie for the browser."""

import math
from collections.abc import Sequence
from typing import Any

from axes.helpers import get_cool_off
from django.contrib.auth import authenticate, login, logout
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from knox.models import AuthToken
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from plans.api.authentication import signed_in
from plans.api.schema import errors
from plans.api.serializers import LoginAnswerSerializer, LoginSerializer, MeSerializer
from plans.errors import InvalidCredentials, LockedOut
from plans.models import User
from plans.selectors import with_memberships

SESSION_TOKEN = "token"  # noqa: S105 - the session's key for the token given with it


class Login(APIView):
    # Whoever signs in is nobody yet: an old token or cookie sent along changes nothing. Another
    # site cannot post here for a visitor, since a browser's form cannot send JSON.
    authentication_classes: Sequence[type[BaseAuthentication]] = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="auth_login",
        request=LoginSerializer,
        responses={200: LoginAnswerSerializer, **errors(400, 401, 429)},
    )
    def post(self, request: Request) -> Response:
        """Sign in; the answer holds the token and sets the session cookie."""
        credentials = LoginSerializer(data=request.data)
        credentials.is_valid(raise_exception=True)
        user = _authenticate(request, **credentials.validated_data)
        AuthToken.objects.filter(user=user, expiry__lt=timezone.now()).delete()
        issued, token = AuthToken.objects.create(user=user)
        login(request, user)
        request.session[SESSION_TOKEN] = issued.pk
        answer = {"token": token, "expires_at": issued.expiry, "user": user}
        return Response(LoginAnswerSerializer(answer).data)


class Logout(APIView):
    @extend_schema(operation_id="auth_logout", request=None, responses={204: None, **errors(401)})
    def post(self, request: Request) -> Response:
        """End the session, this token, and the token that was given with the session."""
        keys: list[Any] = [request.session.get(SESSION_TOKEN)]
        if isinstance(request.auth, AuthToken):
            keys.append(request.auth.pk)
        AuthToken.objects.filter(user=signed_in(request), pk__in=keys).delete()
        logout(request)
        return Response(status=204)


class Me(APIView):
    @extend_schema(operation_id="auth_me", responses={200: MeSerializer, **errors(401)})
    def get(self, request: Request) -> Response:
        """The person, their roles and their cities' plans; sets the CSRF cookie."""
        get_token(request)
        return Response(MeSerializer(with_memberships(signed_in(request))).data)


def _authenticate(request: Request, username: str, password: str) -> User:
    """The person; InvalidCredentials, or LockedOut from the failure that reached the limit on."""
    # Axes marks the object it is given. That is DRF's request and not Django's, whose mark
    # would let Axes' middleware replace this answer by its own page.
    user = authenticate(request, username=username, password=password)
    if isinstance(user, User):
        return user
    if getattr(request, "axes_locked_out", False):
        raise LockedOut(
            _("Too many failed attempts. Try again later."),
            headers={"Retry-After": str(_lockout_seconds(request))},
        )
    raise InvalidCredentials(_("Wrong user name or password."))


def _lockout_seconds(request: Request) -> int:
    """The whole time: each attempt while locked out begins it anew."""
    cool_off = get_cool_off(request)
    return math.ceil(cool_off.total_seconds()) if cool_off else 0
