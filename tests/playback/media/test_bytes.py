"""`/media/<token>.mp4`: the recorded bytes, or one range of them."""

import pytest

from tests.playback.media.scene import Watching, ask

pytestmark = pytest.mark.django_db

SIZE = 600_000


def told(headers: dict[str, str]) -> dict[str, str | None]:
    return {name: headers.get(name) for name in (*ALWAYS, "Content-Length", "Content-Range")}


ALWAYS = {
    "Content-Type": "video/mp4",
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Set-Cookie": None,
    "Content-Disposition": None,
}


def test_the_whole_file(watching: Watching) -> None:
    answer = ask(watching.url)
    assert (answer.status, answer.body) == (200, watching.content)
    assert told(answer.headers) == {**ALWAYS, "Content-Length": str(SIZE), "Content-Range": None}
    assert answer.headers["ETag"] == f'"{watching.recording.pk}-{SIZE}"'


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=100000-599999", 100_000, SIZE),
        ("bytes=262143-262144", 262_143, 262_145),
        ("bytes=1-", 1, SIZE),
        ("bytes=-7", SIZE - 7, SIZE),
        ("bytes=5-99999999999999999999", 5, SIZE),
    ],
)
def test_one_range(watching: Watching, asked: str, start: int, end: int) -> None:
    answer = ask(watching.url, Range=asked)
    assert (answer.status, answer.body) == (206, watching.content[start:end])
    assert told(answer.headers) == {
        **ALWAYS,
        "Content-Length": str(end - start),
        "Content-Range": f"bytes {start}-{end - 1}/{SIZE}",
    }


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=600000-",
        "bytes=-0",
        "bytes=5-4",
        "bytes=-",
        "bytes=NaN-5",
        "bytes=0-1,5-6",
        "bytes=0-10,5-15",
        "bytes=" + ",".join(f"{at}-{at}" for at in range(10_000)),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_range_that_is_absurd_is_refused_with_the_size(
    watching: Watching, asked: str, method: str
) -> None:
    answer = ask(watching.url, method, Range=asked)
    assert (answer.status, answer.headers["Content-Range"]) == (416, f"bytes */{SIZE}")
    assert answer.headers["Cache-Control"] == "private, no-store"
    if method == "GET":
        assert answer.code == "range_not_satisfiable"


def test_a_unit_that_is_not_known_is_ignored(watching: Watching) -> None:
    assert ask(watching.url, Range="seconds=1-2").status == 200


def test_a_part_is_sent_only_of_the_file_that_was_meant(watching: Watching) -> None:
    etag = ask(watching.url, "HEAD").headers["ETag"]
    conditions = {etag: 206, f"W/{etag}": 200, '"x"': 200, "Tue, 10 Mar 2026 12:00:00 GMT": 200}
    for condition, status in conditions.items():
        answer = ask(watching.url, **{"Range": "bytes=0-3", "If-Range": condition})
        whole = watching.content
        assert (answer.status, answer.body) == (status, whole[:4] if status == 206 else whole)


@pytest.mark.parametrize("asked", ["", "bytes=5-9", "bytes=-0"])
def test_a_head_has_the_same_headers_and_no_body(watching: Watching, asked: str) -> None:
    head, whole = (ask(watching.url, method, Range=asked) for method in ("HEAD", "GET"))
    assert (head.status, head.headers, head.body) == (whole.status, whole.headers, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_it_is_only_read(watching: Watching, method: str) -> None:
    answer = ask(watching.url, method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")
