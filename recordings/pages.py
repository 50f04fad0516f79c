"""`/keep/{signed}`: the page that a notice's link opens. Docs: docs/design/holds.md.

It answers JSON to whoever prefers that. Without a session: the token is the right, so there is
nothing that another site could make a browser misuse, and no CSRF token is asked for.
"""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from plans.addresses import client_address
from plans.errors import ApplicationError
from recordings.hidden_paths import hide_below
from recordings.keep_links import PREFIX
from recordings.services.keeping import Day, day_keep, day_look

HTML, JSON = "text/html", "application/json"
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address is the right
    "X-Robots-Tag": "noindex, nofollow",
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    ),
}
hide_below(PREFIX)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def keep_page(request: HttpRequest, signed: str) -> HttpResponse:
    """GET says what there is to keep and changes nothing; POST keeps it."""
    now = timezone.now()
    is_new = False
    try:
        if request.method == "POST":
            day, is_new = day_keep(signed, address=client_address(request), now=now)
        else:
            day = day_look(signed, now)
    except ApplicationError as refusal:
        return _answer(request, refusal.status, _refused(refusal), {"refusal": refusal.detail})
    return _answer(request, 201 if is_new else 200, _told(day), _shown(day))


def _answer(
    request: HttpRequest, status: int, data: dict[str, Any], context: dict[str, Any]
) -> HttpResponse:
    if request.get_preferred_type([HTML, JSON]) == JSON:
        answer: HttpResponse = JsonResponse(data, status=status)
    else:
        answer = render(request, "keep.html", context, status=status)
    for name, value in HEADERS.items():
        answer[name] = value
    patch_vary_headers(answer, ["Accept"])
    return answer


def _refused(refusal: ApplicationError) -> dict[str, Any]:
    """In the API's form."""
    return {"code": refusal.code, "detail": str(refusal.detail), "fields": {}, **refusal.extra}


def _told(day: Day) -> dict[str, Any]:
    return {
        "camera": day.camera.name,
        "day": day.date,
        "start_time": day.start,
        "end_time": day.end,
        "kept": day.hold is not None,
        "until": day.until,
    }


def _shown(day: Day) -> dict[str, Any]:
    until = day.until.astimezone(ZoneInfo(day.camera.city.time_zone)).replace(tzinfo=None)
    words = (
        _("This day's recordings are kept until %(until)s.")
        if day.hold is not None
        else _(
            "This day's recordings will soon be deleted. If you keep them, they stay until "
            "%(until)s. Who kept them is written down."
        )
    )
    sentence = words % {"until": date_format(until, "SHORT_DATETIME_FORMAT")}
    return {"day": _told(day), "sentence": sentence}


urlpatterns = [path("keep/<str:signed>", keep_page, name="keep")]
