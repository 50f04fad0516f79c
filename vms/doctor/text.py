"""The report as a technician reads it in a terminal."""

import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from vms.doctor.capacity import MBIT, reasons, resource_name
from vms.doctor.estimate import Capacity
from vms.doctor.examination import Report
from vms.doctor.figures import number
from vms.doctor.findings import Finding, Severity

Paint = Callable[[str], str]
MARKS = {Severity.OK: "✓", Severity.WARNING: "!", Severity.ERROR: "✗"}
INDENT = "  "


@dataclass(frozen=True, slots=True)
class Paints:
    """How each severity and a title are coloured; the text itself says it as well."""

    by_severity: Mapping[Severity, Paint]
    title: Paint


def lines_of(report: Report, width: int, paints: Paints) -> Iterator[str]:
    at = timezone.localtime(report.at)
    yield paints.title(f"VMS · {report.node} · {at:%d/%m/%Y %H:%M} · {report.data_dir}")
    for section in report.sections:
        yield ""
        yield paints.title(section.title)
        for finding in section.findings:
            yield from _finding(finding, width, paints)
        if report.capacity and section is report.sections[-1]:
            yield from _capacity(report.capacity, width)
    yield ""
    yield _verdict(report, paints)


def _finding(finding: Finding, width: int, paints: Paints) -> Iterator[str]:
    mark = paints.by_severity[finding.severity](MARKS[finding.severity])
    first, *more = _wrapped(finding.what, width - 4)
    yield f"{INDENT}{mark} {first}"
    for line in more:
        yield f"{INDENT}  {line}"
    for arrow, line in zip("→", _wrapped(finding.do, width - 6), strict=False):
        yield f"{INDENT}  {arrow} {line}"
    for line in _wrapped(finding.do, width - 6)[1:]:
        yield f"{INDENT}    {line}"


def _capacity(capacity: Capacity, width: int) -> Iterator[str]:
    """A table: what is short first stands first."""
    why = reasons(capacity)
    rows = sorted(capacity.cameras, key=lambda name: capacity.cameras[name])
    left = max(len(resource_name(name)) for name in rows)
    counts = {name: number(capacity.cameras[name]) for name in rows}
    right = max(len(count) for count in counts.values())
    for name in rows:
        head = f"    {resource_name(name):<{left}}  {counts[name]:>{right}}  "
        first, *more = _wrapped(why[name], width - len(head))
        yield head + first
        yield from (" " * len(head) + line for line in more)
    load = capacity.load
    words = {
        "seconds": number(load.seconds),
        "recorders": load.recorders,
        "rate": number(MBIT),
        "now": capacity.recording_now,
    }
    note = _(
        "Measured for %(seconds)s s with %(recorders)s trial "
        "recorders (1080p, 25 frames/s, %(rate)s Mb/s, no sound) at low priority; G.711 sound "
        "doubles what a camera asks of the processor."
    )
    sentences = [note % words]
    if capacity.recording_now:
        sentences.append(_("Cameras recorded now, which are included: %(now)s.") % words)
    yield ""
    yield from (f"    {line}" for line in _wrapped(" ".join(sentences), width - 4))


def _verdict(report: Report, paints: Paints) -> str:
    words = {"errors": report.count(Severity.ERROR), "warnings": report.count(Severity.WARNING)}
    if words["errors"]:
        sentence = _("Errors: %(errors)s. Warnings: %(warnings)s.") % words
        return paints.by_severity[Severity.ERROR](sentence)
    if words["warnings"]:
        sentence = _("No errors. Warnings: %(warnings)s.") % words
        return paints.by_severity[Severity.WARNING](sentence)
    return paints.by_severity[Severity.OK](_("All is well."))


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(width, 20), break_long_words=False, break_on_hyphens=False)
