"""Checking an export of the ledger without a database or a network."""

from dataclasses import dataclass, field
from typing import IO, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from recordings.certificates.signing import BadSignature, check, decode
from recordings.cleanup.ledger_lines import read_lines
from recordings.ledger import GENESIS, Broken, Chain, Link
from recordings.services.ledger_export import KIND, VERSION


class NotValid(Exception):
    """What does not hold, and where."""


@dataclass(frozen=True, slots=True)
class Verified:
    """`closing` is what was signed; `key` the one that its signature was checked with."""

    closing: dict[str, Any]
    key: Ed25519PublicKey


@dataclass(slots=True)
class _Seen:
    chain: Chain = field(default_factory=Chain)
    entries: int = 0
    links: int = 0
    cities: set[str] = field(default_factory=set)

    def note(self, link: Link) -> None:
        """Raises NotValid."""
        broken = self.chain.follow(link)
        if broken is not None:
            raise NotValid(fault_words(broken))
        self.links += 1
        if link.payload is not None:
            self.entries += 1
            self.cities.add(str(link.payload["city_uuid"]))


def verify_export(file: IO[bytes], key: Ed25519PublicKey | None) -> Verified:
    """Raises NotValid, Unreadable (not such a file) or OSError; in constant memory.

    Without `key` the file's own is used: that shows only that nothing was changed since, and not
    who signed it.
    """
    seen, document = _Seen(), None
    for line in read_lines(file):
        if document is not None:
            raise NotValid("something follows the closing line")
        if isinstance(line, Link):
            seen.note(line)
        else:
            document = line
    if document is None:
        raise NotValid("the closing line is missing: the file was cut off")
    used = key or _own_key(document)
    try:
        check(document, used)
    except BadSignature as error:
        raise NotValid("the signature does not belong to the closing line") from error
    _compare(document["certificate"], seen)
    return Verified(document["certificate"], used)


def fault_words(broken: Broken) -> str:
    if broken.fault == "number":
        return f"entry {broken.number} does not follow the one before it: some are missing"
    if broken.fault == "previous":
        return f"entry {broken.number} names another hash than the entry before it has"
    return f"entry {broken.number} is not what was hashed: it was changed"


def _own_key(document: dict[str, Any]) -> Ed25519PublicKey:
    try:
        return decode(document["signature"]["public_key"])
    except (KeyError, TypeError, ValueError) as error:
        raise NotValid("the closing line names no public key") from error


def _compare(closing: Any, seen: _Seen) -> None:
    """Raise NotValid unless the lines are those that were signed."""
    if not isinstance(closing, dict):
        raise NotValid("the closing line is of another kind")
    if closing.get("kind") != KIND or closing.get("version") != VERSION:
        raise NotValid("it is signed, but no ledger that this software knows")
    first, last = seen.chain.first, seen.chain.last
    found = {
        "links": seen.links,
        "entries": seen.entries,
        "first_number": first.number if first else None,
        "last_number": last.number if last else None,
        "previous_hash": first.previous_hash if first else GENESIS,
        "last_hash": last.hash if last else GENESIS,
    }
    for name, value in found.items():
        if closing.get(name) != value:
            raise NotValid(f"the closing line says {name} {closing.get(name)}, there is {value}")
    if not seen.cities <= _named(closing, seen):
        raise NotValid("there are entries of a city that the closing line does not name")


def _named(closing: dict[str, Any], seen: _Seen) -> set[str]:
    """The cities whose entries may be there; null stands for all. Raises NotValid."""
    cities = closing.get("cities")
    if cities is None:
        return seen.cities
    if not (isinstance(cities, list) and all(isinstance(city, dict) for city in cities)):
        raise NotValid("the closing line is of another kind")
    return {str(city.get("uuid")) for city in cities}
