"""Tables of lists: CSV, XLSX and JSON."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from django import forms
from django.apps import apps
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from panel.exports import camera_tables, city_tables, footage_tables
from panel.exports.cells import Choice, Plain
from panel.exports.columns import Table
from panel.exports.footage_tables import Detections
from panel.exports.lists import ListOfRows
from panel.exports.streaming import count_to, write_rows
from panel.exports.writing import CsvWriter, JsonWriter, Manner, Writer, XlsxWriter
from panel.kinds.base import FileKind, JobForm, Kind, Made, Preview, Work
from plans.audit import audit_add_each
from plans.models import AuditEntry, City, User

CSV, XLSX, JSON = "csv", "xlsx", "json"
CHOSEN, ALL = "chosen", "all"
COMMA, SEMICOLON, POINT = "comma", "semicolon", "point"
SHOWN_ROWS = 5
COUNTED = 100_000
"""A preview counts no further."""


class ExportForm(JobForm):
    rows = forms.ChoiceField(
        label=gettext_lazy("Rows"),
        choices=[
            (CHOSEN, gettext_lazy("the chosen ones")),
            (ALL, gettext_lazy("all that the list's filters match")),
        ],
    )
    file_format = forms.ChoiceField(
        label=gettext_lazy("Format"), choices=[(CSV, "CSV"), (XLSX, "XLSX"), (JSON, "JSON")]
    )
    separator = forms.ChoiceField(
        label=gettext_lazy("Columns of a CSV file are parted by"),
        choices=[(SEMICOLON, gettext_lazy("semicolon ;")), (COMMA, gettext_lazy("comma ,"))],
    )
    decimal_sign = forms.ChoiceField(
        label=gettext_lazy("Decimal sign in a CSV file"),
        choices=[(COMMA, gettext_lazy("comma: 1,5")), (POINT, gettext_lazy("point: 1.5"))],
    )


class DetectionExportForm(ExportForm):
    are_plates_whole = forms.BooleanField(
        label=gettext_lazy("Whole plates"),
        required=False,
        help_text=gettext_lazy("Without a tick they are masked; with it the log tells of it."),
    )


class TableExport(FileKind):
    """Of one list. Rows are those that the person may see when they are written, not when they
    were asked for."""

    words = gettext_lazy("Export")
    form: ClassVar[type[JobForm]] = ExportForm
    takes_lists = True

    def __init__(self, table: type[Table]) -> None:
        self.table = table
        self.model = table.model  # type: ignore[misc]  # of this one, not of its class
        self.code = f"export_{table.model.partition('.')[2]}"  # type: ignore[misc]
        self.city_path = table.city_path  # type: ignore[misc]

    def is_for(self, user: User) -> bool:
        """Whose rows they are the list itself knows (`ListOfRows`)."""
        return user.is_superuser or self.table.is_for_owners

    def first_values(self, is_all: bool) -> dict[str, str]:
        """As the spreadsheets of the person's language expect it."""
        is_portuguese = (get_language() or "").startswith("pt")
        return {
            "rows": ALL if is_all else CHOSEN,
            "file_format": CSV,
            "separator": SEMICOLON if is_portuguese else COMMA,
            "decimal_sign": COMMA if is_portuguese else POINT,
        }

    def cities_of(self, targets: Sequence[Any]) -> dict[int, int]:
        """Of all that a list matches each city's log tells when it is written."""
        return super().cities_of(targets) if targets else {}

    def preview(self, work: Work, targets: Sequence[Any]) -> Preview:
        rows, source = self._rows(work, targets)
        count = count_to(rows, COUNTED)
        table = self._table(work)
        shown = [table.row(row) for row in _first(source, rows, table)]
        return Preview(
            [_how_many(count)],
            columns=table.headers,
            rows=[[_shown(value) for value in row] for row in shown],
            warnings=self._warnings(work),
            obstacle="" if count else _("No row matches."),
        )

    def place(self, work: Work, targets: Sequence[Any], uuid: str) -> Path:
        folder: Path = settings.VMS_EXPORTS_DIR
        return folder / f"{uuid}.{work.values['file_format']}"

    def write(self, work: Work, targets: Sequence[Any], path: Path, tell: Any) -> Made:
        rows, source = self._rows(work, targets)
        table = self._table(work)
        writer = _writer(work.values, path, table)
        written = write_rows(rows, source, table, writer, tell)
        self._note(work, written)
        model = apps.get_model(self.model)
        stem = slugify(str(model._meta.verbose_name_plural)) or model._meta.model_name
        moment = timezone.localtime(work.now)
        name = f"{stem}_{moment:%Y-%m-%d_%H-%M-%S}{path.suffix}"
        return Made(name, cities=list(written))

    def _rows(self, work: Work, targets: Sequence[Any]) -> tuple[QuerySet[Any], ListOfRows]:
        source = ListOfRows(work.actor, self.model, work.query)
        is_all = work.values["rows"] == ALL
        return source.matching_rows() if is_all else source.chosen_rows(targets), source

    def _table(self, work: Work) -> Table:
        return self.table(work.actor)

    def _warnings(self, work: Work) -> list[str]:
        return []

    def _note(self, work: Work, written: Counter[int | None]) -> None:
        """In each city's log, before the file can be had."""
        _note_each(work, AuditEntry.Action.EXPORT, self.model, written)


