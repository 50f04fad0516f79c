"""The web client's page: at `/`, and at every path that the client itself reads.

It holds nothing of anybody, so whoever asks is given it; the client asks the API who that is. It
is read once a process: WhiteNoise looks for the files that it names only when a process begins.
"""

from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from vms.static_files import CONTENT_SECURITY_POLICY, PAGE_HEADERS

RESERVED = ("api", "admin", "media", "static", "s", "keep", "healthz", "readyz", "metrics")
PATHS = rf"^(?!(?:{'|'.join(RESERVED)})(?:/|\Z))"
"""Every path but the reserved ones and what lies below: those have 404s of their own."""


@dataclass(frozen=True, slots=True)
class BuiltPage:
    """`tag` is of the headers as well: a browser keeps those that came with the page."""

    content: bytes
    tag: str


@require_safe
def client_page(request: HttpRequest) -> HttpResponseBase:
    """The page that Vite built; 503 in plain words while none is there."""
    page = built_page(settings.VMS_CLIENT_DIR / "index.html")
    if page is None:
        missing = render(request, "client_missing.html", status=503)
        for name, value in {**PAGE_HEADERS, "Cache-Control": "no-store"}.items():
            missing[name] = value
        return missing
    headers = {**PAGE_HEADERS, "Cache-Control": "no-cache", "ETag": page.tag}
    found = HttpResponse(page.content, headers=headers)
    return get_conditional_response(request, page.tag, response=found) or found


@cache
def built_page(index: Path) -> BuiltPage | None:
    """None, for good, if there is none when the process begins to serve."""
    try:
        content = index.read_bytes()
    except OSError:
        return None
    digest = blake2b(content + CONTENT_SECURITY_POLICY.encode(), digest_size=12).hexdigest()
    return BuiltPage(content, f'"{digest}"')
