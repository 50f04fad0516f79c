"""Volumes, usage and forecasts as JSON. Bytes are those of finished files; GB = 10^9.

`bytes` and `files` are footage, which quotas and retention are about; clips stand beside it.
"""

from typing import Any

from rest_framework import serializers

from recordings.storage_selectors import Identity


class VolumeSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    folder = serializers.CharField()
    identity = serializers.ChoiceField(
        [state.value for state in Identity],
        help_text="Whether the volume's own disk is there; figures of others are the last known.",
    )
    is_active = serializers.BooleanField(help_text="New recordings may begin there.")
    is_short = serializers.BooleanField()
    total_bytes = serializers.IntegerField(allow_null=True)
    used_bytes = serializers.IntegerField(allow_null=True)
    free_bytes = serializers.IntegerField(allow_null=True)
    reserve_bytes = serializers.IntegerField()
    footage_bytes = serializers.IntegerField()
    bytes_per_hour = serializers.IntegerField(allow_null=True)
    hours_left = serializers.FloatField(
        allow_null=True, help_text="At today's rate, were nothing deleted; null: nothing recorded."
    )
    days_until_full = serializers.FloatField(
        allow_null=True, help_text="With what expires meanwhile; null: never."
    )


class AmountSerializer(serializers.Serializer[Any]):
    bytes = serializers.IntegerField()
    files = serializers.IntegerField()


class ClipAmountSerializer(AmountSerializer):
    clip_bytes = serializers.IntegerField(
        help_text="Beside the footage: clips that are ready, or deleted and not yet gone for good."
    )
    clips = serializers.IntegerField()


class CameraUsageSerializer(ClipAmountSerializer):
    camera = serializers.IntegerField()
    name = serializers.CharField()
    city = serializers.IntegerField()
    is_archived = serializers.BooleanField()


class CityUsageSerializer(ClipAmountSerializer):
    city = serializers.IntegerField()
    name = serializers.CharField()
    cameras = serializers.IntegerField()


class UserUsageSerializer(ClipAmountSerializer):
    """The footage of the cameras that somebody owns, and the clips that they cut."""

    user = serializers.IntegerField(
        allow_null=True,
        help_text="Null: cameras without an owner, clips of accounts that are gone.",
    )
    username = serializers.CharField(allow_blank=True)
    cameras = serializers.IntegerField()


class PlanUsageSerializer(ClipAmountSerializer):
    plan = serializers.CharField()
    name = serializers.CharField()
    cameras = serializers.IntegerField()


class DayUsageSerializer(AmountSerializer):
    date = serializers.DateField(help_text="UTC day that the files began on.")


class RestSerializer(ClipAmountSerializer):
    count = serializers.IntegerField()


class UnlistedSerializer(serializers.Serializer[Any]):
    """What the lists leave out beyond their 500 largest."""

    by_city = RestSerializer(required=False)
    by_camera = RestSerializer()
    by_user = RestSerializer()


class UsageSerializer(ClipAmountSerializer):
    by_city = CityUsageSerializer(many=True)
    by_camera = CameraUsageSerializer(many=True)
    by_user = UserUsageSerializer(many=True)
    by_plan = PlanUsageSerializer(many=True)
    by_day = DayUsageSerializer(many=True)
    unlisted = UnlistedSerializer()


class PromiseSerializer(serializers.Serializer[Any]):
    """What a city's cameras need at today's rates, and whether the volumes hold it."""

    bytes_per_day = serializers.IntegerField()
    needed_bytes = serializers.IntegerField()
    retention_promised_days = serializers.IntegerField()
    retention_reachable_days = serializers.FloatField()
    is_at_risk = serializers.BooleanField()
    days_until_full = serializers.FloatField(
        allow_null=True, help_text="Until footage would go before its day; null: never."
    )
    breaks_at = serializers.DateTimeField(allow_null=True)


class CityPromiseSerializer(PromiseSerializer):
    city = serializers.IntegerField()
    name = serializers.CharField()


class InstallationForecastSerializer(serializers.Serializer[Any]):
    capacity_bytes = serializers.IntegerField(help_text="Footage, and what is free for more.")
    bytes_per_day = serializers.IntegerField()
    needed_bytes = serializers.IntegerField()
    days_until_full = serializers.FloatField(allow_null=True)
    reachable_days = serializers.FloatField(
        allow_null=True, help_text="Days of footage of all cameras that the volumes hold."
    )


class ForecastSerializer(serializers.Serializer[Any]):
    installation = InstallationForecastSerializer(
        allow_null=True, help_text="For superusers; null for others."
    )
    cities = CityPromiseSerializer(many=True)


class StorageSerializer(serializers.Serializer[Any]):
    volumes = VolumeSerializer(many=True, help_text="For superusers; empty for others.")
    usage = UsageSerializer()
    forecast = ForecastSerializer()


class QuotaSerializer(serializers.Serializer[Any]):
    quota_bytes = serializers.IntegerField(help_text="Of all its cameras together.")
    used_percent = serializers.FloatField()


class CameraQuotaSerializer(CameraUsageSerializer):
    quota_bytes = serializers.IntegerField()
    used_percent = serializers.FloatField()


class OneCityUsageSerializer(ClipAmountSerializer):
    city = serializers.IntegerField()
    name = serializers.CharField()
    plan = serializers.CharField()
    quota = QuotaSerializer()
    by_camera = CameraQuotaSerializer(many=True)
    by_user = UserUsageSerializer(many=True)
    by_day = DayUsageSerializer(many=True)
    unlisted = UnlistedSerializer()
    forecast = PromiseSerializer()


class SampleSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField(help_text="A full hour; hours without a sample are gaps.")
    bytes = serializers.IntegerField()
    total_bytes = serializers.IntegerField(allow_null=True)
    free_bytes = serializers.IntegerField(allow_null=True)
    bytes_per_hour = serializers.IntegerField(allow_null=True)


class SamplesSerializer(serializers.Serializer[Any]):
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    step = serializers.ChoiceField(
        ["hour", "day"], help_text="Day: the first sample of each, beyond 62 days."
    )
    samples = SampleSerializer(many=True)
