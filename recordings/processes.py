"""Starts, finds and signals recorders; children that end with us are in `children.py`.

A recorder's FFmpeg is detached: it lives in a session of its own and outlives the worker that
started it. Its standard error is an unlinked file in memory (memfd), for two reasons: it holds
raw lines with the camera's password, which must not reach a disk, and a pipe that nobody reads
would stop the recording. The next supervisor opens it again through /proc.
"""

import contextlib
import fcntl
import os
import select
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil

from recordings.children import MESSAGES_LIMIT_BYTES, end_child
from recordings.faults import CameraFault, Fault
from recordings.ffmpeg.layout import OutputPattern, parse_output_pattern


@dataclass(slots=True)
class RecorderProcess:
    """A recorder's FFmpeg, ours by birth or by adoption. The pidfd never means another process."""

    pid: int
    pidfd: int
    messages_fd: int
    child: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def has_ended(self) -> bool:
        """Whether the process is dead; a child is reaped, so that no zombie is left."""
        poller = select.poll()  # select() knows no descriptor beyond 1023
        poller.register(self.pidfd, select.POLLIN)
        if not poller.poll(0):
            return False
        if self.child is not None:
            self.child.wait()
        return True

    def send(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, number)

    def peers(self) -> set[str]:
        """IP addresses that the process is connected to; empty once it has ended."""
        try:
            connections = psutil.Process(self.pid).net_connections(kind="inet")
        except psutil.Error:
            return set()
        return {
            connection.raddr.ip.removeprefix("::ffff:")
            for connection in connections
            if connection.raddr
        }

    def started_at(self) -> datetime | None:
        """On the wall clock as it is now, which may not be what it was then."""
        try:
            return datetime.fromtimestamp(psutil.Process(self.pid).create_time(), UTC)
        except psutil.Error:
            return None

    def messages(self) -> str:
        """The end of what the process has said; the end tells why it ended."""
        start = max(os.fstat(self.messages_fd).st_size - MESSAGES_LIMIT_BYTES, 0)
        said = os.pread(self.messages_fd, MESSAGES_LIMIT_BYTES, start)
        if start:
            said = said.partition(b"\n")[2]  # half a line may hold half a password
        return said.decode("utf-8", "replace")

    def cap_messages(self) -> None:
        """Forget what was said once it is much; the writer appends, so it goes on at the start."""
        if os.fstat(self.messages_fd).st_size > MESSAGES_LIMIT_BYTES:
            os.ftruncate(self.messages_fd, 0)

    def close(self) -> None:
        """Let go of the descriptors; the process itself goes on."""
        os.close(self.pidfd)
        os.close(self.messages_fd)
        if self.child is not None and self.child.returncode is None:
            self.child.returncode = 0  # not our child to wait for any more: keeps Popen quiet


def spawn_recorder(
    argv_of: Callable[[int], list[str]], script: bytes, environment: Mapping[str, str]
) -> RecorderProcess:
    """Start FFmpeg detached, with `script` waiting in a pipe whose number `argv_of` is given.

    1. The script is written and the writing end closed (it is far below a pipe's 64 KiB).
    2. FFmpeg is started; it inherits the reading end and the memory file for its messages.
    A crash between 2 and any note of it leaves a process that `find_recorders` finds.
    Raises CameraFault(PROGRAM) if the program cannot be started; then nothing is left of it.
    """
    try:
        return _spawn(argv_of, script, environment)
    except OSError as error:
        raise CameraFault(Fault.PROGRAM, f"FFmpeg does not start: {error.strerror}.") from None


def _spawn(
    argv_of: Callable[[int], list[str]], script: bytes, environment: Mapping[str, str]
) -> RecorderProcess:
    with contextlib.ExitStack() as on_failure, contextlib.ExitStack() as always:
        reader, writer = os.pipe()
        always.callback(os.close, reader)
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(script)
        messages = os.memfd_create("ffmpeg-messages", os.MFD_CLOEXEC)
        on_failure.callback(os.close, messages)
        fcntl.fcntl(messages, fcntl.F_SETFL, os.O_APPEND)
        child = subprocess.Popen(
            argv_of(reader),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=messages,
            pass_fds=(reader,),
            start_new_session=True,
            env=dict(environment),
            cwd="/",
        )
        on_failure.callback(end_child, child)
        pidfd = os.pidfd_open(child.pid)
        on_failure.pop_all()
    return RecorderProcess(child.pid, pidfd, messages, child)


def find_recorders(roots: Sequence[Path]) -> list[tuple[int, OutputPattern]]:
    """The pids of living recorders that write under one of `roots`, whoever started them."""
    wanted = {str(root) for root in roots}
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            pattern = _pattern_of(int(entry.name))
            if pattern is not None and pattern.root in wanted:
                found.append((int(entry.name), pattern))
    return found


def adopt_recorder(pid: int, run_id: str) -> RecorderProcess | None:
    """Take hold of a recorder found alive; None if it ended, or the pid is another's by now."""
    try:
        pidfd = os.pidfd_open(pid)
    except OSError:
        return None
    # Asked after the pidfd is open: from here on the pid can't come to mean another process.
    pattern = _pattern_of(pid)
    try:
        if pattern is None or pattern.run_id != run_id:
            raise ProcessLookupError
        messages = os.open(f"/proc/{pid}/fd/2", os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
    except OSError:
        os.close(pidfd)
        return None
    return RecorderProcess(pid, pidfd, messages)


def arguments_of(pid: int) -> list[str]:
    """The process's argument list; empty once it has ended."""
    try:
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").split(b"\0")
    except OSError:
        return []
    return [os.fsdecode(argument) for argument in arguments]


def _pattern_of(pid: int) -> OutputPattern | None:
    """What the process records, by its last argument; None for others and for zombies."""
    arguments = arguments_of(pid)
    return parse_output_pattern(arguments[-1]) if arguments else None
