"""How pages of bulk actions name what was asked for."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ChoiceField, ModelChoiceField
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.decorators import display

from panel.kinds.registry import kind_in_words, kinds
from panel.kinds.telling import moment_in_words
from panel.models import Job

Column = TypeVar("Column", bound=Callable[..., tuple[str, str]])


def coloured_state(colours: dict[str, str]) -> Callable[[Column], Column]:
    """unfold's own way to a coloured label in a list, with its type."""
    decorate: Callable[[Column], Column] = display(
        description=gettext_lazy("state"), ordering="state", label=colours
    )
    return decorate


class KindFilter(admin.SimpleListFilter):
    """By what is done, and with what: many kinds are an "Export"."""

    title = gettext_lazy("action")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return sorted(((code, kind_in_words(code)) for code in kinds), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


def chosen_in_words(job: Job) -> str:
    return ngettext("%(n)s row chosen.", "%(n)s rows chosen.", job.total) % {"n": job.total}


def more_in_words(left_out: int) -> str:
    """Of lines; empty when all are shown."""
    if left_out <= 0:
        return ""
    return ngettext("%(n)s more.", "%(n)s more.", left_out) % {"n": left_out}


def kept_until_in_words(job: Job) -> str:
    if job.file_until is None:
        return ""
    return _("Kept until %(until)s.") % {"until": moment_in_words(job.file_until)}


def filled_in_words(job: Job) -> list[tuple[str, str]]:
    """Label and value of each field, as far as they can be read today; nothing of a kind that
    holds secrets."""
    kind = kinds.get(job.kind)
    if kind is None or not kind.keeps_targets or job.created_by is None or not job.parameters:
        return []
    form = kind.form(QueryDict(job.parameters), actor=job.created_by)
    form.is_valid()
    return [
        (str(field.label or name), _in_words(field, form.cleaned_data[name]))
        for name, field in form.fields.items()
        if name in form.cleaned_data
    ]


def _choices_of(field: ChoiceField) -> list[tuple[Any, Any]]:
    return [*field.widget.choices]


def _in_words(field: Any, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(field, ChoiceField) and not isinstance(field, ModelChoiceField):
        return next((str(words) for key, words in _choices_of(field) if key == value), str(value))
    return "-" if value in (None, "") else str(value)
