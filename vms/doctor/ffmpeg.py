"""FFmpeg: found, new enough, able to do what the recorder's command asks, and proven to."""

import re
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from recordings.children import run_limited
from recordings.faults import CameraFault
from recordings.ffmpeg.program import find_ffmpeg
from vms.doctor.findings import Finding, error, ok, warning
from vms.doctor.proof import Outcome, prove

OLDEST_MAJOR = 5  # the concat script's `option` lines
ANSWER_SECONDS = 10.0
MEMORY_BYTES = 4_000_000_000  # of address space
# What `ffmpeg -h THING` must name for the recorder's command to be understood.
ABILITIES = {
    "muxer=segment": ("segment_atclocktime", "segment_format_options", "reset_timestamps"),
    "muxer=mp4": ("write_prft", "frag_duration", "movflags"),
    "demuxer=concat": ("-safe",),
    "demuxer=rtsp": ("allowed_media_types", "rtsp_transport", "-timeout"),
    "encoder=aac": ("Encoder aac",),
}
PROTOCOLS = ("pipe", "rtp", "tcp", "udp")
_VERSION = re.compile(r"^ffmpeg version (\S+)", re.MULTILINE)


def program() -> str | None:
    """The FFmpeg that records; None when there is none."""
    try:
        return find_ffmpeg(settings.VMS_FFMPEG)
    except CameraFault:
        return None


def look(path: str | None) -> list[Finding]:
    """What can be known by asking FFmpeg itself; the proof comes apart, as it takes seconds."""
    if path is None:
        what = _("FFmpeg is missing; nothing can be recorded.")
        if settings.VMS_FFMPEG:
            what = _("VMS_FFMPEG names %(name)s, which does not run.") % {
                "name": settings.VMS_FFMPEG
            }
        do = _("Install it (apt-get install ffmpeg), or set VMS_FFMPEG to its path.")
        return [error("ffmpeg.missing", what, do)]
    version = _VERSION.search(_ask(path, "-version"))
    if version is None:
        what = _("%(path)s does not run as an FFmpeg.") % {"path": path}
        do = _("Install FFmpeg anew (apt-get install --reinstall ffmpeg).")
        return [error("ffmpeg.broken", what, do)]
    return [_age(path, version[1]), *_abilities(path)]


def prove_recording(path: str, scratch: Path, tell: Callable[[str], None]) -> list[Finding]:
    """What real recordings of some seconds showed, from simulated cameras."""
    outcomes = prove(path, scratch, tell)
    good = [outcome.name for outcome in outcomes if not outcome.problem]
    found = [_failed(outcome) for outcome in outcomes if outcome.problem]
    if good:
        what = _("Recorded and read back, in a trial: %(names)s.") % {"names": ", ".join(good)}
        found.insert(0, ok("ffmpeg.records", what))
    return found


def _failed(outcome: Outcome) -> Finding:
    what = _("A trial recording of %(name)s failed: %(problem)s.") % {
        "name": outcome.name,
        "problem": outcome.problem.rstrip("."),
    }
    do = _("Use Debian's FFmpeg (apt-get install ffmpeg), and unset VMS_FFMPEG.")
    return error("ffmpeg.fails", what, do, about=outcome.name)


def _age(path: str, version: str) -> Finding:
    words = {"version": version, "path": path, "oldest": OLDEST_MAJOR}
    major = re.match(r"n?(\d+)\.", version)  # a build from its repository has no number
    if major and int(major[1]) < OLDEST_MAJOR:
        what = _("FFmpeg %(version)s (%(path)s) is too old.") % words
        do = _("Install version %(oldest)s or newer, as Debian 12 has it.") % words
        return error("ffmpeg.version", what, do)
    return ok("ffmpeg.version", _("FFmpeg %(version)s (%(path)s).") % words)


def _abilities(path: str) -> list[Finding]:
    missing = [
        f"{thing.partition('=')[2]} {word.lstrip('-')}".replace("aac Encoder aac", "aac")
        for thing, words in ABILITIES.items()
        for word in _absent(_ask(path, "-h", thing), words)
    ]
    protocols = set(_ask(path, "-protocols").split())
    missing += [name for name in PROTOCOLS if name not in protocols]
    if missing:
        what = _("This FFmpeg lacks what recording needs: %(names)s.") % {
            "names": ", ".join(missing)
        }
        do = _("Use Debian's FFmpeg (apt-get install ffmpeg), and unset VMS_FFMPEG.")
        return [error("ffmpeg.abilities", what, do)]
    found = [ok("ffmpeg.abilities", _("It has every ability that recording needs."))]
    if "tls" not in protocols:
        what = _("This FFmpeg knows no TLS: rtsps:// cameras cannot be recorded.")
        do = _("Use an FFmpeg with TLS if you have such cameras (Debian's has it).")
        found.append(warning("ffmpeg.tls", what, do))
    return found


def _absent(help_text: str, words: tuple[str, ...]) -> list[str]:
    return [word for word in words if word not in help_text]


def _ask(path: str, *arguments: str) -> str:
    argv = [path, "-hide_banner", *arguments] if arguments != ("-version",) else [path, "-version"]
    said = run_limited(argv, b"", seconds=ANSWER_SECONDS, memory_bytes=MEMORY_BYTES)
    return said.decode("utf-8", "replace")
