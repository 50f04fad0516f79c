"""Bulk actions on cameras' recording."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from panel.kinds.base import Kind, Line, Preview, Work, named
from panel.kinds.telling import Verdicts
from plans.errors import Conflict
from recordings.models import Camera
from recordings.services.camera_changes import camera_reconnect
from recordings.services.recording import check_recordable, recording_start, recording_stop


class CameraKind(Kind):
    model = "recordings.camera"
    city_path = "city"

    def name_of(self, target: Any) -> str:
        return named(Camera, target)


def chosen_cameras(work: Work, targets: Sequence[Any]) -> Iterable[Camera]:
    """Those of the chosen that the person sees now, by city and name."""
    cameras = Camera.objects.visible_to(work.actor).filter(pk__in=targets)
    return cameras.select_related("city__plan", "owner").order_by("city__name", "name", "pk")


def columns_of_cameras() -> list[str]:
    return [_("Camera"), _("City"), _("What happens")]


class StartRecording(CameraKind):
    code = "recording_start"
    words = gettext_lazy("Start recording")

    def preview(self, work: Work, targets: Sequence[Any]) -> Preview:
        verdicts = Verdicts()
        for camera in chosen_cameras(work, targets):
            row = (camera.name, camera.city.name)
            try:
                check_recordable(camera)
            except Conflict as conflict:
                verdicts.refused.append((*row, str(conflict.detail)))
                continue
            if camera.recording_enabled:
                verdicts.unchanged.append((*row, _("was recording already")))
            else:
                verdicts.changed.append((*row, _("begins to record")))
        new = len(verdicts.changed)
        words = ngettext("%(n)s camera begins to record.", "%(n)s cameras begin to record.", new)
        return verdicts.preview([words % {"n": new}], columns_of_cameras())

    def act(self, work: Work, target: Any) -> Line:
        started = recording_start(user=work.actor, camera_id=target)
        return Line(str(started.camera), "" if started.is_new else _("was recording already"))


class StopRecording(CameraKind):
    code = "recording_stop"
    words = gettext_lazy("Stop recording")
    is_dangerous = True

    def preview(self, work: Work, targets: Sequence[Any]) -> Preview:
        verdicts = Verdicts()
        for camera in chosen_cameras(work, targets):
            row = (camera.name, camera.city.name)
            if camera.recording_enabled:
                verdicts.changed.append((*row, _("stops recording")))
            else:
                verdicts.unchanged.append((*row, _("was not recording")))
        ended = len(verdicts.changed)
        words = ngettext("%(n)s camera stops recording.", "%(n)s cameras stop recording.", ended)
        stay = _("What is recorded stays as long as it was promised.")
        return verdicts.preview([words % {"n": ended}, stay], columns_of_cameras())

    def act(self, work: Work, target: Any) -> Line:
        was_wanted = Camera.objects.filter(pk=target, recording_enabled=True).exists()
        camera = recording_stop(user=work.actor, camera_id=target)
        return Line(str(camera), "" if was_wanted else _("was not recording"))


class Reconnect(CameraKind):
    code = "camera_reconnect"
    words = gettext_lazy("Reconnect")

    def preview(self, work: Work, targets: Sequence[Any]) -> Preview:
        verdicts = Verdicts()
        for camera in chosen_cameras(work, targets):
            row = (camera.name, camera.city.name)
            if camera.recording_enabled:
                verdicts.changed.append((*row, _("begins a new run")))
            else:
                verdicts.refused.append((*row, _("Recording is not wanted.")))
        number = len(verdicts.changed)
        words = ngettext(
            "%(n)s camera is connected to anew: about a second of it is not recorded.",
            "%(n)s cameras are connected to anew: about a second of each is not recorded.",
            number,
        )
        return verdicts.preview([words % {"n": number}], columns_of_cameras())

    def act(self, work: Work, target: Any) -> Line:
        return Line(str(camera_reconnect(user=work.actor, camera_id=target)))


KINDS: list[Kind] = [StartRecording(), StopRecording(), Reconnect()]
