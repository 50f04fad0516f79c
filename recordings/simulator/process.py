"""A simulated camera in a process of its own, for tests."""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self, cast
from urllib.parse import quote

from recordings.simulator.auth import Credentials
from recordings.simulator.clip_media import ClipSpec
from recordings.simulator.server import CameraStatus

_PROJECT = Path(__file__).resolve().parents[2]
_READY_TIMEOUT_SECONDS = 60.0
_ANSWER_TIMEOUT_SECONDS = 10.0
_END_TIMEOUT_SECONDS = 5.0


class CameraProcessError(Exception):
    """The camera ended, did not answer in time, or refused an order."""


class CameraProcess:
    """`with CameraProcess(media, spec) as camera:`; ends with the `with` or with its parent.

    `media` is the folder of clips, shared by as many cameras as you like. `arguments` are further
    ones of `python -m recordings.simulator`. Credentials go through a pipe.
    """

    def __init__(
        self,
        media: Path,
        spec: ClipSpec | None = None,
        *,
        credentials: Credentials | None = None,
        arguments: Sequence[str] = (),
        ffmpeg: str = "ffmpeg",
    ) -> None:
        self._argv = [sys.executable, "-m", "recordings.simulator", "--until-eof"]
        self._argv += ["--media", str(media.resolve()), "--ffmpeg", ffmpeg]
        self._argv += [*_spec_arguments(spec or ClipSpec()), *arguments]
        if credentials is not None:
            self._argv.append("--credentials-stdin")
        self._credentials = credentials
        self._read = b""
        self.port = 0

    def __enter__(self) -> Self:
        self._child = subprocess.Popen(
            self._argv, cwd=_PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        try:
            if self._credentials is not None:
                self._write_line(f"{self._credentials.user}:{self._credentials.password}")
            ready = self._read_line(_READY_TIMEOUT_SECONDS)
            self.port = int(ready.removeprefix("READY "))
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        return self._child.pid

    def url(self, path: str = "/cam1", user: str | None = None, password: str | None = None) -> str:
        who = "" if user is None else f"{quote(user, '')}:{quote(password or '', '')}@"
        return f"rtsp://{who}127.0.0.1:{self.port}{path}"

    def send(self, order: str) -> None:
        """Waits until the order is carried out; raises CameraProcessError when it is refused."""
        answer = self._ask(order)
        if answer != f"OK {order.split(' ', 1)[0]}":
            raise CameraProcessError(answer)

    def status(self) -> CameraStatus:
        return cast(CameraStatus, json.loads(self._ask("status")))

    def stop(self) -> None:
        """Ends the camera; does nothing when it has ended."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.close()
        try:
            self._child.wait(_END_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._child.stdout.close()

    def _ask(self, order: str) -> str:
        self._write_line(order)
        return self._read_line(_ANSWER_TIMEOUT_SECONDS)

    def _write_line(self, line: str) -> None:
        assert self._child.stdin is not None
        try:
            self._child.stdin.write(f"{line}\n".encode())
        except BrokenPipeError as error:
            raise CameraProcessError("the camera has ended") from error

    def _read_line(self, timeout_seconds: float) -> str:
        assert self._child.stdout is not None
        deadline = time.monotonic() + timeout_seconds
        while b"\n" not in self._read:
            left_seconds = deadline - time.monotonic()
            readable, _, _ = select.select([self._child.stdout], [], [], max(left_seconds, 0))
            if not readable:
                raise CameraProcessError("the camera does not answer")
            piece = os.read(self._child.stdout.fileno(), 4096)
            if not piece:
                raise CameraProcessError("the camera has ended")
            self._read += piece
        line, _, self._read = self._read.partition(b"\n")
        return line.decode()


def _spec_arguments(spec: ClipSpec) -> list[str]:
    arguments = [
        *("--codec", spec.codec, "--width", str(spec.width), "--height", str(spec.height)),
        *("--fps", str(spec.fps), "--gop", str(spec.gop_frames), "--seconds", str(spec.seconds)),
        *("--bitrate", str(spec.bitrate), "--b-frames", str(spec.b_frames)),
    ]
    return [*arguments, "--audio", spec.audio] if spec.audio else arguments
