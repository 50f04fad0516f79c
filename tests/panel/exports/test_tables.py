"""Tables of lists: the same rows in every format, for those who may see them, safe to open."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from panel.exports.cells import guarded, plain
from panel.kinds.exporting import TABLES
from panel.kinds.registry import kinds
from panel.models import Job
from plans.errors import InvalidInput, NotFound
from plans.models import AuditEntry, Membership
from recordings.models import CleanupRun, CoverageDay, Detection, Recording
from tests.panel.exports.jobs import asked_for, exported, rows_of, staff, worked_off
from tests.panel.scope.scene import MARK, make_scene
from tests.people import People, api_client
from tests.recordings.api.scene import CANARY, MASKED, NOON, make_camera, make_recording

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tcmd", "\rcmd", "\uff1dcmd"]


def read_csv(file: Path, separator: str = ",") -> list[list[str]]:
    text = file.read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def test_a_csv_file_holds_the_rows_of_the_list_with_times_in_the_citys_zone(
    people: People,
) -> None:
    camera = make_camera(people.city, "Ponte; norte, 1")
    row = make_recording(camera, NOON, 3600, frames_lost=3)
    file = exported(people.superuser, "export_recording", [str(row.pk)])
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    header, line = read_csv(file)
    told = dict(zip(header, line, strict=True))
    assert told["camera"] == "Ponte; norte, 1"
    assert told["start"] == "2026-03-10T09:00:00.000-03:00"
    assert told["end"] == "2026-03-10T10:00:00.000-03:00"
    assert told["status"] == "complete"
    assert (told["size (bytes)"], told["lost frames"], told["frames"]) == ("1000000", "3", "90000")


def test_headers_words_and_signs_are_those_that_were_asked_for(people: People) -> None:
    camera = make_camera(people.city)
    CoverageDay.objects.create(
        camera=camera,
        date=date(2026, 3, 10),
        time_zone="America/Sao_Paulo",
        wanted_ms=8000,
        recorded_ms=7000,
        computed_at=NOON,
    )
    asked = {"separator": "semicolon", "decimal_sign": "comma"}
    header, line = read_csv(exported(people.superuser, "export_coverageday", **asked), ";")
    told = dict(zip(header, line, strict=True))
    assert told["coverage (%)"] == "87,5"
    assert told["day"] == "2026-03-10"
    assert told["final"] == "No"


def test_xlsx_and_json_hold_the_same_rows_as_csv(people: People) -> None:
    camera = make_camera(people.city, "Norte")
    for hours in range(3):
        make_recording(camera, NOON + timedelta(hours=hours))
    as_csv = read_csv(exported(people.superuser, "export_recording"))
    book = load_workbook(exported(people.superuser, "export_recording", file_format="xlsx"))
    as_xlsx = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert [["" if v is None else str(v) for v in row] for row in as_xlsx] == as_csv
    as_json = rows_of(people.superuser, "export_recording")
    assert [row["id"] for row in as_json] == [row[0] for row in as_csv[1:]]
    assert [row["start_time"] for row in as_json] == [
        "2026-03-10T11:00:00.000-03:00",
        "2026-03-10T10:00:00.000-03:00",
        "2026-03-10T09:00:00.000-03:00",
    ]
    assert as_json[0]["status"] == "COMPLETE"
    assert as_json[0]["frames_broken"] is None
    sizes = [row[as_csv[0].index("size (bytes)")] for row in as_xlsx[1:]]
    assert sizes == [1_000_000] * 3


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(people: People, text: str) -> None:
    name = f"{text}|calc"
    camera = make_camera(people.city, name)
    (_header, line) = read_csv(exported(people.superuser, "export_camera", [camera.pk]))
    assert f"'{name}" in line
    book = load_workbook(
        exported(people.superuser, "export_camera", [camera.pk], file_format="xlsx")
    )
    cell = book.active.cell(2, 2)
    # XML makes one line end of every other.
    assert (cell.data_type, cell.value) == ("s", f"'{name}".replace("\r", "\n"))
    (told,) = rows_of(people.superuser, "export_camera", [camera.pk])
    assert told["name"] == name


def test_text_cannot_break_out_of_its_cell_by_either_separator(people: People) -> None:
    camera = make_camera(people.city, 'a;=1+1,"=2+2"')
    for separator in ("comma", "semicolon"):
        file = exported(people.superuser, "export_camera", [camera.pk], separator=separator)
        for opened_with in (",", ";"):
            cells = [c for row in read_csv(file, opened_with) for c in row]
            assert not [c for c in cells if c.startswith("=")]


def test_numbers_stay_numbers_and_moments_keep_their_milliseconds() -> None:
    zone = ZoneInfo("America/Sao_Paulo")
    moment = datetime(2026, 3, 10, 12, 0, 0, 123_456, tzinfo=UTC)
    assert plain(moment, zone) == "2026-03-10T09:00:00.123-03:00"
    assert plain(-5, zone) == -5
    assert plain(float("nan"), zone) is None
    assert guarded("a=1") == "a=1"
    assert guarded("nul\x00") == "nul\ufffd"


def test_the_address_is_masked_and_the_secret_in_no_format(people: People) -> None:
    camera = make_camera(people.city)
    for file_format in ("csv", "xlsx", "json"):
        file = exported(people.superuser, "export_camera", [camera.pk], file_format=file_format)
        if file_format == "json":
            assert json.loads(file.read_text())[0]["address"] == MASKED
        assert CANARY.encode() not in file.read_bytes()
        assert camera.address_encrypted.encode() not in file.read_bytes()


def test_all_that_the_filters_match_is_exported_and_nothing_else(people: People) -> None:
    first, second = make_camera(people.city, "Norte"), make_camera(people.city, "Sul")
    make_recording(first, status=Recording.Status.ERROR)
    wanted = make_recording(first, NOON + timedelta(hours=1))
    make_recording(second, NOON + timedelta(hours=2), status=Recording.Status.ERROR)
    rows = rows_of(people.superuser, "export_recording", query="status__exact=COMPLETE&p=3")
    assert [row["id"] for row in rows] == [str(wanted.pk)]
    assert len(rows_of(people.superuser, "export_recording")) == 3


def test_an_owner_exports_their_own_city_alone_whatever_was_asked(people: People) -> None:
    owner = staff(people.owner)
    mine, foreign = make_camera(people.city, "Mine"), make_camera(people.other_city, "Foreign")
    rows = rows_of(owner, "export_camera", [mine.pk, foreign.pk])
    assert [row["name"] for row in rows] == ["Mine"]
    assert [row["name"] for row in rows_of(owner, "export_camera")] == ["Mine"]


def test_rights_lost_after_the_question_export_nothing(people: People) -> None:
    owner = staff(people.owner)
    make_camera(people.city, "Mine")
    job = asked_for(owner, "export_camera")
    Membership.objects.filter(user=owner).delete()
    ended = worked_off(job)
    assert ended.state == Job.State.FAILED
    assert ended.file_path == ""


def test_every_table_has_a_row_of_everything_and_tells_strangers_nothing(
    people: People, tmp_path: Path
) -> None:
    """The scene's words of one city are marked; the stranger owns the other."""
    make_scene(people, tmp_path)
    CleanupRun.objects.get_or_create(kind="quota", defaults={"started_at": NOON})
    tables = [table.model for table in TABLES]
    for model in tables:
        code = f"export_{model.partition('.')[2]}"
        rows = rows_of(people.superuser, code)
        assert rows, model
        for file_format in ("csv", "xlsx"):
            assert exported(people.superuser, code, file_format=file_format).stat().st_size
        if not kinds[code].is_for(people.stranger):
            assert model == "recordings.cleanuprun"
            continue
        theirs = rows_of(people.stranger, code)
        assert MARK in json.dumps(rows), model
        assert MARK not in json.dumps(theirs), model
        assert len(theirs) < len(rows)
        with pytest.raises(NotFound):
            asked_for(staff(people.viewer), code)


