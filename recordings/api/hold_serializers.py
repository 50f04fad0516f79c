"""Holds, as JSON: answers, then what comes in."""

from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from recordings.api.detection_serializers import MomentField
from recordings.holds import is_in_force
from recordings.models import Hold
from recordings.services.holds import REASON_LENGTH, Account, spans_told

FIXED = ("camera", "start_time", "end_time")


class SpanSerializer(serializers.Serializer[Any]):
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()


class HoldSerializer(serializers.ModelSerializer[Hold]):
    """People by their user names; null for those whose account is gone, and for a link."""

    city = serializers.IntegerField(source="camera.city_id", read_only=True)
    created_by = serializers.SerializerMethodField()
    released_by = serializers.SerializerMethodField()
    in_force = serializers.SerializerMethodField()

    class Meta:
        model = Hold
        fields: ClassVar[list[str]] = [
            "id",
            "camera",
            "city",
            "start_time",
            "end_time",
            "reason",
            "until",
            "source",
            "in_force",
            "created_at",
            "created_by",
            "released_at",
            "released_by",
        ]
        read_only_fields = fields

    def get_created_by(self, hold: Hold) -> str | None:
        return hold.created_by.get_username() if hold.created_by else None

    def get_released_by(self, hold: Hold) -> str | None:
        return hold.released_by.get_username() if hold.released_by else None

    def get_in_force(self, hold: Hold) -> bool:
        return is_in_force(hold, timezone.now())


class HeldSerializer(HoldSerializer):
    """With `context["account"]`: what there was of the range as the hold was set."""

    recorded_seconds = serializers.SerializerMethodField(help_text="Of the range, by now.")
    already_going = serializers.SerializerMethodField(
        help_text="Being deleted already; the hold came too late for it."
    )

    class Meta(HoldSerializer.Meta):
        fields: ClassVar[list[str]] = [
            *HoldSerializer.Meta.fields,
            "recorded_seconds",
            "already_going",
        ]
        read_only_fields = fields

    def get_recorded_seconds(self, hold: Hold) -> float:
        account: Account = self.context["account"]
        return account.recorded_ms / 1000

    @extend_schema_field(SpanSerializer(many=True))
    def get_already_going(self, hold: Hold) -> Any:
        account: Account = self.context["account"]
        return SpanSerializer(spans_told(account.going), many=True).data


class HoldCreateSerializer(serializers.Serializer[Any]):
    camera = serializers.IntegerField(min_value=1)
    start_time = MomentField(help_text="Without an offset in the city's time zone.")
    end_time = MomentField()
    reason = serializers.CharField(max_length=REASON_LENGTH)
    until = MomentField(
        required=False, allow_null=True, help_text="Without: as long as the plan allows."
    )


class HoldUpdateSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=REASON_LENGTH, required=False)
    until = MomentField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        words = _("A hold keeps its camera and its range; set another one.")
        given = set(FIXED) & set(self.initial_data)
        if given:
            raise serializers.ValidationError({name: [words] for name in sorted(given)})
        return attrs
