"""Which frame of a file a picture shows, told by FFmpeg's own decoding of the whole file."""

import subprocess
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

_SMALL = "scale=32:24:flags=area,format=rgb24"
_FRAME_BYTES = 32 * 24 * 3
_NEAR = 4.0
"""Of 255, mean over all pixels: what JPEG, scaling and a decoder that does not deblock may do."""


def decoded(path: Path, *arguments: str) -> list[bytes]:
    """Every frame that is shown, 32x24 RGB, in the order of showing."""
    command = ["ffmpeg", "-v", "error", "-nostdin", *arguments, "-i", str(path)]
    command += ["-map", "0:v:0", "-vf", _SMALL, "-fps_mode", "passthrough", "-f", "rawvideo", "-"]
    raw = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
    return [raw[at : at + _FRAME_BYTES] for at in range(0, len(raw), _FRAME_BYTES)]


def size_of(jpeg: bytes) -> tuple[int, int]:
    """Width and height by its frame header (ITU-T T.81 §B.2.2)."""
    at = jpeg.index(b"\xff\xc0")
    height = int.from_bytes(jpeg[at + 5 : at + 7], "big")
    return int.from_bytes(jpeg[at + 7 : at + 9], "big"), height


@dataclass(frozen=True)
class Frames:
    """Of one file. `number_of` is cached by hand: decoding a file takes FFmpeg some time."""

    path: Path
    shown: list[bytes] = field(default_factory=list)

    @classmethod
    @cache
    def of(cls, path: Path) -> "Frames":
        return cls(path, decoded(path))

    def number_of(self, jpeg: bytes, folder: Path) -> int:
        """Of the frame that looks most like it; an assertion fails when none looks like it."""
        picture = folder / "picture.jpg"
        picture.write_bytes(jpeg)
        (seen,) = decoded(picture, "-f", "image2")
        differences = [_difference(seen, frame) for frame in self.shown]
        assert min(differences) < _NEAR, f"{min(differences):.1f} away from every frame"
        return differences.index(min(differences))


def _difference(one: bytes, other: bytes) -> float:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)
