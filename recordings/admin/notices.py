"""Notices in the admin: where they go, and each one on its way."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from plans.addresses import client_address
from plans.admin.filters import ScopedAutocompleteFilter
from plans.admin.ranges import MomentRangeFilter
from plans.admin.readonly import ReadOnlyAdmin
from plans.admin.refusals import ServiceAdmin, administrator
from plans.errors import ApplicationError
from recordings.models import Notice, NoticeTarget
from recordings.notices.addresses import MAX_LENGTH, check_address
from recordings.notices.failures import reason_words
from recordings.services.notice_targets import (
    PLAIN_FIELDS,
    Actor,
    target_create,
    target_delete,
    target_try,
    target_update,
)


class NoticeTargetForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """The address is written, never shown; left empty it stays as it is."""

    address = forms.CharField(
        label=_("New address"),
        max_length=MAX_LENGTH,
        required=False,
        widget=forms.PasswordInput(
            attrs={"class": "vTextField w-full border rounded-default px-3 py-2", "size": 80}
        ),
        help_text=_("name@example.org, https://host/path, or tgram://... Empty: unchanged."),
    )

    class Meta:
        model = NoticeTarget
        fields = ("city", "kind", *PLAIN_FIELDS)

    def clean_address(self) -> str:
        text: str = self.cleaned_data["address"].strip()
        kind = self.instance.kind if self.instance.pk else self.cleaned_data.get("kind")
        if text and kind:
            try:
                check_address(kind, text)
            except ApplicationError as error:
                raise forms.ValidationError(str(error.detail)) from None
        elif not self.instance.pk:
            raise forms.ValidationError(_("Enter the address."))
        return text


@admin.register(NoticeTarget)
class NoticeTargetAdmin(ServiceAdmin):
    """Edits go the API's way, through the services."""

    city_lookup = "city"
    owners_may = frozenset({"add", "change", "delete"})
    form = NoticeTargetForm
    list_display = (
        "address_display",
        "kind",
        "city",
        "language",
        "wants_digest",
        "wants_alerts",
        "is_active",
        "last_sent_at",
        "failure",
        "last_error_at",
    )
    list_filter = (
        ("kind", ChoicesDropdownFilter),
        "is_active",
        ("last_error_at", admin.EmptyFieldListFilter),
        "wants_digest",
        "wants_alerts",
        ("language", ChoicesDropdownFilter),
        ("city", ScopedAutocompleteFilter),
    )
    search_fields = ("address_display", "city__name")
    list_select_related = ("city",)
    autocomplete_fields = ("city",)
    readonly_fields = (
        "address_display",
        "created_at",
        "last_sent_at",
        "failure",
        "last_error_at",
    )
    actions = ("send_trial",)
    list_per_page = 50

    def get_fields(self, request: HttpRequest, obj: NoticeTarget | None = None) -> Any:
        written = ("city", "kind", "address", *PLAIN_FIELDS)
        return (*written, *self.readonly_fields) if obj else written

    def get_readonly_fields(self, request: HttpRequest, obj: NoticeTarget | None = None) -> Any:
        return (*self.readonly_fields, "city", "kind") if obj else self.readonly_fields

    @admin.display(description=_("last error"))
    def failure(self, target: NoticeTarget) -> str:
        return reason_words(target.last_error)

    def save_model(self, request: HttpRequest, obj: NoticeTarget, form: Any, change: bool) -> None:
        actor, values = _actor(request), dict(form.cleaned_data)
        if change:
            changed = {name: values[name] for name in form.changed_data}
            target_update(actor=actor, target=obj, **changed)
            obj.refresh_from_db()
            return
        target, secret = target_create(actor=actor, **values)
        obj.pk = target.pk
        obj.refresh_from_db()
        if secret:
            words = _("The webhook's secret, shown this once: %(secret)s")
            messages.warning(request, words % {"secret": secret})

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Notices go with their target, though nobody may delete one by itself."""
        return [str(target) for target in objs], {}, set(), []

    def delete_model(self, request: HttpRequest, obj: NoticeTarget) -> None:
        target_delete(actor=_actor(request), target=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[NoticeTarget]) -> None:
        for target in queryset:
            self.delete_model(request, target)

    @admin.action(description=_("Send a trial"))
    def send_trial(self, request: HttpRequest, queryset: QuerySet[NoticeTarget]) -> None:
        """Each on its own, so that one that is refused does not stop the others."""
        for target in queryset:
            try:
                target_try(user=administrator(request), target=target, now=timezone.now())
                words = _("%(target)s: a trial is on its way.") % {"target": target}
                messages.success(request, words)
            except ApplicationError as error:
                messages.error(request, f"{target}: {error.detail}")


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    city_lookup = "target__city"
    list_display = (
        "created_at",
        "kind",
        "target",
        "sent_at",
        "tries",
        "next_try_at",
        "given_up_at",
        "failure",
    )
    list_filter = (
        ("kind", ChoicesDropdownFilter),
        ("sent_at", admin.EmptyFieldListFilter),
        ("given_up_at", admin.EmptyFieldListFilter),
        ("target__kind", ChoicesDropdownFilter),
        ("created_at", MomentRangeFilter),
        ("target__city", ScopedAutocompleteFilter),
    )
    search_fields = ("key", "target__address_display", "target__city__name", "error")
    list_select_related = ("target",)
    list_per_page = 50
    fields = (*list_display, "key", "alert")
    readonly_fields = ("failure",)

    @admin.display(description=_("error"))
    def failure(self, notice: Notice) -> str:
        return reason_words(notice.error)


def _actor(request: HttpRequest) -> Actor:
    return Actor(administrator(request), client_address(request))
