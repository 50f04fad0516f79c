"""Notice targets, as JSON. The address goes in and never comes out."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from recordings.models import NoticeTarget
from recordings.notices.addresses import MAX_LENGTH
from recordings.notices.failures import reason_words


class NoticeTargetSerializer(serializers.ModelSerializer[NoticeTarget]):
    """`address` is the masked form; an e-mail address is shown whole."""

    address = serializers.CharField(source="address_display", read_only=True)
    last_error = serializers.SerializerMethodField()

    class Meta:
        model = NoticeTarget
        fields: ClassVar[list[str]] = [
            "id",
            "city",
            "kind",
            "address",
            "language",
            "wants_digest",
            "wants_alerts",
            "is_active",
            "created_at",
            "last_sent_at",
            "last_error",
            "last_error_at",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.CharField)
    def get_last_error(self, target: NoticeTarget) -> str:
        return reason_words(target.last_error)


class CreatedNoticeTargetSerializer(NoticeTargetSerializer):
    secret = serializers.SerializerMethodField(
        help_text=_("Of a webhook: signs what is posted. It is told this once.")
    )

    class Meta(NoticeTargetSerializer.Meta):
        fields: ClassVar[list[str]] = [*NoticeTargetSerializer.Meta.fields, "secret"]
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_secret(self, _target: NoticeTarget) -> str | None:
        return self.context["secret"] or None


class NoticeTargetUpdateSerializer(serializers.Serializer[Any]):
    address = serializers.CharField(max_length=MAX_LENGTH, write_only=True, required=False)
    language = serializers.ChoiceField(choices=NoticeTarget.Language.choices, required=False)
    wants_digest = serializers.BooleanField(required=False)
    wants_alerts = serializers.BooleanField(required=False)
    is_active = serializers.BooleanField(required=False)


class NoticeTargetCreateSerializer(NoticeTargetUpdateSerializer):
    kind = serializers.ChoiceField(choices=NoticeTarget.Kind.choices)
    address = serializers.CharField(max_length=MAX_LENGTH, write_only=True)
