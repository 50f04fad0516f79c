"""A hundred thousand rows leave in memory for a thousand."""

import csv
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from panel.exports import streaming
from panel.exports.columns import Table, column
from panel.exports.lists import ListOfRows
from panel.exports.streaming import write_rows
from panel.exports.writing import CsvWriter, XlsxWriter
from panel.kinds.exporting import COUNTED, SHOWN_ROWS
from panel.kinds.registry import kinds
from panel.models import Job
from panel.services import job_draft, job_preview
from recordings.models import Detection, Usage
from tests.panel.exports.jobs import CSV, asked_for, exported, worked_off
from tests.people import People
from tests.recordings.api.scene import NOON, make_camera, make_recording

MANY = 100_000
MOST_GROWTH = 10_000_000
"""In bytes of the process: the rows themselves take three times as much."""


def add_usage(people: People, count: int) -> None:
    """The lightest rows that there are."""
    recording = make_recording(make_camera(people.city))
    camera, volume = recording.camera_id, recording.volume_id
    first = NOON.date() - timedelta(days=count)
    for done in range(0, count, 5_000):  # so that no memory is there to be used again
        Usage.objects.bulk_create(
            Usage(camera_id=camera, volume_id=volume, date=first + timedelta(days=day), bytes=day)
            for day in range(done, min(done + 5_000, count))
        )


class Sizes(Table):
    """As little of a row as there can be: what is measured is what stays of it."""

    model = "recordings.usage"
    left_out = ("camera", "volume", "files")
    bytes = column("bytes", "bytes")


def test_memory_does_not_grow_with_the_rows(people: People, tmp_path: Path) -> None:
    add_usage(people, MANY)
    source, table = ListOfRows(people.superuser, Sizes.model), Sizes(people.superuser)
    writer = CsvWriter(tmp_path / "sizes.csv", table.names, table.headers)
    own = psutil.Process()
    told: list[tuple[int, ...]] = []
    resident: list[int] = []

    def tell(*progress: int) -> None:
        told.append(progress)
        resident.append(own.memory_info().rss)

    written = write_rows(source.matching_rows(), source, table, writer, tell)
    assert written == {None: MANY + 1}
    assert told[-1] == (MANY + 1, MANY + 1)
    assert len(resident) > MANY // 1000
    assert max(resident) - resident[0] < MOST_GROWTH
    numbers = [int(line) for line in writer.path.read_text("utf-8-sig").split()[2:]]
    assert numbers == list(range(MANY - 1, -1, -1))


def test_a_preview_counts_no_further_than_it_tells_and_reads_few_rows(people: People) -> None:
    add_usage(people, 30)
    job = job_draft(
        user=people.superuser,
        kind=kinds["export_usage"],
        targets=[],
        address=None,
        now=NOON,
        query="",
    )
    with CaptureQueriesContext(connection) as seen:
        preview = job_preview(job, {**CSV, "rows": "all"})
    assert len(preview.rows) == SHOWN_ROWS
    assert any(f"LIMIT {COUNTED + 1}" in query["sql"] for query in seen)
    assert len(seen) <= 4


def test_a_sheet_that_is_too_long_is_refused_with_words(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_usage(people, 3)
    monkeypatch.setattr(XlsxWriter, "most_rows", 3)
    job = worked_off(asked_for(people.superuser, "export_usage", file_format="xlsx"))
    assert job.state == Job.State.FAILED
    assert "An XLSX file holds 3 rows, and these are 4" in job.error
    assert not job.file_path
    assert exported(people.superuser, "export_usage").exists()


def test_a_nearly_full_disk_ends_it_and_leaves_nothing(
    people: People, monkeypatch: pytest.MonkeyPatch, exports_folder: Path, tmp_path: Path
) -> None:
    add_usage(people, 3)
    between = tmp_path / "between"
    between.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(between))
    monkeypatch.setattr(streaming, "ROOM_LEFT", 10**18)
    for file_format in ("csv", "xlsx", "json"):
        job = worked_off(asked_for(people.superuser, "export_usage", file_format=file_format))
        assert job.error == "The disk that exports are written to is nearly full."
    assert not [*exports_folder.iterdir(), *between.iterdir()]


@pytest.mark.contract
def test_rows_that_go_while_they_are_written_are_left_out_and_the_order_stays(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys are read first, by a cursor where the engine has one, and rows in steps."""
    camera = make_camera(people.city)
    monkeypatch.setattr(streaming, "ROWS_AT_ONCE", 2)
    for number in range(6):
        Detection.objects.create(
            city=people.city,
            camera=camera,
            at=NOON + timedelta(seconds=number),
            source="reader",
            external_id=str(number),
        )
    job = asked_for(people.superuser, "export_detection")
    read = streaming._batches

    def one_goes(kept):  # type: ignore[no-untyped-def]
        for number, keys in enumerate(read(kept)):
            if number == 1:
                Detection.objects.filter(external_id="0").delete()
            yield keys

    monkeypatch.setattr(streaming, "_batches", one_goes)
    job = worked_off(job)
    assert (job.state, job.error) == ("done", "")
    with Path(job.file_path).open(encoding="utf-8-sig", newline="") as file:
        assert [row["id at the source"] for row in csv.DictReader(file)] == list("54321")
