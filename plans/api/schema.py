"""What the OpenAPI document says of answers and routes that the code cannot tell by itself."""

from typing import Any

from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers

Error = inline_serializer(
    "Error",
    {
        "code": serializers.CharField(help_text="Stable, for programs."),
        "detail": serializers.CharField(help_text="A sentence, for people."),
        "fields": serializers.DictField(
            child=serializers.ListField(child=serializers.CharField()),
            help_text="Messages by input.",
        ),
        "limit": serializers.IntegerField(
            required=False, help_text="With `plan_limit`: what the plan includes."
        ),
    },
)


class TokenScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]
    """Registered by being defined: `plans.api.authentication` is Knox's scheme."""

    target_class = "plans.api.authentication.TokenAuthentication"
    name = "token"


def errors(*statuses: int) -> dict[int, Any]:
    """Responses for `extend_schema`: these statuses, each with the one form of an error."""
    return dict.fromkeys(statuses, Error)


def path_id(name: str) -> OpenApiParameter:
    """A numeric id in the route, which takes any text so that every wrong one is a 404."""
    return OpenApiParameter(name, OpenApiTypes.INT64, OpenApiParameter.PATH)
