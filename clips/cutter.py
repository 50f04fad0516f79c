"""Cuts one clip, from its row to its file (docs/design/clips.md).

1. The row is claimed (`claims`).
2. What is recorded of the range is looked up, and planned (`cutting`).
3. FFmpeg writes the file under the claim's name, from bytes that are piped in.
4. The file is read from end to end by a child, hashed and synced, its picture beside it.
5. The row is told the name that the file will have, its hash and its manifest.
6. The file gets its name, which nothing had before, and its folder is synced.
7. The row becomes READY, and the hold on the source ends.
A crash after 1 to 4 leaves files that `tidying` removes; after 5 or 6 the next attempt finds in the
row what it has to finish. Nothing is ever written over.
"""

import contextlib
import errno
import logging
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from clips.claims import Claim, claim, end_hold
from clips.cutting import CutPlan, Mode, plan_cuts
from clips.endings import ending_told
from clips.ffmpeg import cut_argv
from clips.manifest import iso, manifest_of
from clips.models import Clip, Status
from clips.outcomes import CutFailed
from clips.piping import Piping
from clips.places import (
    camera_folder,
    free_name,
    give_name,
    roomy_volume,
    sha256_of,
    sync_file,
    unlink_quietly,
    working_path,
)
from clips.reordering import delay_seconds, end_at
from clips.soundness import Checker, judge
from clips.sources import Footage, footage_of, opened
from recordings.children import run_fed
from recordings.clock import Clock
from recordings.ffmpeg.program import find_ffmpeg
from recordings.models import StorageVolume
from recordings.spans import epoch_ms
from recordings.volumes import has_its_disk

logger = logging.getLogger(__name__)
SECONDS = 900.0
MEMORY_BYTES = 2 << 30  # of addresses
OVERHEAD_BYTES = 16 << 20  # sample tables and the picture
GROWING_SECONDS = 15.0
"""How long is waited for the last fragments of a range that ends about now."""
PIPED, CHECKED = 70, 95
"""Progress in percent when each is done."""


def cut(clip_id: int, clock: Clock) -> None:
    """Nothing happens to a clip that is not pending."""
    attempt = claim(Clip, clip_id, clock)
    if attempt is None:
        return
    with ending_told(attempt):
        _cut(attempt)


@dataclass(frozen=True, slots=True)
class _Job:
    clip: Clip
    footage: Footage
    plan: CutPlan
    volume: StorageVolume
    working: Path

    @property
    def picture(self) -> Path:
        return self.working.with_suffix(".jpg")


def _cut(attempt: Claim) -> None:
    clip = Clip.objects.select_related("camera__city", "volume").get(pk=attempt.row_id)
    if _is_in_place(clip, attempt):
        _finish(attempt)
        return
    if clip.path and not os.path.lexists(clip.path):  # it may have another name from now on
        unlink_quietly([clip.thumbnail_path])
    footage = _awaited_footage(clip, attempt)
    plan = _plan(clip, footage)
    volume = roomy_volume(plan.bytes + OVERHEAD_BYTES)
    if volume is None:
        raise CutFailed("no_room")
    folder = volume.path / camera_folder(clip)
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    job = _Job(clip, footage, plan, volume, working_path(folder, attempt.claim))
    try:
        _make(job, attempt)
        _put_in_place(job, attempt)
    finally:
        unlink_quietly((job.working, job.picture))
    _finish(attempt)


def _is_in_place(clip: Clip, attempt: Claim) -> bool:
    """Whether an attempt before this one was cut off between naming the file and saying so."""
    path = clip.path
    if path is None or not path.is_file():
        return False
    return bool(attempt.during(lambda: sha256_of(path)) == [clip.sha256])


def _awaited_footage(clip: Clip, attempt: Claim) -> Footage:
    start_ms, end_ms = epoch_ms(clip.start_time), epoch_ms(clip.end_time)
    until = time.monotonic() + GROWING_SECONDS
    while True:
        footage = footage_of(clip.camera, start_ms, end_ms)
        last_ms = max((source.end_ms for source in footage.sources), default=0)
        if not footage.is_growing or last_ms >= end_ms or time.monotonic() > until:
            return footage
        attempt()
        time.sleep(0.25)


def _plan(clip: Clip, footage: Footage) -> CutPlan:
    span = epoch_ms(clip.start_time), epoch_ms(clip.end_time)
    plans = plan_cuts(footage.sources, *span, Mode(clip.mode))
    if not plans:
        raise CutFailed("no_footage")
    if len(plans) > 1:
        raise CutFailed("parts_differ")
    return plans[0]


