"""The chain of hashes over deletions: none can be changed, added or taken away unseen.

An entry's hash is SHA-256 (FIPS 180-4) over the hash before it, a line feed, and the entry in a
canonical form: JSON with sorted keys and without blanks in UTF-8, which holds whole numbers, text
and lists only (so that it is the form of RFC 8785, too), with times as UTC to the microsecond.
Whoever may not read an entry gets it as a bare link: its number and two hashes. They say nothing of
what it holds (UUIDs in it cannot be guessed), and yet the chain can be followed over it.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

GENESIS = "0" * 64
"""The hash before the first entry."""
FIRST_NUMBER = 1
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)

FileSpan = Sequence[Any]
"""`[path, start_ms, end_ms, bytes]`"""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """An unbroken stretch of one camera that a run deleted for one reason; all that is hashed."""

    number: int
    run: int
    at: datetime
    reason: str
    city_uuid: UUID
    camera_uuid: UUID
    camera_name: str
    volume_uuid: UUID
    start_time: datetime
    end_time: datetime
    retention_days: int
    files: Sequence[FileSpan]
    bytes: int
    freed_bytes: int

    def payload(self) -> dict[str, Any]:
        """As JSON holds it: whole numbers, text and lists."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


class Link(NamedTuple):
    """An entry's place in the chain; without `payload` it is a bare link."""

    number: int
    previous_hash: str
    hash: str
    payload: Mapping[str, Any] | None


class Broken(NamedTuple):
    """The first link that does not hold.

    `number`: it does not follow the number before it. `previous`: it names another hash than the
    one before it has. `content`: the entry is not the one that was hashed.
    """

    number: int
    fault: Literal["number", "previous", "content"]


def entry_hash(previous_hash: str, entry: LedgerEntry) -> str:
    """64 hexadecimal digits. Raises TypeError for a float: it has no one way to be written."""
    return payload_hash(previous_hash, entry.payload())


def payload_hash(previous_hash: str, payload: Mapping[str, Any]) -> str:
    """The same for an entry that was read from a file."""
    return hashlib.sha256(previous_hash.encode() + b"\n" + canonical(payload)).hexdigest()


def canonical(payload: Mapping[str, Any]) -> bytes:
    """Raises TypeError for anything that is not whole numbers, text and lists."""
    _refuse_floats(payload)
    return json.dumps(
        payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def verify(links: Iterable[Link]) -> Broken | None:
    """The first link that does not hold; None when all do.

    Links come in order and may begin anywhere: what stood before them is taken as it is told,
    except that nothing stands before the first entry of all.
    """
    chain = Chain()
    for link in links:
        broken = chain.follow(link)
        if broken is not None:
            return broken
    return None


class Chain:
    """Follows a chain link by link, in constant memory."""

    def __init__(self) -> None:
        self.first: Link | None = None
        self.last: Link | None = None

    def follow(self, link: Link) -> Broken | None:
        """What is wrong with the link, if anything; it is the last one from now on."""
        before, self.last = self.last, link
        self.first = self.first or link
        if before is None:
            is_next, previous = link.number >= FIRST_NUMBER, link.previous_hash
            if link.number == FIRST_NUMBER:
                previous = GENESIS
        else:
            is_next, previous = link.number == before.number + 1, before.hash
        if not is_next:
            return Broken(link.number, "number")
        if link.previous_hash != previous:
            return Broken(link.number, "previous")
        return None if _holds(link) else Broken(link.number, "content")


def is_hash(text: object) -> bool:
    return isinstance(text, str) and _HASH.fullmatch(text) is not None


def _holds(link: Link) -> bool:
    if link.payload is None:
        return is_hash(link.hash)
    try:
        found = payload_hash(link.previous_hash, link.payload)
    except (TypeError, ValueError):  # floats; text that UTF-8 cannot hold
        return False
    return found == link.hash and link.payload.get("number") == link.number


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return _utc(value)
    return str(value) if isinstance(value, UUID) else value


def _utc(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise TypeError("a moment without a time zone")
    text = moment.astimezone(UTC).isoformat(timespec="microseconds")
    return text.removesuffix("+00:00") + "Z"


def _refuse_floats(value: Any) -> None:
    if isinstance(value, Mapping):
        for part in value.values():
            _refuse_floats(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _refuse_floats(part)
    elif isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError(f"{type(value).__name__} has no canonical form")
