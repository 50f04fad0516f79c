"""The web client's page: at every path that is nobody else's, for everybody, never out of date."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from tests.people import make_user
from tests.plans.answers import NOT_FOUND
from vms.client import built_page

pytestmark = pytest.mark.django_db

PAGE = b'<!doctype html><script type="module" src="/static/client/assets/main-abc.js"></script>'
PATHS = ["/", "/cameras", "/cameras/7", "/cameras/7?at=1&zoom=2", "/clips/", "/a/b/c.html"]
LIKE_RESERVED = ["/apiary", "/administer", "/sketch", "/keeper", "/statics/x", "/healthzz", "/M"]
RESERVED = [
    "/api",
    "/static",
    "/static/client/assets/missing.js",
    "/static/client/",
    "/admin/missing/",
    "/media",
    "/s",
    "/s/missing",
    "/keep",
    "/keep/",
    "/healthz/",
    "/readyz/x",
    "/metrics",
    "/metrics/",
]
POLICY = (
    "default-src 'self'; media-src 'self' blob:; img-src 'self' data: blob:; connect-src 'self'; "
    "worker-src 'self' blob:; manifest-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


@pytest.fixture
def built(tmp_path: Path, settings: Settings) -> Path:
    settings.VMS_CLIENT_DIR = tmp_path / "dist"
    settings.VMS_CLIENT_DIR.mkdir()
    (settings.VMS_CLIENT_DIR / "index.html").write_bytes(PAGE)
    return tmp_path / "dist"


def ask(path: str = "/", method: str = "GET", **headers: str) -> Any:
    return Client(headers=headers).generic(method, path)


@pytest.mark.parametrize("path", [*PATHS, *LIKE_RESERVED])
def test_every_path_that_is_nobody_elses_is_the_clients(built: Path, path: str) -> None:
    answer = ask(path)
    assert (answer.status_code, answer.content) == (200, PAGE)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", RESERVED)
def test_reserved_prefixes_have_404s_of_their_own(built: Path, path: str) -> None:
    root = Client(headers={"accept-language": "en"})
    root.force_login(make_user("root", is_superuser=True))
    answer: Any = root.get(path)
    assert (answer.status_code, PAGE in answer.content) == (404, False)


def test_media_is_refused_as_ever(built: Path) -> None:
    assert ask("/media/missing").status_code == 403


def test_below_api_a_404_is_json(built: Path) -> None:
    answer = ask("/api/missing/", **{"accept-language": "en"})
    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_it_is_only_read(built: Path, method: str) -> None:
    assert [ask(path, method).status_code for path in ("/", "/cameras/7")] == [405, 405]


def test_a_head_will_do(built: Path) -> None:
    answer = ask(method="HEAD")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["ETag"] == ask().headers["ETag"]


def test_who_has_it_is_not_sent_it_again(built: Path) -> None:
    tag = ask().headers["ETag"]
    again = ask("/cameras/7", **{"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == "no-cache"
    assert ask(**{"if-none-match": '"another"'}).status_code == 200


def test_another_build_has_another_tag(built: Path) -> None:
    tag = ask().headers["ETag"]
    (built / "index.html").write_bytes(PAGE + b" ")
    built_page.cache_clear()  # a process that begins after the build
    assert ask().headers["ETag"] != tag


def test_it_is_the_same_for_everybody_and_keeps_no_session(built: Path) -> None:
    client = Client()
    client.force_login(make_user("ana"))
    answer = client.get("/")
    assert (answer.content, dict(answer.cookies)) == (PAGE, {})


def test_while_it_is_not_built_that_is_said_in_words(tmp_path: Path, settings: Settings) -> None:
    settings.VMS_CLIENT_DIR = tmp_path / "nothing"
    answer = ask("/cameras/7", **{"accept-language": "en"})
    assert answer.status_code == 503
    assert "make run builds it, then starts the server." in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"] == POLICY


def test_its_files_are_collected_and_kept_for_good(
    built: Path, tmp_path: Path, settings: Settings
) -> None:
    assets = {
        "assets/main-abc.js": "text/javascript",
        "assets/main-abc.css": "text/css",
        "manifest.webmanifest": "application/manifest+json",
        "icon.svg": "image/svg+xml",
    }
    for name in assets:
        (built / name).parent.mkdir(exist_ok=True)
        (built / name).write_text("/* made by Vite */")
    (built / ".built-0123").write_text("")
    settings.STATICFILES_DIRS = [("client", built)]
    settings.STATIC_ROOT = tmp_path / "static"
    call_command("collectstatic", interactive=False, verbosity=0)
    assert not (settings.STATIC_ROOT / "client/.built-0123").exists()
    for name, kind in assets.items():
        answer: Any = Client().get(f"/static/client/{name}")
        assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (200, kind)
        immutable = "max-age=315360000, public, immutable"
        expected = immutable if name.startswith("assets/") else "max-age=60, public"
        assert answer.headers["Cache-Control"] == expected
    page: Any = Client().get("/static/client/index.html")
    assert (page.status_code, page.headers["X-Frame-Options"]) == (200, "DENY")
    assert page.headers["Content-Security-Policy"] == POLICY
