"""The one exception family of the Django layer; `vms.api_errors` maps it to HTTP."""

from collections.abc import Mapping, Sequence
from typing import Any


class ApplicationError(Exception):
    """A refusal that a person can act on.

    `code` is stable and for programs; `detail` is a (lazily translated) sentence for people;
    `fields` names the inputs at fault; `extra` is merged into the JSON answer; `headers` are
    sent with it.
    """

    status = 400
    default_code = "invalid"

    def __init__(
        self,
        detail: Any,
        *,
        code: str | None = None,
        fields: Mapping[str, Sequence[Any]] | None = None,
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or self.default_code
        self.fields = dict(fields or {})
        self.extra = dict(extra or {})
        self.headers = dict(headers or {})


class InvalidInput(ApplicationError):
    """400: the request itself is wrong."""


class InvalidCredentials(ApplicationError):
    """401: wrong name or password, or a person who may no longer sign in; never which of them."""

    status = 401
    default_code = "invalid_credentials"


class LockedOut(ApplicationError):
    """429: this name failed too often from this address; `headers` says when to try again."""

    status = 429
    default_code = "locked_out"


class NotAllowed(ApplicationError):
    """403: a member of the city, but without the right."""

    status = 403
    default_code = "permission_denied"


class PlanLimit(NotAllowed):
    """403 `plan_limit`: the city's plan does not include this."""

    default_code = "plan_limit"


class NotFound(ApplicationError):
    """404, the same for a missing id and for another city's."""

    status = 404
    default_code = "not_found"


class TooLarge(ApplicationError):
    """413: more in one request than is read."""

    status = 413
    default_code = "too_large"


class Conflict(ApplicationError):
    """409: a right request that the present state does not allow."""

    status = 409
    default_code = "conflict"
