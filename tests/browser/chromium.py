"""A camera's dialog in a real browser: steps go to a node script, what it saw comes back."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.system.stack import PASSWORD, Stack

DRIVER = Path(__file__).with_name("drive.mjs")
Step = dict[str, Any]


@dataclass(frozen=True)
class Slowness:
    """`cpu` times slower than this machine, each answer so much later than from here."""

    cpu: int = 1
    latency_ms: int = 0


NOT_SLOW = Slowness()


class BrowserError(Exception):
    """The script failed; the message is what it said last."""


def chromium_path() -> str:
    """The program without a window of its own, which takes half of the processor's time."""
    path = shutil.which("chromium-headless-shell")
    assert path is not None, "apt-get install chromium-headless-shell"
    return path


def drive(
    stack: Stack,
    camera_id: int,
    steps: Sequence[Step],
    seconds: float = 60,
    slowness: Slowness = NOT_SLOW,
) -> list[Any]:
    """What each step saw (tests/browser/drive.mjs). The page must not complain meanwhile."""
    given = {
        "url": os.environ.get("VMS_CLIENT", stack.url),
        "camera": camera_id,
        "user": "admin",
        "password": PASSWORD,
        "chromium": chromium_path(),
        "steps": list(steps),
        **asdict(slowness),
    }
    done = subprocess.run(
        ["node", str(DRIVER)],
        input=json.dumps(given),
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    if done.returncode:
        raise BrowserError(done.stderr[-2000:])
    told = json.loads(done.stdout)
    if told["complaints"]:
        raise BrowserError("\n".join(told["complaints"]))
    seen: list[Any] = told["seen"]
    return seen
