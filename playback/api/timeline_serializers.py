"""A month's days and a day's timeline as JSON."""

from typing import Any

from rest_framework import serializers


class DaySerializer(serializers.Serializer[Any]):
    date = serializers.DateField()
    coverage_pct = serializers.FloatField(
        help_text="Of the day's length, of today what has passed; one decimal, rounded down."
    )
    detections = serializers.IntegerField()
    day_number = serializers.IntegerField(
        allow_null=True, help_text="Today is 1, the last day of the retention as many as it has."
    )
    days_left = serializers.IntegerField(
        allow_null=True, help_text="Until `expires_at`: 0 today, 1 tomorrow."
    )
    expires_at = serializers.DateTimeField(
        allow_null=True, help_text="When the first of the day's footage is deleted."
    )


class DaysSerializer(serializers.Serializer[Any]):
    camera = serializers.IntegerField()
    time_zone = serializers.CharField()
    plan = serializers.CharField()
    retention_days = serializers.IntegerField()
    days = DaySerializer(many=True)


class MarkersSerializer(serializers.Serializer[Any]):
    unit_ms = serializers.IntegerField()
    deltas = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="From the marker before, the first from the day's start.",
    )
    kinds = serializers.ListField(
        child=serializers.IntegerField(), help_text="0 plate, 1 watch-list plate, 2 other."
    )


class RetentionSerializer(serializers.Serializer[Any]):
    day_number = serializers.IntegerField(allow_null=True)
    of_days = serializers.IntegerField()
    plan = serializers.CharField()
    oldest_ms = serializers.IntegerField(
        allow_null=True, help_text="The camera's oldest footage, since the epoch."
    )
    expires_ms = serializers.IntegerField(
        allow_null=True,
        help_text="When the first of the day's footage is deleted, since the epoch.",
    )


class StretchesField(serializers.ListField):
    """Of `[start_ms, length_ms, id]`."""

    child = serializers.ListField()


class TimelineSerializer(serializers.Serializer[Any]):
    camera = serializers.IntegerField()
    day = serializers.DateField()
    time_zone = serializers.CharField()
    start_ms = serializers.IntegerField(help_text="Since the epoch; the other starts are from it.")
    length_ms = serializers.IntegerField()
    now_ms = serializers.IntegerField(
        allow_null=True, help_text="Today, when this was answered, since the epoch."
    )
    spans = serializers.ListField(
        child=serializers.IntegerField(), help_text="The gap before a span and its length, in turn."
    )
    gap_reasons = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="Before each span and after the last: 0 none, 1 camera offline, 2 disabled, "
        "3 recorder or server down, 4 expired, 5 disk, 6 outside the plan.",
    )
    codecs = serializers.ListField(child=serializers.CharField())
    markers = MarkersSerializer()
    clips = StretchesField()
    holds = StretchesField()
    retention = RetentionSerializer()
