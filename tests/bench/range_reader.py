"""A process that reads byte ranges of media URLs and prints how long each took, as JSON.

`python -m tests.bench.range_reader busy|viewers PORT FILE COUNT WORKERS < paths`: `busy` reads
COUNT ranges as fast as WORKERS connections can, kept open; `viewers` are WORKERS people who each
read one every two seconds for COUNT seconds, over a new connection each time. Every range is
compared with the bytes of FILE, which the URLs name.
"""

import http.client
import json
import os
import random
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

RANGE_BYTES = 500_000
PERIOD_SECONDS = 2.0
CORE = 1


class Reader:
    """What all threads share: the file, and what was seen of the server."""

    def __init__(self, port: int, paths: list[str], file: Path) -> None:
        self._port = port
        self._paths = paths
        self._descriptor = os.open(file, os.O_RDONLY)
        self._size = file.stat().st_size
        self.seconds: list[float] = []
        self.errors: list[str] = []

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)

    def read(self, connection: http.client.HTTPConnection, *, compare: bool) -> None:
        """One range from somewhere in the file; an error is counted and told, not raised."""
        start = random.randrange(self._size - RANGE_BYTES)
        headers = {"Range": f"bytes={start}-{start + RANGE_BYTES - 1}"}
        began = time.perf_counter()
        try:
            connection.request("GET", random.choice(self._paths), headers=headers)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.errors.append(repr(error))
            connection.close()
            return
        self.seconds.append(time.perf_counter() - began)
        expected = os.pread(self._descriptor, RANGE_BYTES, start) if compare else None
        if answer.status != 206 or len(body) != RANGE_BYTES or body != (expected or body):
            self.errors.append(f"status {answer.status}, {len(body)} bytes")


def busy(reader: Reader, count: int, connections: int) -> float:
    """The seconds that it took altogether."""

    def work() -> None:
        connection = reader.connect()
        for at in range(count // connections):
            reader.read(connection, compare=at % 50 == 0)
        connection.close()

    return _together([work] * connections)


def viewers(reader: Reader, seconds: int, people: int) -> float:
    """Begun one after the other over the first two seconds."""
    began = time.monotonic()

    def watch(number: int) -> None:
        due = began + PERIOD_SECONDS * number / people
        while due < began + seconds:
            time.sleep(max(0.0, due - time.monotonic()))
            connection = reader.connect()
            reader.read(connection, compare=True)
            connection.close()
            due += PERIOD_SECONDS

    return _together([lambda number=number: watch(number) for number in range(people)])  # type: ignore[misc]


def _together(works: list[Callable[[], None]]) -> float:
    threads = [threading.Thread(target=work) for work in works]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def main(how: str, port: str, file: str, count: str, workers: str) -> None:
    os.sched_setaffinity(0, {CORE})
    paths = sys.stdin.read().split()
    reader = Reader(int(port), paths, Path(file))
    took = {"busy": busy, "viewers": viewers}[how](reader, int(count), int(workers))
    seen = {"took": took, "seconds": reader.seconds, "errors": reader.errors}
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
