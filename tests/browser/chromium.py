"""The player page in a real browser: steps go to a node script, what it saw comes back."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.system.stack import PASSWORD, Stack

DRIVER = Path(__file__).with_name("drive.mjs")
Step = dict[str, Any]


class BrowserError(Exception):
    """The script failed; the message is what it said last."""


def drive(stack: Stack, camera_id: int, steps: Sequence[Step], seconds: float = 60) -> list[Any]:
    """What each step saw (tests/browser/drive.mjs). The page must not complain meanwhile."""
    chromium = shutil.which("chromium")
    assert chromium is not None, "apt-get install chromium"
    given = {
        "url": f"{stack.url}/playback/cameras/{camera_id}/",
        "user": "admin",
        "password": PASSWORD,
        "chromium": chromium,
        "steps": list(steps),
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
