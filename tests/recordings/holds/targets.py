"""Whom notices are sent to, past every rule."""

from typing import Any

from plans.models import City
from recordings.models import NoticeTarget


def make_target(city: City | None, **values: Any) -> NoticeTarget:
    given = {
        "kind": NoticeTarget.Kind.EMAIL,
        "address_encrypted": "x",
        "address_display": "g***@example.org",
        "language": NoticeTarget.Language.ENGLISH,
        **values,
    }
    return NoticeTarget.objects.create(city=city, **given)
