"""`/s/{token}`: the public page of a shared clip. Docs: docs/design/clip_sharing.md.

It answers JSON to whoever prefers that. Without a session: the token is the right, and the password
a second one. There is nothing that another site could make a browser misuse: a form that it sends
off has to carry both, and opens a page to nobody but the browser. So no CSRF token is asked for.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
    UnreadablePostError,
)
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.urls import path, re_path, reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from clips.api.files import clip_response, thumbnail_response
from clips.models import ClipShare
from clips.shares import (
    NO_LINK,
    PREFIX,
    Opening,
    Pass,
    pass_of,
    pass_text,
    share_note,
    share_open,
    share_unlock,
)
from plans.addresses import client_address
from plans.errors import ApplicationError, InvalidInput, LockedOut, NotAllowed, NotFound
from recordings.hidden_paths import hide_below

HTML, JSON = "text/html", "application/json"
COOKIE = "shared_clip"
LONGEST_FORM_BYTES = 64_000
HEADERS = {
    "Cache-Control": "no-store",  # what is ended is not shown out of a browser's store
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",  # the address is the right
    "X-Robots-Tag": "noindex, nofollow",
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "img-src 'self' data:",
            "media-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    ),
}
MALFORMED = (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError)
hide_below(PREFIX)

View = Callable[..., HttpResponseBase]


def of_a_link(view: View) -> View:
    """The view is given the link and the moment; its refusals, and the headers, are all's."""

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, token: str) -> HttpResponseBase:
        now = timezone.now()
        try:
            answer = view(request, token, share_open(token, now), now)
        except ApplicationError as refusal:
            answer = _refused(request, token, refusal)
        return _with_headers(answer)

    return answered


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_link
def share_page(
    request: HttpRequest, token: str, share: ClipShare, now: datetime
) -> HttpResponseBase:
    """The page, or the form for its password, which POST takes."""
    if request.method == "POST":
        share_unlock(share, _sent_password(request), now)
        answer: HttpResponse = HttpResponseRedirect(reverse("share", args=[token]))
        answer.status_code = 303  # RFC 9110 §15.4.4: to be fetched with GET
        return _with_pass(request, answer, token, share, Pass(0), now)
    try:
        _pass(request, share)
    except NotAllowed:
        return _answer(request, 200, {"password_needed": True}, {"token": token, "asks": True})
    if request.method == "GET":
        share_note(share, Opening.PAGE, client_address(request), now)
    context = {"token": token, "clip": share.clip, "rows": _rows(share)}
    answer = _answer(request, 200, _told(share), context)
    if request.method == "GET":
        _with_pass(request, answer, token, share, Pass(int(now.timestamp())), now)
    return answer


@require_safe
@of_a_link
def share_clip(
    request: HttpRequest, token: str, share: ClipShare, now: datetime
) -> HttpResponseBase:
    """The file, with ranges; whoever fetches it without having been shown the page downloads it."""
    given = _pass(request, share)
    is_attachment = request.GET.get("download", "") in ("1", "true", "True")
    answer = clip_response(request, share.clip, is_marked=False, is_attachment=is_attachment)
    if request.method == "GET" and (is_attachment or not given.covers(now)):
        share_note(share, Opening.DOWNLOAD, client_address(request), now)
    return answer


@require_safe
@of_a_link
def share_thumbnail(
    request: HttpRequest, token: str, share: ClipShare, now: datetime
) -> HttpResponseBase:
    _pass(request, share)
    return thumbnail_response(share.clip)


@csrf_exempt
def no_link(request: HttpRequest) -> HttpResponseBase:
    """Whatever else stands below."""
    return _with_headers(_refused(request, "", NotFound(NO_LINK)))


def _sent_password(request: HttpRequest) -> str:
    """Nothing long is read: what comes here was asked for by nobody."""
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) <= LONGEST_FORM_BYTES:
            return request.POST.get("password", "")
    except (ValueError, *MALFORMED):
        pass
    raise InvalidInput(_("The form could not be read."))


