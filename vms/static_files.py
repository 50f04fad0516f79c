"""What the client may do in a browser, and how its files are sent: part of the settings."""

from typing import Any
from wsgiref.headers import Headers

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "media-src 'self' blob:",  # hls.js hands the video its data as a blob
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "manifest-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
PAGE_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def add_headers(headers: Headers, path: str, url: str) -> None:
    """For WhiteNoise: the client's page lies among its files too, past Django's middleware."""
    if url.startswith("/static/client/") and url.endswith(".html"):
        for name, value in PAGE_HEADERS.items():
            headers[name] = value


WHITENOISE: dict[str, Any] = {
    "WHITENOISE_IMMUTABLE_FILE_TEST": r"^/static/client/assets/",  # named after what is in them
    "WHITENOISE_ADD_HEADERS_FUNCTION": add_headers,
    "WHITENOISE_MIMETYPES": {".webmanifest": "application/manifest+json"},
}
