"""Writes: cities and their members; plans are in `plans.plan_services`.

Everything that a plan or the last owner depends on is decided while the city's row is locked
(PostgreSQL: SELECT FOR UPDATE; SQLite: an IMMEDIATE transaction holds the only write lock), so
that two requests at once never both take the last place.
"""

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from knox.models import AuthToken

from plans.audit import audit_add
from plans.entitlements import Capability, Role
from plans.errors import Conflict, InvalidInput, PlanLimit
from plans.models import AuditEntry, City, Membership, Plan, User, default_time_zone
from plans.promises import city_put_on
from plans.selectors import get_or_404, require, require_superuser

INVALID = _("Some fields need attention.")
NAME_TAKEN = _("This name is not available.")


def city_create(*, actor: User, name: str, plan: Plan, time_zone: str | None = None) -> City:
    """A new city without members; `time_zone` defaults to the installation's."""
    require_superuser(actor)
    city = City(name=name.strip(), plan=plan, time_zone=time_zone or default_time_zone())
    _save_city(city)
    return city


def city_update(
    *,
    actor: User,
    city: City,
    name: str | None = None,
    plan: Plan | None = None,
    time_zone: str | None = None,
    address: str | None = None,
) -> City:
    """The city with what is given changed; PlanLimit if the new plan is too small for it.

    What a smaller plan promises less is kept for another day; what it promises more is at once.
    `address` is the actor's, for the entry that a change of plan leaves.
    """
    require_superuser(actor)
    with transaction.atomic():
        if plan is not None:  # before the city's row, as whoever changes the plan itself does
            plan = get_or_404(Plan.objects.select_for_update(no_key=True), pk=plan.pk)
        locked = _lock(city)
        if name is not None:
            locked.name = name.strip()
        if time_zone is not None:
            locked.time_zone = time_zone
        if plan is not None and plan.pk != locked.plan_id:
            _refuse_more_users_than(plan, locked.memberships.count())
            _note_plan_change(actor, address, locked, plan)
            city_put_on(locked, plan, timezone.now())
        _save_city(locked)
    return locked


def member_add(
    *,
    actor: User,
    city: City,
    username: str,
    role: Role,
    password: str | None = None,
    email: str = "",
) -> Membership:
    """Give a person a role in the city, and make their account if there is none.

    `password` and `email` are for a new account; an existing person's are never touched.
    Raises InvalidInput, Conflict (already a member) or PlanLimit.
    """
    require(actor, city, Capability.MANAGE_MEMBERS)
    username = User.normalize_username(username.strip())
    with transaction.atomic():
        locked = _lock(city)
        person = _find_addable(actor, username)
        if person is not None and locked.memberships.filter(user=person).exists():
            raise Conflict(_("This person is already a member of the city."))
        _refuse_more_users_than(locked.plan, locked.memberships.count() + 1)
        if person is None:
            person = _create_user(username=username, password=password, email=email)
        return Membership.objects.create(city=locked, user=person, role=role)


def member_update(*, actor: User, membership: Membership, role: Role) -> Membership:
    """Change the role; Conflict if the city's last owner would become something else."""
    require(actor, membership.city, Capability.MANAGE_MEMBERS)
    with transaction.atomic():
        _lock(membership.city)
        locked = get_or_404(Membership.objects.select_related("user", "city"), pk=membership.pk)
        if role != Role.OWNER:
            _keep_an_owner(locked)
        locked.role = role
        locked.save(update_fields=["role"])
    return locked


def member_remove(*, actor: User, membership: Membership) -> None:
    """Take the person out of the city; Conflict if they are its last owner."""
    require(actor, membership.city, Capability.MANAGE_MEMBERS)
    with transaction.atomic():
        _lock(membership.city)
        locked = get_or_404(Membership.objects.all(), pk=membership.pk)
        _keep_an_owner(locked)
        locked.delete()


def tokens_revoke(*, user: User) -> None:
    """End every program's access in this person's name."""
    AuthToken.objects.filter(user=user).delete()


def _lock(city: City) -> City:
    # Without a join: PostgreSQL rechecks a joined row that changed while it waited, and a city
    # whose plan was just replaced would seem to be gone.
    return get_or_404(City.objects.select_for_update(), pk=city.pk)


def _note_plan_change(actor: User, address: str | None, city: City, plan: Plan) -> None:
    audit_add(
        action=AuditEntry.Action.PLAN_CHANGE,
        user=actor,
        address=address,
        city=city,
        subject=city,
        details={"from": city.plan.code, "to": plan.code},
    )


def _refuse_more_users_than(plan: Plan, users: int) -> None:
    if users > plan.max_users:
        detail = ngettext(
            "The plan %(plan)s includes %(limit)d user.",
            "The plan %(plan)s includes %(limit)d users.",
            plan.max_users,
        )
        raise PlanLimit(
            detail % {"plan": plan.name, "limit": plan.max_users},
            extra={"limit": plan.max_users},
        )


def _keep_an_owner(membership: Membership) -> None:
    """Raise Conflict if the city would be left without an owner who can sign in."""
    if membership.role != Role.OWNER:
        return
    others = Membership.objects.filter(
        city=membership.city_id, role=Role.OWNER, user__is_active=True
    ).exclude(pk=membership.pk)
    if not others.exists():
        raise Conflict(_("A city keeps at least one owner; make somebody else an owner first."))


def _find_addable(actor: User, username: str) -> User | None:
    """The person of that name whom the actor may add.

    An owner reaches only people of the cities that they own: whether a name belongs to another
    city's person must look the same as any other taken name (`_create_user`).
    """
    people = User.objects.filter(username=username)
    if not actor.is_superuser:
        owned = City.objects.filter(memberships__user=actor, memberships__role=Role.OWNER)
        people = people.filter(memberships__city__in=owned).distinct()
    return people.first()


def _create_user(*, username: str, password: str | None, email: str) -> User:
    # The password comes first, so that a name which is taken in another city is told only to
    # those who gave all that a new account needs.
    person = User(username=username, email=User.objects.normalize_email(email))
    fields = _password_faults(person, password)
    try:
        person.clean_fields(exclude=["password"])
    except ValidationError as error:
        fields |= _messages_by_field(error)
    if fields:
        raise InvalidInput(INVALID, fields=fields)
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        raise InvalidInput(INVALID, fields={"username": [NAME_TAKEN]}) from None
    return person


def _password_faults(person: User, password: str | None) -> dict[str, list[Any]]:
    if not password:
        return {"password": [_("A new person needs a password.")]}
    try:
        validate_password(password, person)
    except ValidationError as error:
        return {"password": error.messages}
    return {}


def _save_city(city: City) -> None:
    """Validate and write; a name that another request just took is the same as a taken one."""
    try:
        city.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        raise InvalidInput(INVALID, fields=_messages_by_field(error)) from None
    try:
        with transaction.atomic():
            city.save()
    except IntegrityError:
        raise InvalidInput(INVALID, fields={"name": [NAME_TAKEN]}) from None


def _messages_by_field(error: ValidationError) -> dict[str, list[Any]]:
    return dict(error.message_dict)
