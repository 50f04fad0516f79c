"""Reading FFmpeg's standard error; the lines are those of FFmpeg 5.1."""

import pytest

from recordings.faults import Fault
from recordings.ffmpeg.messages import MESSAGE_LENGTH, classify, explain

CAMERA = "rtsp://admin:Se%27cret@10.0.0.5:8554/cam1"
OPEN = f"[concat @ 0x55f78ef9db40] [error] Impossible to open '{CAMERA}'\n"
REFUSED = (
    "[tcp @ 0x55f78efb2840] [error] Connection to tcp://10.0.0.5:8554?timeout=5000000 failed: "
    f"Connection refused\n{OPEN}[error] pipe:3: Connection refused\n"
)
UNAUTHORIZED = (
    "[rtsp @ 0x5582c680e800] [error] method DESCRIBE failed: 401 Unauthorized\n"
    f"{OPEN}[error] pipe:3: Server returned 401 Unauthorized (authorization failed)\n"
)
NOT_FOUND = (
    "[rtsp @ 0x5629109ed800] [error] method DESCRIBE failed: 404 Not Found\n"
    f"{OPEN}[error] pipe:3: Server returned 404 Not Found\n"
)
UNREACHABLE = (
    "[tcp @ 0x55f78efb2840] [error] Connection to tcp://10.0.0.5:8554?timeout=5000000 failed: "
    f"No route to host\n{OPEN}[error] pipe:3: No route to host\n"
)
TIMED_OUT = "[error] pipe:3: Connection timed out\n"
NO_FOLDER = (
    "[segment @ 0x564371beae80] [error] Failed to open segment "
    "'/data/city_1/cam_1/2026-11-21/02-17-38_0a1b2c3d.mp4'\n"
    "[error] Could not write header for output file #0 (incorrect codec parameters ?): "
    "No such file or directory\n"
    "[error] Error initializing output stream 0:0 -- \n[error] \n"
)
DISK_FULL = (
    "[segment @ 0x564371beae80] [error] Failed to open segment "
    "'/data/city_1/cam_1/2026-11-21/02-17-38_0a1b2c3d.mp4'\n"
    "[error] av_interleaved_write_frame(): No space left on device\n"
)
NO_PICTURE = (
    "[rtsp @ 0x5575a715e800] [warning] Could not find codec parameters for stream 0 "
    "(Video: h264, none): unspecified size\n"
    "Consider increasing the value for the 'analyzeduration' (1000000) and 'probesize' (5000000) "
    "options\n"
    "[segment @ 0x5575a7172dc0] [error] dimensions not set\n"
    "[error] Could not write header for output file #0 (incorrect codec parameters ?): "
    "Invalid argument\n"
    "[error] Error initializing output stream 0:0 -- \n[error] \n"
)
WRONG_TRANSPORT = (
    "[rtsp @ 0x5575a715e800] [error] method SETUP failed: 461 Unsupported transport\n"
    f"{OPEN}[error] pipe:3: Protocol not supported\n"
)
USUAL = (
    "[segment @ 0x561a12e02b00] [warning] Non-monotonous DTS in output stream 0:0; previous: 0, "
    "current: 0; changing to 1. This may result in incorrect timestamps in the output file.\n"
)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (REFUSED, Fault.REFUSED),
        (UNAUTHORIZED, Fault.AUTH_FAILED),
        (NOT_FOUND, Fault.NOT_FOUND),
        (UNREACHABLE, Fault.UNREACHABLE),
        (TIMED_OUT, Fault.TIMEOUT),
        (NO_FOLDER, Fault.FOLDER),
        (DISK_FULL, Fault.DISK_FULL),
        (NO_PICTURE, Fault.TIMEOUT),
        (WRONG_TRANSPORT, Fault.UNSUPPORTED),
        (USUAL, Fault.UNREACHABLE),
        ("", Fault.UNREACHABLE),
    ],
)
def test_a_start_that_failed_has_the_fault_of_its_messages(text: str, fault: Fault) -> None:
    assert classify(text, had_media=False) is fault


@pytest.mark.parametrize("text", ["", USUAL, TIMED_OUT, NO_PICTURE, UNAUTHORIZED, NOT_FOUND])
def test_a_stream_that_had_run_ended_whatever_was_said(text: str) -> None:
    assert classify(text, had_media=True) is Fault.ENDED


@pytest.mark.parametrize(
    ("text", "fault"), [(NO_FOLDER, Fault.FOLDER), (DISK_FULL, Fault.DISK_FULL)]
)
def test_a_fault_of_ours_is_one_also_after_hours(text: str, fault: Fault) -> None:
    assert classify(USUAL + text, had_media=True) is fault


@pytest.mark.parametrize(
    ("text", "explained"),
    [
        (REFUSED, "pipe:3: Connection refused"),
        (UNAUTHORIZED, "pipe:3: Server returned 401 Unauthorized (authorization failed)"),
        (OPEN, "Impossible to open 'rtsp://***@10.0.0.5:8554/cam1'"),
        (NO_FOLDER, "Error initializing output stream 0:0 --"),
        (OPEN + USUAL, "Impossible to open 'rtsp://***@10.0.0.5:8554/cam1'"),
        ("[warning] one\n\n[warning] two\n", ""),
        (
            "[fatal] Stream map '0:v:0' matches no streams.\nTo ignore this, add a trailing '?'.\n",
            "Stream map '0:v:0' matches no streams.",
        ),
        ("[error] \n", ""),
        ("", ""),
    ],
)
def test_the_last_error_with_words_explains_the_end(text: str, explained: str) -> None:
    assert explain(text, []) == explained


def test_an_explanation_holds_no_secret_in_any_spelling() -> None:
    text = f"[error] {CAMERA} with Se'cret or Se%27cret\n"
    explained = explain(text, ["Se%27cret", "Se'cret"])
    assert explained == "rtsp://***@10.0.0.5:8554/cam1 with *** or ***"


def test_a_secret_is_masked_before_the_line_is_cut() -> None:
    text = "[error] " + "x" * (MESSAGE_LENGTH - 12) + " Se'cret!\n"
    assert explain(text, ["Se'cret"]) == "x" * (MESSAGE_LENGTH - 12) + " ***!"


def test_an_explanation_is_short() -> None:
    assert explain("[error] " + "x" * 5000, []) == "x" * MESSAGE_LENGTH
