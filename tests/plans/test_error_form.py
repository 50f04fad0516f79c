"""Every error of the API has one form: `{code, detail, fields}`."""

from typing import Any

import pytest
from django.test import Client

from tests.plans.answers import NOT_FOUND, invalid

pytestmark = pytest.mark.urls("tests.plans.failing_urls")


def client() -> Client:
    return Client(raise_request_exception=False, headers={"accept-language": "en"})


def plain(code: str, detail: str) -> dict[str, Any]:
    return {"code": code, "detail": detail, "fields": {}}


@pytest.mark.parametrize(
    ("name", "status", "body"),
    [
        (
            "denied",
            403,
            plain("permission_denied", "You do not have permission to perform this action."),
        ),
        ("missing", 404, NOT_FOUND),
        ("nested", 400, invalid(**{"bbox.1.x": ["Too big."], "at": ["Too late."]})),
        ("general", 400, plain("invalid", "Ends before it starts.")),
        ("model", 400, invalid(name=["Too long."])),
        (
            "throttled",
            429,
            plain("throttled", "Request was throttled. Expected available in 7 seconds."),
        ),
        ("suspicious", 400, plain("parse_error", "Malformed request.")),
        ("conflict", 409, {**plain("busy", "Not now."), "retry": True}),
        (
            "database",
            503,
            plain(
                "unavailable",
                "The database does not answer; recording goes on. Try again in a moment.",
            ),
        ),
        ("fault", 500, plain("server_error", "Something went wrong here. It has been logged.")),
    ],
)
def test_an_exception_in_a_view_becomes_an_answer(
    name: str, status: int, body: dict[str, Any]
) -> None:
    answer = client().get(f"/api/{name}/")
    assert (answer.status_code, answer.json()) == (status, body)
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(("name", "seconds"), [("throttled", "7"), ("database", "5")])
def test_what_passes_by_itself_says_when_to_try_again(name: str, seconds: str) -> None:
    assert client().get(f"/api/{name}/").headers["Retry-After"] == seconds


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b"{", "application/json", 400, "parse_error"),
        (b"\xff\xfe", "application/json", 400, "parse_error"),
        (b"NaN", "application/json", 400, "parse_error"),
        (b"[" * 100_000, "application/json", 400, "parse_error"),
        (b"{", "application/json; charset=bz2_codec", 400, "parse_error"),
        (b"a=1", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
        (b"<a/>", "text/xml", 415, "unsupported_media_type"),
    ],
)
def test_a_body_that_is_no_json_is_the_callers_fault(
    body: bytes, content_type: str, status: int, code: str
) -> None:
    answer = client().generic("POST", "/api/echo/", body, content_type)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("charset", ["bz2_codec", "punycode", "no-such"])
def test_json_is_utf_8_whatever_charset_is_named(charset: str) -> None:
    body = '{"name": "São Roque"}'.encode()
    answer = client().generic("POST", "/api/echo/", body, f"application/json; charset={charset}")
    assert answer.status_code < 300


def test_a_method_that_a_route_has_not_is_a_405() -> None:
    answer = client().delete("/api/missing/")
    assert (answer.status_code, answer.json()) == (
        405,
        plain("method_not_allowed", 'Method "DELETE" not allowed.'),
    )


def test_a_missing_page_outside_the_api_is_a_page() -> None:
    answer = client().get("/nothing/")
    assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (404, "text/html")


def test_no_answer_repeats_what_an_exception_said_to_us() -> None:
    for name in ("denied", "missing", "suspicious", "database", "fault"):
        assert b"secret" not in client().get(f"/api/{name}/").content
