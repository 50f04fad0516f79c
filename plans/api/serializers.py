"""Who, as JSON: answers first, then what comes in."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from plans.api.fields import PlanField
from plans.entitlements import CAPABILITIES, Capability, Role
from plans.models import City, Membership, Plan, User
from plans.selectors import OwnCity, may_administer, own_cities


class PlanSerializer(serializers.ModelSerializer[Plan]):
    class Meta:
        model = Plan
        fields: ClassVar[list[str]] = [
            "id",
            "code",
            "name",
            "retention_days",
            "max_users",
            "max_gb_per_camera",
            "max_clips",
        ]
        read_only_fields = fields


class PersonSerializer(serializers.ModelSerializer[User]):
    email = serializers.CharField(read_only=True)  # may be empty, which the format "email" forbids

    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["id", "username", "email"]
        read_only_fields = fields


class UserSerializer(serializers.ModelSerializer[User]):
    email = serializers.CharField(read_only=True)

    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["id", "username", "email", "is_superuser"]
        read_only_fields = fields


class CitySerializer(serializers.ModelSerializer[City]):
    """Wants rows of `selectors.city_list`, which carry `my_role`."""

    plan = PlanSerializer(read_only=True)
    role = serializers.ChoiceField(
        choices=Membership.ROLES, source="my_role", read_only=True, allow_null=True
    )

    class Meta:
        model = City
        fields: ClassVar[list[str]] = ["id", "name", "time_zone", "plan", "role", "created_at"]
        read_only_fields = fields


class CityOfMembershipSerializer(serializers.ModelSerializer[City]):
    plan = PlanSerializer(read_only=True)

    class Meta:
        model = City
        fields: ClassVar[list[str]] = ["id", "name", "time_zone", "plan"]
        read_only_fields = fields


class OwnMembershipSerializer(serializers.ModelSerializer[Membership]):
    """What a person may do in one city; the plan's limits are in `city.plan`."""

    city = CityOfMembershipSerializer(read_only=True)
    capabilities = serializers.SerializerMethodField()

    class Meta:
        model = Membership
        fields: ClassVar[list[str]] = ["city", "role", "capabilities"]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(list(Capability))))
    def get_capabilities(self, membership: Membership) -> list[str]:
        return sorted(CAPABILITIES[Role(membership.role)])


class OwnCitySerializer(serializers.Serializer[Any]):
    """A city that a person sees, and what they may do in it; the plan's limits bind everybody."""

    id = serializers.IntegerField(source="city.pk")
    name = serializers.CharField(source="city.name")
    time_zone = serializers.CharField(source="city.time_zone")
    role = serializers.ChoiceField(choices=Membership.ROLES)
    capabilities = serializers.SerializerMethodField()
    plan = PlanSerializer(source="city.plan")

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(list(Capability))))
    def get_capabilities(self, own: OwnCity) -> list[str]:
        return sorted(own.capabilities)


class MemberSerializer(serializers.ModelSerializer[Membership]):
    user = PersonSerializer(read_only=True)

    class Meta:
        model = Membership
        fields: ClassVar[list[str]] = ["id", "user", "role", "created_at"]
        read_only_fields = fields


class CityCreateSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=120)
    plan = PlanField()
    time_zone = serializers.CharField(max_length=64, required=False)


class CityUpdateSerializer(CityCreateSerializer):
    """The same fields; sent with PATCH, so each may be left out."""


class MemberAddSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=150)
    role = serializers.ChoiceField(choices=Membership.ROLES)
    password = serializers.CharField(
        max_length=128,
        required=False,
        trim_whitespace=False,
        write_only=True,
        help_text=_("For a new person; an existing one keeps theirs."),
    )
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)


class MemberUpdateSerializer(serializers.Serializer[Any]):
    role = serializers.ChoiceField(choices=Membership.ROLES)


class LoginSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=4096, trim_whitespace=False, write_only=True)


class LoginAnswerSerializer(serializers.Serializer[Any]):
    token = serializers.CharField()
    expires_at = serializers.DateTimeField(allow_null=True)
    user = UserSerializer()


class MeSerializer(UserSerializer):
    """Wants a person of `selectors.with_memberships`."""

    admin_url = serializers.SerializerMethodField()
    memberships = OwnMembershipSerializer(many=True, read_only=True)
    cities = serializers.SerializerMethodField()

    class Meta(UserSerializer.Meta):
        fields: ClassVar[list[str]] = [
            *UserSerializer.Meta.fields,
            "is_staff",
            "admin_url",
            "memberships",
            "cities",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_admin_url(self, user: User) -> str | None:
        """Null for whoever finds nothing in the administration."""
        return reverse("admin:index") if may_administer(user) else None

    @extend_schema_field(OwnCitySerializer(many=True))
    def get_cities(self, user: User) -> Any:
        """Every city that the person sees, by name; to superusers all, as to an owner."""
        return OwnCitySerializer(own_cities(user), many=True).data
