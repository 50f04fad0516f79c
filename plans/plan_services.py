"""Writes: plans.

A plan's row is locked before the cities', here and where a city comes onto it: each city is on the
plan and touched, or finds the plan as it was made. NO KEY, so that rows which only point at the
plan need not wait.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.audit import audit_add_each
from plans.errors import InvalidInput
from plans.models import AuditEntry, City, Plan, User
from plans.promises import city_put_on
from plans.selectors import get_or_404, require_superuser
from plans.services import INVALID, NAME_TAKEN

# From 1 on: of a plan for 0 days all footage would go at once. Ten years are enough.
MOST = {
    "retention_days": 3_650,
    "max_users": 32_767,
    "max_gb_per_camera": 1_000_000,
    "max_hold_days": 3_650,
    "compress_after_days": 3_650,
}


def plan_create(*, actor: User, **values: Any) -> Plan:
    """A plan that no city is on yet; `values` are its fields."""
    require_superuser(actor)
    plan = Plan(**values)
    _check_plan(plan)
    _save_plan(plan)
    return plan


def plan_update(*, actor: User, plan: Plan, address: str | None = None, **values: Any) -> Plan:
    """The plan with `values`, for all cities on it; each has an entry of it.

    What they are promised less is kept for another day.
    """
    require_superuser(actor)
    now = timezone.now()
    with transaction.atomic():
        locked = get_or_404(Plan.objects.select_for_update(no_key=True), pk=plan.pk)
        changed = _set_changed(locked, values)
        if not changed:
            return locked
        _check_plan(locked)
        cities = Plan.objects.get(pk=locked.pk).cities  # with the promise as it was
        touched = list(cities.select_for_update().order_by("pk"))
        lessened = [city for city in touched if city_put_on(city, locked, now)]
        _save_plan(locked)
        kept = ["kept_retention_days", "kept_gb", "kept_until"]
        City.objects.bulk_update(lessened, kept, batch_size=200)
        details = {"plan": locked.code, "changed": changed}
        audit_add_each(
            action=AuditEntry.Action.PLAN_CHANGE,
            user=actor,
            address=address,
            about=[(city, city, details) for city in touched],
        )
    return locked


def _set_changed(plan: Plan, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """[before, after] by name of what is other than it was."""
    changed = {}
    for name, value in values.items():
        before = getattr(plan, name)
        if value != before:
            setattr(plan, name, value)
            changed[name] = [before, value]
    return changed


def _check_plan(plan: Plan) -> None:
    """Raise InvalidInput."""
    fields: dict[str, list[Any]] = {}
    for name, most in MOST.items():
        value = getattr(plan, name)
        if value is not None and not 1 <= value <= most:
            words = _("Write a whole number from 1 to %(most)s.") % {"most": most}
            fields[name] = [words]
    try:
        plan.full_clean(exclude=fields)
    except ValidationError as error:
        fields |= error.message_dict
    if fields:
        raise InvalidInput(INVALID, fields=fields)


def _save_plan(plan: Plan) -> None:
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError:  # another request just took the code
        raise InvalidInput(INVALID, fields={"code": [NAME_TAKEN]}) from None
