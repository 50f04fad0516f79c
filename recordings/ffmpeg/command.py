"""The recorder's FFmpeg command: pure builders of its argv and of what goes through its pipe.

Why each option is there is told, with measurements, in docs/design/recorder.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from recordings.ffmpeg.layout import output_pattern
from recordings.media.timing import Sound
from recordings.rtsp.addresses import Address

SILENT_AUDIO_MICROSECONDS = 200_000  # how long audio that stops may hold video back
FRAGMENT_MICROSECONDS = 1_000_000
SOCKET_TIMEOUT_MICROSECONDS = 5_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """Where the media comes from, and what it is. Its text goes through a pipe, never argv."""

    address: Address
    ip: str
    transport: str  # "tcp" or "udp"
    video: str  # "h264" or "hevc"
    audio: Literal["copy", "transcode"] | None

    @property
    def sound(self) -> Sound:
        """How long frames wait for it depends on what is done with it."""
        if self.audio is None:
            return "none"
        return "copied" if self.audio == "copy" else "transcoded"

    @property
    def ffconcat(self) -> bytes:
        """A concat script naming the checked IP address, so that nothing resolves anew."""
        url = self.address.at(self.ip, with_user=True).replace("'", r"'\''")
        media = "video+audio" if self.audio else "video"
        lines = [
            "ffconcat version 1.0",
            f"file '{url}'",
            f"option rtsp_transport {self.transport}",
            f"option timeout {SOCKET_TIMEOUT_MICROSECONDS}",
            "option fpsprobesize 0",
            "option analyzeduration 1000000",
            f"option allowed_media_types {media}",
        ]
        return ("\n".join(lines) + "\n").encode()


@dataclass(frozen=True, slots=True)
class RecordCommand:
    """One camera's recorder, writing segments under `camera_folder` until it is told to stop."""

    program: str
    source: Source
    camera_folder: str
    run_id: str
    segment_seconds: int

    def argv(self, pipe_fd: int) -> list[str]:
        """The argument list; the address is read from the inherited descriptor `pipe_fd`."""
        protocols = "pipe,rtsp,rtp,udp,tcp" + (",tls,crypto" * self.source.address.is_secure)
        return [
            self.program,
            *("-nostdin", "-hide_banner", "-nostats", "-loglevel", "level+warning"),
            *("-protocol_whitelist", protocols, "-fpsprobesize", "0"),
            *("-f", "concat", "-safe", "0", "-i", f"pipe:{pipe_fd}"),
            *self._streams(),
            *("-max_interleave_delta", str(SILENT_AUDIO_MICROSECONDS)),
            *("-f", "segment", "-segment_atclocktime", "1"),
            *("-segment_time", str(self.segment_seconds), "-strftime", "1"),
            *("-segment_format", "mp4", "-segment_format_options", self._muxer_options()),
            *("-reset_timestamps", "1"),
            output_pattern(self.camera_folder, self.run_id),
        ]

    def _streams(self) -> list[str]:
        video = ["-map", "0:v:0", "-c:v", "copy"]
        if self.source.video == "hevc":
            video += ["-tag:v", "hvc1"]  # Apple's players refuse hev1
        if self.source.audio is None:
            return video
        codec = ["copy"] if self.source.audio == "copy" else ["aac", "-b:a", "32k"]
        return [*video, "-map", "0:a:0?", "-c:a", *codec]

    def _muxer_options(self) -> str:
        return ":".join(
            [
                "movflags=+frag_keyframe+empty_moov+default_base_moof",
                f"frag_duration={FRAGMENT_MICROSECONDS}",
                "flush_packets=1",
                "write_prft=wallclock",
                f"max_interleave_delta={SILENT_AUDIO_MICROSECONDS}",
            ]
        )


def sound_of(argv: Sequence[str]) -> Sound:
    """What a recorder that was started earlier does with the camera's sound."""
    try:
        codec = argv[argv.index("-c:a") + 1]
    except (ValueError, IndexError):
        return "none"
    return "copied" if codec == "copy" else "transcoded"
