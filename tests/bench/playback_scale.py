"""What playlists, timelines and days cost, and that they cost the same in a city-scale database.

PostgreSQL is started for each size and ended with all that is in it. `scale_requests` fills and
asks it in a process of its own, as settings are read once a process.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from difflib import unified_diff
from importlib import import_module
from pathlib import Path
from typing import Any

import django

from tests.bench.document import Figure, percentile, spread
from tests.bench.form import sized
from tests.services.servers import postgres

PROJECT = Path(__file__).resolve().parents[2]
MOST_MS = 10
MOST_KB = {"playlist": 24, "timeline": 20}
PLANNED = ("playlist", "timeline", "days")
WHOLE_SCANS = tuple(
    f"Seq Scan recordings_{table}"
    for table in ("recording", "fragmentindex", "detection", "cameraevent")
)
# Cameras, recordings, detections, measured cameras: as `big_database.Size` has them.
SMALL = (20, sized(4_800, 2_400), 10_000, sized(20, 10))
MIDDLE = (sized(1_000, 50), sized(720_000, 5_000), sized(2_000_000, 20_000), sized(50, 10))
LARGE = (sized(10_000, 200), sized(10_000_000, 20_000), sized(3_000_000, 20_000), sized(50, 10))
ENTRIES = {1_800, 1_801}  # of an hour; one more when it begins inside an entry
SPANS_AND_PLATES = (24, 2_000)
BYTES_A_RECORDING, BYTES_AT_LEAST = 1_500, 5_000_000_000  # on the disk while it runs
GROWS = re.compile(r"recordings?_(recording|start|camera_start|fragment)|detection|camera_?event")
Say = Callable[[str], object]
Found = dict[str, Any]


def measure(say: Say) -> list[Figure]:
    asked = {_named(size): _asked(size, say) for size in (SMALL, MIDDLE, LARGE)}
    figures = []
    for size, found in asked.items():
        figures += [_promised(size, "playlist", found), _promised(size, "timeline", found)]
        figures += [_told(size, name, found[name]) for name in TOLD]
    middle, large = asked[_named(MIDDLE)], asked[_named(LARGE)]
    for name in PLANNED:
        before, after = _lines(middle[name]), _lines(large[name])
        say("\n".join(unified_diff(before, after, _named(MIDDLE), _named(LARGE), n=9)))
        figures += _plans(name, before, after)
    return figures


def _asked(size: tuple[int, ...], say: Say) -> Found:
    """What `scale_requests` prints of a database of this size."""
    needed = BYTES_AT_LEAST + BYTES_A_RECORDING * size[1]
    free = shutil.disk_usage(tempfile.gettempdir()).free
    assert free > needed, f"{needed / 1e9:.0f} GB needed in {tempfile.gettempdir()}"
    say(f"filling a database: {_named(size)}\n")
    with tempfile.TemporaryDirectory(prefix="vms-bench-") as data, postgres() as url:
        settings = {"VMS_DATA_DIR": data, "DATABASE_URL": url, "VMS_LOG_LEVEL": "WARNING"}
        settings["DJANGO_SETTINGS_MODULE"] = "vms.settings"
        environment = {**os.environ, **settings}
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, cwd=PROJECT, env=environment, check=True)
        argv = [sys.executable, "-m", "tests.bench.playback_scale", *map(str, size)]
        done = subprocess.run(
            argv, cwd=PROJECT, env=environment, check=True, stdout=subprocess.PIPE
        )
    found: Found = json.loads(done.stdout)
    return found


def _named(size: tuple[int, ...]) -> str:
    return f"{size[1]:,} recordings of {size[0]:,} cameras"


def _promised(size: str, name: str, found: Found) -> Figure:
    answers = found[name]
    what, holds_all = {
        "playlist": ("Playlist of 1 h", {holds[0] for holds in answers["holds"]} <= ENTRIES),
        "timeline": (
            "Timeline of a day with 24 spans and 2,000 plates",
            {tuple(holds) for holds in answers["holds"]} == {SPANS_AND_PLATES},
        ),
    }[name]
    most_bytes = max(answers["gzip_bytes"])
    median = percentile(answers["ms"], 50)
    return Figure(
        f"{what}, {size}",
        f"<= {MOST_MS} ms p50, <= {MOST_KB[name]} KB gzip",
        _seen(answers),
        len(answers["ms"]),
        holds_all and median <= MOST_MS and most_bytes <= 1000 * MOST_KB[name],
    )


TOLD = {
    "playlist_at": "Playlist around a moment (2 h)",
    "days": "Days of a month",
    "plates_of_an_hour": "Plates of a camera's hour",
    "plate": "Search for a plate in a city's month",
    "plate_fuzzy": "The same for plates that read alike",
}


def _told(size: str, name: str, answers: Found) -> Figure:
    return Figure(f"{TOLD[name]}, {size}", "-", _seen(answers), len(answers["ms"]), True)


def _seen(answers: Found) -> str:
    largest, plain = max(answers["gzip_bytes"]) / 1000, max(answers["plain_bytes"]) / 1000
    held = " and ".join(str(max(column)) for column in zip(*answers["holds"], strict=True))
    told = (
        spread(answers["ms"], "ms", 1),
        f"Python's own CPU p50 {percentile(answers['cpu_ms'], 50):.1f} ms",
        f"worst {largest:.1f} KB gzip, {plain:.1f} KB plain",
        f"holds {held}",
        f"{answers['queries']} queries",
    )
    return "; ".join(told)


def _lines(answers: Found) -> list[str]:
    """The plans of its queries, one under the other."""
    return [line for plans in answers["plans"] for plan in plans for line in (*plan, "")]


def _plans(name: str, middle: list[str], large: list[str]) -> list[Figure]:
    """Of whole plans, and of how the archive's tables are reached in them.

    Of two or three rows PostgreSQL chooses anew at each size whether to sort or materialise them.
    """
    sizes = f"{MIDDLE[1]:,} against {LARGE[1]:,} recordings"
    whole = sorted({line.strip() for line in large} & set(WHOLE_SCANS))
    ways = _ways(middle), _ways(large)
    return [
        Figure(
            f"Query plans of the {name}: {sizes}",
            "the same",
            "the same" if middle == large else "they differ",
            large.count(""),
            bool(large) and middle == large,
        ),
        Figure(
            f"Ways to the archive's rows in them: {sizes}",
            "the same, no scan of a table",
            f"{'the same' if ways[0] == ways[1] else 'they differ'}: {', '.join(ways[1])}",
            large.count(""),
            bool(ways[1]) and ways[0] == ways[1] and not whole,
        ),
    ]


def _ways(lines: list[str]) -> list[str]:
    """Scans of tables and indexes that grow with what is recorded, each once."""
    return sorted({line.strip() for line in lines if "Scan" in line and GROWS.search(line)})


if __name__ == "__main__":
    django.setup()
    import_module("tests.bench.scale_requests").main(sys.argv[1:])
