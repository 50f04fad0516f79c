"""Sending a notice through apprise, in a child process.

A child, because a plugin has no time limit as a whole, and because the check of hosts must hold
for whatever a plugin connects to. The address reaches the child through its stdin; its environment
is empty; it says nothing but one line of JSON.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from recordings.children import run_limited
from recordings.notices import failures
from recordings.notices.failures import NotSent
from recordings.notices.messages import Message

CHECK_SECONDS = 10.0
SEND_SECONDS = 15.0
MEMORY_BYTES = 1_000_000_000
PROJECT = Path(__file__).resolve().parents[2]
SENDER = "recordings.notices.messenger_child"
_REASONS = {
    "name_not_found": failures.NAME_NOT_FOUND,
    "forbidden": failures.FORBIDDEN_ADDRESS,
    "refused": failures.MESSENGER_REFUSED,
}


def is_understood(url: str) -> bool:
    """Whether the service's plugin finds in the address what it needs; nothing is sent.

    Raises NotSent when the child did not answer: then nothing is known.
    """
    return bool(_ask({"url": url}, CHECK_SECONDS).get("understood"))


def send_messenger(url: str, message: Message, networks: Sequence[str]) -> None:
    """Raises NotSent."""
    wanted = {
        "url": url,
        "networks": list(networks),
        "title": message.subject,
        "body": message.short_text,
    }
    answer = _ask(wanted, SEND_SECONDS)
    if answer.get("sent") is True:
        return
    if isinstance(status := answer.get("status"), int):
        raise NotSent(f"HTTP {status}")
    raise NotSent(_REASONS.get(str(answer.get("why")), failures.MESSENGER_REFUSED))


def _ask(request: dict[str, Any], seconds: float) -> dict[str, Any]:
    said = run_limited(
        ["env", "-i", f"PYTHONPATH={PROJECT}", sys.executable, "-P", "-m", SENDER],
        json.dumps(request).encode(),
        seconds=seconds,
        memory_bytes=MEMORY_BYTES,
    )
    try:
        answer: dict[str, Any] = json.loads(said)
    except ValueError:
        raise NotSent(failures.TIMED_OUT) from None
    return answer
