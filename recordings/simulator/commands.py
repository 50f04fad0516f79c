"""Orders to a running camera, one a line: `stall`, `down 3`, `show 1`, `lose 2 SEED`, `status`."""

import asyncio
import json
from collections.abc import Callable

from recordings.simulator.server import CameraServer


def obey(camera: CameraServer, line: str) -> str:
    """Does what the line says; answers `OK command`, `ERROR reason`, or a line of JSON.

    An answer never holds what followed the command: it may be a password.
    """
    command, _, argument = line.strip().partition(" ")
    if command == "status":
        return json.dumps(camera.status())
    try:
        _perform(camera, command, argument)
    except ValueError:
        return f"ERROR {command}: bad argument"
    except LookupError:
        return "ERROR unknown command"
    return f"OK {command}"


def _perform(camera: CameraServer, command: str, argument: str) -> None:
    bare: dict[str, Callable[[], None]] = {
        "stall": camera.stall,
        "resume": camera.resume,
        "drop": camera.drop,
        "fin": camera.fin,
        "silence-audio": camera.silence_audio,
    }
    with_argument: dict[str, Callable[[str], None]] = {
        "down": lambda seconds: camera.down(float(seconds)),
        "ntp-offset": lambda seconds: camera.set_ntp_offset(float(seconds)),
        "password": camera.set_password,
        "show": lambda number: camera.show(int(number)),
        "skip": lambda frames: camera.skip(int(frames)),
        "lose": lambda share_and_seed: _lose(camera, share_and_seed),
    }
    if command in bare:
        bare[command]()
    else:
        with_argument[command](argument)


def _lose(camera: CameraServer, percent_and_seed: str) -> None:
    percent, _, seed = percent_and_seed.partition(" ")
    camera.lose(float(percent), int(seed or 0))


async def obey_lines(
    camera: CameraServer, lines: asyncio.StreamReader, answer: Callable[[str], None]
) -> None:
    """Obeys until the lines end."""
    while line := await lines.readline():
        if line.strip():
            answer(obey(camera, line.decode(errors="replace")))
