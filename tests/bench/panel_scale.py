"""What the administration's pages cost in a city-scale database: every list, each of its filters,
searches and orders, the storage page and the dashboard, asked by a superuser and by a city's staff.

PostgreSQL is started for it and ended with all that is in it; `panel_requests` fills and asks it
in a process of its own, as settings are read once a process.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import django

from tests.bench.document import Figure, percentile, spread
from tests.bench.form import sized
from tests.services.servers import postgres

PROJECT = Path(__file__).resolve().parents[2]
MOST_MS = {"dashboard": 150, "storage": 300, "lists": 300}
MOST_QUERY_MS = 100
# Cameras, recordings, clips, entries of the log and detections each.
SIZE = (sized(10_000, 200), sized(10_000_000, 20_000), sized(100_000, 500), sized(1_000_000, 2_000))
BYTES_NEEDED = sized(20_000_000_000, 3_000_000_000)
Say = Callable[[str], object]
Found = dict[str, Any]


def measure(say: Say) -> list[Figure]:
    found = _asked(say)
    cameras, recordings, clips, _ = SIZE
    size = f"{cameras:,} cameras, {recordings:,} recordings, {clips:,} clips"
    say(f"{size}; the hourly calculation took {found['calculation_s']:.1f} s\n")
    figures = [
        Figure("The hourly calculation", "-", f"{found['calculation_s']:.1f} s", 1, True),
    ]
    for who in ("superuser", "owner"):
        figures += _of(who, found[who], say)
    return figures


def _of(who: str, pages: Found, say: Say) -> list[Figure]:
    lists = {name: page for name, page in pages.items() if name not in MOST_MS}
    figures = [_timed(who, name, {name: pages[name]}, say) for name in ("dashboard", "storage")]
    return [*figures, _timed(who, "lists", lists, say), _statements(who, pages, say)]


def _timed(who: str, name: str, pages: Found, say: Say) -> Figure:
    """p95 of all requests; an address whose median is over the limit is named."""
    most = MOST_MS[name]
    over = [key for key, page in pages.items() if percentile(page["ms"], 50) > most]
    for key in over:
        say(f"  {who}: {key}: {pages[key]['ms']} ms\n")
    every = [ms for page in pages.values() for ms in page["ms"]]
    seen = spread(every, "ms")
    if len(pages) > 1:
        seen += f"; {len(over)} of {len(pages)} addresses with a median over it"
    what = {"dashboard": "Dashboard", "storage": "Storage page"}.get(name, "Lists and rows")
    kept = percentile(every, 95) <= most and not over
    return Figure(f"{what}, {who}", f"<= {most} ms p95", seen, len(every), kept)


def _statements(who: str, pages: Found, say: Say) -> Figure:
    """The longest statement of each request; of an address the median over its rounds."""
    longest = {name: percentile(page["longest_ms"], 50) for name, page in pages.items()}
    slow = [name for name, ms in longest.items() if ms > MOST_QUERY_MS]
    for name in slow:
        say(f"  {who}: {name}: {pages[name]['longest_ms']} ms: {pages[name]['longest'][:400]}\n")
    every = [ms for page in pages.values() for ms in page["longest_ms"]]
    told = f"{spread(every, 'ms')}; {len(slow)} of {len(pages)} addresses with a median over it"
    what = f"Longest statement of a page, {who}"
    kept = percentile(every, 95) <= MOST_QUERY_MS and not slow
    return Figure(what, f"<= {MOST_QUERY_MS} ms", told, len(every), kept)


def _asked(say: Say) -> Found:
    """What `panel_requests` prints."""
    free = shutil.disk_usage(tempfile.gettempdir()).free
    assert free > BYTES_NEEDED, f"{BYTES_NEEDED / 1e9:.0f} GB needed in {tempfile.gettempdir()}"
    say("filling a database\n")
    with tempfile.TemporaryDirectory(prefix="vms-bench-") as data, postgres() as url:
        settings = {"VMS_DATA_DIR": data, "DATABASE_URL": url, "VMS_LOG_LEVEL": "WARNING"}
        settings["DJANGO_SETTINGS_MODULE"] = "vms.settings"
        environment = {**os.environ, **settings}
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, cwd=PROJECT, env=environment, check=True)
        argv = [sys.executable, "-m", "tests.bench.panel_scale", *map(str, SIZE)]
        done = subprocess.run(
            argv, cwd=PROJECT, env=environment, check=True, stdout=subprocess.PIPE
        )
    found: Found = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    django.setup()
    import_module("tests.bench.panel_requests").main(sys.argv[1:])
