"""What a child draws: sizes, colours, kinds of stream; and what it refuses or cannot do."""

import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from playback.pictures.child import draw
from playback.pictures.pool import KeySample, NoPicture, Pool
from tests.playback.pictures.conftest import Sample
from tests.playback.pictures.key_samples import key_samples_of
from tests.playback.pictures.parameter_sets import avc_configuration, hevc_configuration
from tests.playback.pictures.showing import decoded, size_of

PROJECT = Path(__file__).resolve().parents[3]
FRAGMENTED = ("-movflags", "+frag_keyframe+empty_moov+default_base_moof")
AVC = ("-c:v", "libx264", "-preset", "ultrafast", "-qp", "6")
HEVC = ("-c:v", "libx265", "-preset", "ultrafast", "-tag:v", "hvc1", "-x265-params", "log-level=0")
BLUE = (0x30, 0x60, 0xC0)
SOLID = "color=c=0x3060C0"


@pytest.fixture
def one_child() -> Iterator[Pool]:
    pool = Pool(children=1, picture_seconds=60)
    yield pool
    pool.close()


def encoded(folder: Path, picture: str, *arguments: str) -> KeySample:
    """The key frame of three frames of a filter's pictures."""
    path = folder / "encoded.mp4"
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", picture]
    command += ["-frames:v", "3", *arguments, *FRAGMENTED, str(path)]
    subprocess.run(command, check=True, timeout=60)
    return key_samples_of(path)[0]


def drawn(sample: KeySample, width: int) -> bytes:
    return draw(sample.decoder, sample.configuration, sample.data, width)


def colour_of(jpeg: bytes, folder: Path) -> tuple[int, ...]:
    """Of its middle."""
    path = folder / "picture.jpg"
    path.write_bytes(jpeg)
    (pixels,) = decoded(path, "-f", "image2")
    middle = (12 * 32 + 16) * 3
    return tuple(pixels[middle : middle + 3])


@pytest.mark.parametrize(
    ("lines", "matrix", "tags"),
    [
        (720, "bt709", ("-colorspace", "bt709")),
        (720, "bt709", ()),
        (360, "bt601", ()),
        (360, "bt709", ("-colorspace", "bt709")),
        (720, "bt601", ("-colorspace", "smpte170m")),
    ],
)
@pytest.mark.parametrize("encoder", [AVC, HEVC], ids=["h264", "h265"])
def test_colours_are_right_by_the_streams_matrix(
    tmp_path: Path, encoder: tuple[str, ...], lines: int, matrix: str, tags: tuple[str, ...]
) -> None:
    picture = f"{SOLID}:s={lines * 16 // 9}x{lines},scale=out_color_matrix={matrix}"
    sample = encoded(tmp_path, f"{picture},format=yuv420p", *encoder, *tags)
    seen = colour_of(drawn(sample, 320), tmp_path)
    assert max(abs(a - b) for a, b in zip(seen, BLUE, strict=True)) <= 3


def test_colours_of_the_full_range_are_right_too(tmp_path: Path) -> None:
    picture = f"{SOLID}:s=640x360,scale=out_color_matrix=bt601:out_range=full,format=yuvj420p"
    seen = colour_of(drawn(encoded(tmp_path, picture, *AVC), 320), tmp_path)
    assert max(abs(a - b) for a, b in zip(seen, BLUE, strict=True)) <= 3


@pytest.mark.parametrize(
    ("picture", "arguments", "size"),
    [
        ("testsrc2=s=1920x1080", AVC, (320, 180)),
        ("testsrc2=s=1080x1920", AVC, (320, 569)),
        ("testsrc2=s=352x288,setsar=12/11", AVC, (320, 240)),
        ("testsrc2=s=352x288,setsar=1/200", AVC, (320, 262)),
        ("testsrc2=s=98x66", AVC, (98, 66)),
        ("testsrc2=s=2048x64", AVC, (320, 10)),
        ("testsrc2=s=64x2048", AVC, (64, 2048)),
        ("testsrc2=s=640x360", (*AVC, "-flags", "+ildct+ilme"), (320, 180)),
        ("testsrc2=s=640x360", (*AVC, "-pix_fmt", "yuv444p"), (320, 180)),
        ("testsrc2=s=640x360", (*AVC, "-pix_fmt", "gray"), (320, 180)),
        ("testsrc2=s=640x360", (*HEVC, "-pix_fmt", "yuv420p10le"), (320, 180)),
        ("testsrc2=s=640x360", (*HEVC, "-pix_fmt", "yuv422p"), (320, 180)),
    ],
)
def test_every_kind_of_picture_is_drawn_in_its_shape(
    tmp_path: Path, picture: str, arguments: tuple[str, ...], size: tuple[int, int]
) -> None:
    jpeg = drawn(encoded(tmp_path, picture, *arguments), 320)
    assert (size_of(jpeg), jpeg[:3], jpeg[-2:]) == (size, b"\xff\xd8\xff", b"\xff\xd9")


