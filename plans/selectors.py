"""Reads: what a person may see, and whether they may do a thing."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import (
    Model,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.utils.translation import gettext_lazy as _

from plans.entitlements import CAPABILITIES, Capability, Role
from plans.errors import NotAllowed, NotFound
from plans.models import City, Membership, Plan, User

M = TypeVar("M", bound=Model)

NOT_FOUND = _("There is nothing here, or nothing that you may see.")
NOT_ALLOWED = _("Your role in this city does not allow this.")


@dataclass(frozen=True, slots=True)
class OwnCity:
    """A city that a person sees, and their part in it."""

    city: City
    role: Role

    @property
    def capabilities(self) -> frozenset[Capability]:
        return CAPABILITIES[self.role]


def get_or_404(queryset: QuerySet[M], **lookup: Any) -> M:
    """The one row, or NotFound.

    An id that cannot be one (letters, a number past the column, half a UUID, a NUL) is as
    missing as any other: the answer must not tell them apart.
    """
    try:
        return queryset.get(**lookup)
    except (ObjectDoesNotExist, ValidationError, ValueError, TypeError, OverflowError):
        raise NotFound(NOT_FOUND) from None


def role_of(user: User, city: City) -> Role | None:
    """The person's role in the city; None for others, superusers without a membership too."""
    role = Membership.objects.filter(user=user, city=city).values_list("role", flat=True).first()
    return None if role is None else Role(role)


def roles_by_city(user: User) -> dict[int, Role]:
    """All the person's roles by city id, in one query, for lists that show rights."""
    rows = Membership.objects.filter(user=user).values_list("city_id", "role")
    return {city_id: Role(role) for city_id, role in rows}


def administered_cities(user: User) -> QuerySet[City]:
    """The cities whose part of the administration the person sees: all for a superuser; for other
    staff those that they own."""
    if not (user.is_active and user.is_staff):
        return City.objects.none()
    if user.is_superuser:
        return City.objects.all()
    owned = Membership.objects.filter(user=user, role=Role.OWNER)
    return City.objects.filter(pk__in=owned.values("city_id"))


def require(user: User, city: City, capability: Capability) -> None:
    """Raise NotFound unless the city is visible to the person, NotAllowed without the right.

    Superusers pass; their cities' plans bind them all the same, in the services.
    """
    if not user.is_active:
        raise NotFound(NOT_FOUND)
    if user.is_superuser:
        return
    role = role_of(user, city)
    if role is None:
        raise NotFound(NOT_FOUND)
    if capability not in CAPABILITIES[role]:
        raise NotAllowed(NOT_ALLOWED)


def require_superuser(user: User) -> None:
    """Raise NotAllowed for everybody who does not run the installation."""
    if not (user.is_active and user.is_superuser):
        raise NotAllowed(_("Only an administrator of the installation may do this."))


def plan_list() -> QuerySet[Plan]:
    return Plan.objects.all()


def city_list(user: User | AnonymousUser) -> QuerySet[City]:
    """The person's cities with their plans, each with `my_role` (None without a membership)."""
    mine = Membership.objects.filter(city=OuterRef("pk"), user=user.pk).values("role")
    return City.objects.visible_to(user).select_related("plan").annotate(my_role=Subquery(mine[:1]))


def city_get(user: User, city_id: int | str) -> City:
    return get_or_404(city_list(user), pk=city_id)


def member_list(user: User, city: City) -> QuerySet[Membership]:
    """The city's memberships with their people, for those who manage them."""
    require(user, city, Capability.MANAGE_MEMBERS)
    return Membership.objects.filter(city=city).select_related("user")


def with_memberships(user: User) -> User:
    """The person with `memberships` read: cities and plans too, by the city's name; one query."""
    rows = Membership.objects.select_related("city__plan").order_by("city__name", "city_id")
    prefetch_related_objects([user], Prefetch("memberships", queryset=rows))
    return user


def own_cities(user: User) -> list[OwnCity]:
    """By name. `user` comes from `with_memberships`; one more query for superusers, who see every
    city and may do in each what its owner may."""
    if user.is_superuser:
        cities = City.objects.select_related("plan").order_by("name", "pk")
        return [OwnCity(city, Role.OWNER) for city in cities]
    return [OwnCity(own.city, Role(own.role)) for own in user.memberships.all()]


def may_administer(user: User) -> bool:
    """Whether the person finds anything in the administration, told from `with_memberships`."""
    owns = any(own.role == Role.OWNER for own in user.memberships.all())
    return user.is_active and user.is_staff and (user.is_superuser or owns)
