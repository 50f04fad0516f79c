"""Who is asking."""

from typing import Any

from django.utils import timezone
from knox.auth import TokenAuthentication as KnoxTokenAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.request import Request

from plans.models import User


class TokenAuthentication(KnoxTokenAuthentication):
    """Knox's, at one query a request, and a clear 401 for bytes that are no token."""

    def authenticate_credentials(self, token: bytes) -> tuple[User, Any]:
        if not token.isalnum():  # knox decodes it as UTF-8 without looking
            raise AuthenticationFailed
        user, auth_token = super().authenticate_credentials(token)
        return user, auth_token

    def _cleanup_token(self, auth_token: Any) -> bool:
        """Whether the token has expired.

        Knox would read all the person's tokens at each request to delete the old ones; that is
        done at sign-in here.
        """
        return auth_token.expiry is not None and auth_token.expiry < timezone.now()


def signed_in(request: Request) -> User:
    """The person behind the request; NotAuthenticated for anonymous ones."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user
