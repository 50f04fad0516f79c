"""Detections, as JSON: what comes in, then answers."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from recordings.api.periods import parse_moment
from recordings.models import Detection
from recordings.plates import Match, is_plate, match_of, normalise

MOST_AT_ONCE = 1000
LONGEST_PLATE_TEXT = 64  # with whatever a reader puts between the characters


class ShareField(serializers.FloatField):
    """A JSON number from 0 to 1; no text, no boolean, no NaN."""

    default_error_messages: ClassVar[dict[str, Any]] = {"share": _("Write a number from 0 to 1.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=1, **options)

    def to_internal_value(self, data: Any) -> float:
        if type(data) not in (int, float) or not 0 <= data <= 1:
            self.fail("share")
        return float(data)


class BoxField(serializers.ListField):
    """[x, y, width, height] as shares of the picture."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "box": _("Write [x, y, width, height] as shares of the picture.")
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(child=ShareField(), min_length=4, max_length=4, **options)

    def to_internal_value(self, data: Any) -> list[float]:
        if not isinstance(data, list) or len(data) != 4:  # before any of a million is looked at
            self.fail("box")
        box: list[float] = super().to_internal_value(data)
        return box


@extend_schema_field(OpenApiTypes.DATETIME)
class MomentField(serializers.Field[datetime, str, Any, Any]):
    """ISO 8601; what has no offset stays naive, for its zone is the camera's."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "moment": _("Write a moment as 2026-11-20T15:00:00-03:00.")
    }

    def to_internal_value(self, data: Any) -> datetime:
        text = data if isinstance(data, str) else ""
        moment = parse_datetime(text) if parse_moment(text, UTC) else None
        if moment is None:
            self.fail("moment")
        return moment


class DetectionInputSerializer(serializers.Serializer[Any]):
    """`plate` belongs to plates (`lpr`, `lpr_watched`) and to nothing else."""

    camera = serializers.IntegerField(min_value=1)
    at = MomentField()
    kind = serializers.ChoiceField(choices=Detection.Kind.choices, default=Detection.Kind.PLATE)
    plate = serializers.CharField(
        max_length=LONGEST_PLATE_TEXT, default="", allow_blank=True, allow_null=True
    )
    confidence = ShareField(default=None, allow_null=True)
    bbox = BoxField(default=None, allow_null=True)
    # The contract's name, which DRF's fields have an attribute of.
    source = serializers.CharField(max_length=64)  # type: ignore[assignment]
    external_id = serializers.CharField(max_length=128)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        plate = normalise(attrs["plate"] or "")
        if attrs["kind"] == Detection.Kind.OTHER:
            if attrs["plate"]:
                raise serializers.ValidationError({"plate": _("Only plates have one.")})
        elif not is_plate(plate):
            words = _("Write the plate: 2 to 16 letters (A to Z) and digits.")
            raise serializers.ValidationError({"plate": words})
        return {**attrs, "plate": plate}


def read_batch(data: Sequence[Any]) -> list[dict[str, Any]]:
    """The values of each item; ValidationError with all faults by index, `3.plate`.

    DRF's own list serializer answers with a list of all items, also of the right ones.
    """
    if not 1 <= len(data) <= MOST_AT_ONCE:
        raise serializers.ValidationError(
            _("Send 1 to %(most)s detections at once.") % {"most": MOST_AT_ONCE}
        )
    item = DetectionInputSerializer()
    told: list[dict[str, Any]] = []
    faults: dict[str, Any] = {}
    for index, values in enumerate(data):
        try:
            told.append(item.run_validation(values))
        except serializers.ValidationError as fault:
            faults[str(index)] = fault.detail
    if faults:
        raise serializers.ValidationError(faults)
    return told


class AddedSerializer(serializers.Serializer[Any]):
    created = serializers.IntegerField()
    known = serializers.IntegerField(help_text="Left as they were; doubles in the list too.")


class DetectionSerializer(serializers.ModelSerializer[Detection]):
    plate = serializers.SerializerMethodField(help_text="Null for what is no plate.")
    bbox = serializers.ListField(child=serializers.FloatField(), allow_null=True, read_only=True)

    class Meta:
        model = Detection
        fields: ClassVar[list[str]] = [
            "id",
            "camera",
            "at",
            "kind",
            "plate",
            "confidence",
            "bbox",
            "source",
            "external_id",
        ]
        read_only_fields = fields

    def get_plate(self, detection: Detection) -> str | None:
        return detection.plate or None


class FoundDetectionSerializer(DetectionSerializer):
    """With `context["sought"]`: the normalised plate that was asked for, or ""."""

    match = serializers.SerializerMethodField(help_text="Null when no plate was asked for.")

    class Meta(DetectionSerializer.Meta):
        fields: ClassVar[list[str]] = [*DetectionSerializer.Meta.fields, "match"]
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(list(Match), allow_null=True))
    def get_match(self, detection: Detection) -> str | None:
        sought = self.context["sought"]
        return match_of(sought, detection.plate) if sought else None
