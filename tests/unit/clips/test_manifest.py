"""What a manifest says of a cut over a gap, to the last value."""

import json
from typing import Any

from tests.unit.clips.made_manifest import CLIP, FIRST_MS, made_manifest


def test_a_manifest_says_all_that_is_in_the_file() -> None:
    clock = {"timescale": 90_000, "first_tick": 0, "last_tick": 900_000}
    assert made_manifest() == {
        "format": "vms-clip-manifest/1",
        "clip": CLIP,
        "file": {"sha256": "f" * 64, "bytes": 17_000, "duration_us": 12_000_000},
        "shown": {
            "start_time": "2026-11-18T11:06:41.500+00:00",
            "end_time": "2026-11-18T11:06:56.500+00:00",
            "hidden_before_us": 1_500_000,
        },
        "gaps": [
            {
                "start_time": "2026-11-18T11:06:50.000+00:00",
                "end_time": "2026-11-18T11:06:53.000+00:00",
            }
        ],
        "sources": [
            {
                "recording": "r0",
                "file": "city_1/cam_3/a.mp4",
                "run": "aaaaaaaa",
                "byte_range": [700, 10_700],
                "start_time": "2026-11-18T11:06:40.000+00:00",
                "end_time": "2026-11-18T11:06:50.000+00:00",
                "begins_at_us": -1_500_000,
                "clock": {**clock, "first_ms": FIRST_MS, "last_ms": FIRST_MS + 10_000},
                "sha256": "1" * 64,
            },
            {
                "recording": "r1",
                "file": "city_1/cam_3/b.mp4",
                "run": "bbbbbbbb",
                "byte_range": [700, 4_700],
                "start_time": "2026-11-18T11:06:53.000+00:00",
                "end_time": "2026-11-18T11:06:57.000+00:00",
                "begins_at_us": 8_500_000,
                "clock": {**clock, "first_ms": FIRST_MS + 13_000, "last_ms": FIRST_MS + 23_000},
                "sha256": "2" * 64,
            },
        ],
        "checks": {"error": "", "video_packets": 225, "first_us": 40_000, "audio_end_us": None},
        "software": {"vms": "0.1.0"},
    }


def test_it_holds_no_fraction_so_that_there_is_one_way_to_write_it() -> None:
    def fractions(value: Any) -> list[Any]:
        if isinstance(value, dict):
            return [found for inner in value.values() for found in fractions(inner)]
        if isinstance(value, list):
            return [found for inner in value for found in fractions(inner)]
        return [value] if isinstance(value, float) else []

    manifest = made_manifest()
    assert fractions(manifest) == []
    assert json.loads(json.dumps(manifest)) == manifest
