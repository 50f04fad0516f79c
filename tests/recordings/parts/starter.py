"""A program that starts a recorder, says its pid, and waits to be killed.

Standard input: one line of JSON, {url, ip, root, run_id}.
"""

import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from recordings.ffmpeg.command import RecordCommand, Source
from recordings.ffmpeg.layout import day_folders
from recordings.processes import RecorderProcess, spawn_recorder
from recordings.rtsp.addresses import parse_address


def start_recorder(url: str, root: Path, run_id: str) -> RecorderProcess:
    """As camera 7 of city 1, with a new file every hour."""
    folder = root / "city_1" / "cam_7"
    for day in day_folders(datetime.now(UTC)):
        (folder / day).mkdir(parents=True, exist_ok=True)
    source = Source(parse_address(url), "127.0.0.1", "tcp", "h264", None)
    command = RecordCommand("ffmpeg", source, str(folder), run_id, 3600)
    environment = {"TZ": "UTC", "PATH": os.environ["PATH"]}
    return spawn_recorder(command.argv, source.ffconcat, environment)


def main() -> None:
    given = json.loads(sys.stdin.readline())
    process = start_recorder(given["url"], Path(given["root"]), given["run_id"])
    sys.stdout.write(f"{process.pid}\n")
    sys.stdout.flush()
    time.sleep(600)


if __name__ == "__main__":
    main()
