"""Makes a clip's marked copy: the time, and whoever asked for it, burnt into the pictures.

1. The row is claimed (`claims`). One is made at a time on a machine; it gives way to recording.
2. FFmpeg writes the copy under the claim's name. The clip's own file is only read.
3. The copy is read from end to end by a child, hashed and synced.
4. In one transaction the row becomes READY and the file gets its name. Whoever removes a copy does
   so under the same row's lock (`marked`): a row that is gone leaves no file behind.
A crash after 1 to 3 leaves files under the claim's name (`tidying`) and a row that is sent again;
in the middle of 4 a copy that the next attempt replaces.
"""

import contextlib
import errno
import fcntl
import logging
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import reportlab
from django.conf import settings
from django.db import transaction

from clips.burnt_time import stretches_of
from clips.checking import Checked
from clips.claims import Claim, claim
from clips.endings import ending_told
from clips.ffmpeg import marked_argv
from clips.models import MarkedCopy, Status
from clips.outcomes import CutFailed, NotOurs
from clips.places import sha256_of, sync_file, unlink_quietly, working_path
from clips.soundness import Checker
from recordings.children import run_idle
from recordings.clock import Clock
from recordings.compression.workplace import sync_folder
from recordings.ffmpeg.program import find_ffmpeg
from recordings.volumes import free_bytes, has_its_disk

logger = logging.getLogger(__name__)
SECONDS = 3 * 3600.0
MEMORY_BYTES = 6 << 30  # of addresses
MANNERS = ("nice", "-n", "10")
TIMES_AS_LARGE = 3
TOLERATED_SECONDS = 0.1
TOLERATED_FRAMES = 2
FONT = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
"""Bitstream Vera, which may be passed on; it has the signs of western Europe's languages."""
ENCODED, CHECKED = 90, 95
"""Progress in percent when each is done."""
_KINDS = (".mp4", ".txt", ".progress")
_COME_TO = re.compile(rb"^out_time_us=(\d+)$", re.MULTILINE)
_REPORT_BYTES = 4096  # one is about 300


def mark(copy_id: int, clock: Clock) -> None:
    """Nothing happens to a copy that is not pending; nor while another is made here."""
    with _alone() as is_alone:
        attempt = claim(MarkedCopy, copy_id, clock) if is_alone else None
        if attempt is None:
            return
        with ending_told(attempt):
            _mark(attempt)


def _mark(attempt: Claim) -> None:
    copies = MarkedCopy.objects.select_related("clip__camera__city", "clip__volume")
    copy = copies.filter(pk=attempt.row_id).first()
    if copy is None:
        raise NotOurs
    source, target, volume = copy.clip.path, copy.path, copy.clip.volume
    if source is None or target is None or volume is None or copy.clip.status != Status.READY:
        raise CutFailed("source_missing")
    if free_bytes(volume.path) - volume.reserve_bytes < TIMES_AS_LARGE * copy.clip.file_size:
        raise CutFailed("no_room")
    paths = {kind: working_path(source.parent, attempt.claim, kind) for kind in _KINDS}
    made = paths[".mp4"]
    try:
        sha256 = _make(copy, source, paths, attempt)
        if not has_its_disk(volume):  # and what was made stands on a mount point that is left
            raise CutFailed("disk_error")
        _put_in_place(made, target, sha256, attempt)
    finally:
        unlink_quietly(paths.values())


def _make(copy: MarkedCopy, source: Path, paths: Mapping[str, Path], attempt: Claim) -> str:
    """The copy under the claim's name, checked and synced: its SHA-256."""
    made = paths[".mp4"]
    with Checker.start() as checker:
        _render(copy, source, paths, attempt)
        made.chmod(0o440)
        with made.open("rb") as file:
            (found, _picture), sha256, _ = attempt.during(
                lambda: checker.look_at(file.fileno()),
                lambda: sha256_of(made),
                lambda: sync_file(made),
            )
    _judge(found, _seconds(copy))
    attempt.step(CHECKED)
    return str(sha256)


def _put_in_place(made: Path, target: Path, sha256: str, attempt: Claim) -> None:
    """Raises NotOurs, and leaves nothing then."""
    ready = {"status": Status.READY, "progress": 100, "claim": None, "error": ""}
    with transaction.atomic():
        attempt.update(**ready, file_size=made.stat().st_size, sha256=sha256)
        made.replace(target)
    sync_folder(target.parent)


def _render(copy: MarkedCopy, source: Path, paths: Mapping[str, Path], attempt: Claim) -> None:
    paths[".txt"].write_text(copy.watermark, encoding="utf-8")
    seconds = max(1.0, _seconds(copy))
    argv = marked_argv(
        find_ffmpeg(settings.VMS_FFMPEG),
        os.fspath(source),
        os.fspath(paths[".mp4"]),
        font=os.fspath(FONT),
        words=os.fspath(paths[".txt"]),
        signs=len(copy.watermark),
        stretches=stretches_of(copy.clip.manifest, ZoneInfo(copy.clip.camera.city.time_zone)),
        progress=os.fspath(paths[".progress"]),
    )

    def watch() -> None:
        attempt.step(round(ENCODED * min(1.0, _come_to(paths[".progress"]) / seconds)))

    code, said = run_idle(
        argv, seconds=SECONDS, memory_bytes=MEMORY_BYTES, watch=watch, manners=MANNERS
    )
    if code:
        lines = said.strip().splitlines()
        logger.warning("FFmpeg ended with %d: %s", code, lines[-1][-300:] if lines else "-")
        raise CutFailed("no_room" if os.strerror(errno.ENOSPC) in said else "program")


def _judge(found: Checked, seconds: float) -> None:
    """Raises CutFailed unless it is readable to its end and as long as the clip."""
    if found.error:
        raise CutFailed("not_sound", found.error)
    if not found.video_packets or not found.frames_at_start or not found.frames_at_end:
        raise CutFailed("not_sound", "no picture comes out")
    # FFmpeg guesses how long the last picture is shown.
    last = max(0.0, seconds - found.last_seconds)
    frame = seconds / found.video_packets
    tolerated = max(TOLERATED_SECONDS, TOLERATED_FRAMES * frame) + last
    if abs(found.end_seconds - seconds) > tolerated:
        raise CutFailed("not_sound", f"{found.end_seconds:.3f} s instead of {seconds:.3f} s")


def _seconds(copy: MarkedCopy) -> float:
    return (copy.clip.duration_ms or 0) / 1000


def _come_to(path: Path) -> float:
    """Seconds of the clip that are done, by the last of FFmpeg's reports."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _REPORT_BYTES))
            found = _COME_TO.findall(file.read())
    except OSError:
        return 0.0
    return int(found[-1]) / 1_000_000 if found else 0.0


@contextlib.contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else on this machine makes one."""
    path = Path(settings.VMS_RUN_DIR) / "marking.lock"
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
