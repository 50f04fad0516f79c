"""What the administration is tried on in a browser: per language its own cameras and clips, so that
one language's actions leave the other's rows alone."""

import json
import os
import subprocess
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from recordings.spans import moment_of
from tests.browser.chromium import chromium_path
from tests.browser.scene import Scene
from tests.system.stack import PASSWORD
from tests.waiting import wait_for

DRIVER = Path(__file__).with_name("panel.mjs")
SHOTS = os.environ.get("VMS_SCREENS", "")
"""A folder for pictures of what is gone through; those in docs/screens were made so."""

_SEED = """
import json, uuid
from datetime import timedelta
from django.utils import timezone
from clips.models import Clip
from plans.models import City, Membership, Plan, User
from recordings.models import Camera, Recording
language, recorded, living = {language!r}, {recorded}, {living}
source = Camera.objects.get(pk=recorded)
city = City.objects.create(name=f"Aurora {{language}}", plan=Plan.objects.get(code="pro"))
other = City.objects.create(name=f"Boreal {{language}}", plan=Plan.objects.get(code="premium"))
owner = User.objects.create(username=f"ana-{{language}}")
Membership.objects.create(city=city, user=owner, role="owner")
def camera(name, of=city):
    return Camera.objects.create(
        city=of, name=f"{{name}} {{language}}", address_encrypted=source.address_encrypted,
        address_display=source.address_display)
gate, garage, yard = camera("Gate"), camera("Garage"), camera("Yard")
first = Recording.objects.filter(camera=source).order_by("start_time").first()
now = timezone.now()
def clip(name, **values):
    return Clip.objects.create(
        camera=source, name=f"{{name}} {{language}}", start_time=first.start_time,
        end_time=first.start_time + timedelta(seconds=3), created_at=now, username="admin",
        user=User.objects.get(username="admin"), **values)
clip("Failed", status="failed", error="io", error_code="io")
# Claimed, and with no sign of life that could grow old (clips/claims.py): no worker takes it.
clip("Waiting", status="cutting", claim=uuid.uuid4())
print(json.dumps(dict(city=city.pk, other=other.pk, owner=owner.pk, premium=other.plan_id)))
"""


def seed(scene: Scene, language: str) -> dict[str, int]:
    """Keys of what forms are filled in with."""
    given = {"language": language, "recorded": scene.recorded, "living": scene.living}
    done = scene.stack.manage("shell", "-v", "0", "-c", _SEED.format(**given))
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return found


def ask_for_clip(scene: Scene, name: str) -> int:
    """Of four seconds of the recorded camera's first file; its id."""
    start_ms = scene.files[0].start_ms + 5_000
    moments = [moment_of(at).isoformat() for at in (start_ms, start_ms + 4_000)]
    told = {"start_time": moments[0], "end_time": moments[1]}
    asked = scene.stack.api("POST", "/api/clips/", camera=scene.recorded, name=name, **told)
    return int(asked["id"])


def ready_clip(scene: Scene, name: str) -> None:
    clip_id = ask_for_clip(scene, name)

    def is_ready() -> bool:
        clip = scene.stack.api("GET", f"/api/clips/{clip_id}/")
        return bool(clip["status"] == "ready")

    wait_for(is_ready, "the clip")


def finished_files(scene: Scene, count: int) -> list[str]:
    """Paths of the living camera's oldest finished recordings, as if written an hour ago: what was
    written within the last minute is not deleted."""

    def found() -> list[str]:
        path = f"/api/recordings/?camera={scene.living}&page_size=100"
        rows = scene.stack.api("GET", path)["results"]
        done = [row["file_path"] for row in rows if row["status"] == "COMPLETE"]
        return sorted(done)[:count] if len(done) >= count else []

    files = wait_for(found, "finished recordings", 90)
    hour_ago = time.time() - 3600
    for file in files:
        os.utime(scene.stack.data / "recordings" / file, (hour_ago, hour_ago))
    return files


def go_through(scene: Scene, language: str, actions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    given = {
        "url": scene.stack.url,
        "user": "admin",
        "password": PASSWORD,
        "chromium": chromium_path(),
        "language": language,
        "shots": SHOTS or None,
        "actions": actions,
    }
    done = subprocess.run(
        ["node", str(DRIVER)],
        input=json.dumps(given),
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    seen: list[dict[str, Any]] = json.loads(done.stdout)
    return seen


def local(at_ms: int) -> str:
    """As the browser's own picker of moments writes it, in the time of the cameras' city."""
    return (moment_of(at_ms) - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M:%S")
