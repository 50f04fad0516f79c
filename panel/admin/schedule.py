"""Periodic tasks: what each does, when it comes, and changes that cannot do harm unseen."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
)
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleTimeWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from panel.schedule.changing import (
    Timing,
    Who,
    check_timing,
    task_add,
    task_change,
    task_delete,
    timing_of,
)
from panel.schedule.coming import is_late, next_run
from panel.schedule.registered import registered_tasks
from panel.schedule.rules import is_ours, missed_without, rule_of
from plans.addresses import client_address
from plans.admin.labels import BAD, GOOD, WARNING, Labelled, coloured
from plans.admin.readonly import ReadOnlyAdmin
from plans.admin.refusals import ServiceAdmin, administrator
from plans.errors import InvalidInput
from recordings.admin.moments import moment_words


class TaskForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Of a task that is there: whether it is on, and when it comes."""

    every_seconds = forms.IntegerField(
        label=_("Every (seconds)"), required=False, widget=UnfoldAdminIntegerFieldWidget
    )
    at = forms.TimeField(label=_("Each day at"), required=False, widget=UnfoldAdminSingleTimeWidget)
    is_sure = forms.BooleanField(
        label=_("It shall be off, and an alert shall say so"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
    )

    class Meta:
        model = PeriodicTask
        fields = ("enabled",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            return
        timing = timing_of(self.instance)
        self.fields["is_sure"].help_text = missed_without(self.instance)
        if timing is not None:
            self.initial.setdefault("every_seconds", timing.every_seconds)
            self.initial.setdefault("at", timing.at)

    @property
    def timing(self) -> Timing | None:
        """None for what stays as it is."""
        every, at = self.cleaned_data.get("every_seconds"), self.cleaned_data.get("at")
        if every is not None and at is not None and is_ours(self.instance.name):
            raise forms.ValidationError({"at": gettext("Give one of them.")})
        return Timing(every, at) if every is not None or at is not None else None

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        name = self.instance.name or values.get("name", "")
        try:
            timing = self.timing
            if timing is None and (not self.instance.pk or timing_of(self.instance) is not None):
                raise forms.ValidationError(gettext("Say when it comes."))
            if timing is not None:
                check_timing(name, timing)
        except InvalidInput as refusal:
            raise forms.ValidationError(refusal.fields) from None
        self._check_that_it_is_meant(values)
        return values

    def _check_that_it_is_meant(self, values: dict[str, Any]) -> None:
        if not self.instance.pk:
            return
        row = PeriodicTask.objects.get(pk=self.instance.pk)
        missed = missed_without(row)
        goes_off = row.enabled and not values.get("enabled")
        if missed and goes_off and not values.get("is_sure"):
            words = gettext("Confirm that it shall be off. %(missed)s")
            raise forms.ValidationError({"is_sure": words % {"missed": missed}})


class NewTaskForm(TaskForm):
    task = forms.ChoiceField(label=_("Task"), widget=UnfoldAdminSelectWidget)

    class Meta:
        model = PeriodicTask
        fields = ("name", "task", "enabled")
        widgets = {"name": UnfoldAdminTextInputWidget}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["task"]
        field.choices = [(name, name) for name in registered_tasks()]

    def validate_unique(self) -> None:
        """By the name: that it has a schedule is the service's to see to."""
        name = self.cleaned_data.get("name")
        if name and PeriodicTask.objects.filter(name=name).exists():
            self.add_error("name", gettext("There is a task of this name already."))


class PeriodicTaskAdmin(ServiceAdmin):
    """Superusers only."""

    list_display = ("name", "what", "comes", "state", "last", "coming")
    list_filter = ("enabled",)
    list_select_related = ("interval", "crontab", "solar", "clocked")
    list_per_page = 50
    search_fields = ("name", "task")
    ordering = ("name",)
    readonly_fields = ("what", "last", "coming")

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        kwargs["form"] = TaskForm if obj else NewTaskForm
        kwargs["fields"] = None
        return super().get_form(request, obj, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            names: tuple[str, ...] = ("name", "task", "enabled", "every_seconds", "at")
            return [(None, {"fields": names})]
        limits = rule_of(obj.name).seconds
        when = ["every_seconds"] if limits else ["at"]
        if not is_ours(obj.name):
            when = ["every_seconds", "at"]
        sure = ["is_sure"] if missed_without(obj) and obj.enabled else []
        names = ("what", "last", "coming", "enabled", *sure, *when)
        return [(None, {"fields": names, "description": self._limits_in_words(limits)})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.readonly_fields if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (
            obj is None or not is_ours(obj.name)
        )

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Nothing is deleted by the dozen."""
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    @admin.display(description=_("what it does"))
    def what(self, row: PeriodicTask) -> str:
        return str(rule_of(row.name).what) or row.task

    @admin.display(description=_("comes"))
    def comes(self, row: PeriodicTask) -> str:
        timing = timing_of(row)
        if timing is None:
            return str(row.scheduler)
        if timing.at is not None:
            return gettext("each day at %(time)s") % {"time": f"{timing.at:%H:%M}"}
        return seconds_in_words(timing.every_seconds or 0)

    @coloured({"on": GOOD, "late": WARNING, "off": BAD}, description=_("state"))
    def state(self, row: PeriodicTask) -> Labelled:
        if not row.enabled:
            return "off", pgettext("periodic task", "off")
        if is_late(row, timezone.now()):
            return "late", pgettext("periodic task", "late")
        return "on", pgettext("periodic task", "on")

    @admin.display(description=_("sent last"), ordering="last_run_at")
    def last(self, row: PeriodicTask) -> str:
        return moment_words(row.last_run_at) if row.last_run_at else "-"

    @admin.display(description=_("comes next"))
    def coming(self, row: PeriodicTask) -> str:
        now = timezone.now()
        at = next_run(row, now)
        if at is None:
            return "-"
        is_soon = at - now < timedelta(minutes=2)
        return gettext("within two minutes") if is_soon else moment_words(at)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        who, values = _who(request), form.cleaned_data
        if not change:
            added = task_add(
                who,
                name=values["name"],
                task=values["task"],
                timing=form.timing,
                is_on=values["enabled"],
            )
            obj.pk = added.pk
        else:
            task_change(
                who,
                obj,
                is_on=values["enabled"],
                timing=form.timing,
                is_sure=values["is_sure"],
                now=timezone.now(),
            )
        obj.refresh_from_db()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        task_delete(_who(request), obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            task_delete(_who(request), row)

    def _limits_in_words(self, limits: tuple[int, int] | None) -> str:
        if limits is None:
            return gettext("Comes once a day, at the time of the installation's zone.")
        words = gettext("Comes at intervals, from %(shortest)s to %(longest)s seconds.")
        return words % {"shortest": limits[0], "longest": limits[1]}


class ScheduleAdmin(ReadOnlyAdmin):
    """Several tasks share one: each task's own page makes those that it needs."""

    list_per_page = 50
    list_filter: tuple[Any, ...] = ()


class IntervalAdmin(ScheduleAdmin):
    list_display = ("every", "period")
    list_filter = ("period",)
    search_fields = ("every",)
    fields = list_display


class CrontabAdmin(ScheduleAdmin):
    list_display = (
        "hour",
        "minute",
        "day_of_week",
        "day_of_month",
        "month_of_year",
        "timezone",
    )
    list_filter = ("hour",)
    search_fields = ("hour", "minute")
    fields = list_display


def seconds_in_words(seconds: int) -> str:
    if seconds % 3600 == 0:
        words = ngettext("every %(count)d hour", "every %(count)d hours", seconds // 3600)
        return words % {"count": seconds // 3600}
    if seconds % 60 == 0:
        words = ngettext("every %(count)d minute", "every %(count)d minutes", seconds // 60)
        return words % {"count": seconds // 60}
    return ngettext("every %(count)d second", "every %(count)d seconds", seconds) % {
        "count": seconds
    }


def _who(request: HttpRequest) -> Who:
    return Who(administrator(request), client_address(request))


# Solar and clocked schedules no task of ours has, nor may have: without pages.
for model in (PeriodicTask, IntervalSchedule, CrontabSchedule, SolarSchedule, ClockedSchedule):
    admin.site.unregister(model)
admin.site.register(PeriodicTask, PeriodicTaskAdmin)
admin.site.register(IntervalSchedule, IntervalAdmin)
admin.site.register(CrontabSchedule, CrontabAdmin)
