"""Names of files and folders on a volume.

    city_1/cam_7/2026-11-20/15-00-00_1a2b3c4d.mp4

UTC, so that no hour is written twice when clocks go back; the run id keeps two starts in one
second apart, because FFmpeg's segmenter overwrites without asking. A file that took another's
place (compression) has the other's name with a version, `15-00-00_1a2b3c4d.v1.mp4`, and so its
day, its second and its run.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

DAYS_AHEAD = 7  # FFmpeg makes no folders, and dies at the first that is missing
PATTERN = "%Y-%m-%d/%H-%M-%S"
_FILE = re.compile(r"(\d{4}-\d\d-\d\d)/(\d\d-\d\d-\d\d)_([0-9a-f]{8})(?:\.v([1-9]))?\.mp4$")
_OUTPUT = re.compile(r"/city_(\d+)/cam_(\d+)/%Y-%m-%d/%H-%M-%S_([0-9a-f]{8})\.mp4$")


@dataclass(frozen=True, slots=True)
class FileName:
    """What a media file's name says: the second it was opened in, its run, and its version."""

    opened_at: datetime
    run_id: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class OutputPattern:
    """What a recorder's last argument says."""

    root: str
    city_id: int
    camera_id: int
    run_id: str


def new_run_id() -> str:
    return secrets.token_hex(4)


def camera_folder(city_id: int, camera_id: int) -> str:
    """A camera's folder, relative to a volume's root."""
    return f"city_{city_id}/cam_{camera_id}"


def output_pattern(camera_folder: str, run_id: str) -> str:
    """FFmpeg's last argument; a % in the folder's own name must not reach strftime."""
    return f"{camera_folder.replace('%', '%%')}/{PATTERN}_{run_id}.mp4"


def parse_output_pattern(argument: str) -> OutputPattern | None:
    """The parts of a recorder's last argument; None for any other program's."""
    found = _OUTPUT.search(argument)
    if found is None:
        return None
    root = argument[: found.start()].replace("%%", "%")
    return OutputPattern(root, int(found[1]), int(found[2]), found[3])


def parse_file_name(path: str) -> FileName | None:
    """The parts of `.../DAY/TIME_RUN.mp4`; None for a foreign file."""
    found = _FILE.search(path)
    if found is None:
        return None
    try:
        opened_at = datetime.strptime(f"{found[1]} {found[2]} +0000", "%Y-%m-%d %H-%M-%S %z")
    except ValueError:
        return None
    return FileName(opened_at, found[3], int(found[4] or 0))


def path_of_version(path: str, version: int) -> str:
    """Of a recorder's file: where the file of that version (1 to 9) stands, which is beside it."""
    return f"{path.removesuffix('.mp4')}.v{version}.mp4"


def recorded_path(path: str) -> str:
    """The path of a media file without its version: the one that the recorder gave it."""
    return f"{path[:-7]}.mp4" if path[-7:-5] == ".v" else path


def day_folders(now: datetime) -> list[str]:
    """Yesterday's (a clock may step back) to a week ahead's folder names."""
    today: date = now.astimezone(UTC).date()
    return [str(today + timedelta(days=n)) for n in range(-1, DAYS_AHEAD + 1)]
