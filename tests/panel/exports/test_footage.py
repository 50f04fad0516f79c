"""Zips of footage: every byte as it stands on the volume, with an account that can be checked."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
from django.utils import timezone

from clips.models import Status
from clips.sealing import check_seal
from panel.exports.places import archive_place
from panel.jobs.forgetting import files_forget
from panel.models import Job
from plans.errors import ApplicationError, Conflict
from plans.models import AuditEntry, Membership
from recordings.audit.names import LEVELS
from recordings.certificates.signing import public_key
from recordings.models import Recording, StorageVolume
from tests.clips.rows import make_clip
from tests.panel.exports.jobs import asked_for, staff, worked_off
from tests.panel.exports.volumes import make_volume
from tests.people import People, api_client
from tests.recordings.api.scene import NOON, make_camera, make_recording, place_file


@pytest.fixture
def volume(tmp_path: Path, db: None) -> StorageVolume:
    return make_volume(tmp_path / "volume")


def test_a_zip_holds_whole_recordings_and_an_account_that_matches(
    people: People, volume: StorageVolume
) -> None:
    camera = make_camera(people.city, "Praça da Sé / portão 1")
    content = {0: b"a" * 3_000_000, 1: b"b" * 10}
    rows = [
        make_recording(camera, NOON + timedelta(hours=n), volume=volume, file_size=len(content[n]))
        for n in content
    ]
    for n, row in enumerate(rows):
        place_file(row, content[n])
    job = worked_off(asked_for(people.superuser, "footage_recordings", [str(r.pk) for r in rows]))
    assert (job.state, job.error, job.refused) == ("done", "", 0)
    assert (job.done, job.total) == (4, 4)  # megabytes
    file = Path(job.file_path)
    assert file.parent == volume.path / "exports"
    with ZipFile(file) as archive:
        assert archive.testzip() is None
        assert {info.compress_type for info in archive.infolist()} == {ZIP_STORED}
        account = json.loads(archive.read("manifest.json"))
        assert [entry["name"] for entry in account["files"]] == [
            "praca-da-se-portao-1_2026-03-10_09-00-00.mp4",
            "praca-da-se-portao-1_2026-03-10_10-00-00.mp4",
        ]
        assert archive.namelist() == [entry["name"] for entry in account["files"]] + [
            "manifest.json"
        ]
        for n, entry in enumerate(account["files"]):
            assert archive.read(entry["name"]) == content[n]
            assert entry["sha256"] == hashlib.sha256(content[n]).hexdigest()
            assert (entry["bytes"], entry["is_whole"]) == (len(content[n]), True)
    first = account["files"][0]
    assert (first["camera"]["name"], first["city"]["name"]) == (camera.name, "Aurora")
    assert first["start_time"] == "2026-03-10T09:00:00.000-03:00"
    assert (account["made_by"], account["left_out"]) == ("root", [])
    assert check_seal(account, public_key())


def test_clips_bring_their_own_signed_manifest(people: People, volume: StorageVolume) -> None:
    camera = make_camera(people.city, "Norte")
    clip = make_clip(camera, content=b"clip" * 1000, volume=volume, name="../../Roubo: Rua 7")
    other = make_clip(camera, content=b"other", volume=volume, name="../../Roubo: Rua 7")
    job = worked_off(asked_for(people.superuser, "footage_clips", [clip.pk, other.pk]))
    assert (job.state, job.refused) == ("done", 0)
    stem = "roubo-rua-7_norte_2026-11-20_10-00-00"
    with ZipFile(job.file_path) as archive:
        assert archive.namelist() == [
            f"{stem}.mp4",
            f"{stem}.manifest.json",
            f"{stem}_2.mp4",
            f"{stem}_2.manifest.json",
            "manifest.json",
        ]
        assert archive.read(f"{stem}.mp4") == b"clip" * 1000
        own = json.loads(archive.read(f"{stem}.manifest.json"))
        assert check_seal(own, public_key())
        account = json.loads(archive.read("manifest.json"))
    assert [entry["sha256"] for entry in account["files"]] == [clip.sha256, other.sha256]


def test_what_cannot_be_taken_along_is_told_and_the_others_go_on(
    people: People, volume: StorageVolume
) -> None:
    camera = make_camera(people.city)
    good = make_recording(camera, volume=volume, file_size=4)
    place_file(good, b"good")
    writing = make_recording(
        camera, volume=volume, status=Recording.Status.RECORDING, end_time=None
    )
    doomed = make_recording(camera, volume=volume, status=Recording.Status.DOOMED)
    gone = make_recording(camera, volume=volume)
    rows = [good, writing, doomed, gone]
    job = asked_for(people.superuser, "footage_recordings", [str(r.pk) for r in rows])
    taken_away = make_recording(camera, volume=volume)
    Job.objects.filter(pk=job.pk).update(targets=[*job.targets, str(taken_away.pk)], total=5)
    taken_away.delete()
    job = worked_off(job)
    assert (job.state, job.refused) == ("done", 4)
    lines = list(job.lines.values_list("is_refused", "message"))
    assert [refused for refused, _words in lines] == [False, True, True, True, True]
    assert [words for _refused, words in lines[1:]] == [
        "It is still being written; export it when it is finished.",
        "It is being deleted.",
        "The file is not on its volume.",
        "It is not there any more.",
    ]
    with ZipFile(job.file_path) as archive:
        account = json.loads(archive.read("manifest.json"))
    assert len(account["files"]) == 1
    assert [entry["id"] for entry in account["left_out"]] == [
        *(str(row.pk) for row in (writing, doomed, gone)),
        job.targets[4],
    ]


def test_a_clip_that_is_not_what_was_sealed_is_told(people: People, volume: StorageVolume) -> None:
    clip = make_clip(make_camera(people.city), content=b"sealed", volume=volume)
    assert clip.path is not None
    clip.path.write_bytes(b"forged")
    job = worked_off(asked_for(people.superuser, "footage_clips", [clip.pk]))
    assert (job.state, job.refused) == ("done", 1)
    with ZipFile(job.file_path) as archive:
        (entry,) = json.loads(archive.read("manifest.json"))["files"]
    assert entry["is_whole"] is False
    assert entry["sha256"] == hashlib.sha256(b"forged").hexdigest()


def test_a_clip_that_is_being_cut_is_left_out(people: People, volume: StorageVolume) -> None:
    clip = make_clip(make_camera(people.city), status=Status.CUTTING)
    job = worked_off(asked_for(people.superuser, "footage_clips", [clip.pk]))
    assert [line.message for line in job.lines.all()] == ["The clip is not ready."]


def test_without_room_it_is_refused_and_leaves_no_file(
    people: People, volume: StorageVolume
) -> None:
    row = make_recording(make_camera(people.city), volume=volume, file_size=4)
    place_file(row, b"good")
    StorageVolume.objects.filter(pk=volume.pk).update(free_bytes=volume.reserve_bytes)
    with pytest.raises(Conflict, match="No storage volume has room"):
        asked_for(people.superuser, "footage_recordings", [str(row.pk)])
    StorageVolume.objects.filter(pk=volume.pk).update(free_bytes=10**15)
    job = asked_for(people.superuser, "footage_recordings", [str(row.pk)])
    StorageVolume.objects.filter(pk=volume.pk).update(reserve_bytes=10**15)
    job = worked_off(job)
    assert (job.state, job.error) == (
        "failed",
        "No storage volume has room for this; choose less, or free some space.",
    )
    assert not list(volume.path.glob("exports/*"))


def test_what_a_dead_try_left_is_removed_and_what_is_kept_stays(
    people: People, volume: StorageVolume
) -> None:
    row = make_recording(make_camera(people.city), volume=volume, file_size=4)
    place_file(row, b"good")
    job = worked_off(asked_for(people.superuser, "footage_recordings", [str(row.pk)]))
    left = volume.path / "exports" / "left.zip"
    left.write_bytes(b"half")
    assert archive_place(1, "new") == volume.path / "exports" / "new.zip"
    assert [*volume.path.glob("exports/*")] == [Path(job.file_path)]


def test_the_audit_leaves_the_folder_alone() -> None:
    assert "exports" in LEVELS[0].not_ours


def test_the_link_has_ranges_an_end_and_a_log(people: People, volume: StorageVolume) -> None:
    owner = staff(people.owner)
    row = make_recording(make_camera(people.city), volume=volume, file_size=4)
    place_file(row, b"good")
    job = worked_off(asked_for(owner, "footage_recordings", [str(row.pk)]))
    at = f"/admin/panel/job/{job.pk}/file/"
    whole = Path(job.file_path).read_bytes()
    client = api_client()
    client.force_login(owner)
    answer = client.get(at)
    assert b"".join(answer.streaming_content) == whole  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == f'attachment; filename="{job.file_name}"'
    entry = AuditEntry.objects.get(action="export")
    assert (entry.city, entry.user, entry.subject) == (people.city, owner, job.file_name)
    part = client.get(at, HTTP_RANGE="bytes=2-5")
    assert part.status_code == 206
    assert b"".join(part.streaming_content) == whole[2:6]  # type: ignore[attr-defined]
    outside = client.get(at, HTTP_RANGE=f"bytes={len(whole)}-")
    assert outside.status_code == 416
    assert AuditEntry.objects.filter(action="export").count() == 1

    stranger = api_client()
    stranger.force_login(staff(people.stranger))
    assert stranger.get(at).status_code == 404
    Job.objects.filter(pk=job.pk).update(file_until=timezone.now())
    assert client.get(at).status_code == 404


def test_a_file_is_gone_after_a_day(people: People, volume: StorageVolume) -> None:
    row = make_recording(make_camera(people.city), volume=volume, file_size=4)
    place_file(row, b"good")
    job = worked_off(asked_for(people.superuser, "footage_recordings", [str(row.pk)]))
    assert job.file_until is not None
    assert files_forget(job.file_until) == 0
    assert Path(job.file_path).exists()
    assert files_forget(job.file_until + timedelta(seconds=1)) == 1
    assert not Path(job.file_path).exists()


def test_what_another_worker_has_just_begun_is_left_alone(
    people: People, volume: StorageVolume, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It begins between the two looks, at the folder and at the jobs, whichever comes first."""
    row = make_recording(make_camera(people.city), volume=volume, file_size=4)
    place_file(row, b"good")
    other = asked_for(people.superuser, "footage_recordings", [str(row.pk)])
    theirs = archive_place(1, "theirs")
    theirs.parent.mkdir()
    stray = theirs.with_name("stray.zip")
    stray.touch()
    look = Path.glob

    def begun_before(folder: Path, pattern: str) -> list[Path]:
        Job.objects.filter(pk=other.pk).update(file_path=str(theirs))
        theirs.touch()
        return [*look(folder, pattern)]

    monkeypatch.setattr(Path, "glob", begun_before)
    archive_place(1, "ours")
    assert (theirs.exists(), stray.exists()) == (True, False)


def test_whoever_lost_the_city_gets_the_file_no_more(people: People, volume: StorageVolume) -> None:
    owner = staff(people.owner)
    row = make_recording(make_camera(people.city), volume=volume, file_size=4)
    place_file(row, b"good")
    job = worked_off(asked_for(owner, "footage_recordings", [str(row.pk)]))
    Membership.objects.filter(user=owner).update(city=people.other_city)
    client = api_client()
    client.force_login(owner)
    assert client.get(f"/admin/panel/job/{job.pk}/file/").status_code == 404


def test_an_owner_takes_nothing_of_another_city(people: People, volume: StorageVolume) -> None:
    row = make_recording(make_camera(people.city), volume=volume, file_size=4)
    place_file(row, b"good")
    with pytest.raises(ApplicationError, match="Nothing of what was chosen"):
        asked_for(staff(people.stranger), "footage_recordings", [str(row.pk)])
