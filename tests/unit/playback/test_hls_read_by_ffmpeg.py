"""Another program's reading of our playlists: FFmpeg's."""

import os
import subprocess
from pathlib import Path

import pytest

from playback.hls import (
    FileEntries,
    file_entries,
    last_parts,
    live_playlist,
    parts_between,
    window_playlist,
)
from recordings.media.fragments import scan
from recordings.media.index import columns_of
from tests.unit.media.ffmpeg_samples import SECONDS, record
from tests.unit.playback.hls_files import NOON_MS, wall


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[FileEntries]:
    """Three files of one run. (FFmpeg takes a change of the init part badly.)"""
    found = []
    for number in range(3):
        path = record(tmp_path_factory.mktemp("hls"), "h264")
        descriptor = os.open(path, os.O_RDONLY)
        try:
            columns = columns_of(scan(descriptor))
        finally:
            os.close(descriptor)
        start_ms = NOON_MS + number * SECONDS * 1000
        found.append(file_entries(str(path), columns, wall(columns, start_ms), is_open=False))
    return found


def frames_in(playlist: Path) -> int:
    command = ["ffprobe", "-v", "error", "-allowed_extensions", "ALL", "-count_packets"]
    command += ["-select_streams", "v:0", "-show_entries", "stream=nb_read_packets"]
    command += ["-of", "csv=p=0", str(playlist)]
    found = subprocess.run(command, check=True, capture_output=True, timeout=60, text=True)
    assert found.stderr == ""
    return int(found.stdout.split()[0].strip(","))


def test_every_frame_of_a_window_over_three_files_is_read(
    files: list[FileEntries], tmp_path: Path
) -> None:
    parts = parts_between(files, NOON_MS, NOON_MS + 3 * SECONDS * 1000)
    playlist = tmp_path / "index.m3u8"
    playlist.write_text(window_playlist(parts, target_seconds=2, is_final=True))
    assert frames_in(playlist) == 3 * SECONDS * 25


def test_the_frames_of_a_part_are_read_from_its_key_frame(
    files: list[FileEntries], tmp_path: Path
) -> None:
    parts = parts_between(files[:1], NOON_MS + 1_000, NOON_MS + 2_000)
    playlist = tmp_path / "index.m3u8"
    playlist.write_text(window_playlist(parts, target_seconds=2, is_final=True))
    assert frames_in(playlist) == 2 * 24


def test_a_list_that_slides_is_read_too(files: list[FileEntries], tmp_path: Path) -> None:
    parts = last_parts(files, 6_000)
    text = live_playlist(
        parts, target_seconds=2, media_sequence=1_773_144_002, discontinuity_sequence=9
    )
    playlist = tmp_path / "live.m3u8"
    playlist.write_text(text + "#EXT-X-ENDLIST\n")  # or it would be waited for
    shown = sum(part.file.media_ms[-1] - part.file.media_ms[part.shown.start] for part in parts)
    assert frames_in(playlist) == shown * 25 // 1000
