"""What answers about cameras tell of clips, which an app above this one keeps.

`clips` says here, when the programs start, whom to ask: neither this app nor `playback` may import
it. Until then there are no clips.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from recordings.spans import Span

ClipSpan = tuple[int, int, int]
"""Start, end (milliseconds since the epoch) and id."""


@dataclass(frozen=True, slots=True)
class ClipWeight:
    """What one person cut from one camera: clips whose files stand on a volume, and the bytes of
    those, marked copies included. `user`: id and name, None when the account is gone."""

    camera_id: int
    user: tuple[int, str] | None
    bytes: int
    clips: int


VolumeClips = tuple[int, int]
"""Bytes and number of the clips on a volume, marked copies' bytes included."""


def _no_spans(camera_id: int, span: Span) -> Sequence[ClipSpan]:
    return ()


def _no_weights(cities: QuerySet[Any]) -> Sequence[ClipWeight]:
    return ()


def _on_no_volumes() -> Mapping[int, VolumeClips]:
    return {}


@dataclass(slots=True)
class ClipFacts:
    """`spans`: a camera's finished clips with a moment in a span, in order of time, one query.
    `weights`: of all cameras of some cities, one query. `on_volumes`: by the volume's id, one
    query."""

    spans: Callable[[int, Span], Sequence[ClipSpan]] = _no_spans
    weights: Callable[[QuerySet[Any]], Sequence[ClipWeight]] = _no_weights
    on_volumes: Callable[[], Mapping[int, VolumeClips]] = _on_no_volumes


clip_facts = ClipFacts()
