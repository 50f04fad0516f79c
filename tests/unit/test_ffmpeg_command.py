"""The recorder's command line, and what goes through its pipe."""

from dataclasses import replace
from typing import Any

import pytest

from recordings.ffmpeg.command import RecordCommand, Source, sound_of
from recordings.rtsp.addresses import parse_address

ADDRESS = parse_address("rtsp://admin:S3cret@camera.local:8554/cam1?token=T0ken")
SOURCE = Source(ADDRESS, "10.0.0.5", "tcp", "h264", None)
COMMAND = RecordCommand("/usr/bin/ffmpeg", SOURCE, "/data/city_1/cam_7", "1a2b3c4d", 3600)
ARGV = (
    "/usr/bin/ffmpeg -nostdin -hide_banner -nostats -loglevel level+warning "
    "-protocol_whitelist pipe,rtsp,rtp,udp,tcp -fpsprobesize 0 "
    "-f concat -safe 0 -i pipe:9 "
    "-map 0:v:0 -c:v copy "
    "-max_interleave_delta 200000 "
    "-f segment -segment_atclocktime 1 -segment_time 3600 -strftime 1 "
    "-segment_format mp4 -segment_format_options "
    "movflags=+frag_keyframe+empty_moov+default_base_moof:frag_duration=1000000"
    ":flush_packets=1:write_prft=wallclock:max_interleave_delta=200000 "
    "-reset_timestamps 1 "
    "/data/city_1/cam_7/%Y-%m-%d/%H-%M-%S_1a2b3c4d.mp4"
)


def with_source(**changes: Any) -> RecordCommand:
    return replace(COMMAND, source=replace(SOURCE, **changes))


def test_a_camera_without_sound_is_copied_into_segments() -> None:
    assert COMMAND.argv(9) == ARGV.split(" ")


@pytest.mark.parametrize(
    ("changes", "streams"),
    [
        ({"video": "hevc"}, "-map 0:v:0 -c:v copy -tag:v hvc1 "),
        ({"audio": "copy"}, "-map 0:v:0 -c:v copy -map 0:a:0? -c:a copy "),
        ({"audio": "transcode"}, "-map 0:v:0 -c:v copy -map 0:a:0? -c:a aac -b:a 32k "),
        (
            {"video": "hevc", "audio": "copy"},
            "-map 0:v:0 -c:v copy -tag:v hvc1 -map 0:a:0? -c:a copy ",
        ),
    ],
)
def test_streams_are_mapped_as_they_are(changes: dict[str, str], streams: str) -> None:
    argv = ARGV.replace("-map 0:v:0 -c:v copy ", streams).split(" ")
    assert with_source(**changes).argv(9) == argv


def test_a_secure_camera_may_use_tls() -> None:
    secure = replace(SOURCE, address=parse_address("rtsps://u:p@camera.local/cam1"))
    argv = ARGV.replace("udp,tcp", "udp,tcp,tls,crypto").split(" ")
    assert replace(COMMAND, source=secure).argv(9) == argv


def test_segment_length_and_pipe_are_told() -> None:
    argv = ARGV.replace("pipe:9", "pipe:12").replace("3600", "60").split(" ")
    assert replace(COMMAND, segment_seconds=60).argv(12) == argv


def test_percent_signs_and_spaces_in_a_folder_are_kept() -> None:
    odd = replace(COMMAND, camera_folder="/data 100%/city_1/cam_7")
    assert odd.argv(9)[-1] == "/data 100%%/city_1/cam_7/%Y-%m-%d/%H-%M-%S_1a2b3c4d.mp4"


def test_the_address_goes_through_the_pipe() -> None:
    assert SOURCE.ffconcat.decode() == (
        "ffconcat version 1.0\n"
        "file 'rtsp://admin:S3cret@10.0.0.5:8554/cam1?token=T0ken'\n"
        "option rtsp_transport tcp\n"
        "option timeout 5000000\n"
        "option fpsprobesize 0\n"
        "option analyzeduration 1000000\n"
        "option allowed_media_types video\n"
    )


def test_sound_and_transport_are_asked_for() -> None:
    lines = with_source(audio="copy", transport="udp").source.ffconcat.decode().splitlines()
    assert (lines[2], lines[6]) == (
        "option rtsp_transport udp",
        "option allowed_media_types video+audio",
    )


def test_quotes_in_the_address_stay_inside_the_script() -> None:
    quoted = replace(SOURCE, address=parse_address("rtsp://u:a'b''c@camera.local/it's"))
    line = quoted.ffconcat.decode().splitlines()[1]
    assert line == r"file 'rtsp://u:a'\''b'\'''\''c@10.0.0.5:554/it'\''s'"


@pytest.mark.parametrize("audio", ["copy", "transcode"])
@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_no_secret_is_in_the_arguments_or_the_repr(audio: str, transport: str) -> None:
    command = with_source(audio=audio, transport=transport)
    shown = f"{command.argv(9)} {command!r} {command.source!r}"
    assert [secret for secret in ("S3cret", "T0ken", "admin") if secret in shown] == []


@pytest.mark.parametrize(
    ("audio", "sound"), [(None, "none"), ("copy", "copied"), ("transcode", "transcoded")]
)
def test_what_becomes_of_the_sound_is_seen_in_a_running_recorders_arguments(
    audio: str | None, sound: str
) -> None:
    command = with_source(audio=audio)
    assert (sound_of(command.argv(9)), command.source.sound) == (sound, sound)


@pytest.mark.parametrize("argv", [[], ["ffmpeg"], ["ffmpeg", "-c:v", "copy"], ["ffmpeg", "-c:a"]])
def test_arguments_that_say_nothing_of_sound_are_a_recorders_without(argv: list[str]) -> None:
    assert sound_of(argv) == "none"
