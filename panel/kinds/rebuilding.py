"""Recordings indexed again from their files."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from panel.kinds.base import Kind, Line, Preview, Work
from panel.kinds.deletions import RecordingKind
from panel.kinds.telling import ROWS_SHOWN, more_in_words
from plans.selectors import require_superuser
from plans.sizes import size_words
from recordings.audit.rebuilding import DONE
from recordings.models import Recording
from recordings.services.rebuilding import recording_rebuild


class RebuildRecordings(RecordingKind):
    code = "recording_rebuild"
    words = gettext_lazy("Rebuild the index")

    def cities_of(self, targets: Sequence[Any]) -> dict[int, int]:
        rows = Recording.objects.filter(pk__in=targets).order_by()
        return dict(rows.values_list(self.city_path).annotate(n=Count("pk")))

    def preview(self, work: Work, targets: Sequence[Any]) -> Preview:
        require_superuser(work.actor)
        chosen = Recording.objects.filter(pk__in=targets)
        done = chosen.filter(status__in=DONE).order_by("camera__name", "camera")
        shares = list(
            done.values_list("camera__name", "camera__city__name", "camera").annotate(
                Count("pk"), Sum("file_size")
            )
        )
        files, size = sum(share[3] for share in shares), sum(share[4] for share in shares)
        words = ngettext(
            "%(n)s recording is read again from its file (%(size)s).",
            "%(n)s recordings are read again from their files (%(size)s).",
            files,
        )
        same = _("The files stay as they are; while one is read, it cannot be watched.")
        return Preview(
            sentences=[
                words % {"n": files, "size": size_words(size)},
                same,
                *more_in_words(len(shares) - ROWS_SHOWN),
            ],
            columns=[_("Camera"), _("City"), _("Files"), _("Size")],
            rows=[(s[0], s[1], str(s[3]), size_words(s[4])) for s in shares[:ROWS_SHOWN]],
            warnings=_unfinished(Counter(chosen.values_list("status", flat=True))),
            obstacle="" if files else _("Nothing of what is chosen can be done."),
        )

    def act(self, work: Work, target: Any) -> Line:
        rebuilt = recording_rebuild(user=work.actor, recording_id=target)
        words = ngettext("%(n)s fragment", "%(n)s fragments", rebuilt.fragments)
        told = [words % {"n": rebuilt.fragments}]
        told.append(_("the index changed") if rebuilt.is_new else _("as before"))
        return Line(self.name_of(target), ", ".join(told))


class RebuildOfCameras(RebuildRecordings):
    """Chosen are cameras; seen to are their recordings."""

    code = "camera_rebuild"
    words = gettext_lazy("Rebuild the index of the recordings")
    model = "recordings.camera"

    def targets_of(self, rows: QuerySet[Any]) -> list[Any]:
        cameras = rows.order_by().values("pk")
        return super().targets_of(Recording.objects.filter(camera__in=cameras, status__in=DONE))


def _unfinished(by_status: Counter[str]) -> list[str]:
    number = sum(count for status, count in by_status.items() if status not in DONE)
    if not number:
        return []
    words = ngettext(
        "%(n)s is not finished, and stays.", "%(n)s are not finished, and stay.", number
    )
    return [words % {"n": number}]


KINDS: list[Kind] = [RebuildRecordings(), RebuildOfCameras()]
