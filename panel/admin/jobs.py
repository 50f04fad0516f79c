"""Bulk actions: preview, progress, result and file; only the system changes their rows."""

from typing import Any
from urllib.parse import parse_qsl

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panel.admin.importing import import_page, template_page
from panel.admin.job_files import file_answer
from panel.admin.job_words import (
    KindFilter,
    chosen_in_words,
    coloured_state,
    filled_in_words,
    kept_until_in_words,
    more_in_words,
)
from panel.jobs.rows import kind_of
from panel.kinds.base import JobForm, Preview
from panel.kinds.registry import kind_in_words, kinds
from panel.models import Job, JobLine
from panel.services import job_cancel, job_confirm, job_get, job_preview, kept
from plans.admin.readonly import ReadOnlyAdmin
from plans.admin.refusals import administrator
from plans.admin.scoped import administers_any, sees_all
from plans.errors import ApplicationError, NotFound
from plans.sizes import size_words

State = Job.State
COLOURS = {
    State.DRAFT.value: "default",
    State.WAITING.value: "info",
    State.RUNNING.value: "info",
    State.DONE.value: "success",
    State.CANCELLED.value: "warning",
    State.FAILED.value: "danger",
}
LINES_SHOWN = 500


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """Everybody's own; for a superuser all but what others only look at."""

    list_display = ("words", "status", "total", "done", "refused", "username", "created_at")
    list_filter = ("state", KindFilter, "created_at")
    list_per_page = 50
    list_select_related = ("created_by",)
    search_fields = ("kind", "username")
    fields = ("words", "status", "total", "done", "refused", "username", "created_at", "error")
    readonly_fields = ("words", "status")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        visible = Job.objects.visible_to(administrator(request))
        # Targets may be many thousands, and no page shows them.
        return super().get_queryset(request).filter(pk__in=visible).defer("targets")

    def theirs(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        """What `visible_to` says is all there is to it."""
        return rows

    def has_module_permission(self, request: HttpRequest) -> bool:
        return sees_all(request) or administers_any(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    @admin.display(description=_("action"), ordering="kind")
    def words(self, job: Job) -> str:
        return kind_in_words(job.kind)

    @coloured_state(COLOURS)
    def status(self, job: Job) -> tuple[str, str]:
        words = str(job.get_state_display())
        return job.state, f"{words} {job.percent} %" if job.state == State.RUNNING else words

    def get_urls(self) -> list[URLPattern]:
        own = [
            ("<int:pk>/preview/", self.preview_view, "preview"),
            ("<int:pk>/confirm/", self.confirm_view, "confirm"),
            ("<int:pk>/cancel/", self.cancel_view, "cancel"),
            ("<int:pk>/progress/", self.progress_view, "progress"),
            ("<int:pk>/file/", self.file_view, "file"),
        ]
        wrap = self.admin_site.admin_view
        urls: list[URLPattern] = super().get_urls()
        imports = [
            path("import-cameras/", wrap(import_page), name="panel_import_cameras"),
            path("camera-template/", wrap(template_page), name="panel_import_cameras_template"),
        ]
        of_jobs = [path(at, wrap(view), name=f"panel_job_{name}") for at, view, name in own]
        return imports + of_jobs + urls

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """How far it is, and what came of each."""
        job = self.get_object(request, object_id)
        if job is None:
            missing: HttpResponse = super().change_view(request, object_id, form_url, extra_context)
            return missing
        if job.state == State.DRAFT:
            return HttpResponseRedirect(_at("preview", job))
        lines = job.lines.order_by("-is_refused", "number")
        context = {
            "job": job,
            "title": self.words(job),
            "unit": kinds[job.kind].unit if job.kind in kinds else "",
            "lines": lines[:LINES_SHOWN],
            "more_lines": more_in_words(lines.count() - LINES_SHOWN),
            "file_size": size_words(job.file_size),
            "kept_until": kept_until_in_words(job),
            "asked": filled_in_words(job),
            "list_url": _list_url(job),
            "opts": self.opts,
            **self.admin_site.each_context(request),
        }
        return render(request, "panel/job.html", context)

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What is to be filled in, and what would be done then; nothing is done yet."""
        job = self._theirs(request, pk)
        if job.state != State.DRAFT:
            return HttpResponseRedirect(_at("change", job))
        form, preview = self._previewed(job, request, request.GET)
        return self._preview_page(request, job, form, preview)

    def confirm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self._theirs(request, pk)
        if request.method != "POST":
            return HttpResponseRedirect(_at("preview", job))
        try:
            job_confirm(
                user=administrator(request), job_id=pk, filled_in=request.POST, now=timezone.now()
            )
        except ApplicationError as error:
            messages.error(request, str(error.detail))
            if job.state != State.DRAFT or not error.fields:
                return HttpResponseRedirect(_at("preview", job))
            form, preview = self._previewed(job, request, request.POST)
            return self._preview_page(request, job, form, preview)
        return HttpResponseRedirect(_at("change", job))

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self._theirs(request, pk)
        if request.method == "POST":
            try:
                job_cancel(user=administrator(request), job_id=pk, now=timezone.now())
            except ApplicationError as error:
                messages.error(request, str(error.detail))
        return HttpResponseRedirect(_at("change", job))

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return JsonResponse(_progress(self._theirs(request, pk)))

    def file_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """What it made, until its time is over; each download is noted."""
        return file_answer(request, self._theirs(request, pk))

    def _theirs(self, request: HttpRequest, pk: int) -> Job:
        if not self.has_view_permission(request):
            raise Http404
        try:
            return job_get(administrator(request), pk)
        except NotFound:
            raise Http404 from None

    def _previewed(
        self, job: Job, request: HttpRequest, filled_in: QueryDict
    ) -> tuple[JobForm, Preview]:
        kind = kind_of(job)
        is_filled = not kind.form.base_fields or any(
            name in filled_in for name in kind.form.base_fields
        )
        form = kind.form(filled_in if is_filled else None, actor=administrator(request))
        if not form.is_bound or not form.is_valid():
            return form, Preview([])
        try:
            return form, job_preview(job, form.cleaned_data)
        except ApplicationError as error:
            return form, Preview([], obstacle=str(error.detail))

    def _preview_page(
        self, request: HttpRequest, job: Job, form: JobForm, preview: Preview
    ) -> HttpResponse:
        kind = kind_of(job)
        context = {
            "job": job,
            "kind": kind,
            "chosen": chosen_in_words(job),
            "title": kind.words,
            "form": form,
            "is_ready": form.is_bound and form.is_valid() and not preview.obstacle,
            "preview": preview,
            "previewed": _filled_in(form),
            "list_url": _list_url(job),
            "opts": self.opts,
            **self.admin_site.each_context(request),
        }
        return render(request, "panel/preview.html", context)


def _filled_in(form: JobForm) -> list[tuple[str, str]]:
    """Names and values as the page confirms them: those of which it shows the preview."""
    if not isinstance(form.data, QueryDict):
        return []
    return parse_qsl(kept(form, form.data), keep_blank_values=True)


def _list_url(job: Job) -> str:
    """Of what was chosen from; of jobs for a kind that is not known any more."""
    model = kinds[job.kind].model if job.kind in kinds else "panel.job"
    return reverse(f"admin:{model.replace('.', '_')}_changelist")


def _at(name: str, job: Job) -> str:
    return reverse(f"admin:panel_job_{name}", args=[job.pk])


def _progress(job: Job) -> dict[str, Any]:
    return {
        "state": job.state,
        "words": str(job.get_state_display()),
        "percent": job.percent,
        "done": job.done,
        "total": job.total,
        "refused": job.refused,
        "is_over": job.state not in (State.WAITING, State.RUNNING),
    }


@admin.register(JobLine)
class JobLineAdmin(ReadOnlyAdmin):
    """All results of all, for whoever looks for one; a job's own page shows its own."""

    list_display = ("job", "number", "subject", "is_refused", "message")
    list_filter = ("is_refused",)
    list_select_related = ("job",)
    list_per_page = 50
    ordering = ("-pk",)
    search_fields = ("subject",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return sees_all(request)
