"""A body costs no more memory than its bound, whatever it says of itself."""

import json
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from knox.models import AuthToken

from plans.models import User
from tests.people import People
from tests.recordings.api.transfer import one_connection
from tests.recordings.detections.scene import URL
from vms.wsgi import application

pytestmark = pytest.mark.django_db

HUNDRED_MB = 100_000_000
MAX_BODY_BYTES: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
TOO_LARGE = {
    "code": "too_large",
    "detail": "The request is too large; send less at a time.",
    "fields": {},
}


class Endless:
    """A body of any length, made as it is read; counts what was."""

    def __init__(self) -> None:
        self.read_bytes = 0

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "read without a bound"
        self.read_bytes += size
        return b" " * size

    readline = read


class Given:
    def __init__(self, content: bytes) -> None:
        self.content = content

    def read(self, size: int = -1) -> bytes:
        end = len(self.content) if size < 0 else size
        part, self.content = self.content[:end], self.content[end:]
        return part

    readline = read


def send(
    user: User, body: Any, length: int, content_type: str = "application/json"
) -> tuple[int, Any, int]:
    """Status, answer, and the most memory that Python held at once, beyond what it held before."""
    _issued, token = AuthToken.objects.create(user=user)
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": URL,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": body,
        "CONTENT_LENGTH": str(length),
        "CONTENT_TYPE": content_type,
        "HTTP_AUTHORIZATION": f"Token {token}",
        "HTTP_ACCEPT_LANGUAGE": "en",
    }
    statuses: list[str] = []

    def start(status: str, *_headers: object) -> Callable[[bytes], object]:
        statuses.append(status)
        return bytes

    with one_connection():
        tracemalloc.start()
        try:
            answer: Any = application(environ, start)
            content = b"".join(answer)
            answer.close()
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    return int(statuses[0].split()[0]), json.loads(content), peak


def test_of_a_hundred_megabytes_only_what_may_be_meant_is_read(people: People) -> None:
    body = Endless()
    status, answer, peak = send(people.operator, body, HUNDRED_MB)
    assert (status, answer) == (413, TOO_LARGE)
    assert body.read_bytes <= MAX_BODY_BYTES + 1
    assert peak < HUNDRED_MB


@pytest.mark.parametrize(
    "element", ["{}", "[]", '{"":0}', "0", '""', "1.5", '{"camera":1}', '"\U0001f697"']
)
def test_the_worst_that_fits_stays_below_a_hundred_megabytes(people: People, element: str) -> None:
    many = MAX_BODY_BYTES // (len(element.encode()) + 1)
    content = f"[{','.join([element] * (many - 1))}]".encode()
    assert MAX_BODY_BYTES - 50 < len(content) <= MAX_BODY_BYTES
    status, answer, peak = send(people.operator, Given(content), len(content))
    assert (status, answer["detail"]) == (400, "Send 1 to 1000 detections at once.")
    assert peak < HUNDRED_MB


def test_a_body_is_never_unpacked(people: People) -> None:
    content = zlib.compress(b" " * HUNDRED_MB)
    kind = "application/json; charset=zlib"
    status, answer, peak = send(people.operator, Given(content), len(content), kind)
    assert (status, answer["code"]) == (400, "parse_error")
    assert peak < HUNDRED_MB / 10
