"""The ledger's rows form one unbroken chain, whoever adds to it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from recordings.cleanup.ledger_rows import append_entries, broken_link
from recordings.ledger import GENESIS, Broken
from recordings.models import Camera, Deletion
from tests.people import make_city
from tests.recordings.api.scene import make_camera
from tests.recordings.cleanup.ledger_scene import AT, HOUR, added, draft, make_run, tamper

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

WRITERS, BATCHES = 6, 5


@pytest.fixture
def gate(db: None) -> Camera:
    return make_camera(make_city(), "Gate")


def numbers() -> list[int]:
    return list(Deletion.objects.order_by("number").values_list("number", flat=True))


def test_entries_are_numbered_and_chained_in_their_order(gate: Camera) -> None:
    run = make_run()
    first, second = append_entries(run, [draft(gate), draft(gate, files=3)])
    (third,) = append_entries(run, [draft(gate, files=1)])
    rows = list(Deletion.objects.order_by("number"))
    assert [row.pk for row in rows] == [first.pk, second.pk, third.pk]
    assert [row.number for row in rows] == [1, 2, 3]
    assert [row.previous_hash for row in rows] == [GENESIS, first.hash, second.hash]
    assert broken_link() is None


def test_no_drafts_leave_no_entry(gate: Camera) -> None:
    assert append_entries(make_run(), []) == []
    assert numbers() == []


def test_what_stands_in_an_entry_outlives_the_rows_that_it_names(gate: Camera) -> None:
    (entry,) = added(make_run(), gate)
    city, volume = gate.city, entry.volume
    gate.delete()
    city.delete()
    assert volume is not None
    volume.delete()
    entry.refresh_from_db()
    assert (entry.camera, entry.city, entry.volume) == (None, None, None)
    assert (entry.camera_uuid, entry.camera_name) == (gate.uuid, "Gate")
    assert broken_link() is None


def test_a_rolled_back_transaction_leaves_no_hole(gate: Camera) -> None:
    run = make_run()
    with transaction.atomic():
        append_entries(run, [draft(gate)])
        transaction.set_rollback(True)
    append_entries(run, [draft(gate)])
    assert numbers() == [1]
    assert broken_link() is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("bytes", 1),
        ("freed_bytes", 1),
        ("reason", "quota"),
        ("camera_name", "Other"),
        ("retention_days", 1),
        ("at", AT - HOUR),
        ("start_time", AT - HOUR),
        ("files", []),
    ],
)
def test_an_entry_that_was_changed_is_found(gate: Camera, column: str, value: Any) -> None:
    added(make_run(), gate, gate, gate)
    tamper(2, **{column: value})
    assert broken_link() == Broken(2, "content")


def test_an_entry_that_was_taken_out_is_found(gate: Camera) -> None:
    added(make_run(), gate, gate, gate)
    tamper(2, number=20)
    assert broken_link() == Broken(3, "number")


def test_entries_are_neither_changed_nor_deleted_through_the_model(gate: Camera) -> None:
    (entry,) = added(make_run(), gate)
    rows = Deletion.objects.all()
    for refused in (entry.save, entry.delete, rows.delete, lambda: rows.update(bytes=0)):
        with pytest.raises(TypeError):
            refused()


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_take_successive_numbers(gate: Camera) -> None:
    run = make_run()
    start = Barrier(WRITERS, timeout=30)

    def write(_writer: int) -> None:
        try:
            start.wait()
            for _batch in range(BATCHES):
                with transaction.atomic():
                    append_entries(run, [draft(gate), draft(gate)])
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(write, range(WRITERS)))
    assert numbers() == list(range(1, 2 * WRITERS * BATCHES + 1))
    assert broken_link() is None
