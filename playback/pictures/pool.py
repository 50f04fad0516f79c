"""A few children that decode (`child.py`), for all threads of this process.

1. A thread takes a free place. It waits a short while, and gives up with AllBusy; at once if as
   many as may are at it, since a thread that waits here answers nobody else.
2. The place starts its child when it has none.
3. The request goes out and the answer comes in, both before a deadline. A child that misses it is
   killed; one that has died is replaced once, since what killed it may have come from outside.
4. The place is given back.
Wherever this process is killed, its children read the end of their input and are gone.
"""

import atexit
import contextlib
import queue
import socket
import struct
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from recordings.children import Helper, spawn_helper

CHILDREN = 2
AT_ONCE = 6  # threads that wait or draw, of the 32 of a process of the web server
WAIT_SECONDS = 2.0
PICTURE_SECONDS = 2.0
START_SECONDS = 10.0
PICTURES_A_LIFE = 1000
MAX_JPEG_BYTES = 8 << 20
CHILD = (sys.executable, "-I", str(Path(__file__).with_name("child.py")))

# As in child.py, which is not imported: it would bring the decoders into the web server.
READY = b"\x06"
REQUEST = struct.Struct(">BHII")
ANSWER = struct.Struct(">I")
DECODERS = ("h264", "hevc")

_JPEG_START = b"\xff\xd8\xff"


class AllBusy(Exception):
    """Too many wait, no child came free in time, or none can be started."""


class NoPicture(Exception):
    """The sample cannot be drawn; `was_deadly`: it killed its children, or had to be stopped."""

    def __init__(self, *, was_deadly: bool) -> None:
        super().__init__()
        self.was_deadly = was_deadly


@dataclass(frozen=True, slots=True)
class KeySample:
    """`decoder` is one of DECODERS, `configuration` an avcC or hvcC, `data` a sync sample."""

    decoder: str
    configuration: bytes
    data: bytes

    def request(self, width: int) -> bytes:
        sizes = len(self.configuration), len(self.data)
        head = REQUEST.pack(DECODERS.index(self.decoder), width, *sizes)
        return head + self.configuration + self.data


class Place:
    """For one child; used by one thread at a time."""

    def __init__(self, argv: Sequence[str], picture_seconds: float, start_seconds: float) -> None:
        self._argv = argv
        self._picture_seconds = picture_seconds
        self._start_seconds = start_seconds
        self._helper: Helper | None = None
        self._drawn = 0

    def draw(self, sample: KeySample, width: int) -> bytes:
        """A JPEG. Raises NoPicture, and AllBusy when no child can be started."""
        request = sample.request(width)
        if self._drawn >= PICTURES_A_LIFE:
            self.empty()
        for _ in range(2):
            helper = self._helper or self._start()
            try:
                return self._ask(helper.connection, request)
            except TimeoutError:
                self.empty()
                break
            except OSError:
                self.empty()
        raise NoPicture(was_deadly=True)

    def empty(self) -> None:
        if self._helper is not None:
            self._helper.end()
            self._helper = None

    def _start(self) -> Helper:
        try:
            helper = spawn_helper(self._argv)
        except OSError:
            raise AllBusy from None
        self._helper, self._drawn = helper, 0
        try:
            _receive(helper.connection, len(READY), time.monotonic() + self._start_seconds)
        except OSError:
            self.empty()
            raise AllBusy from None
        return helper

    def _ask(self, connection: socket.socket, request: bytes) -> bytes:
        """Raises TimeoutError, OSError when the child is gone or talks nonsense, NoPicture."""
        deadline = time.monotonic() + self._picture_seconds
        connection.settimeout(self._picture_seconds)
        connection.sendall(request)
        (size,) = ANSWER.unpack(_receive(connection, ANSWER.size, deadline))
        self._drawn += 1
        if size == 0:
            raise NoPicture(was_deadly=False)
        if size > MAX_JPEG_BYTES:
            raise ConnectionError
        picture = _receive(connection, size, deadline)
        if not picture.startswith(_JPEG_START):
            raise ConnectionError
        return picture


class Pool:
    """Children start when they are needed, the one used last first, so that few do little work."""

    def __init__(
        self,
        argv: Sequence[str] = CHILD,
        *,
        children: int = CHILDREN,
        at_once: int = AT_ONCE,
        wait_seconds: float = WAIT_SECONDS,
        picture_seconds: float = PICTURE_SECONDS,
        start_seconds: float = START_SECONDS,
    ) -> None:
        self._wait_seconds = wait_seconds
        self._turns = threading.BoundedSemaphore(at_once)
        self._places = [Place(argv, picture_seconds, start_seconds) for _ in range(children)]
        self._free: queue.LifoQueue[Place] = queue.LifoQueue()
        for place in self._places:
            self._free.put(place)

    @contextlib.contextmanager
    def place(self) -> Iterator[Place]:
        """A free one. Raises AllBusy."""
        if not self._turns.acquire(blocking=False):
            raise AllBusy
        try:
            place = self._wait_for_one()
            try:
                yield place
            finally:
                self._free.put(place)
        finally:
            self._turns.release()

    def close(self) -> None:
        """End the children, those at work after their picture. The next picture starts others."""
        taken = [self._free.get() for _ in self._places]
        for place in taken:
            place.empty()
            self._free.put(place)

    def _wait_for_one(self) -> Place:
        try:
            return self._free.get(timeout=self._wait_seconds)
        except queue.Empty:
            raise AllBusy from None


def _receive(connection: socket.socket, size: int, deadline: float) -> bytes:
    """Exactly so many bytes. Raises TimeoutError, or OSError when the other side is gone."""
    data = bytearray(size)
    view = memoryview(data)
    while view:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        connection.settimeout(left)
        count = connection.recv_into(view)
        if count == 0:
            raise ConnectionError
        view = view[count:]
    return bytes(data)


pool = Pool()
atexit.register(pool.close)
