"""What stands on a certificate's pages, in the reader's language and the city's time."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, get_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from recordings.certificates import sheet
from recordings.certificates.daybar import DayBar, DayPicture
from recordings.certificates.document import (
    DAYS_NOT_FINAL,
    FINAL,
    GAPS_NOT_LISTED,
    MONTH_NOT_OVER,
)
from recordings.certificates.words import CAUSE_WORDS, clock_words, duration_words, percent_words
from recordings.gaps import Cause
from recordings.spans import Span, epoch_ms

MOST_GAPS = 400
_DAY_SHARES = (0.115, 0.12, 0.12, 0.105, 0.27, 0.08, 0.09, 0.1)
_GAP_SHARES = (0.05, 0.25, 0.25, 0.18, 0.27)

Certificate = Mapping[str, Any]


def story(document: Mapping[str, Any]) -> list[Any]:
    """The flowables of a signed document, in the language in force."""
    certificate: Certificate = document["certificate"]
    totals = certificate["totals"]
    return [
        _heading(certificate),
        sheet.gap(2.5),
        sheet.facts(_facts(certificate)),
        sheet.gap(3),
        sheet.tiles(_figures(totals)),
        *_notes(certificate),
        *_causes(totals),
        *sheet.section(_("Day by day")),
        _days(certificate),
        sheet.paragraph(_legend(), sheet.LABEL),
        *_gaps(certificate),
        *_signature(document),
    ]


def _heading(certificate: Certificate) -> Any:
    is_final = certificate["status"] == FINAL
    month = date_format(date.fromisoformat(f"{certificate['month']}-01"), "YEAR_MONTH_FORMAT")
    return sheet.heading(
        _("Recording coverage certificate"),
        f"{certificate['camera']['name']} · {month}",
        _("FINAL") if is_final else _("PRELIMINARY"),
        is_final,
    )


def _facts(certificate: Certificate) -> list[tuple[str, str]]:
    zone = certificate["time_zone"]
    camera, software = certificate["camera"], certificate["software"]
    issued = _moment(certificate["issued_at"], zone)
    return [
        (_("City"), certificate["city"]["name"]),
        (_("Time zone"), zone),
        (_("Camera"), f"{camera['name']} ({camera['number']})"),
        (_("From"), _moment(certificate["start"], zone)),
        (_("Camera's UUID"), camera["uuid"]),
        (_("Until"), _moment(certificate["accounted_until"], zone)),
        (_("Issued"), _("%(when)s by %(who)s") % {"when": issued, "who": certificate["issued_by"]}),
        (
            _("Installation"),
            f"{certificate['installation']['node']} · {software['name']} {software['version']}",
        ),
    ]


def _figures(totals: Mapping[str, Any]) -> list[tuple[str, str]]:
    missing_ms = totals["wanted_ms"] - totals["recorded_ms"]
    return [
        (_("Coverage"), percent_words(totals["coverage"])),
        (_("Recording wanted"), duration_words(totals["wanted_ms"])),
        (_("Recorded"), duration_words(totals["recorded_ms"])),
        (_("Missing"), duration_words(missing_ms)),
        (_("Gaps"), _number(totals["gaps"])),
        (_("Longest gap"), duration_words(totals["longest_gap_ms"])),
        (_("Restarts"), _number(totals["restarts"])),
        (
            _("Frames / lost"),
            f"{_number(totals['frames'])} / {_number(totals['frames_lost'])}",
        ),
    ]


def _notes(certificate: Certificate) -> list[Any]:
    days = ", ".join(_runs([date.fromisoformat(day) for day in certificate["days_not_final"]]))
    unlisted = certificate["unlisted_gaps"]
    sentences = {
        MONTH_NOT_OVER: _("The month is not over: this certificate is preliminary."),
        DAYS_NOT_FINAL: _("Days whose account is not final: %(days)s.") % {"days": days},
        GAPS_NOT_LISTED: _("Gaps counted and not listed: %(number)s (%(length)s in all).")
        % {
            "number": _number(unlisted["number"]),
            "length": duration_words(unlisted["length_ms"]),
        },
    }
    known = [sentences[note] for note in certificate["notes"] if note in sentences]
    lines = [sheet.paragraph(f"• {sentence}", sheet.BODY) for sentence in known]
    return [sheet.gap(2), *lines] if lines else []


def _causes(totals: Mapping[str, Any]) -> list[Any]:
    lengths: Mapping[str, int] = totals["missing_ms_by_reason"]
    if not lengths:
        return []
    heads = [sheet.paragraph(_("Cause"), sheet.HEAD), _head(_("Missing")), _head(_("Of wanted"))]
    rows = [
        [
            sheet.paragraph(_cause(cause)),
            sheet.paragraph(duration_words(length), sheet.RIGHT),
            sheet.paragraph(_share(length, totals["wanted_ms"]), sheet.RIGHT),
        ]
        for cause, length in sorted(lengths.items(), key=lambda item: (-item[1], item[0]))
    ]
    table = sheet.listing(heads, rows, (0.46, 0.34, 0.2))
    return [*sheet.section(_("Missing time by cause")), table]


def _days(certificate: Certificate) -> Any:
    wanted = [_span(first, last) for first, last in certificate["wanted"]]
    gaps = [_span(gap["start"], gap["end"]) for gap in certificate["gaps"]]
    heads = [
        sheet.paragraph(_("Day"), sheet.HEAD),
        *(_head(text) for text in (_("Wanted"), _("Recorded"), _("Coverage"))),
        sheet.paragraph(_("Midnight to midnight"), sheet.HEAD),
        *(_head(text) for text in (_("Gaps"), _("Restarts"), _("Frames lost"))),
    ]
    rows = [_day_row(day, wanted, gaps) for day in certificate["days"]]
    return sheet.listing(heads, rows, _DAY_SHARES)


def _day_row(day: Mapping[str, Any], wanted: Sequence[Span], gaps: Sequence[Span]) -> list[Any]:
    picture = DayPicture(_span(day["start"], day["end"]), wanted, gaps)
    mark = "" if day["final"] or not day["wanted_ms"] else " *"
    return [
        sheet.paragraph(_day(date.fromisoformat(day["date"])) + mark),
        sheet.paragraph(clock_words(day["wanted_ms"]), sheet.RIGHT),
        sheet.paragraph(clock_words(day["recorded_ms"]), sheet.RIGHT),
        sheet.paragraph(percent_words(day["coverage"]), sheet.RIGHT),
        DayBar(picture, sheet.WIDTH * _DAY_SHARES[4] - 5),
        sheet.paragraph(_number(day["gaps"]), sheet.RIGHT),
        sheet.paragraph(_number(day["restarts"]), sheet.RIGHT),
        sheet.paragraph(_number(day["frames_lost"]), sheet.RIGHT),
    ]


def _legend() -> str:
    return _(
        "Green: recorded. Red: wanted and not recorded; a short gap is drawn wider than it is. "
        "Grey: recording was not wanted. *: not final. –: not knowable."
    )


def _gaps(certificate: Certificate) -> list[Any]:
    gaps = sorted(certificate["gaps"], key=lambda gap: -gap["length_ms"])[:MOST_GAPS]
    gaps.sort(key=lambda gap: gap["start"])
    title = sheet.section(_("Gaps"))
    if not gaps:
        return [*title, sheet.paragraph(_("No gap of half a second or more."), sheet.BODY)]
    zone = certificate["time_zone"]
    heads = [
        sheet.paragraph(text, sheet.HEAD)
        for text in ("", _("From"), _("Until"), _("Length"), _("Cause"))
    ]
    rows = [
        [
            sheet.paragraph(number),
            sheet.paragraph(_moment(gap["start"], zone)),
            sheet.paragraph(_moment(gap["end"], zone)),
            sheet.paragraph(duration_words(gap["length_ms"])),
            sheet.paragraph(_cause(gap["reason"])),
        ]
        for number, gap in enumerate(gaps, 1)
    ]
    left_out = len(certificate["gaps"]) - len(gaps)
    words = _("%(number)s shorter ones stand in the attached file only.")
    more = [sheet.paragraph(words % {"number": _number(left_out)})] if left_out else []
    return [*title, sheet.listing(heads, rows, _GAP_SHARES), *more]


def _signature(document: Mapping[str, Any]) -> list[Any]:
    signature = document["signature"]
    installation = document["certificate"]["installation"]
    how = _(
        "The figures above are those of the file certificate.json, which is attached to this "
        "document and signed. To check both: manage.py verify_certificate FILE.pdf --key KEY.pem, "
        "on any machine with this software, without a network. The key is offered at "
        "/api/certificates/key/; compare its fingerprint with the one that the installation's "
        "operator tells you by another way."
    )
    public_key, fingerprint = _("Public key"), _("Fingerprint (SHA-256)")
    return [
        *sheet.section(_("Signature")),
        sheet.paragraph(how),
        sheet.gap(1.5),
        sheet.paragraph(f"{signature['algorithm']}: {signature['value']}", sheet.CODE),
        sheet.paragraph(f"{public_key}: {signature['public_key']}", sheet.CODE),
        sheet.paragraph(f"{fingerprint}: {installation['key_fingerprint']}", sheet.CODE),
    ]


def _head(text: str) -> Any:
    return sheet.paragraph(text, sheet.HEAD_RIGHT)


def _cause(cause: str) -> str:
    return str(CAUSE_WORDS[Cause(cause)])


def _share(length_ms: int, wanted_ms: int) -> str:
    return percent_words(length_ms * 100_000 // wanted_ms if wanted_ms else None)


def _number(number: int | None) -> str:
    return "–" if number is None else number_format(number, force_grouping=True)


def _day(day: date) -> str:
    return day.strftime(_day_format())


def _runs(days: Sequence[date]) -> list[str]:
    """Days that follow each other as first – last."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return [_day(r[0]) if len(r) == 1 else f"{_day(r[0])} – {_day(r[-1])}" for r in runs]


def _moment(text: str, zone: str) -> str:
    """To the millisecond, with the offset: an hour may come twice."""
    moment = datetime.fromisoformat(text).astimezone(ZoneInfo(zone))
    written = moment.strftime(f"{_day_format()} %H:%M:%S")
    sign = get_format("DECIMAL_SEPARATOR")
    return f"{written}{sign}{moment.microsecond // 1000:03} {moment.strftime('%z')}"


def _day_format() -> str:
    return "%d/%m/%Y" if (get_language() or "").startswith("pt") else "%Y-%m-%d"


def _span(first: str, last: str) -> Span:
    return epoch_ms(datetime.fromisoformat(first)), epoch_ms(datetime.fromisoformat(last))
