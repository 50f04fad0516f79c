"""The chain of hashes: what it is made of, and that it shows every change."""

import hashlib
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.ledger import (
    GENESIS,
    Broken,
    LedgerEntry,
    Link,
    canonical,
    entry_hash,
    payload_hash,
    verify,
)

ENTRY = LedgerEntry(
    number=1,
    run=7,
    at=datetime(2026, 11, 20, 3, 0, 1, 250_000, timezone(-timedelta(hours=3))),
    reason="expired",
    city_uuid=UUID(int=1),
    camera_uuid=UUID(int=2),
    camera_name='Praça "7"',
    volume_uuid=UUID(int=3),
    start_time=datetime(2026, 11, 13, tzinfo=UTC),
    end_time=datetime(2026, 11, 13, 1, tzinfo=UTC),
    retention_days=7,
    files=[["city_1/cam_7/2026-11-13/00-00-00_00000001.mp4", 1, 2, 41]],
    bytes=41,
    freed_bytes=4096,
)
CANONICAL = (
    '{"at":"2026-11-20T06:00:01.250000Z","bytes":41,"camera_name":"Praça \\"7\\"",'
    '"camera_uuid":"00000000-0000-0000-0000-000000000002",'
    '"city_uuid":"00000000-0000-0000-0000-000000000001",'
    '"end_time":"2026-11-13T01:00:00.000000Z",'
    '"files":[["city_1/cam_7/2026-11-13/00-00-00_00000001.mp4",1,2,41]],'
    '"freed_bytes":4096,"number":1,"reason":"expired","retention_days":7,"run":7,'
    '"start_time":"2026-11-13T00:00:00.000000Z",'
    '"volume_uuid":"00000000-0000-0000-0000-000000000003"}'
)


def chain(length: int, first: int = 1) -> list[Link]:
    links: list[Link] = []
    previous = GENESIS
    for number in range(1, first + length):
        entry = replace(ENTRY, number=number, bytes=number)
        own = entry_hash(previous, entry)
        links.append(Link(number, previous, own, entry.payload()))
        previous = own
    return links[first - 1 :]


def test_an_entry_is_hashed_in_one_form_after_the_hash_before_it() -> None:
    assert canonical(ENTRY.payload()).decode() == CANONICAL
    hashed = GENESIS + "\n" + CANONICAL
    assert entry_hash(GENESIS, ENTRY) == hashlib.sha256(hashed.encode()).hexdigest()


def test_the_zone_in_which_a_moment_is_told_changes_nothing() -> None:
    same = replace(ENTRY, at=ENTRY.at.astimezone(UTC))
    assert entry_hash(GENESIS, same) == entry_hash(GENESIS, ENTRY)


@pytest.mark.parametrize("value", [1.0, True, None, b"x", [1, [2.5]], {"a": 0.1}])
def test_what_has_no_one_way_to_be_written_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        payload_hash(GENESIS, {**ENTRY.payload(), "bytes": value})


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        entry_hash(GENESIS, replace(ENTRY, at=datetime(2026, 11, 20)))  # noqa: DTZ001


@pytest.mark.parametrize("first", [1, 4])
def test_a_chain_holds_from_wherever_it_begins(first: int) -> None:
    assert verify(chain(5, first)) is None


def test_no_chain_holds() -> None:
    assert verify([]) is None


def test_bare_links_stand_for_entries_that_may_not_be_read() -> None:
    links = chain(5)
    for number in (0, 2, 3, 4):
        links[number] = links[number]._replace(payload=None)
    assert verify(links) is None


def test_nothing_stands_before_the_first_entry() -> None:
    own = entry_hash("1" * 64, ENTRY)
    assert verify([Link(1, "1" * 64, own, ENTRY.payload())]) == Broken(1, "previous")


@pytest.mark.parametrize("number", [0, -1])
def test_numbers_begin_with_one(number: int) -> None:
    assert verify([Link(number, GENESIS, "1" * 64, None)]) == Broken(number, "number")


def test_an_entry_that_was_taken_out_is_missed() -> None:
    links = chain(5)
    del links[2]
    assert verify(links) == Broken(4, "number")


def test_entries_that_changed_places_are_noticed() -> None:
    links = chain(5)
    links[1], links[2] = links[2], links[1]
    assert verify(links) == Broken(3, "number")


def test_a_number_that_was_given_anew_is_noticed() -> None:
    links = chain(3)
    renumbered = [links[0], links[2]._replace(number=2)]
    assert verify(renumbered) == Broken(2, "previous")


def test_a_hash_that_was_made_to_fit_shows_in_the_next_entry() -> None:
    links = chain(3)
    changed = {**(links[1].payload or {}), "bytes": 0}
    links[1] = links[1]._replace(
        payload=changed, hash=payload_hash(links[1].previous_hash, changed)
    )
    assert verify(links) == Broken(3, "previous")


def test_an_entry_under_the_number_of_another_is_noticed() -> None:
    links = chain(2)
    payload = {**(links[1].payload or {}), "number": 3}
    previous = links[1].previous_hash
    links[1] = Link(2, previous, payload_hash(previous, payload), payload)
    assert verify(links) == Broken(2, "content")


def test_what_cannot_be_hashed_does_not_hold() -> None:
    for value in (1.5, "\ud800"):
        link = chain(1)[0]
        link = link._replace(payload={**(link.payload or {}), "camera_name": value})
        assert verify([link]) == Broken(1, "content")


def test_a_bare_link_needs_a_hash() -> None:
    assert verify([Link(1, GENESIS, "Z" * 64, None)]) == Broken(1, "content")


@given(
    st.integers(0, 4),
    st.sampled_from([field.name for field in fields(LedgerEntry)]),
    st.integers(1, 2**62) | st.text(max_size=8) | st.lists(st.integers(), max_size=2),
)
def test_any_change_of_any_entry_is_found_where_it_is(index: int, name: str, value: Any) -> None:
    links = chain(5)
    payload = dict(links[index].payload or {})
    if payload[name] == value:
        return
    links[index] = links[index]._replace(payload={**payload, name: value})
    assert verify(links) == Broken(index + 1, "content")
