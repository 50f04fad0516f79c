"""Cameras and recordings, as JSON: answers first, then what comes in."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from recordings.faults import Fault
from recordings.models import Camera, RecorderStatus, Recording
from recordings.rtsp.addresses import MAX_LENGTH
from recordings.selectors import Measures, codecs_of, measures_of
from recordings.states import State

STREAM_ID = r"^cam-[1-9][0-9]{0,17}$"


class CameraSerializer(serializers.ModelSerializer[Camera]):
    """`rtsp_url` is the masked address; the secret part is never returned."""

    rtsp_url = serializers.CharField(source="address_display", read_only=True)
    state = serializers.SerializerMethodField()
    retention_in_force_days = serializers.IntegerField(read_only=True)

    class Meta:
        model = Camera
        fields: ClassVar[list[str]] = [
            "id",
            "stream_id",
            "city",
            "owner",
            "name",
            "rtsp_url",
            "has_password",
            "transport",
            "audio",
            "is_active",
            "recording_enabled",
            "state",
            "retention_days",
            "retention_in_force_days",
            "max_size_gb",
            "node",
            "created_at",
            "archived_at",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(RecorderStatus.STATES))
    def get_state(self, camera: Camera) -> str:
        status = getattr(camera, "recorder_status", None)
        return str(status.state) if status else str(State.STOPPED)


class CameraUpdateSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=120)
    rtsp_url = serializers.CharField(max_length=MAX_LENGTH, write_only=True)
    is_active = serializers.BooleanField(required=False)
    recording_enabled = serializers.BooleanField(required=False)
    audio = serializers.BooleanField(required=False)
    transport = serializers.ChoiceField(choices=Camera.TRANSPORTS, required=False)
    retention_days = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=3650
    )
    max_size_gb = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=1_000_000
    )

    def validate_name(self, name: str) -> str:
        if not name.isprintable():
            raise serializers.ValidationError(_("Leave out invisible characters."))
        return name


class CameraCreateSerializer(CameraUpdateSerializer):
    city = serializers.IntegerField(min_value=1)


class ProbeRequestSerializer(serializers.Serializer[Any]):
    rtsp_url = serializers.CharField(max_length=MAX_LENGTH, write_only=True)
    transport = serializers.ChoiceField(choices=Camera.TRANSPORTS, default=Camera.TCP)


class ProbeVideoSerializer(serializers.Serializer[Any]):
    codec = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    fps = serializers.FloatField(allow_null=True)


class ProbeErrorSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField([str(fault) for fault in Fault])
    message = serializers.CharField()


class ProbeAnswerSerializer(serializers.Serializer[Any]):
    ok = serializers.BooleanField()
    video = ProbeVideoSerializer(allow_null=True)
    audio = serializers.CharField(allow_null=True)
    error = ProbeErrorSerializer(allow_null=True)


class LastErrorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()
    at = serializers.DateTimeField()


class StatusSerializer(serializers.Serializer[Any]):
    """What the recorder of a camera is doing. Frames and restarts count since the wish began."""

    camera_id = serializers.IntegerField()
    is_recording = serializers.BooleanField()
    state = serializers.ChoiceField(RecorderStatus.STATES)
    since = serializers.DateTimeField()
    current_file = serializers.CharField(allow_null=True)
    disk_usage = serializers.CharField(help_text="For people, GB of 10^9 bytes.")
    disk_usage_bytes = serializers.IntegerField()
    retention_days = serializers.IntegerField()
    oldest_recording = serializers.DateTimeField(allow_null=True)
    expected_oldest = serializers.DateTimeField(allow_null=True)
    fps = serializers.FloatField(allow_null=True)
    bitrate_kbps = serializers.IntegerField(allow_null=True)
    frames = serializers.IntegerField()
    frames_lost = serializers.IntegerField(allow_null=True)
    restarts = serializers.IntegerField()
    last_error = LastErrorSerializer(allow_null=True)
    node = serializers.CharField(allow_null=True)


class CameraChoiceSerializer(serializers.Serializer[Any]):
    camera_id = serializers.IntegerField(min_value=1)


class StartSerializer(serializers.Serializer[Any]):
    """A camera by `camera_id` or by `stream_id` (`cam-7`)."""

    camera_id = serializers.IntegerField(min_value=1, required=False)
    stream_id = serializers.RegexField(STREAM_ID, required=False)
    retention_days = serializers.IntegerField(
        required=False, help_text=_("From 1 to the plan's; any other is beyond the plan (403).")
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        stream_id = attrs.pop("stream_id", None)
        named = {attrs["camera_id"]} if "camera_id" in attrs else set()
        if stream_id is not None:
            named.add(int(stream_id.removeprefix("cam-")))
        if len(named) != 1:
            raise serializers.ValidationError(_("Name the camera by camera_id or stream_id."))
        return {**attrs, "camera_id": named.pop()}


class StartedSerializer(serializers.Serializer[Any]):
    recording_id = serializers.UUIDField()
    stream_id = serializers.CharField()
    status = serializers.CharField()
    started_at = serializers.DateTimeField()
    retention_days = serializers.IntegerField()
    storage_path = serializers.CharField()


class StoppedSerializer(serializers.Serializer[Any]):
    recording_id = serializers.UUIDField()
    status = serializers.CharField()
    stopped_at = serializers.DateTimeField()
    duration_seconds = serializers.FloatField()
    file_size_mb = serializers.FloatField()


class MeasuredRecordingSerializer(serializers.ModelSerializer[Recording]):
    """Reads a file that is still being written once, not once a field."""

    class Meta:
        model = Recording
        fields: ClassVar[list[str]] = []

    def measures(self, recording: Recording) -> Measures:
        known = getattr(recording, "measured", None)
        if known is None:
            known = recording.measured = measures_of(recording)  # type: ignore[attr-defined]
        return known


class RecordingSerializer(MeasuredRecordingSerializer):
    duration_seconds = serializers.SerializerMethodField()
    file_size = serializers.SerializerMethodField()
    codecs = serializers.SerializerMethodField()
    frames = serializers.SerializerMethodField()
    frames_lost = serializers.SerializerMethodField()
    frames_expected = serializers.SerializerMethodField()

    class Meta:
        model = Recording
        fields: ClassVar[list[str]] = [
            "id",
            "camera",
            "status",
            "start_time",
            "end_time",
            "duration_seconds",
            "file_path",
            "file_size",
            "codecs",
            "frames",
            "frames_lost",
            "frames_expected",
            "frames_broken",
            "time_source",
        ]
        read_only_fields = fields

    def get_duration_seconds(self, recording: Recording) -> float:
        return self.measures(recording).duration_ms / 1000

    def get_file_size(self, recording: Recording) -> int:
        return self.measures(recording).file_size

    def get_codecs(self, recording: Recording) -> str:
        """RFC 6381, as in a media type's `codecs` parameter."""
        return codecs_of(recording)

    def get_frames(self, recording: Recording) -> int:
        return self.measures(recording).frames

    def get_frames_lost(self, recording: Recording) -> int | None:
        return self.measures(recording).frames_lost

    def get_frames_expected(self, recording: Recording) -> int | None:
        """Present and lost ones; null where the lost ones cannot be known."""
        measures = self.measures(recording)
        return None if measures.frames_lost is None else measures.frames + measures.frames_lost


class FoundRecordingSerializer(MeasuredRecordingSerializer):
    recording_id = serializers.UUIDField(source="id", read_only=True)
    stream_id = serializers.CharField(source="camera.stream_id", read_only=True)
    started_at = serializers.DateTimeField(source="start_time", read_only=True)
    duration_seconds = serializers.SerializerMethodField()
    file_size_mb = serializers.SerializerMethodField()
    storage_path = serializers.CharField(source="file_path", read_only=True)

    class Meta:
        model = Recording
        fields: ClassVar[list[str]] = [
            "recording_id",
            "stream_id",
            "started_at",
            "duration_seconds",
            "file_size_mb",
            "storage_path",
        ]

    def get_duration_seconds(self, recording: Recording) -> float:
        return self.measures(recording).duration_ms / 1000

    def get_file_size_mb(self, recording: Recording) -> float:
        return round(self.measures(recording).file_size / 1e6, 3)


class SearchAnswerSerializer(serializers.Serializer[Any]):
    recordings = FoundRecordingSerializer(many=True)
    total = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
