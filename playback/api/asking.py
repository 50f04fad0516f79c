"""Which camera is asked about, and what is wrong with how."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from plans.api.authentication import signed_in
from plans.selectors import get_or_404
from recordings.api.periods import parse_moment
from recordings.models import Camera
from recordings.months import YEARS
from recordings.services.moments import wrong_input
from recordings.spans import epoch_ms


def watched_camera(request: Request, camera_id: str) -> Camera:
    """The camera, if the person may watch it; archived ones too. NotFound for all others.

    Whoever sees a camera may watch it: every role has that right (tests hold it), so no role is
    looked up. Asked for before any input is read: a stranger's bad input is a 404 like any other.
    """
    cameras = Camera.objects.visible_to(signed_in(request)).select_related("city__plan")
    return get_or_404(cameras, pk=camera_id)


def moment_ms(query: Mapping[str, str], name: str, zone: ZoneInfo) -> int:
    """The input called `name`, since the epoch; `zone` is for one without an offset.

    Raises InvalidInput.
    """
    moment = parse_moment(query[name].strip(), zone)
    if moment is None:
        raise wrong_input(name, _("Write a moment as 2026-11-20T15:00:00-03:00."))
    if moment.year not in YEARS:
        raise wrong_input(name, _("Choose a moment between the years 1970 and 9998."))
    return epoch_ms(moment)
