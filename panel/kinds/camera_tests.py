"""Trying cameras: each is asked what it offers, and says so in its line."""

from collections.abc import Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from panel.kinds.base import Kind, Line, Preview, Work
from panel.kinds.cameras import CameraKind, chosen_cameras, columns_of_cameras
from panel.kinds.telling import Verdicts
from recordings.probing import ProbeResult
from recordings.services.camera_tests import AT_ONCE, Tried, cameras_try

LONGEST_SECONDS = 10


class TestCameras(CameraKind):
    code = "camera_test"
    words = gettext_lazy("Test")
    in_transaction = False
    at_once = AT_ONCE

    def preview(self, work: Work, targets: Sequence[Any]) -> Preview:
        verdicts = Verdicts()
        for camera in chosen_cameras(work, targets):
            row = (camera.name, camera.city.name)
            if camera.archived_at is not None or not camera.address_encrypted:
                verdicts.refused.append((*row, _("The camera has no address to be tried.")))
            else:
                verdicts.changed.append((*row, camera.address_display))
        number = len(verdicts.changed)
        words = ngettext(
            "%(n)s camera is asked for its picture; nothing is changed.",
            "%(n)s cameras are asked for their pictures; nothing is changed.",
            number,
        )
        minutes = max(1, round(number * LONGEST_SECONDS / AT_ONCE / 60))
        longest = ngettext(
            "This takes %(n)s minute at most.", "This takes %(n)s minutes at most.", minutes
        )
        mind = _("A camera that is recorded is asked beside that: some allow one viewer only.")
        told = [words % {"n": number}, longest % {"n": minutes}]
        return verdicts.preview(told, [*columns_of_cameras()[:2], _("Address")], [mind])

    def act_on(self, work: Work, targets: Sequence[Any]) -> list[Line]:
        return [_line(tried) for tried in cameras_try(user=work.actor, camera_ids=targets)]


def _line(tried: Tried) -> Line:
    if tried.found is None:
        return Line(tried.name, tried.why, is_refused=True)
    return Line(tried.name, _in_words(tried.found))


def _in_words(found: ProbeResult) -> str:
    """`h264 1920 × 1080, 25 fps, aac`."""
    video = found.video
    told = [f"{video['codec']} {video['width']} × {video['height']}"]
    if video["fps"]:
        fps = float(video["fps"])
        told.append(f"{number_format(int(fps) if fps.is_integer() else fps)} fps")
    told.append(found.audio or _("no sound"))
    return ", ".join(told)


KINDS: list[Kind] = [TestCameras()]
