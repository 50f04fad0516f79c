"""A signed certificate as JSON, for the API's document; what it means stands in
`recordings.certificates.document`."""

from typing import Any

from rest_framework import serializers

from recordings.gaps import CAUSES


class InstallationSerializer(serializers.Serializer[Any]):
    node = serializers.CharField()
    public_key = serializers.CharField()
    key_fingerprint = serializers.CharField()


class SoftwareSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    version = serializers.CharField()


class NamedSerializer(serializers.Serializer[Any]):
    uuid = serializers.UUIDField()
    name = serializers.CharField()


class CertifiedCameraSerializer(NamedSerializer):
    number = serializers.IntegerField()


class CertifiedAccountSerializer(serializers.Serializer[Any]):
    wanted_ms = serializers.IntegerField()
    recorded_ms = serializers.IntegerField()
    coverage = serializers.IntegerField(
        allow_null=True, help_text="Thousandths of a percent, rounded down."
    )
    gaps = serializers.IntegerField()
    longest_gap_ms = serializers.IntegerField()
    restarts = serializers.IntegerField()
    frames = serializers.IntegerField(allow_null=True)
    frames_lost = serializers.IntegerField(allow_null=True)


class CertifiedTotalsSerializer(CertifiedAccountSerializer):
    missing_ms_by_reason = serializers.DictField(child=serializers.IntegerField())


class CertifiedDaySerializer(CertifiedAccountSerializer):
    date = serializers.DateField()
    time_zone = serializers.CharField()
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    final = serializers.BooleanField()


class CertifiedGapSerializer(serializers.Serializer[Any]):
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    length_ms = serializers.IntegerField()
    reason = serializers.ChoiceField(CAUSES)


class UnlistedGapsSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    length_ms = serializers.IntegerField()


class CertificateSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    kind = serializers.CharField()
    status = serializers.ChoiceField(["final", "preliminary"])
    installation = InstallationSerializer()
    software = SoftwareSerializer()
    city = NamedSerializer()
    camera = CertifiedCameraSerializer()
    month = serializers.CharField()
    time_zone = serializers.CharField()
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    accounted_until = serializers.DateTimeField()
    wanted = serializers.ListField(child=serializers.ListField(child=serializers.DateTimeField()))
    days = CertifiedDaySerializer(many=True)
    totals = CertifiedTotalsSerializer()
    gaps = CertifiedGapSerializer(many=True)
    unlisted_gaps = UnlistedGapsSerializer()
    notes = serializers.ListField(child=serializers.CharField())
    days_not_final = serializers.ListField(child=serializers.DateField())
    issued_at = serializers.DateTimeField()
    issued_by = serializers.CharField()


class SignatureSerializer(serializers.Serializer[Any]):
    algorithm = serializers.CharField()
    public_key = serializers.CharField(help_text="32 bytes in base64.")
    value = serializers.CharField(
        help_text="Over `certificate` with sorted keys, without blanks, in UTF-8."
    )


class SignedCertificateSerializer(serializers.Serializer[Any]):
    certificate = CertificateSerializer()
    signature = SignatureSerializer()


class CertificateKeySerializer(serializers.Serializer[Any]):
    algorithm = serializers.CharField()
    public_key = serializers.CharField(help_text="32 bytes in base64.")
    fingerprint = serializers.CharField(help_text="SHA-256 of the 32 bytes.")
    pem = serializers.CharField()
