"""What lies on the disks, counted file by file, and what the page says, read out of its HTML."""

import re
from collections import defaultdict
from pathlib import Path

from django.test import Client

from clips.models import Clip
from plans.models import User
from recordings.models import Camera, Recording, StorageVolume

Amount = tuple[int, int, int]
"""Bytes of footage, files, and bytes of clips."""
Told = dict[str, dict[str, Amount]]

SUBJECTS = ("by-camera", "by-user", "by-plan", "by-city", "by-volume")
DATA = re.compile(r'<data value="(\d+)"')
ROW = re.compile(r'<tr data-(key|volume)="([^"]*)">(.*?)</tr>', re.DOTALL)
FILES = re.compile(r"<td data-files>([\d.,]+)</td>")


def signed_in(user: User, language: str = "en") -> Client:
    """As staff."""
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def disk_says() -> Told:
    """Files that are being written left out, and pictures of clips: neither is footage."""
    found: dict[str, dict[str, list[int]]] = {
        name: defaultdict(lambda: [0, 0, 0]) for name in SUBJECTS
    }
    cameras = {camera.pk: camera for camera in Camera.objects.select_related("city__plan")}
    for volume in StorageVolume.objects.all():
        for path in volume.path.glob("city_*/cam_*/*/*.mp4"):
            if not _is_growing(volume, path):
                camera = cameras[_number(path.parts[-3])]
                for amount in _places(found, camera, volume, camera.owner_id):
                    amount[0] += path.stat().st_size
                    amount[1] += 1
        for path in volume.path.glob("clips/cam_*/*.mp4"):
            camera, cut_by = cameras[_number(path.parts[-2])], _cut_by(path)
            for amount in _places(found, camera, volume, cut_by):
                amount[2] += path.stat().st_size
    return {
        name: {key: (amount[0], amount[1], amount[2]) for key, amount in of.items()}
        for name, of in found.items()
    }


def _places(
    found: dict[str, dict[str, list[int]]], camera: Camera, volume: StorageVolume, user: int | None
) -> list[list[int]]:
    return [
        found["by-camera"][str(camera.pk)],
        found["by-user"][str(user)],
        found["by-plan"][camera.city.plan.code],
        found["by-city"][str(camera.city_id)],
        found["by-volume"][str(volume.pk)],
    ]


def _number(folder: str) -> int:
    return int(folder.removeprefix("cam_"))


def _is_growing(volume: StorageVolume, path: Path) -> bool:
    name = str(path.relative_to(volume.path))
    growing = Recording.objects.filter(status=Recording.Status.RECORDING)
    return growing.filter(volume=volume, file_path=name).exists()


def _cut_by(path: Path) -> int | None:
    """A marked copy's name is its clip's with a word more."""
    name = path.with_stem(path.stem.removesuffix("_marked")).name
    return Clip.objects.get(file_path__endswith=f"/{name}").user_id


def page_says(client: Client, query: str = "") -> Told:
    """Without the rows that hold nothing."""
    answer = client.get(f"/admin/storage/{query}")
    assert answer.status_code == 200
    html = answer.content.decode()
    told: Told = {"by-volume": _rows(html.partition("data-storage")[2], "volume")}
    for part in html.split('data-ranking="')[1:]:
        told[part.partition('"')[0]] = _rows(part.partition("</table>")[0], "key")
    return told


def _rows(html: str, kind: str) -> dict[str, Amount]:
    found = {}
    for of, key, row in ROW.findall(html):
        if of == kind:
            sizes = {
                name: int((DATA.findall(cell) or ["0"])[0])
                for name, cell in re.findall(r"<td data-(bytes|clip-bytes)>(.*?)</td>", row, re.S)
            }
            files = int(FILES.findall(row)[0].replace(",", ""))
            amount = sizes["bytes"], files, sizes["clip-bytes"]
            if any(amount):
                found[key] = amount
    return found
