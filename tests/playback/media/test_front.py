"""Media before Django: what is remembered is answered there, all else by Django itself."""

import io
from collections.abc import Iterable
from typing import Any

import pytest
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries, Settings

from playback.media_front import media_first
from tests.playback.media.scene import Watching, ask
from tests.unit.playback.clock import Clock

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

DJANGO = ("200 OK", {"By": "Django"}, b"Django's")


def django(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Stands behind; that it was asked is seen by its answer."""
    start_response(DJANGO[0], list(DJANGO[1].items()))
    return [DJANGO[2]]


def ask_front(url: str, method: str = "GET", **headers: str) -> tuple[str, dict[str, str], bytes]:
    environ = RequestFactory().generic(method, url, headers=headers).environ
    environ["wsgi.errors"] = io.StringIO()
    told: list[Any] = []
    body = media_first(django)(environ, lambda *arguments: told.append(arguments))
    content = b"".join(body)
    if hasattr(body, "close"):
        body.close()
    [(status, lines)] = told
    return status, dict(lines), content


def test_what_is_remembered_is_answered_without_django_or_a_query(
    watching: Watching, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert ask_front(watching.url) == DJANGO
    ask(watching.url)
    etag = f'"{watching.recording.pk}-600000"'
    with django_assert_num_queries(0):
        status, headers, body = ask_front(watching.url, Range="bytes=1000-500999")
    assert (status, body) == ("206 Partial Content", watching.content[1_000:501_000])
    assert headers == {
        "Content-Type": "video/mp4",
        "Accept-Ranges": "bytes",
        "Content-Length": "500000",
        "Content-Range": "bytes 1000-500999/600000",
        "ETag": etag,
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    status, headers, body = ask_front(watching.url)
    assert (status, "Content-Range" in headers, body) == ("200 OK", False, watching.content)


def test_half_a_minute_later_django_is_asked_again(watching: Watching, clock: Clock) -> None:
    ask(watching.url)
    clock.turn(30)
    assert ask_front(watching.url) == DJANGO


def test_refusals_are_djangos(watching: Watching) -> None:
    ask(watching.url)
    assert ask_front("/media/") == DJANGO
    assert ask_front("/media/\xff.mp4") == DJANGO
    assert ask_front(watching.url[:-5] + ".mp4") == DJANGO
    assert ask_front(watching.url, Range="bytes=0-1,3-4") == DJANGO
    watching.recording.path.unlink()
    assert ask_front(watching.url) == DJANGO


def test_other_methods_and_paths_are_djangos(watching: Watching) -> None:
    ask(watching.url)
    for method in ("HEAD", "POST", "DELETE"):
        assert ask_front(watching.url, method) == DJANGO
    assert ask_front("/api/cameras/") == DJANGO
    assert ask_front("/media") == DJANGO


def test_nginx_is_told_of_the_file(watching: Watching, settings: Settings) -> None:
    ask(watching.url)
    settings.VMS_ACCEL_REDIRECT = "/volumes/"
    row = watching.recording
    assert ask_front(watching.url, Range="bytes=0-9") == (
        "200 OK",
        {
            "Content-Type": "video/mp4",
            "Cache-Control": "private, no-store",
            "X-Accel-Redirect": f"/volumes/{row.volume_id}/{row.file_path}",
        },
        b"",
    )
