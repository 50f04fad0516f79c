"""Certificates: issued to a city's owners, each noted in the log."""

import logging
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.entitlements import Capability
from plans.errors import Conflict, InvalidInput
from plans.models import User
from plans.selectors import require
from recordings.certificates.document import Issue, certificate_of
from recordings.certificates.signing import public_key, signed
from recordings.coverage import camera_coverage
from recordings.models import Wish
from recordings.months import Month
from recordings.selectors import camera_get
from recordings.spans import epoch_ms

logger = logging.getLogger(__name__)


def certificate_issue(*, user: User, camera_id: Any, month: str) -> dict[str, Any]:
    """The signed certificate of a month as `2026-10` in the city's zone.

    Raises InvalidInput for what is no month, Conflict for one that has not begun and for a camera
    of which nothing was ever wanted.
    """
    camera = camera_get(user, camera_id)
    require(user, camera.city, Capability.READ_ACCOUNTS)
    wanted = Month.parse(month)
    if wanted is None:
        words = _("Write a month as 2026-10.")
        raise InvalidInput(words, fields={"month": [words]})
    now = timezone.now()
    period = wanted.span(ZoneInfo(camera.city.time_zone))
    if period[0] > epoch_ms(now):
        raise Conflict(_("This month has not begun yet."), code="month_not_begun")
    if not Wish.objects.filter(camera=camera).exists():
        raise Conflict(
            _("This camera's recording was never switched on; there is nothing to certify."),
            code="never_recorded",
        )
    coverage = camera_coverage(camera, period, now)
    issue = Issue(by=user.get_username(), at=now, key=public_key())
    document = signed(certificate_of(coverage, wanted, issue))
    logger.info(
        "certificate issued: camera %s (%s), month %s, status %s, to user %s",
        camera.pk,
        camera.uuid,
        wanted,
        document["certificate"]["status"],
        user.pk,
    )
    return document
