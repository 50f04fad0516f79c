"""The administration's first page: how the installation, or a city's part of it, is now.

Each part is a query or two of figures that are kept, so that the page costs the same whether a
hundred files are recorded or ten million; it fetches itself anew by `dashboard_fragment`.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from panel.views.dashboard_footage import (
    alerts_part,
    cameras_part,
    expiries_part,
    losses_part,
    viewers_count,
)
from panel.views.dashboard_marks import Mine
from panel.views.dashboard_system import (
    jobs_part,
    nodes_part,
    queues_part,
    tasks_part,
    volumes_part,
)
from plans.staff import administered_keys, administrator, sees_all


def dashboard_context(request: HttpRequest) -> dict[str, Any]:
    """What is the installation's own is a superuser's to see."""
    all_seen, now = sees_all(request), timezone.now()
    cities = None if all_seen else administered_keys(request)
    mine = Mine(administrator(request), cities, now)
    parts: dict[str, Any] = {
        "cameras": cameras_part(mine),
        "alerts": alerts_part(mine),
        "losses": losses_part(mine),
        "expiries": expiries_part(mine),
        "queues": queues_part(mine),
        "jobs": jobs_part(mine),
        "viewers": viewers_count(mine),
    }
    if all_seen:
        parts |= {
            "nodes": nodes_part(now),
            "tasks": tasks_part(now),
            "volumes": volumes_part(),
        }
    return {"dashboard": parts, "dashboard_at": timezone.localtime(now)}


def dashboard_fragment(request: HttpRequest) -> HttpResponse:
    return render(request, "panel/dashboard_parts.html", dashboard_context(request))