def _make(job: _Job, attempt: Claim) -> None:
    """The file under the claim's name, and all that the row is to know of it."""
    with Checker.start() as checker:
        digests = _render(job, attempt)
        job.working.chmod(0o440)
        with _read_only(job.working) as descriptor:
            (found, picture), sha256, _ = attempt.during(
                lambda: checker.look_at(descriptor),
                lambda: sha256_of(job.working),
                lambda: sync_file(job.working),
            )
    judge(found, job.plan)
    attempt.step(CHECKED)
    job.picture.write_bytes(picture)
    job.picture.chmod(0o440)
    sync_file(job.picture)
    manifest = manifest_of(
        job.plan,
        clip=_told(job.clip),
        digests=digests,
        files={key: _file_told(job.footage, key) for key in job.footage.rows},
        software={"vms": str(settings.SPECTACULAR_SETTINGS["VERSION"]), "method": "stream copy"},
        checks=asdict(found),
        sha256=sha256,
        size=job.working.stat().st_size,
    )
    attempt.update(
        volume=job.volume,
        file_path=free_name(job.clip, job.volume),
        file_size=manifest["file"]["bytes"],
        sha256=sha256,
        duration_ms=round(job.plan.shown_seconds * 1000),
        gaps=[list(gap) for gap in job.plan.gaps],
        manifest=manifest,
    )


def _render(job: _Job, attempt: Claim) -> list[str]:
    """The digests of what was read."""
    plan, total = job.plan, max(1, job.plan.bytes)
    rows, first = job.footage.rows, plan.parts[0]
    with opened(rows[first.source.key]) as descriptor:
        delay = delay_seconds(descriptor, first)
    piping = Piping(
        plan, lambda key: opened(rows[key]), lambda read: attempt.step(PIPED * read // total)
    )
    argv = _argv(job, delay)
    code, said = run_fed(argv, piping, seconds=SECONDS, memory_bytes=MEMORY_BYTES, watch=attempt)
    if code or len(piping.digests) != len(plan.parts):
        raise _failure(code, said)
    if delay and job.clip.mode == Mode.EXACT:
        end_at(job.working, plan.shown_seconds)
    return piping.digests


def _argv(job: _Job, delay: float) -> list[str]:
    """`delay`: seconds from the decoding of a picture to its being shown."""
    plan, clip = job.plan, job.clip
    is_exact = clip.mode == Mode.EXACT
    start = iso(plan.start_ms)
    return cut_argv(
        find_ffmpeg(settings.VMS_FFMPEG),
        os.fspath(job.working),
        is_hevc=plan.movie.video.sample_entry.startswith("hv"),
        hidden_seconds=plan.hidden_ticks / plan.timescale + delay,
        shown_seconds=plan.shown_seconds if is_exact else None,
        metadata={
            "title": clip.name,
            "creation_time": start,
            "comment": f"clip {clip.pk} ({clip.uuid}), camera {clip.camera.pk}, from {start}",
            "artist": clip.camera.name,
        },
    )


def _failure(code: int, said: str) -> CutFailed:
    if os.strerror(errno.ENOSPC) in said:
        return CutFailed("no_room")
    lines = said.strip().splitlines()
    logger.warning("FFmpeg ended with %d: %s", code, lines[-1][-300:] if lines else "-")
    return CutFailed("program")


def _told(clip: Clip) -> dict[str, Any]:
    camera = clip.camera
    return {
        "id": clip.pk,
        "uuid": str(clip.uuid),
        "name": clip.name,
        "mode": clip.mode,
        "camera": {"id": camera.pk, "uuid": str(camera.uuid), "name": camera.name},
        "city": {"id": camera.city_id, "name": camera.city.name},
        "asked_start_time": iso(epoch_ms(clip.start_time)),
        "asked_end_time": iso(epoch_ms(clip.end_time)),
        "asked_by": clip.username,
        "asked_at": iso(epoch_ms(clip.created_at)),
    }


def _file_told(footage: Footage, key: str) -> dict[str, Any]:
    row = footage.rows[key]
    return {"recording": key, "file": row.file_path, "run": row.run_id}


def _put_in_place(job: _Job, attempt: Claim) -> None:
    """Raises NotOurs, and leaves nothing then."""
    if not has_its_disk(job.volume):  # and what was made stands on a mount point that is left
        raise CutFailed("disk_error")
    path = Clip.objects.values_list("file_path", flat=True).get(pk=job.clip.pk)
    final = job.volume.path / path
    attempt.update()
    job.picture.replace(final.with_suffix(".jpg"))
    give_name(job.working, final)


def _finish(attempt: Claim) -> None:
    with transaction.atomic():
        attempt.update(status=Status.READY, progress=100, claim=None, ready_at=attempt.clock.now())
        end_hold(attempt.row_id, attempt.clock.now())


@contextlib.contextmanager
def _read_only(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
