"""Clips, as JSON: answers, then what comes in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clips.models import Clip, MarkedCopy, Mode, Status
from clips.outcomes import in_words
from clips.services import NAME_LENGTH
from recordings.api.detection_serializers import MomentField
from recordings.spans import moment_of


class ClipGapSerializer(serializers.Serializer[Any]):
    start_time = serializers.DateTimeField()
    end_time = serializers.DateTimeField()


class MarkedCopySerializer(serializers.ModelSerializer[MarkedCopy]):
    status = serializers.ChoiceField(choices=Status.choices, read_only=True)
    error = serializers.SerializerMethodField()

    class Meta:
        model = MarkedCopy
        fields: ClassVar[list[str]] = [
            "status",
            "progress",
            "watermark",
            "file_size",
            "sha256",
            "error",
            "created_at",
        ]
        read_only_fields = fields

    def get_error(self, copy: MarkedCopy) -> str:
        return in_words(copy.error)


class ClipSerializer(serializers.ModelSerializer[Clip]):
    """`user` by name. `start_time` and `end_time` as they were asked for; the manifest tells what
    is shown, and what is hidden before it."""

    city = serializers.IntegerField(source="camera.city_id", read_only=True)
    camera_name = serializers.CharField(source="camera.name", read_only=True)
    user = serializers.CharField(source="username", read_only=True)
    duration_seconds = serializers.SerializerMethodField()
    status = serializers.ChoiceField(choices=Status.choices, read_only=True)
    gaps = serializers.SerializerMethodField()
    error = serializers.SerializerMethodField()
    marked = serializers.SerializerMethodField()

    class Meta:
        model = Clip
        fields: ClassVar[list[str]] = [
            "id",
            "camera",
            "camera_name",
            "city",
            "user",
            "name",
            "start_time",
            "end_time",
            "mode",
            "duration_seconds",
            "status",
            "progress",
            "file_path",
            "file_size",
            "sha256",
            "is_permanent",
            "gaps",
            "error",
            "created_at",
            "ready_at",
            "deleted_at",
            "marked",
        ]
        read_only_fields = fields

    def get_duration_seconds(self, clip: Clip) -> float | None:
        return None if clip.duration_ms is None else clip.duration_ms / 1000

    @extend_schema_field(ClipGapSerializer(many=True))
    def get_gaps(self, clip: Clip) -> Sequence[dict[str, datetime]]:
        return [
            {"start_time": moment_of(start), "end_time": moment_of(end)} for start, end in clip.gaps
        ]

    @extend_schema_field(
        {
            "type": ["object", "null"],
            "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
        }
    )
    def get_error(self, clip: Clip) -> dict[str, str] | None:
        if not clip.error:
            return None
        return {"code": clip.error_code, "message": in_words(clip.error)}

    @extend_schema_field(MarkedCopySerializer(allow_null=True))
    def get_marked(self, clip: Clip) -> dict[str, Any] | None:
        marked = getattr(clip, "marked", None)
        return MarkedCopySerializer(marked).data if marked else None


class ClipCreateSerializer(serializers.Serializer[Any]):
    """Moments without an offset are the city's."""

    camera = serializers.IntegerField(min_value=1)
    name = serializers.CharField(max_length=NAME_LENGTH)
    start_time = MomentField()
    end_time = MomentField()
    mode = serializers.ChoiceField(choices=Mode.choices, default=Mode.EXACT)


class ClipRenameSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=NAME_LENGTH)


class AcceptedClipSerializer(serializers.ModelSerializer[Clip]):
    class Meta:
        model = Clip
        fields: ClassVar[list[str]] = ["id", "status"]
        read_only_fields = fields
