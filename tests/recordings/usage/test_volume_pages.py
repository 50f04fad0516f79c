"""Volumes, usage and samples in the administration."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from recordings.models import StorageVolume, UsageSample
from recordings.volumes import VOLUME_IDENTITY
from tests.people import People
from tests.recordings.api.scene import NOON, make_camera, make_recording

pytestmark = [pytest.mark.django_db, pytest.mark.contract]
LIST, ADD = "/admin/recordings/storagevolume/", "/admin/recordings/storagevolume/add/"
FIGURES = {"warning_percent": 80, "high_percent": 90, "critical_percent": 95, "is_active": "on"}


@pytest.fixture
def administrator(people: People) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.superuser)
    return client


def sentences(client: Client, url: str, form: dict[str, object]) -> str:
    """The page after the form was sent."""
    return client.post(url, form, follow=True).content.decode()


def test_a_volume_is_added_by_its_form(administrator: Client, tmp_path: Path) -> None:
    form = {"name": "Second", "root": str(tmp_path / "disk"), "reserve_bytes": "", **FIGURES}
    answer = administrator.post(ADD, form)
    assert answer.status_code == 302, answer.content
    volume = StorageVolume.objects.get()
    assert (volume.name, volume.root) == ("Second", str(tmp_path / "disk"))
    assert (tmp_path / "disk" / VOLUME_IDENTITY).exists()
    again = sentences(administrator, ADD, {**form, "name": "Third", "root": f"{volume.root}/x"})
    assert "It lies inside the volume Second" in again
    assert StorageVolume.objects.count() == 1


def test_a_warning_tells_of_a_shared_disk(
    administrator: Client, volume: StorageVolume, tmp_path: Path
) -> None:
    form = {"name": "Second", "root": str(tmp_path / "second"), "reserve_bytes": 10**7, **FIGURES}
    page = sentences(administrator, ADD, form)
    assert f"The volume {volume.name} lies on the same disk: they share its room." in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"warning_percent": 91}, "Each alert must lie above the one before it"),
        ({"critical_percent": 100}, "Each alert must lie above the one before it"),
        ({"critical_percent": -1}, "Ensure this value is greater than or equal to"),
        ({"reserve_bytes": 2**62}, "The reserve may take half of the disk at most"),
        ({"reserve_bytes": 5}, "Keep a reserve of at least 10 MB."),
        ({"name": ""}, "This field is required."),
    ],
)
def test_figures_without_sense_are_told_beside_their_field(
    administrator: Client, volume: StorageVolume, wrong: dict[str, object], words: str
) -> None:
    form = {"name": "Main", "reserve_bytes": 10**7, **FIGURES, **wrong}
    assert words in sentences(administrator, f"{LIST}{volume.pk}/change/", form)
    assert StorageVolume.objects.get().name == volume.name


def test_an_edit_changes_what_was_edited(administrator: Client, volume: StorageVolume) -> None:
    StorageVolume.objects.update(free_bytes=5, total_bytes=10)
    form = {"name": "Main", "root": "/tmp/x", "reserve_bytes": 10**7, **FIGURES}
    form.pop("is_active")
    page = sentences(administrator, f"{LIST}{volume.pk}/change/", form)
    row = StorageVolume.objects.get()
    assert (row.name, row.root, row.is_active) == ("Main", volume.root, False)
    assert (row.reserve_bytes, row.free_bytes) == (10**7, 5)
    assert "No volume is active: nothing is recorded." in page


def test_the_list_tells_how_volumes_are(
    administrator: Client, volume: StorageVolume, nowhere: StorageVolume
) -> None:
    StorageVolume.objects.filter(pk=volume.pk).update(
        total_bytes=1000, free_bytes=250, reserve_bytes=50, bytes_per_hour=20
    )
    page = administrator.get(LIST).content.decode()
    for words in ("75.0 %", ">10<", "the right disk", "the folder is missing"):
        assert words in page
    assert administrator.get(f"{LIST}?is_short__exact=0&q=volume").status_code == 200
    assert administrator.post(f"{LIST}{volume.pk}/delete/", {"post": "yes"}).status_code == 403


def test_usage_and_samples_are_listed_narrowed_and_searched(
    administrator: Client, people: People, volume: StorageVolume
) -> None:
    gate, yard = make_camera(people.city, "Gate"), make_camera(people.other_city, "Yard")
    for camera in (gate, yard):
        make_recording(camera, NOON, volume=volume, file_size=2048)
    UsageSample.objects.create(at=timezone.now(), city=people.city, bytes=5)
    UsageSample.objects.create(
        at=timezone.now() - timedelta(hours=1), volume=volume, bytes=5, free_bytes=3
    )
    url = "/admin/recordings/usage/"
    for query, names in {
        "": {"Gate", "Yard"},
        "?q=gate": {"Gate"},
        f"?camera__city__id__exact={people.other_city.pk}": {"Yard"},
        f"?volume__id__exact={volume.pk}": {"Gate", "Yard"},
        "?date__gte=2026-03-11": set(),
    }.items():
        page = administrator.get(f"{url}{query}").content.decode()
        assert {name for name in ("Gate", "Yard") if f">{name}<" in page} == names
    samples = administrator.get("/admin/recordings/usagesample/?q=aurora")
    assert samples.status_code == 200
    assert administrator.get(f"{url}?bytes__gt=5").status_code == 400
