"""The simulated camera as a program of its own: `python -m recordings.simulator`."""

import argparse
import asyncio
import os
import signal
import stat
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from recordings.simulator.auth import Credentials
from recordings.simulator.clip_media import ClipError, ClipSpec, make_clip
from recordings.simulator.commands import obey_lines
from recordings.simulator.options import CameraOptions
from recordings.simulator.prepared import PreparedClip, prepare_clip
from recordings.simulator.server import CameraServer

Announce = Callable[[int], None]
NO_AUDIO = "none"


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _parser().parse_args(argv)
    try:
        first = _spec(arguments)
        specs = [first, *(_changed(first, changes) for changes in arguments.then)]
        made = (make_clip(arguments.media, spec, arguments.ffmpeg) for spec in specs)
        asyncio.run(_run([prepare_clip(files) for files in made], arguments))
    except (ClipError, OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


async def serve_until_signal(
    clips: Sequence[PreparedClip],
    options: CameraOptions,
    announce: Announce,
    lines: asyncio.StreamReader | None = None,
    *,
    until_eof: bool = False,
) -> None:
    """Serves until SIGTERM or SIGINT, or with `until_eof` until the lines of orders end.

    `announce` gets the port once the camera listens.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with CameraServer(clips, options) as camera:
        announce(camera.port)
        enders = {asyncio.create_task(stop.wait()), asyncio.create_task(camera.wait_broken())}
        others: set[asyncio.Task[None]] = set()
        if lines is not None:
            obeying = asyncio.create_task(obey_lines(camera, lines, _write_line))
            (enders if until_eof else others).add(obeying)
        done, _ = await asyncio.wait(enders, return_when=asyncio.FIRST_COMPLETED)
        for task in (enders | others) - done:
            task.cancel()
        await asyncio.gather(*(enders | others) - done, return_exceptions=True)
        for task in done:
            task.result()


async def _run(clips: Sequence[PreparedClip], arguments: argparse.Namespace) -> None:
    lines = await _standard_input()
    credentials = None
    if arguments.credentials_stdin:
        credentials = Credentials.parse((await lines.readline()).decode().rstrip("\r\n"))
    options = _options(arguments, credentials)
    await serve_until_signal(
        clips,
        options,
        lambda port: _write_line(f"READY {port}"),
        lines,
        until_eof=arguments.until_eof,
    )


async def _standard_input() -> asyncio.StreamReader:
    """Lines as they come from a pipe or a terminal; a file or /dev/null is read at once."""
    reader = asyncio.StreamReader()
    mode = os.fstat(sys.stdin.fileno()).st_mode
    if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or sys.stdin.isatty():
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    else:
        reader.feed_data(sys.stdin.buffer.read())
        reader.feed_eof()
    return reader


def _write_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _spec(arguments: argparse.Namespace) -> ClipSpec:
    return ClipSpec(
        codec=arguments.codec,
        width=arguments.width,
        height=arguments.height,
        fps=arguments.fps,
        gop_frames=arguments.gop,
        seconds=arguments.seconds,
        bitrate=arguments.bitrate,
        audio=None if arguments.audio == NO_AUDIO else arguments.audio,
        b_frames=arguments.b_frames,
    )


def _changed(first: ClipSpec, changes: str) -> ClipSpec:
    """The clip that differs from the first in what `width=640,audio=none` says."""
    parser = argparse.ArgumentParser("--then", add_help=False, allow_abbrev=False)
    _add_clip_arguments(parser, first)
    names_and_values = (change.partition("=") for change in changes.split(","))
    options = [f"--{name.replace('_', '-')}={value}" for name, _, value in names_and_values]
    return _spec(parser.parse_args(options))


def _options(arguments: argparse.Namespace, credentials: Credentials | None) -> CameraOptions:
    return CameraOptions(
        host=arguments.host,
        port=arguments.port,
        credentials=credentials,
        auth_schemes=tuple(arguments.auth.split(",")),
        redirect_to=arguments.redirect_to,
        clock_ppm=arguments.clock_ppm,
        ntp_offset_seconds=arguments.ntp_offset,
        report_interval_seconds=arguments.report_interval,
        align_to_minute=arguments.align_to_minute,
        vary_seed=arguments.vary,
        start_at_key=not arguments.start_anywhere,
        backlog_limit_bytes=arguments.backlog_kib * 1024,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("recordings.simulator", description="A simulated RTSP camera.")
    add = parser.add_argument
    add("--host", default="127.0.0.1")
    add("--port", type=int, default=0, help="0: a free one")
    add("--media", type=Path, required=True, help="folder in which clips are kept")
    add("--ffmpeg", default="ffmpeg", help="the binary that makes a clip that is not there")
    add("--until-eof", action="store_true", help="end when standard input ends")
    add("--credentials-stdin", action="store_true", help="first line: user:password")
    add("--auth", default="digest,basic", choices=["digest", "basic", "digest,basic"])
    add("--redirect-to", help="where /redirect leads")
    shown = "a further clip, for the order `show 1` and so on: what differs from the first"
    add("--then", action="append", default=[], metavar="KEY=VALUE,...", help=shown)
    _add_clip_arguments(parser, ClipSpec())
    _add_behaviour_arguments(parser, CameraOptions())
    return parser


def _add_clip_arguments(parser: argparse.ArgumentParser, default: ClipSpec) -> None:
    add = parser.add_argument_group("what the camera shows").add_argument
    add("--codec", choices=["h264", "h265"], default=default.codec)
    add("--audio", choices=["aac", "pcmu", NO_AUDIO], default=default.audio or NO_AUDIO)
    add("--width", type=int, default=default.width)
    add("--height", type=int, default=default.height)
    add("--fps", type=int, default=default.fps)
    add("--gop", type=int, default=default.gop_frames, help="frames from key frame to key frame")
    add("--seconds", type=int, default=default.seconds, help="length of the clip")
    add("--bitrate", type=int, default=default.bitrate, help="bits per second")
    add("--b-frames", type=int, default=default.b_frames)


def _add_behaviour_arguments(parser: argparse.ArgumentParser, default: CameraOptions) -> None:
    group = parser.add_argument_group("how it behaves")
    add = group.add_argument
    add("--clock-ppm", type=float, default=default.clock_ppm, help="frame clock too fast by")
    add("--ntp-offset", type=float, default=default.ntp_offset_seconds, help="seconds")
    add("--report-interval", type=float, default=default.report_interval_seconds, help="seconds")
    timing = group.add_mutually_exclusive_group()
    timing.add_argument("--align-to-minute", action="store_true")
    timing.add_argument("--vary", type=int, metavar="SEED", help="change the frame rate")
    add("--start-anywhere", action="store_true", help="not at a key frame")
    add("--backlog-kib", type=int, default=default.backlog_limit_bytes // 1024)
