"""Fills a database and asks its API: a process of its own, over the database of its environment.

Django's test client with a program's token, in this process: from the request to the answer's last
byte through every middleware, without a socket.
"""

import gzip
import json
import random
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from recordings.models import Detection
from recordings.spans import day_span, moment_of
from tests.bench.big_database import Size, fill
from tests.bench.form import sized
from tests.bench.measured_days import ZONE, Measured
from tests.bench.query_plans import Plan, plan_of, reads
from tests.people import api_client

REQUESTS = sized(300, 40)
WARM_UP = sized(30, 5)
HOUR, MONTH = timedelta(hours=1), timedelta(days=30)
Ask = Callable[[random.Random, Measured], str]


@dataclass(slots=True)
class Answers:
    """Of one kind of request, what each took, weighed and held. `cpu_ms` is this process's own, and
    tells on a machine with other work what `ms` would be without it."""

    ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    gzip_bytes: list[int] = field(default_factory=list)
    plain_bytes: list[int] = field(default_factory=list)
    holds: list[tuple[int, ...]] = field(default_factory=list)
    queries: int = 0
    plans: list[list[Plan]] = field(default_factory=list)


def main(arguments: list[str]) -> None:
    size = Size(*map(int, arguments))
    began = time.monotonic()
    owner, measured = fill(size, sys.stderr.write)
    sys.stderr.write(f"filled in {time.monotonic() - began:.0f} s\n")
    client = api_client(owner)
    client.defaults["HTTP_ACCEPT_ENCODING"] = "gzip"
    found = {name: _measure(client, name, ask, measured) for name, ask in ASKED.items()}
    for name, ask in PLANNED.items():
        found[name].plans = _plans(client, ask, measured)
    json.dump({name: asdict(answers) for name, answers in found.items()}, sys.stdout)


def _measure(client: APIClient, name: str, ask: Ask, measured: list[Measured]) -> Answers:
    chance = random.Random(name)
    answers = Answers()
    for number in range(-WARM_UP, REQUESTS):
        path = ask(chance, chance.choice(measured))
        began, began_cpu = time.perf_counter(), time.thread_time()
        answer = client.get(path)
        content = answer.content
        ms, cpu_ms = time.perf_counter() - began, time.thread_time() - began_cpu
        assert answer.status_code == 200, (path, content[:500])
        if number < 0:
            continue
        is_gzip = answer.headers.get("Content-Encoding") == "gzip"
        plain = gzip.decompress(content) if is_gzip else content
        answers.ms.append(round(1000 * ms, 3))
        answers.cpu_ms.append(round(1000 * cpu_ms, 3))
        answers.gzip_bytes.append(len(content if is_gzip else gzip.compress(content)))
        answers.plain_bytes.append(len(plain))
        answers.holds.append(_holds(name, plain))
    with CaptureQueriesContext(connection) as captured:
        client.get(ask(chance, measured[0]))
    answers.queries = len(captured)
    return answers


def _holds(name: str, plain: bytes) -> tuple[int, ...]:
    """Entries of a playlist; spans and markers of a timeline; days, detections of a list."""
    if name.startswith("playlist"):
        return (plain.count(b"#EXTINF:"),)
    answer = json.loads(plain)
    if name == "timeline":
        return len(answer["spans"]) // 2, len(answer["markers"]["deltas"])
    return (len(answer["days" if name == "days" else "results"]),)


def _plans(client: APIClient, ask: Ask, measured: list[Measured]) -> list[list[Plan]]:
    """Each that occurs among the measured cameras, in a fixed order."""
    chance = random.Random("plans")
    seen: set[tuple[Plan, ...]] = set()
    for one in measured:
        with CaptureQueriesContext(connection) as captured:
            client.get(ask(chance, one))
        seen.add(tuple(plan_of(select) for select in reads(captured.captured_queries)))
    return [list(plans) for plans in sorted(seen)]


def _moment(chance: random.Random, day: date) -> datetime:
    """A whole second of the day, an hour before its end at the latest."""
    start, end = day_span(day, ZONE)
    return moment_of(start + 1000 * chance.randrange((end - start) // 1000 - 3600))


def _path(path: str, **query: str | int) -> str:
    return f"{path}?{urlencode(query)}"


def _playlist(chance: random.Random, one: Measured) -> str:
    start = _moment(chance, chance.choice(one.whole))
    path = f"/api/playback/cameras/{one.camera_id}/index.m3u8"
    return _path(path, start=start.isoformat(), end=(start + HOUR).isoformat())


def _playlist_at(chance: random.Random, one: Measured) -> str:
    at = _moment(chance, chance.choice(one.whole)) + HOUR / 2
    return _path(f"/api/playback/cameras/{one.camera_id}/index.m3u8", at=at.isoformat())


def _timeline(chance: random.Random, one: Measured) -> str:
    day = chance.choice(one.busy)
    return _path(f"/api/playback/cameras/{one.camera_id}/timeline/", day=str(day))


def _days(chance: random.Random, one: Measured) -> str:
    month = f"{chance.choice(one.busy):%Y-%m}"
    return _path(f"/api/playback/cameras/{one.camera_id}/days/", month=month)


def _plates_of_an_hour(chance: random.Random, one: Measured) -> str:
    start = _moment(chance, chance.choice(one.busy))
    times = {"start": start.isoformat(), "end": (start + HOUR).isoformat()}
    return _path("/api/detections/", camera=one.camera_id, **times)


def _plate(chance: random.Random, one: Measured, **query: str) -> str:
    """One that a measured camera saw, over its whole city and a month."""
    start, end = (moment_of(at) for at in day_span(chance.choice(one.busy), ZONE))
    seen = Detection.objects.filter(camera=one.camera_id, at__gte=start, at__lt=end)
    plate = seen.order_by("at").values_list("plate", flat=True)[chance.randrange(1000)]
    times = {"start": (end - MONTH).isoformat(), "end": end.isoformat()}
    return _path("/api/detections/", plate=plate, **times, **query)


ASKED: dict[str, Ask] = {
    "playlist": _playlist,
    "playlist_at": _playlist_at,
    "timeline": _timeline,
    "days": _days,
    "plates_of_an_hour": _plates_of_an_hour,
    "plate": _plate,
    "plate_fuzzy": lambda chance, one: _plate(chance, one, fuzzy="1"),
}
# The same question at each size: the calendar's query has a part for each day of the month.
PLANNED: dict[str, Ask] = {
    "playlist": _playlist,
    "timeline": _timeline,
    "days": lambda _chance, one: f"/api/playback/cameras/{one.camera_id}/days/",
}