@pytest.mark.parametrize(
    ("size", "arguments"),
    [
        ("3840x2160", AVC),
        ("3840x2160", (*HEVC, "-pix_fmt", "yuv420p10le")),
        ("7680x4320", AVC),
    ],
    ids=["4K", "4K in ten bits", "8K"],
)
def test_the_largest_pictures_fit_into_a_childs_memory(
    one_child: Pool, tmp_path: Path, size: str, arguments: tuple[str, ...]
) -> None:
    sample = encoded(tmp_path, f"testsrc2=s={size}", *arguments)
    with one_child.place() as place:
        assert size_of(place.draw(sample, 1920)) == (1920, 1080)


@pytest.mark.parametrize("encoder", ["h264", "h265"])
def test_what_is_no_picture_is_refused(sample: Sample, encoder: str) -> None:
    key = key_samples_of(sample(encoder))[0]
    noise = random.Random(7)
    for length in (0, 1, 4, 5, 100, 10_000):
        data = noise.randbytes(length)
        sized = len(data).to_bytes(4, "big") + data
        for bytes_ in (data, sized, bytes(length)):
            assert draw(key.decoder, key.configuration, bytes_, 320) == b""
    for length in (0, 1, 7, 30, 400):
        draw(key.decoder, noise.randbytes(length), key.data, 320)  # it goes on, whatever comes


@pytest.mark.parametrize("side", [8192, 65_520])
@pytest.mark.parametrize("encoder", ["h264", "h265"])
def test_a_picture_larger_than_any_camera_makes_is_not_drawn(
    one_child: Pool, sample: Sample, encoder: str, side: int
) -> None:
    """A sequence set may claim any size; the pool goes on."""
    key = key_samples_of(sample(encoder))[0]
    huge = replace(key, configuration=configured(key, side, side))
    with one_child.place() as place:
        with pytest.raises(NoPicture):
            place.draw(huge, 320)
        assert size_of(place.draw(key, 320)) == (320, 240)


@pytest.mark.parametrize("encoder", ["h264", "h265"])
def test_that_set_is_well_made(sample: Sample, encoder: str) -> None:
    """The last test would pass with any nonsense."""
    key = key_samples_of(sample(encoder))[0]
    wide = replace(key, configuration=configured(key, 640, 480))
    assert size_of(drawn(wide, 1920)) == (640, 480)


def configured(key: KeySample, width: int, height: int) -> bytes:
    if key.decoder == "h264":
        return avc_configuration(width, height)
    return hevc_configuration(key.configuration, width, height)


@pytest.mark.parametrize("damage", ["cut", "zeros", "noise"])
@pytest.mark.parametrize("encoder", ["h264", "h265"])
def test_a_damaged_picture_is_drawn_or_refused(sample: Sample, encoder: str, damage: str) -> None:
    key = key_samples_of(sample(encoder))[0]
    noise = random.Random(3)
    for at in range(0, len(key.data), 997):
        data = bytearray(key.data)
        if damage == "cut":
            del data[at:]
        else:
            part = data[at : at + 400]
            data[at : at + 400] = (
                bytes(len(part)) if damage == "zeros" else noise.randbytes(len(part))
            )
        jpeg = draw(key.decoder, key.configuration, bytes(data), 320)
        assert jpeg == b"" or size_of(jpeg) == (320, 240)


def limited(code: str) -> "subprocess.CompletedProcess[str]":
    """A process that has taken from itself what a child does."""
    code = f"from playback.pictures import child\nchild.limit()\n{code}"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("open('/etc/hostname')", "Too many open files"),
        ("import socket; socket.socket()", "Too many open files"),
        ("import os; os.pipe()", "Too many open files"),
        ("bytearray(child.MEMORY_BYTES)", "MemoryError"),
    ],
)
def test_a_child_can_open_nothing_and_take_little(code: str, error: str) -> None:
    tried = f"try: {code}\nexcept Exception as error: print(repr(error))"
    assert error in limited(tried).stdout


def test_a_child_that_computes_for_ever_is_ended_by_the_kernel() -> None:
    code = "child.PICTURE_CPU_SECONDS = 0\nchild._allow_one_more()\nwhile True: pass"
    assert limited(code).returncode == -signal.SIGXCPU
