"""Clips tried again, cancelled, deleted and brought back."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clips.models import Clip, Status
from clips.services import Asked, clip_cancel, clip_delete, clip_restore, clip_retry
from clips.tidying import UNDO
from panel.kinds.base import Kind, Line, Preview, Work, named
from panel.kinds.telling import Verdicts, moment_in_words
from plans.sizes import size_words

UNDER_WAY = (Status.PENDING, Status.CUTTING)
ENDED = (Status.FAILED, Status.CANCELLED)


class ClipKind(Kind):
    """`fits` are the states from which it leads to another; what is in `reached` stays."""

    model = "clips.clip"
    city_path = "camera__city"
    fits: ClassVar[tuple[Status, ...]]
    reached: ClassVar[tuple[Status, ...]]
    service: ClassVar[Callable[[Asked, Any], object]]

    def preview(self, work: Work, targets: Sequence[Any]) -> Preview:
        clips = Clip.objects.visible_to(work.actor).filter(pk__in=targets)
        verdicts, size = Verdicts(), 0
        for clip in clips.select_related("camera__city").order_by("created_at", "pk"):
            camera = clip.camera
            start = moment_in_words(clip.start_time, camera.city.time_zone)
            state = str(clip.get_status_display())
            row = (clip.name, camera.name, camera.city.name, start, clip.username, state)
            if clip.status in self.reached:
                verdicts.unchanged.append((*row, _("stays")))
            elif clip.status in self.fits and not (refused := self.refused(clip, work)):
                verdicts.changed.append(row)
                size += clip.file_size or 0
            else:
                refused = "" if clip.status not in self.fits else refused
                verdicts.refused.append((*row, refused or _("not in this state")))
        columns = [_("Clip"), _("Camera"), _("City"), _("Start"), _("Cut by"), _("State")]
        return verdicts.preview(self.sentences(len(verdicts.changed), size), [*columns, ""])

    def refused(self, clip: Clip, work: Work) -> str:
        """Why one in a fitting state is refused all the same; empty if it is not."""
        return ""

    def sentences(self, number: int, size: int) -> list[str]:
        raise NotImplementedError

    def act(self, work: Work, target: Any) -> Line:
        reached = Clip.objects.filter(pk=target, status__in=self.reached).exists()
        name = self.name_of(target)
        if reached and Clip.objects.visible_to(work.actor).filter(pk=target).exists():
            return Line(name, _("was so already"))
        type(self).service(Asked(work.actor, work.address, work.now), target)
        return Line(name)

    def name_of(self, target: Any) -> str:
        return named(Clip, target)


class RetryClips(ClipKind):
    """Looks at the sources on disk; twice is once."""

    code = "clip_retry"
    words = gettext_lazy("Try again")
    in_transaction = False
    fits, reached = ENDED, UNDER_WAY
    service = clip_retry

    def sentences(self, number: int, size: int) -> list[str]:
        words = ngettext("%(n)s clip is cut again.", "%(n)s clips are cut again.", number)
        mind = _("What is not recorded any more, or is more than the plan includes, is refused.")
        return [words % {"n": number}, mind]


class CancelClips(ClipKind):
    code = "clip_cancel"
    words = gettext_lazy("Cancel")
    fits, reached = UNDER_WAY, (Status.CANCELLED,)
    service = clip_cancel

    def sentences(self, number: int, size: int) -> list[str]:
        words = ngettext("%(n)s clip is given up.", "%(n)s clips are given up.", number)
        return [words % {"n": number}]


class DeleteClips(ClipKind):
    code = "clip_delete"
    words = gettext_lazy("Delete; can be undone for 24 hours")
    is_dangerous = True
    fits, reached = (*UNDER_WAY, *ENDED, Status.READY), (Status.DELETED,)
    service = clip_delete

    def sentences(self, number: int, size: int) -> list[str]:
        words = ngettext(
            "%(n)s clip is deleted: %(size)s.", "%(n)s clips are deleted: %(size)s.", number
        )
        undo = _("They can be brought back for 24 hours; their links end at once.")
        return [words % {"n": number, "size": size_words(size)}, undo]


class RestoreClips(ClipKind):
    code = "clip_restore"
    words = gettext_lazy("Bring back")
    fits, reached = (Status.DELETED,), (Status.READY,)
    service = clip_restore

    def refused(self, clip: Clip, work: Work) -> str:
        is_late = clip.deleted_at is None or clip.deleted_at <= work.now - UNDO
        words = _("A clip can be brought back for 24 hours after it was deleted.")
        return words if is_late else ""

    def sentences(self, number: int, size: int) -> list[str]:
        words = ngettext("%(n)s clip comes back.", "%(n)s clips come back.", number)
        mind = _("What is more than the plan includes is refused.")
        return [words % {"n": number}, mind]


KINDS: list[Kind] = [RetryClips(), CancelClips(), DeleteClips(), RestoreClips()]
