"""The ledger as a file: what stands in it, and that every change of it is found without us."""

import csv
import tracemalloc
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.models import City
from recordings.api.ledger_export import ExportBody
from recordings.certificates.signing import encode, public_key
from recordings.cleanup.ledger_lines import (
    COLUMNS,
    csv_head,
    csv_line,
    jsonl_line,
    read_lines,
)
from recordings.cleanup.ledger_rows import append_entries
from recordings.file_parts import download_slots
from recordings.ledger import Link
from recordings.models import Camera
from recordings.services.cleanups import Accounts
from recordings.services.ledger_export import ledger_export
from tests.people import make_user
from tests.recordings.cleanup.ledger_files import (
    checked,
    exported,
    foreign,
    gate,
    key_folder,
    lines,
    mixed,
)
from tests.recordings.cleanup.ledger_scene import AT, HOUR, draft, make_run

__all__ = ["foreign", "gate", "key_folder", "mixed"]

pytestmark = [pytest.mark.django_db, pytest.mark.contract, pytest.mark.usefixtures("key_folder")]

FORMS = ["jsonl", "csv"]


def test_a_citys_export_holds_bare_links_where_others_stand(mixed: None, gate: Camera) -> None:
    content = exported(gate.city)
    *links, closing = lines(content)
    whole, bare = set(COLUMNS), {"number", "previous_hash", "hash"}
    assert [set(link) for link in links] == [whole, bare, whole, bare, bare, whole]
    assert [link["number"] for link in links] == [1, 2, 3, 4, 5, 6]
    assert "Boreal" not in content.decode()
    assert "Foreign" not in content.decode()
    told = closing["certificate"]
    assert told["cities"] == [{"uuid": str(gate.city.uuid), "name": "Aurora"}]
    counted = ("entries", "links", "first_number", "last_number", "last_hash")
    assert [told[name] for name in counted] == [3, 6, 1, 6, links[-1]["hash"]]


def test_the_whole_installations_export_has_every_entry(mixed: None) -> None:
    *links, closing = lines(exported())
    assert [set(link) for link in links] == [set(COLUMNS)] * 6
    assert closing["certificate"]["cities"] is None


@pytest.mark.parametrize("form", FORMS)
def test_what_was_exported_is_found_valid(
    mixed: None, gate: Camera, tmp_path: Path, form: str
) -> None:
    for cities in ((), (gate.city,)):
        told = checked(tmp_path, exported(*cities, form=form), "--key", encode(public_key()))
        assert told[0] == "The chain is whole and the signature is valid."


@pytest.mark.parametrize("form", FORMS)
def test_a_period_begins_in_the_middle_of_the_chain(
    mixed: None, gate: Camera, tmp_path: Path, form: str
) -> None:
    content = exported(gate.city, form=form, start=AT + HOUR)
    told = checked(tmp_path, content)
    assert "links      4 (3 to 6)" in told
    assert "entries    2" in told


@pytest.mark.parametrize("form", FORMS)
def test_an_export_of_nothing_is_closed_and_signed(gate: Camera, tmp_path: Path, form: str) -> None:
    for cities in ((), (gate.city,)):
        told = checked(tmp_path, exported(*cities, form=form))
        assert "links      0 (None to None)" in told


def test_both_forms_hold_the_same(mixed: None, gate: Camera) -> None:
    *as_json, _ = read_lines(BytesIO(exported(gate.city)))
    *as_csv, _ = read_lines(BytesIO(exported(gate.city, form="csv")))
    assert as_csv == as_json


def test_no_cell_is_a_formula_for_a_spreadsheet(mixed: None) -> None:
    rows = list(csv.reader(StringIO(exported(form="csv").decode(), newline="")))
    cells = [cell for row in rows for cell in row]
    assert '\'=HYPERLINK("x"), Praça\u2028"7"' in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_long_export_takes_no_more_memory(gate: Camera) -> None:
    run, peaks = make_run(), []
    for entries in (400, 3600):
        append_entries(run, [draft(gate, files=24)] * entries)
        tracemalloc.start()
        try:
            assert download_slots.acquire(blocking=False)
            export = ledger_export(
                user=make_user(),
                address="",
                accounts=Accounts([gate.city]),
                period=(None, None),
                form="jsonl",
            )
            size = sum(len(part) for part in ExportBody(export, "jsonl"))
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
        assert size > entries * 1000
    assert peaks[1] < 2 * peaks[0]


@settings(deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.integers(0, 2**63 - 1),
    st.booleans(),
)
def test_any_text_comes_back_from_either_form(text: str, number: int, is_bare: bool) -> None:
    entry = draft(Camera(pk=1, name=text, city=City(pk=1)), at=datetime(2026, 5, 1, tzinfo=UTC))
    payload = {
        **dict.fromkeys(COLUMNS[:-2], text),
        **dict.fromkeys(("number", "run", "retention_days", "bytes", "freed_bytes"), number),
        "files": [list(file) for file in entry.files],
    }
    link = Link(number, "0" * 64, "1" * 64, None if is_bare else payload)
    assert list(read_lines(BytesIO(jsonl_line(link)))) == [link]
    assert list(read_lines(BytesIO(csv_head() + csv_line(link)))) == [link]


def test_the_day_of_an_export_is_counted_by_when_things_were_deleted(mixed: None) -> None:
    *links, _ = lines(exported(start=AT, end=AT + timedelta(seconds=1)))
    assert [link["number"] for link in links] == [1, 2]
