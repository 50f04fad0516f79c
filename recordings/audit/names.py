"""What may stand where in a volume's tree (recordings.ffmpeg.layout), and how names are shown.

Names on a disk are bytes: what is no UTF-8 comes as lone surrogates (`os.fsdecode`), and nothing
keeps a name from holding a newline.
"""

import re
from dataclasses import dataclass

from recordings.ffmpeg.layout import FileName, parse_file_name, recorded_path
from recordings.times import TIMES_FILE
from recordings.volumes import CAMERA_IDENTITY, VOLUME_IDENTITY

QUARANTINE = ".quarantine"
COMPRESSING = ".vms-compressing"  # files that are being made smaller (recordings.compression)
LONGEST_SHOWN = 500

_NUMBER = "[1-9][0-9]{0,17}"  # as layout writes it: ASCII, no leading zero
_MEDIA = re.compile(r"[0-9]{2}-[0-9]{2}-[0-9]{2}_[0-9a-f]{8}(?:\.v[1-9])?\.mp4")
_LEFTOVER = re.compile(r"\.vms-[a-z]+\.jsonl?\.[0-9]+")  # of a write that was cut off


@dataclass(frozen=True, slots=True)
class Level:
    """Names of one level of the tree; `folders` lead to the next."""

    folders: re.Pattern[str] | None = None
    files: frozenset[str] = frozenset()
    not_ours: frozenset[str] = frozenset()
    has_media: bool = False


LEVELS = (
    Level(
        re.compile(f"city_{_NUMBER}"),
        files=frozenset({VOLUME_IDENTITY}),
        not_ours=frozenset(
            {QUARANTINE, COMPRESSING, "lost+found", "clips", "exports", ".vms-doctor"}
        ),
    ),
    Level(re.compile(f"cam_{_NUMBER}")),
    Level(re.compile("20[0-9]{2}-[0-9]{2}-[0-9]{2}"), files=frozenset({CAMERA_IDENTITY})),
    Level(files=frozenset({TIMES_FILE}), has_media=True),
)
CAMERA_LEVEL = 2  # what lies in a camera's folder


def is_media(day: str, name: str) -> bool:
    """Whether a recorder of ours could have written `day/name`, or a compression of its file."""
    return _MEDIA.fullmatch(name) is not None and parse_file_name(f"{day}/{name}") is not None


def is_leftover(name: str) -> bool:
    return _LEFTOVER.fullmatch(name) is not None


def opened(path: str) -> FileName:
    """The parts of a media file's path that the walk has let pass."""
    name = parse_file_name(path)
    assert name is not None
    return name


def run_of(path: str) -> str:
    """The run id in a media file's path."""
    return recorded_path(path)[-len("1a2b3c4d.mp4") : -len(".mp4")]


def tail_of(path: str) -> str:
    """`DAY/TIME_RUN.mp4`: what stays the same when a camera's folder gets another number, and when
    a file takes another's place."""
    return "/".join(recorded_path(path).rsplit("/", 2)[-2:])


def folder_of(path: str) -> str:
    """The camera's folder, `city_1/cam_7`."""
    return "/".join(path.split("/", 2)[:2])


def shown(path: str) -> str:
    """One printable line, whatever the bytes of the name are; `.` for the volume itself."""
    line = "".join(
        char if char.isprintable() and char != "\\" else char.encode("unicode_escape").decode()
        for char in path[:LONGEST_SHOWN]
    )
    return line[:LONGEST_SHOWN] or "."
