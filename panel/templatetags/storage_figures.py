"""Figures of the storage page: short for people, exact for whoever counts."""

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from panel.statistics import figures
from plans.sizes import size_words

register = template.Library()


@register.filter
def size(size_bytes: int | str | None) -> str:
    """With every byte in `value`, and on hovering; empty where a template's look-up ends in
    nothing."""
    if not isinstance(size_bytes, int):
        return figures.NOTHING
    return format_html(
        '<data value="{}" title="{}">{}</data>',
        str(size_bytes),
        _("%(count)s bytes") % {"count": figures.exact(size_bytes)},
        size_words(size_bytes),
    )


@register.filter
def count(number: int | str | None) -> str:
    return figures.exact(number) if isinstance(number, int) else figures.NOTHING


@register.filter
def days(value: float | None) -> str:
    return figures.days_words(value)


@register.filter
def percent(value: float | None) -> str:
    return figures.percent_words(value)
