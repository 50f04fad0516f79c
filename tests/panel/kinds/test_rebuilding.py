"""Indexes made again from real files: of chosen recordings, and of cameras."""

from pathlib import Path

import pytest
from django.test import Client

from panel.kinds.registry import kinds
from plans.models import User
from recordings.models import FragmentIndex, Recording, Usage
from recordings.volumes import ensure_first_volume
from tests.panel.jobs.scene import at, begin, done, lines, signed_in
from tests.people import make_city, make_user
from tests.recordings.audit.scene import Scene, facts
from tests.unit.media.ffmpeg_samples import record

pytestmark = pytest.mark.django_db
REBUILD, OF_CAMERAS = kinds["recording_rebuild"], kinds["camera_rebuild"]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record(tmp_path_factory.mktemp("rebuilding"), "h264", audio="aac")


@pytest.fixture
def scene(db: None, sample: Path, tmp_path: Path) -> Scene:
    return Scene(ensure_first_volume(tmp_path / "volume"), sample, make_city())


@pytest.fixture
def root() -> User:
    return make_user("root", is_superuser=True)


@pytest.fixture
def administrator(root: User) -> Client:
    return signed_in(root)


def test_a_lost_index_comes_back_as_it_was(scene: Scene, administrator: Client) -> None:
    row = scene.recording(scene.camera())
    before = facts(Recording.objects.get(pk=row.pk))
    weight = sum(Usage.objects.values_list("bytes", flat=True))
    FragmentIndex.objects.all().delete()
    job = done(administrator, REBUILD, row)
    assert facts(Recording.objects.get(pk=row.pk)) == before
    assert sum(Usage.objects.values_list("bytes", flat=True)) == weight
    subject, message, is_refused = lines(job)[0]
    assert (subject, is_refused) == (f"Gate · {row.file_path}", False)
    assert message.endswith(" fragments, the index changed")
    again = lines(done(administrator, REBUILD, row))[0]
    assert again[1].endswith(" fragments, as before")


def test_what_cannot_be_read_is_refused_and_stays_as_it_is(
    scene: Scene, administrator: Client
) -> None:
    camera = scene.camera()
    missing, empty = scene.recording(camera), scene.recording(camera, minute=1)
    missing.path.unlink()
    empty.path.chmod(0o600)
    empty.path.write_bytes(b"nothing of media")
    before = [facts(Recording.objects.get(pk=row.pk)) for row in (missing, empty)]
    job = done(administrator, REBUILD, missing, empty)
    assert [line[1:] for line in lines(job)] == [
        ("The file is missing or cannot be opened; the audit tells more.", True),
        ("Nothing in the file is readable; the audit puts it aside.", True),
    ]
    assert [facts(Recording.objects.get(pk=row.pk)) for row in (missing, empty)] == before


def test_cameras_chosen_are_their_recordings_seen_to(scene: Scene, administrator: Client) -> None:
    gate, yard, other = scene.camera("Gate"), scene.camera("Yard"), scene.camera("Other")
    rows = [scene.recording(gate), scene.recording(gate, minute=1), scene.recording(yard)]
    scene.recording(other)
    job = begin(administrator, OF_CAMERAS, gate, yard)
    assert job.targets == [str(row.pk) for row in rows]
    preview = administrator.get(at("preview", job)).context["preview"]
    assert preview.sentences[0].startswith("3 recordings are read again from their files (")
    assert [(row[0], row[2]) for row in preview.rows] == [("Gate", "2"), ("Yard", "1")]
    job = done(administrator, OF_CAMERAS, gate, yard)
    assert (job.state, job.done, job.refused) == ("done", 3, 0)


def test_one_that_is_still_written_is_refused(scene: Scene, administrator: Client) -> None:
    row = scene.recording(scene.camera())
    Recording.objects.update(status=Recording.Status.RECORDING)
    job = begin(administrator, REBUILD, row)
    preview = administrator.get(at("preview", job)).context["preview"]
    assert preview.warnings == ["1 is not finished, and stays."]
    assert preview.obstacle == "Nothing of what is chosen can be done."
