"""What forms of bulk actions are made of: unfold's look, the browser's own pickers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import Field
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)


class MomentInput(UnfoldAdminTextInputWidget):
    """The browser's own picker: known to screen readers and phones, in the reader's language."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(attrs={"step": "1"})


class MomentField(forms.Field):
    """A moment in ISO 8601. Without an offset it is naive: the service takes it for the time of
    each camera's city."""

    widget = MomentInput

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            moment = parse_datetime(str(value).strip())
        except ValueError:
            moment = None
        if moment is None:
            raise ValidationError(_("Write a date and a time, as 2026-11-20T14:30."))
        return moment


class ReasonField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Reason"), max_length=500, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2})
        )


class ChoiceOfFew(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    def __init__(self, **options: Any) -> None:
        super().__init__(widget=UnfoldAdminSelectWidget, **options)


class ChoiceOfMany(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Found by typing, as the page of the model that has `field` offers it."""

    def __init__(self, field: Field[Any, Any], **options: Any) -> None:
        super().__init__(widget=AutocompleteSelect(field, admin.site), **options)
