"""Cameras from a list: what each line says is shown first, and done in the background.

The targets are the file's lines, encrypted; they are erased when the job is over.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django import forms
from django.db.models import Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from panel.exports.camera_lines import (
    Doubles,
    LineReader,
    Seen,
    opened_line,
    values_for_create,
)
from panel.kinds.base import JobForm, Kind, Line, Preview, Work
from panel.models import Job
from plans.errors import ApplicationError, Conflict
from plans.models import User
from plans.selectors import administered_cities
from recordings.faults import CameraFault
from recordings.models import Camera
from recordings.probing import ProbeResult, probe
from recordings.services.cameras import camera_create
from recordings.words import fault_words

ADD, PROBE_AND_ADD, PROBE = "add", "probe_and_add", "probe"
PROBES_AT_ONCE = 4
"""Each a child process for up to ten seconds."""


class ImportForm(JobForm):
    what = forms.ChoiceField(
        label=gettext_lazy("What to do"),
        choices=[
            (ADD, gettext_lazy("add the cameras, without trying them")),
            (PROBE_AND_ADD, gettext_lazy("try each address, and add the cameras that answer")),
            (PROBE, gettext_lazy("only try each address, and add nothing")),
        ],
    )
    doubles = forms.BooleanField(
        label=gettext_lazy("Add what seems to be there already, too"), required=False
    )


class CameraImport(Kind):
    """A line that was worked on when its worker died is asked once more: by then its camera is
    there, and it is told as such."""

    code = "import_cameras"
    words = gettext_lazy("Import cameras")
    model = "recordings.camera"
    form = ImportForm
    in_transaction = False
    at_once = PROBES_AT_ONCE
    is_offered = False
    keeps_targets = False

    def is_for(self, user: User) -> bool:
        return administered_cities(user).exists()

    def first_values(self, is_all: bool) -> dict[str, str]:
        return {"what": ADD}

    def cities_of(self, targets: Sequence[Any]) -> dict[int, int]:
        """Those that the lines named when the file was chosen."""
        named = Counter(opened_line(target).city_id for target in targets)
        return {pk: count for pk, count in named.items() if pk is not None}

    def preview(self, work: Work, targets: Sequence[Any]) -> Preview:
        lines, doubles = self._looked_at(work, targets)
        faulty = [seen for seen in lines if seen.faults]
        double = [s for s in lines if not s.faults and doubles.get(s.number)]
        left_out = [] if work.values["doubles"] else double
        good = len(lines) - len(faulty) - len(left_out)
        shown = sorted(lines, key=lambda s: (not s.faults, s.number not in doubles, s.number))
        return Preview(
            _sentences(good, len(faulty), len(left_out), work.values["what"]),
            columns=[_("line"), _("name"), _("city"), _("address"), _("result")],
            rows=[_row(seen, doubles.get(seen.number, "")) for seen in shown],
            obstacle="" if good else _("No line can be added; mend the file and choose it again."),
        )

    def act_on(self, work: Work, targets: Sequence[Any]) -> list[Line]:
        reader = LineReader(work.actor)
        try:
            lines = [reader.read(opened_line(target)) for target in targets]
        except Conflict as error:
            return [Line("-", str(error.detail), is_refused=True) for _target in targets]
        answers = self._answers(work, lines)
        return [self._line(work, seen, answers.get(seen.number)) for seen in lines]

    def name_of(self, target: Any) -> str:
        try:
            line = opened_line(target)
        except Conflict:
            return "-"
        return _("line %(number)s") % {"number": line.number}

    def _looked_at(
        self, work: Work, targets: Sequence[Any]
    ) -> tuple[list[Seen], Mapping[int, str]]:
        """The lines, and what is told of those that are there already, by the line's number."""
        reader = LineReader(work.actor)
        lines = [reader.read(opened_line(target)) for target in targets]
        known = Doubles()
        known.know_rows_of(lines)
        doubles = {}
        for seen in lines:
            if words := known.told(seen):
                doubles[seen.number] = words
            elif not seen.faults:
                known.know(seen)
        return lines, doubles

    def _answers(self, work: Work, lines: Sequence[Seen]) -> dict[int, ProbeResult | CameraFault]:
        """What the cameras said, by the line's number; nothing if they are not to be asked."""
        asked = [seen for seen in lines if not seen.faults]
        if work.values["what"] == ADD or not asked:
            return {}
        with ThreadPoolExecutor(max_workers=PROBES_AT_ONCE) as pool:
            found = pool.map(_probed, asked)
            return {seen.number: answer for seen, answer in zip(asked, found, strict=True)}

    def _line(self, work: Work, seen: Seen, answer: ProbeResult | CameraFault | None) -> Line:
        subject = seen.shown(f"{seen.number}: {seen.name or '-'}")
        if seen.faults:
            return Line(subject, " ".join(seen.faults), is_refused=True)
        if isinstance(answer, CameraFault):
            words = seen.shown(fault_words(answer.fault, answer.message))
            return Line(subject, words, is_refused=True)
        told = _offered(answer) if answer else ""
        if work.values["what"] == PROBE:
            return Line(subject, told)
        try:
            self._add(work, seen)
        except ApplicationError as error:
            return Line(subject, seen.shown(str(error.detail)), is_refused=True)
        return Line(subject, " · ".join(filter(None, (_("added"), seen.masked, told))))

    @staticmethod
    def _add(work: Work, seen: Seen) -> None:
        known = Doubles()
        known.know_rows_of([seen])
        words = known.told(seen)
        if words and (not work.values["doubles"] or _was_added(work, seen)):
            raise Conflict(words)
        camera_create(user=work.actor, **values_for_create(seen))


def _was_added(work: Work, seen: Seen) -> bool:
    """By this job, whose worker died before it could say so; or by a line that says the same."""
    begun = Job.objects.filter(uuid=work.reference).values("started_at")
    same = Camera.objects.current().filter(city=seen.city, name=seen.name)
    return same.filter(address_display=seen.masked, created_at__gte=Subquery(begun)).exists()


def _probed(seen: Seen) -> ProbeResult | CameraFault:
    try:
        return probe(seen.values["rtsp_url"], seen.values.get("transport", "tcp"))
    except CameraFault as error:
        return error


def _offered(found: ProbeResult) -> str:
    video = found.video
    picture = f"{video.get('codec')} {video.get('width')}×{video.get('height')}"
    return f"{picture}, {found.audio}" if found.audio else picture


def _sentences(good: int, faulty: int, left_out: int, what: str) -> list[str]:
    done = {
        ADD: ngettext("%(n)s camera is added.", "%(n)s cameras are added.", good),
        PROBE_AND_ADD: ngettext(
            "%(n)s camera is tried, and added if it answers.",
            "%(n)s cameras are tried, and those that answer are added.",
            good,
        ),
        PROBE: ngettext("%(n)s camera is tried.", "%(n)s cameras are tried.", good),
    }
    sentences = [done[what] % {"n": good}]
    if faulty:
        words = ngettext(
            "%(n)s line has a fault and is left out.",
            "%(n)s lines have faults and are left out.",
            faulty,
        )
        sentences.append(words % {"n": faulty})
    if left_out:
        words = ngettext(
            "%(n)s line is there already and is left out.",
            "%(n)s lines are there already and are left out.",
            left_out,
        )
        sentences.append(words % {"n": left_out})
    return sentences


def _row(seen: Seen, double: str) -> list[str]:
    result = " ".join(seen.faults) or double or _("good")
    city = seen.city.name if seen.city else ""
    return [str(seen.number), seen.shown(seen.name), city, seen.masked, result]


KINDS: list[Kind] = [CameraImport()]
