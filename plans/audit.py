"""Entries of who did what that must be accounted for.

They are written before what they tell of leaves the server: whoever cannot be written down gets
nothing.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from plans.addresses import address_in, client_address
from plans.models import AuditEntry, City, User

SUBJECT_LENGTH = 200


def audit_add(
    *,
    action: AuditEntry.Action,
    user: User | None,
    address: str | None,
    city: City | None = None,
    subject: object = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """One entry. `city` None: nobody but superusers reads it; `address`: from `client_address`."""
    about = (city, subject, details or {})
    audit_add_each(action=action, user=user, address=address, about=[about])


def audit_add_each(
    *,
    action: AuditEntry.Action,
    user: User | None,
    address: str | None,
    about: Iterable[tuple[City | None, object, Mapping[str, Any]]],
) -> None:
    """An entry for each (city, subject, details), in one statement: all of them or none."""
    entries = [
        AuditEntry(
            action=action,
            user=user,
            username=user.get_username() if user else "",
            city=city,
            subject=str(subject)[:SUBJECT_LENGTH],
            details=dict(details),
            address=address_in(address),
        )
        for city, subject, details in about
    ]
    AuditEntry.objects.bulk_create(entries)


def note_sign_in(sender: object, request: HttpRequest, user: User, **_signal: object) -> None:
    """In each of the person's cities, so that their owners read it; without a city for others."""
    cities: list[City | None] = [*City.objects.filter(memberships__user=user)]
    audit_add_each(
        action=AuditEntry.Action.SIGN_IN,
        user=user,
        address=client_address(request),
        about=[(city, user.get_username(), {}) for city in cities or [None]],
    )


# By the API and by the admin's page alike; every process that signs people in loads this module
# with the services.
user_logged_in.connect(note_sign_in, dispatch_uid="plans.audit.note_sign_in")