def plates(people: People) -> None:
    for number, city in enumerate((people.city, people.other_city)):
        Detection.objects.create(
            city=city,
            camera=make_camera(city),
            at=NOON,
            plate=f"ABC1D2{number}",
            source="reader",
            external_id=str(number),
        )


def test_plates_are_masked_unless_asked_for_and_then_the_log_tells(people: People) -> None:
    plates(people)
    owner = staff(people.owner)
    assert [row["plate"] for row in rows_of(owner, "export_detection")] == ["ABC****"]
    assert not AuditEntry.objects.filter(action="view_plates").exists()
    whole = rows_of(owner, "export_detection", are_plates_whole="on")
    assert [row["plate"] for row in whole] == ["ABC1D20"]
    entry = AuditEntry.objects.get(action="view_plates")
    assert (entry.city, entry.user, entry.details["rows"]) == (people.city, owner, 1)


def test_each_citys_log_tells_how_many_of_its_rows_left(people: People) -> None:
    make_camera(people.city)
    make_camera(people.city)
    make_camera(people.other_city)
    exported(people.superuser, "export_camera")
    entries = AuditEntry.objects.filter(action="export")
    assert {e.city.name: e.details["rows"] for e in entries if e.city} == {"Aurora": 2, "Boreal": 1}


def test_a_stranger_reaches_neither_page_nor_file(people: People) -> None:
    camera = make_camera(people.city)
    job = worked_off(asked_for(people.superuser, "export_camera", [camera.pk]))
    client = api_client()
    client.force_login(staff(people.stranger))
    for page in ("file", "progress", "preview"):
        assert client.get(f"/admin/panel/job/{job.pk}/{page}/").status_code == 404


@pytest.mark.parametrize(("model", "count"), [("recordings/recording", 3), ("plans/city", 2)])
def test_all_that_a_list_matches_goes_through_its_action_unread(
    people: People, model: str, count: int
) -> None:
    camera = make_camera(people.city)
    shown = [make_recording(camera, NOON + timedelta(hours=n)) for n in range(3)]
    chosen = str(shown[0].pk) if "recording" in model else str(people.city.pk)
    client = api_client()
    client.force_login(people.superuser)
    code = f"export_{model.partition('/')[2]}"
    asked = {"action": code, "select_across": "1", "_selected_action": [chosen]}
    answer = client.post(f"/admin/{model}/?p=1", asked, format="multipart")
    assert answer.status_code == 302
    job = Job.objects.get()
    assert (job.targets, job.query) == ([], "p=1")
    page = client.get(answer["Location"])
    assert f"{count} rows are written." in page.content.decode()
    del asked["select_across"]
    client.post(f"/admin/{model}/", {**asked, "select_across": "0"}, format="multipart")
    assert Job.objects.latest("pk").targets == [int(chosen) if chosen.isdecimal() else chosen]


def test_a_filter_that_is_no_longer_possible_is_told(people: People) -> None:
    with pytest.raises(InvalidInput, match="filters are not possible"):
        asked_for(people.superuser, "export_recording", query="nonsense=1")
