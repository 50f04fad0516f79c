"""`/admin/storage/`: what is kept, for whom, how long it will do, and what was missed.

Everything comes from small tables that a task fills (docs/design/usage.md): a page never asks the
recordings.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from panel.statistics import usage
from panel.statistics.cleanups import cleanups_of
from panel.statistics.coverage import heat_of, recorded_of
from panel.statistics.history import history_of
from panel.statistics.promises import latest_samples, promises_of
from panel.statistics.scope import Scope, scope_of
from panel.statistics.volumes import volumes_figures
from plans.staff import administrator


@require_safe
def storage_page(request: HttpRequest) -> HttpResponse:
    """For superusers all of it, for owners their cities'. A question without sense is answered
    with the usual page, the words of what is wrong, and 400."""
    scope = scope_of(administrator(request), request.GET, timezone.now())
    context = {
        **admin.site.each_context(request),
        "title": _("Storage"),
        "scope": scope,
        **storage_figures(scope),
    }
    status = 400 if scope.problem else 200
    return render(request, "panel/storage.html", context, status=status)


def storage_figures(scope: Scope) -> dict[str, Any]:
    """By the names of the page's parts; the same number of queries for any number of cameras."""
    volumes, cities = latest_samples(scope)
    kept = usage.kept_of(scope)
    return {
        "kept": kept,
        "volumes": volumes_figures(volumes, scope.now) if scope.is_whole else [],
        "promises": promises_of(scope, cities),
        "history": history_of(scope, cities, volumes),
        "rankings": _rankings(scope, kept),
        "recorded": recorded_of(scope),
        "heat": heat_of(scope),
        "cleanups": cleanups_of(scope, kept),
    }


def _rankings(scope: Scope, kept: usage.Kept) -> list[list[dict[str, Any]]]:
    """Two columns; each ranking with the list that it is the top of."""
    cameras = {
        "id": "by-camera",
        "words": _("By camera"),
        "of": usage.by_camera(scope, kept),
        "list": "admin:recordings_camera_changelist",
    }
    people = {
        "id": "by-user",
        "words": _("By person"),
        "note": _("Footage by who owns the camera, clips by who cut them."),
        "of": usage.by_user(scope, kept),
        "list": "admin:clips_clip_changelist",
    }
    plans = {
        "id": "by-plan",
        "words": _("By plan"),
        "of": usage.by_plan(scope, kept),
        "list": "admin:plans_plan_changelist" if scope.is_whole else "",
    }
    cities = {
        "id": "by-city",
        "words": _("By city"),
        "of": usage.by_city(scope, kept),
        "list": "admin:plans_city_changelist",
    }
    return [[cameras], [cities, plans, people]]