class DetectionExport(TableExport):
    form = DetectionExportForm

    def preview(self, work: Work, targets: Sequence[Any]) -> Preview:
        """With masked plates in any case: what is only looked at is in no log."""
        masked = replace(work, values={**work.values, "are_plates_whole": False})
        return replace(super().preview(masked, targets), warnings=self._warnings(work))

    def _table(self, work: Work) -> Detections:
        return Detections(work.actor, are_plates_whole=work.values["are_plates_whole"])

    def _warnings(self, work: Work) -> list[str]:
        if not work.values["are_plates_whole"]:
            return []
        return [_("Plates are written whole; the log of each city tells so.")]

    def _note(self, work: Work, written: Counter[int | None]) -> None:
        super()._note(work, written)
        table = self._table(work)
        whole = Counter({city: n for city, n in written.items() if table.tells_plates_of(city)})
        if whole:
            _note_each(work, AuditEntry.Action.VIEW_PLATES, self.model, whole)


def _note_each(
    work: Work, action: AuditEntry.Action, label: str, written: Counter[int | None]
) -> None:
    cities: dict[Any, City] = City.objects.in_bulk([pk for pk in written if pk is not None])
    subject = apps.get_model(label)._meta.verbose_name_plural
    what = {"job": work.job_id, "list": work.query}
    about = [(cities.get(pk), subject, {**what, "rows": n}) for pk, n in written.items()]
    audit_add_each(
        action=action,
        user=work.actor,
        address=work.address,
        about=about or [(None, subject, {**what, "rows": 0})],
    )


def _writer(values: Mapping[str, Any], path: Path, table: Table) -> Writer:
    names, headers = table.names, table.headers
    if values["file_format"] == XLSX:
        return XlsxWriter(path, names, headers)
    if values["file_format"] == JSON:
        return JsonWriter(path, names, headers)
    separator = ";" if values["separator"] == SEMICOLON else ","
    manner = Manner(separator, decimal_comma=values["decimal_sign"] == COMMA)
    return CsvWriter(path, names, headers, manner)


def _first(source: ListOfRows, rows: QuerySet[Any], table: Table) -> list[Any]:
    keys = list(rows.values_list("pk", flat=True)[:SHOWN_ROWS])
    by_key = {row.pk: row for row in table.read_by(source.rows_now(keys))}
    return [by_key[key] for key in dict.fromkeys(keys) if key in by_key]


def _how_many(count: int) -> str:
    if count > COUNTED:
        return _("More than %(n)s rows are written.") % {"n": COUNTED}
    return ngettext("%(n)s row is written.", "%(n)s rows are written.", count) % {"n": count}


def _shown(value: Plain) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return value.words if isinstance(value, Choice) else str(value)


TABLES: tuple[type[Table], ...] = (
    *camera_tables.TABLES,
    *footage_tables.TABLES,
    *city_tables.TABLES,
)
KINDS: list[Kind] = [
    DetectionExport(table) if table is Detections else TableExport(table) for table in TABLES
]
