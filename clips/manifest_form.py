"""Reading a manifest that may come from anybody: bounded, and held to its form.

Names that this software does not know may stand in it; they are signed with the rest.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from clips.manifest import FORMAT

MOST_BYTES = 16 << 20
"""Six hours of a camera that breaks off every ten seconds come to 2 MB."""
MOST_NUMBER = (1 << 63) - 1
LONGEST_TEXT = 4096
LONGEST_NAME_BYTES = 255
_HASH = re.compile(r"[0-9a-f]{64}")

Form = Callable[[Any], bool] | Mapping[str, Any] | Sequence[Any]
"""Of a value: what it must satisfy, the names it must have, or what each in a list must be."""


class NotAManifest(Exception):
    """`where` is the path of the first thing that is wrong; empty for what is no such JSON."""

    def __init__(self, where: str = "") -> None:
        super().__init__(where)
        self.where = where


@dataclass(frozen=True, slots=True)
class SourceRange:
    """Bytes [start, end) of a recording; `file` is relative to its volume, and leads nowhere
    else."""

    file: str
    start: int
    end: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`told` is all that stands in it."""

    told: Mapping[str, Any]
    sha256: str
    bytes: int
    sources: tuple[SourceRange, ...]


def read_manifest(data: bytes) -> Manifest:
    """Raises NotAManifest."""
    if len(data) > MOST_BYTES:
        raise NotAManifest
    try:
        told = json.loads(
            data.decode(),
            object_pairs_hook=_without_doubles,
            parse_float=_refuse,
            parse_constant=_refuse,
        )
    except (ValueError, RecursionError) as error:
        raise NotAManifest from error
    _hold_to(told, FORM, "")
    sources = tuple(_source_of(source) for source in told["sources"])
    _refuse_overlaps(sources)
    return Manifest(told, told["file"]["sha256"], told["file"]["bytes"], sources)


def _source_of(told: Mapping[str, Any]) -> SourceRange:
    start, end = told["byte_range"]
    return SourceRange(told["file"], start, end, told["sha256"])


def _refuse_overlaps(sources: Sequence[SourceRange]) -> None:
    """No byte is in a clip twice; and nobody is made to read a file a thousand times."""
    ends: dict[str, int] = {}
    for source in sorted(sources, key=lambda source: (source.file, source.start)):
        if source.start < ends.get(source.file, 0):
            raise NotAManifest("sources")
        ends[source.file] = source.end


def _hold_to(value: Any, form: Form, where: str) -> None:
    if isinstance(form, Mapping):
        if not isinstance(value, dict):
            raise NotAManifest(where or "-")
        for name, inner in form.items():
            path = f"{where}.{name}" if where else name
            if name not in value:
                raise NotAManifest(path)
            _hold_to(value[name], inner, path)
    elif isinstance(form, Sequence):
        if not isinstance(value, list):
            raise NotAManifest(where)
        for number, each in enumerate(value):
            _hold_to(each, form[0], f"{where}.{number}")
    elif not form(value):
        raise NotAManifest(where)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A name that comes twice would be read by one program so and by another otherwise."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name comes twice")
    return found


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text[:40]} is no whole number")


def _is_format(value: Any) -> bool:
    return isinstance(value, str) and value == FORMAT


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_whole(value: Any) -> bool:
    return type(value) is int and abs(value) <= MOST_NUMBER


def _is_count(value: Any) -> bool:
    return _is_whole(value) and value >= 0


def _is_hash(value: Any) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _is_moment(value: Any) -> bool:
    """With its offset, as `clips.manifest.iso` writes it."""
    try:
        return len(value) <= 40 and datetime.fromisoformat(value).tzinfo is not None
    except (TypeError, ValueError):
        return False


def _is_range(value: Any) -> bool:
    is_pair = isinstance(value, list) and len(value) == 2 and all(map(_is_count, value))
    return is_pair and value[0] < value[1]


def _is_path(value: Any) -> bool:
    """Names alone, one below the other: nothing that leads out of the folder they begin in."""
    if not _is_text(value) or "\0" in value:
        return False
    try:
        names = [name.encode() for name in value.split("/")]
    except UnicodeEncodeError:
        return False
    return all(name not in (b"", b".", b"..") and len(name) <= LONGEST_NAME_BYTES for name in names)


_SPAN: dict[str, Form] = {"start_time": _is_moment, "end_time": _is_moment}
FORM: Form = {
    "format": _is_format,
    "clip": {
        "uuid": _is_text,
        "name": _is_text,
        "mode": _is_text,
        "camera": {"uuid": _is_text, "name": _is_text},
        "city": {"name": _is_text},
        "asked_start_time": _is_moment,
        "asked_end_time": _is_moment,
        "asked_by": _is_text,
        "asked_at": _is_moment,
    },
    "file": {"sha256": _is_hash, "bytes": _is_count, "duration_us": _is_count},
    "shown": {**_SPAN, "hidden_before_us": _is_count},
    "gaps": [_SPAN],
    "sources": [
        {
            **_SPAN,
            "recording": _is_text,
            "file": _is_path,
            "run": _is_text,
            "byte_range": _is_range,
            "begins_at_us": _is_whole,
            "sha256": _is_hash,
        }
    ],
    "checks": _is_object,
    "software": _is_object,
}
