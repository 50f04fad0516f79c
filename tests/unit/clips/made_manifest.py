"""A manifest of two made files, for who reads one."""

from copy import deepcopy
from typing import Any

from clips.cutting import Mode, plan_cuts
from clips.manifest import manifest_of
from tests.unit.clips.made_sources import Made, sources_of

FIRST_MS = 1_795_000_000_000  # 2026-11-18T11:06:40Z
CLIP = {
    "id": 7,
    "uuid": "0f4f7c1e-6f0e-4a86-9c53-3f9b0f7a1c11",
    "name": "Portão",
    "mode": "exact",
    "camera": {"id": 3, "uuid": "5f7f7c1e-6f0e-4a86-9c53-3f9b0f7a1c22", "name": "Praça"},
    "city": {"id": 1, "name": "Aurora"},
    "asked_start_time": "2026-11-18T11:06:41.500+00:00",
    "asked_end_time": "2026-11-18T11:06:56.500+00:00",
    "asked_by": "ana",
    "asked_at": "2026-11-18T12:00:00.000+00:00",
}
CHECKS = {"error": "", "video_packets": 225, "first_seconds": 0.04, "audio_end_seconds": None}


def made_manifest() -> dict[str, Any]:
    """10 s, then 3 s of nothing, then 10 s; of these 1.5 s to 16.5 s."""
    first = Made(FIRST_MS, [1_000] * 10, run="aaaaaaaa")
    second = Made(FIRST_MS + 13_000, [1_000] * 10, run="bbbbbbbb")
    sources = sources_of([first, second])
    (plan,) = plan_cuts(sources, FIRST_MS + 1_500, FIRST_MS + 16_500, Mode.EXACT)
    return manifest_of(
        plan,
        clip=deepcopy(CLIP),
        digests=["1" * 64, "2" * 64],
        files={
            "0": {"recording": "r0", "file": "city_1/cam_3/a.mp4", "run": "aaaaaaaa"},
            "1": {"recording": "r1", "file": "city_1/cam_3/b.mp4", "run": "bbbbbbbb"},
        },
        software={"vms": "0.1.0"},
        checks=CHECKS,
        sha256="f" * 64,
        size=17_000,
    )
