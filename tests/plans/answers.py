"""Error bodies that many tests expect, in English."""

from typing import Any

NOT_FOUND = {
    "code": "not_found",
    "detail": "There is nothing here, or nothing that you may see.",
    "fields": {},
}
NOT_ALLOWED = {
    "code": "permission_denied",
    "detail": "Your role in this city does not allow this.",
    "fields": {},
}
SUPERUSERS_ONLY = {
    "code": "permission_denied",
    "detail": "Only an administrator of the installation may do this.",
    "fields": {},
}
ANONYMOUS = {
    "code": "not_authenticated",
    "detail": "Authentication credentials were not provided.",
    "fields": {},
}
LAST_OWNER = {
    "code": "conflict",
    "detail": "A city keeps at least one owner; make somebody else an owner first.",
    "fields": {},
}


def invalid(**fields: list[str]) -> dict[str, Any]:
    return {"code": "invalid", "detail": "Some fields need attention.", "fields": fields}
