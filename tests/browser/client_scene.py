"""What the client's browser tests find: people of each role, plates, a second camera with the same
footage, one without any, and a city that is not theirs.

`python -m tests.browser.client_scene FILE` runs it, writes what there is to FILE (JSON, read by
frontend/e2e/client.mjs) and goes on until it is interrupted.
"""

import json
import shutil
import signal
import sys
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from recordings.spans import moment_of
from tests.bench.installation import files_of
from tests.browser.chromium import chromium_path
from tests.browser.coded_clip import frames_of
from tests.browser.conftest import CLIP, LENGTHS
from tests.browser.recorded_scene import place
from tests.browser.scene import Scene, running_scene
from tests.system.stack import PASSWORD

PLATES = ("ABC1D23", "BRA2E19", "QWE4R56")
_PEOPLE = """
from plans.models import City, Membership, Plan, User
city = City.objects.get(name="Bench")
City.objects.filter(pk=city.pk).update(name="Aurora", plan=Plan.objects.get(code="pro"))
for name, role in {people!r}.items():
    user = User.objects.create_user(name, password={password!r})
    Membership.objects.create(city=city, user=user, role=role)
other = City.objects.create(name="Boreal", plan=Plan.objects.get(code="basic"))
stranger = User.objects.create_user("estela", password={password!r})
Membership.objects.create(city=other, user=stranger, role="owner")
"""
PEOPLE = {"ana": "owner", "olga": "operator", "vera": "viewer"}


def prepare(scene: Scene, folder: Path) -> dict[str, Any]:
    """Adds all that; what the tests are told of it."""
    stack = scene.stack
    made = stack.manage("shell", "-v", "0", "-c", _PEOPLE.format(people=PEOPLE, password=PASSWORD))
    assert made.returncode == 0, made.stderr[-2000:]
    city, other = (
        row["id"] for row in sorted(stack.api("GET", "/api/cities/")["results"], key=_by_name)
    )
    twin, empty = (_camera(scene, city, name) for name in ("Praça", "Sem gravação"))
    for camera, name in ((scene.recorded, "Portaria"), (scene.living, "Avenida")):
        stack.api("PATCH", f"/api/cameras/{camera}/", name=name)
    stack.api("PATCH", f"/api/cameras/{scene.hevc}/", name="Garagem (H.265)")
    _copy_footage(scene, twin, folder)
    _post_plates(scene)
    return {
        "url": stack.url,
        "password": PASSWORD,
        "chromium": chromium_path(),
        "data": str(stack.data),
        "city": city,
        "other_city": other,
        "cameras": {
            "recorded": scene.recorded,
            "twin": twin,
            "hevc": scene.hevc,
            "living": scene.living,
            "empty": empty,
            "foreign": _camera(scene, other, "Alheia"),
        },
        "files": [asdict(file) for file in scene.files],
        "clip": {"fps": CLIP.fps, "gop_frames": CLIP.gop_frames, "frames": frames_of(CLIP)},
        "plates": PLATES,
    }


def _by_name(row: dict[str, Any]) -> str:
    return str(row["name"])


def _camera(scene: Scene, city: int, name: str) -> int:
    address = "rtsp://127.0.0.1/none"
    made = scene.stack.api("POST", "/api/cameras/", city=city, name=name, rtsp_url=address)
    return int(made["id"])


def _copy_footage(scene: Scene, camera: int, folder: Path) -> None:
    copies = []
    for at, (path, file) in enumerate(
        zip(files_of(scene.stack, scene.recorded), scene.files, strict=True)
    ):
        copy = shutil.copy(path, folder / f"copy{at}.mp4")
        copies.append(replace(file, file=str(copy)))
    place(scene.stack, camera, copies)


def _post_plates(scene: Scene) -> None:
    """Three in the first file, ten seconds apart."""
    first = scene.files[0]
    for at, plate in enumerate(PLATES):
        moment = first.moment((10 + 10 * at) * CLIP.fps, CLIP)["at_ms"]
        scene.stack.api(
            "POST",
            "/api/detections/",
            camera=scene.recorded,
            at=moment_of(moment).isoformat(),
            kind="lpr",
            plate=plate,
            confidence=0.97,
            source="e2e",
            external_id=f"e2e-{at}",
        )


def main(told: Path) -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="vms-client-") as name:
        folder = Path(name)
        with running_scene(folder, CLIP, LENGTHS, 6) as scene:
            told.write_text(json.dumps(prepare(scene, folder)))
            sys.stdout.write(f"{scene.stack.url} (admin, {PASSWORD})\n")
            sys.stdout.flush()
            try:
                signal.pause()
            except KeyboardInterrupt:
                told.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
