"""The player page of a camera. Docs: docs/design/player.md."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from plans.errors import NotFound
from plans.models import User
from recordings.models import Camera
from recordings.selectors import camera_get

# hls.js hands the video its data as a blob; nothing else comes from elsewhere than here.
MOST_LISTED = 1_000
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "media-src 'self' blob:",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

# What the page says by itself; {braces} are filled in there.
WORDS = {
    "idle": _("Choose a moment."),
    "loading": _("Loading…"),
    "playing": _("Playing a recording."),
    "paused": _("Paused."),
    "live": _("Live: what is being recorded now."),
    "gap": _("Nothing is recorded at this moment."),
    "codec": _("This browser cannot play this recording ({codecs}); it can be downloaded."),
    "browser": _("This browser cannot play recordings here; they can be downloaded."),
    "signed_out": _("You are signed out."),
    "missing": _("There is nothing here, or nothing that you may see."),
    "invalid": _("There is no such moment."),
    "network": _("The server does not answer; trying again."),
    "broken": _("This recording cannot be played; it may be damaged."),
    "before": _("Before: {moment}"),
    "after": _("After: {moment}"),
    "download": _("Download this recording"),
    "sign_in": _("Sign in"),
    "play": _("Play"),
    "pause": _("Pause"),
    "mute": _("Sound off"),
    "unmute": _("Sound on"),
    "no_day": _("The day's recordings cannot be shown."),
}


@require_safe
@login_required
def cameras_page(request: HttpRequest) -> HttpResponse:
    """The person's cameras by city, each with its player."""
    assert isinstance(request.user, User)
    cameras = Camera.objects.visible_to(request.user).current().select_related("city")
    rows = cameras.order_by("city__name", "name", "id")[:MOST_LISTED]
    return _private(render(request, "cameras.html", {"cameras": rows}))


@require_safe
@login_required
def player_page(request: HttpRequest, camera_id: str) -> HttpResponse:
    """For every member of the camera's city; a foreign camera is as missing as none at all."""
    assert isinstance(request.user, User)
    try:
        camera = camera_get(request.user, camera_id)
    except NotFound:
        raise Http404 from None
    context = {"camera": camera, "player": _described(camera)}
    return _private(render(request, "player.html", context))


def _private(page: HttpResponse) -> HttpResponse:
    page["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    page["Cache-Control"] = "private, no-store"
    page["Referrer-Policy"] = "same-origin"
    return page


def _described(camera: Camera) -> dict[str, Any]:
    """What the page's script reads."""
    api = f"/api/playback/cameras/{camera.pk}"
    return {
        "camera": camera.pk,
        "zone": camera.city.time_zone,
        "language": get_language() or "en",
        "urls": {
            "window": f"{api}/index.m3u8",
            "live": f"{api}/live.m3u8",
            "timeline": f"{api}/timeline/",
            "recordings": "/api/recordings/",
        },
        "words": WORDS,
    }


urlpatterns = [
    path("sign-in/", LoginView.as_view(template_name="sign_in.html"), name="sign-in"),
    path("playback/", cameras_page, name="playback-cameras"),
    path("playback/cameras/<str:camera_id>/", player_page, name="player"),
]