def _pass(request: HttpRequest, share: ClipShare) -> Pass:
    return pass_of(share, request.COOKIES.get(COOKIE, ""))


def _with_pass(
    request: HttpRequest,
    answer: HttpResponse,
    token: str,
    share: ClipShare,
    given: Pass,
    now: datetime,
) -> HttpResponse:
    """Sent back below this address alone, and no longer than the link is good."""
    answer.set_cookie(
        COOKIE,
        pass_text(share, given),
        max_age=share.expires_at - now,
        path=reverse("share", args=[token]),
        secure=request.is_secure(),
        httponly=True,
        samesite="Strict",
    )
    return answer


def _answer(
    request: HttpRequest, status: int, data: dict[str, Any], context: dict[str, Any]
) -> HttpResponse:
    if request.get_preferred_type([HTML, JSON]) == JSON:
        answer: HttpResponse = JsonResponse(data, status=status)
    else:
        answer = render(request, "clip.html", context, status=status)
    patch_vary_headers(answer, ["Accept"])
    return answer


def _refused(request: HttpRequest, token: str, refusal: ApplicationError) -> HttpResponse:
    """JSON in the API's form; as a page, with the form again where a password may help."""
    fields = {name: [str(words) for words in said] for name, said in refusal.fields.items()}
    data = {"code": refusal.code, "detail": str(refusal.detail), "fields": fields}
    asks = isinstance(refusal, InvalidInput | LockedOut | NotAllowed)
    context = {"refusal": refusal.detail, "asks": asks, "token": token if asks else ""}
    answer = _answer(request, refusal.status, {**data, **refusal.extra}, context)
    for name, value in refusal.headers.items():
        answer[name] = value
    return answer


def _with_headers(answer: HttpResponseBase) -> HttpResponseBase:
    for name, value in HEADERS.items():
        answer[name] = value
    return answer


def _told(share: ClipShare) -> dict[str, Any]:
    clip = share.clip
    return {
        "password_needed": False,
        "name": clip.name,
        "camera": clip.camera.name,
        "start_time": clip.start_time,
        "end_time": clip.end_time,
        "duration_seconds": _seconds(share),
        "sha256": clip.sha256,
        "expires_at": share.expires_at,
    }


def _rows(share: ClipShare) -> list[tuple[str, str]]:
    """What the page says of the clip, in the order it says it."""
    clip = share.clip
    zone = ZoneInfo(clip.camera.city.time_zone)
    length = str(timedelta(seconds=round(_seconds(share))))
    missing_s = sum(end - start for start, end in clip.gaps) / 1000
    gaps = [(_("Of which not recorded"), str(timedelta(seconds=round(missing_s))))]
    return [
        (_("Camera"), clip.camera.name),
        (_("Start"), _moment(clip.start_time, zone)),
        (_("End"), _moment(clip.end_time, zone)),
        (_("Length"), length),
        *(gaps if missing_s else []),
        ("SHA-256", clip.sha256),
        (_("This link is good until"), _moment(share.expires_at, zone)),
    ]


def _seconds(share: ClipShare) -> float:
    return (share.clip.duration_ms or 0) / 1000


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    """To the second, with its offset, so that it is told apart in the hour that comes twice."""
    local = moment.astimezone(zone)
    day = date_format(local.date(), "DATE_FORMAT")
    offset = local.isoformat()[-6:].replace("-", "\N{MINUS SIGN}")  # no line ends after it
    return f"{day}, {local:%H:%M:%S} (UTC{offset})"


urlpatterns = [
    path("s/<str:token>", share_page, name="share"),
    path("s/<str:token>/clip.mp4", share_clip, name="share-clip"),
    path("s/<str:token>/thumbnail.jpg", share_thumbnail, name="share-thumbnail"),
    re_path(r"^s/[\s\S]*$", no_link),
]
