"""What a clip is made of, for whoever has to show it: a plain value, written as JSON.

The same words in every language: it is read by programs, and by people before a court. Numbers are
whole, lengths microseconds: a fraction has more than one way to be written, and what is signed
must have one (`clips.sealing`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from clips.cutting import CutPlan, Part
from recordings.media.wall import WallClock
from recordings.spans import Span, moment_of

FORMAT = "vms-clip-manifest/1"


def manifest_of(
    plan: CutPlan,
    *,
    clip: Mapping[str, Any],
    digests: Sequence[str],
    files: Mapping[str, Mapping[str, Any]],
    software: Mapping[str, str],
    checks: Mapping[str, Any],
    sha256: str,
    size: int,
) -> dict[str, Any]:
    """`digests` in the order of the parts; `files` by the key of their source."""
    return {
        "format": FORMAT,
        "clip": dict(clip),
        "file": {
            "sha256": sha256,
            "bytes": size,
            "duration_us": _microseconds(plan.shown_ticks, plan),
        },
        "shown": {
            "start_time": iso(plan.start_ms),
            "end_time": iso(plan.end_ms),
            # In the file for the decoder's sake, before the first picture that is shown.
            "hidden_before_us": _microseconds(plan.hidden_ticks, plan),
        },
        "gaps": spans_told(plan.gaps),
        "sources": [
            {**files[part.source.key], **_part(part, plan), "sha256": digest}
            for part, digest in zip(plan.parts, digests, strict=True)
        ],
        "checks": dict(_whole(name, value) for name, value in checks.items()),
        "software": dict(software),
    }


def _part(part: Part, plan: CutPlan) -> dict[str, Any]:
    first, end = part.byte_range
    start_ms, end_ms = part.span
    return {
        "byte_range": [first, end],
        "start_time": iso(start_ms),
        "end_time": iso(end_ms),
        # Where in the clip its first fragment begins; negative for what is hidden.
        "begins_at_us": _microseconds(part.begins - plan.hidden_ticks, plan),
        "clock": _clock(part.source.wall),
    }


def _microseconds(ticks: int, plan: CutPlan) -> int:
    return round(ticks * 1_000_000 / plan.timescale)


def _whole(name: str, value: Any) -> tuple[str, Any]:
    """A length in seconds as one in microseconds, named so; anything else as it is."""
    if not name.endswith("_seconds"):
        return name, value
    microseconds = None if value is None else round(value * 1_000_000)
    return f"{name.removesuffix('_seconds')}_us", microseconds


def _clock(wall: WallClock) -> dict[str, Any]:
    """How the wall time of the recording's media is known: from one tick to another."""
    return {
        "timescale": wall.timescale,
        "first_tick": wall.begin,
        "last_tick": wall.end,
        "first_ms": wall.start_ms,
        "last_ms": wall.end_ms,
    }


def spans_told(spans: Sequence[Span]) -> list[dict[str, str]]:
    return [{"start_time": iso(start), "end_time": iso(end)} for start, end in spans]


def iso(at_ms: int) -> str:
    return moment_of(at_ms).isoformat(timespec="milliseconds")
