"""FFmpeg: asked what it can, and made to record; the same for programs that are none."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.doctor.looks import codes
from vms.doctor import ffmpeg
from vms.doctor.proof import prove

REAL = ffmpeg.program()
ABLE = [("ffmpeg.version", "ok"), ("ffmpeg.abilities", "ok")]


def script(path: Path, text: str) -> str:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_the_real_one_has_every_ability() -> None:
    assert codes(ffmpeg.look(REAL)) == ABLE


def test_one_that_records_only_some_cameras_is_named_with_its_words(tmp_path: Path) -> None:
    no_transcoding = 'case "$*" in *" aac "*) echo "[error] no aac" >&2; exit 1;; esac'
    program = script(tmp_path / "ffmpeg", f'{no_transcoding}\nexec {REAL} "$@"')
    problems = {o.name: o.problem for o in prove(program, tmp_path / "scratch", lambda step: None)}
    assert problems == {"H.264 + AAC": "", "H.264 + G.711": "no aac", "H.265 + AAC": ""}


def test_none_at_all(settings: Settings) -> None:
    settings.VMS_FFMPEG = "/nowhere/ffmpeg"
    assert ffmpeg.program() is None
    (found,) = ffmpeg.look(None)
    assert (found.code, found.severity) == ("ffmpeg.missing", "error")
    assert "/nowhere/ffmpeg" in found.what


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("exit 3", [("ffmpeg.broken", "error")]),
        ("echo ffmpeg version 4.1.9", [("ffmpeg.version", "error"), ("ffmpeg.abilities", "error")]),
        ("echo ffmpeg version 7.1", [("ffmpeg.version", "ok"), ("ffmpeg.abilities", "error")]),
        ("echo ffmpeg version N-1-gabc", [("ffmpeg.version", "ok"), ("ffmpeg.abilities", "error")]),
        (f'{REAL} "$@" | sed s/tls//', [*ABLE, ("ffmpeg.tls", "warning")]),
    ],
)
def test_programs_that_fall_short(
    tmp_path: Path, text: str, expected: list[tuple[str, str]]
) -> None:
    assert codes(ffmpeg.look(script(tmp_path / "ffmpeg", text))) == expected


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    program = script(tmp_path / "ffmpeg", f'{REAL} "$@" | grep -v -e write_prft -e rtp')
    (missing,) = [found for found in ffmpeg.look(program) if found.severity == "error"]
    assert missing.what == "This FFmpeg lacks what recording needs: mp4 write_prft, rtp."
