"""Starts children that do one thing for this process and end with it.

With `processes.py`, for the recorders that outlive it, the only place that starts any.
"""

import contextlib
import fcntl
import os
import select
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

MESSAGES_LIMIT_BYTES = 64 * 1024
PIPE_BYTES = 1 << 20
WATCH_MS = 1000
LAST_OF_ALL = ("nice", "-n", "19", "ionice", "-c", "3", "chrt", "--idle", "0")


def end_child(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()


def run_limited(argv: Sequence[str], given: bytes, *, seconds: float, memory_bytes: int) -> bytes:
    """A short child's standard output; empty when it failed, hung or grew too large.

    Its messages are thrown away: they may hold what came through `given`.
    """
    limited = ["prlimit", f"--as={memory_bytes}", "--", *argv]
    try:
        done = subprocess.run(
            limited,
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError):
        return b""
    return done.stdout if done.returncode == 0 else b""


def run_idle(
    argv: Sequence[str],
    *,
    seconds: float,
    memory_bytes: int,
    watch: Callable[[], None],
    manners: Sequence[str] | None = None,
) -> tuple[int, str]:
    """A long child that gives way to others (`manners`, LAST_OF_ALL unless said otherwise): its
    exit code, and what it said last.

    `watch` is called each second and ends the child by raising, which is passed on; TimeoutError
    comes after `seconds`. The child ends with the thread that started it, however that ends.
    """
    gives_way = LAST_OF_ALL if manners is None else manners
    idle = [*_limits(memory_bytes), *gives_way, *argv]
    with _spawned(idle, subprocess.DEVNULL) as child:
        return child.outcome(seconds, watch)


def run_fed(
    argv: Sequence[str],
    pieces: Iterable[bytes],
    *,
    seconds: float,
    memory_bytes: int,
    watch: Callable[[], None],
) -> tuple[int, str]:
    """The same of a child that reads `pieces` from a pipe as its standard input, at no loss of
    priority. What it does not read any more it is not given; what making them raises ends it."""
    with _spawned([*_limits(memory_bytes), *argv], subprocess.PIPE) as child:
        until = time.monotonic() + seconds
        child.feed(pieces, until, watch)
        return child.outcome(until - time.monotonic(), watch)


def _limits(memory_bytes: int) -> list[str]:
    return ["setpriv", "--pdeathsig", "KILL", "prlimit", f"--as={memory_bytes}", "--core=0", "--"]


@dataclass(slots=True)
class _Watched:
    """A child, a descriptor that is readable once it has ended, and what it says."""

    child: subprocess.Popen[bytes]
    pidfd: int
    messages: int

    def feed(self, pieces: Iterable[bytes], until: float, watch: Callable[[], None]) -> None:
        assert self.child.stdin is not None
        pipe = self.child.stdin.fileno()
        os.set_blocking(pipe, False)
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        try:
            for piece in pieces:
                self._write(pipe, memoryview(piece), until, watch)
        except BrokenPipeError:
            pass  # why it reads no more, its exit code tells
        finally:
            self.child.stdin.close()

    def _write(self, pipe: int, left: memoryview, until: float, watch: Callable[[], None]) -> None:
        poller = select.poll()
        poller.register(pipe, select.POLLOUT)
        while left:
            if poller.poll(WATCH_MS):
                left = left[os.write(pipe, left) :]
            elif time.monotonic() >= until:
                raise TimeoutError
            watch()

    def outcome(self, seconds: float, watch: Callable[[], None]) -> tuple[int, str]:
        until = time.monotonic() + seconds
        poller = select.poll()
        poller.register(self.pidfd, select.POLLIN)
        while not poller.poll(WATCH_MS):
            if time.monotonic() >= until:
                raise TimeoutError
            if os.fstat(self.messages).st_size > MESSAGES_LIMIT_BYTES:
                os.ftruncate(self.messages, 0)
            watch()
        said = os.pread(self.messages, MESSAGES_LIMIT_BYTES, 0)
        return self.child.wait(), said.decode("utf-8", "replace")


@contextlib.contextmanager
def _spawned(argv: Sequence[str], stdin: int) -> Iterator[_Watched]:
    """Nothing of the child is left afterwards."""
    with contextlib.ExitStack() as always:
        messages = os.memfd_create("messages", os.MFD_CLOEXEC)
        always.callback(os.close, messages)
        fcntl.fcntl(messages, fcntl.F_SETFL, os.O_APPEND)
        child = subprocess.Popen(
            argv,
            stdin=stdin,
            stdout=subprocess.DEVNULL,
            stderr=messages,
            env={"PATH": os.environ.get("PATH", os.defpath)},  # it reads what cameras sent
            cwd="/",
        )
        always.callback(end_child, child)
        pidfd = os.pidfd_open(child.pid)
        always.callback(os.close, pidfd)
        yield _Watched(child, pidfd, messages)


@dataclass(slots=True)
class Helper:
    """A child that answers over a socket; it ends with this process, or when `end` is called."""

    connection: socket.socket
    child: subprocess.Popen[bytes] = field(repr=False)

    def end(self) -> None:
        """Whatever it is doing; neither a zombie nor a descriptor is left."""
        self.connection.close()
        end_child(self.child)


def spawn_helper(argv: Sequence[str]) -> Helper:
    """Start a program whose standard input is a socket to us, and whose environment is empty.

    It has no other way out, and reads the end of its input when this process is gone, however that
    came about. Raises OSError when it cannot be started; then nothing is left of it.
    """
    ours, theirs = socket.socketpair()
    try:
        child = subprocess.Popen(
            argv,
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
        )
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    return Helper(ours, child)
