"""A function that ends the world before or after one of its calls."""

from collections.abc import Callable
from pkgutil import resolve_name
from typing import Any

import pytest

DELETING = "recordings.cleanup.deleting"
STEPS = {
    "weigh": f"{DELETING}.Weighing.weigh",
    "doom": f"{DELETING}.doom",
    "unlink": f"{DELETING}.Unlinking.unlink",
    "sync a folder": "recordings.cleanup.unlinking.os.fsync",
    "note": "recordings.cleanup.unlinking.Unlinking._note",
    "settle": f"{DELETING}.settle",
    "write the ledger": "recordings.cleanup.settling.append_entries",
    "change the counters": "recordings.cleanup.settling.usage_add",
    "remove empty days": f"{DELETING}.remove_empty_days",
}


class PowerCut(BaseException):
    """Nobody catches it."""


def cut_power() -> None:
    raise PowerCut


def cut(
    patch: pytest.MonkeyPatch,
    step: str,
    *,
    after: bool,
    call: int = 1,
    end: Callable[[], None] = cut_power,
) -> None:
    """From now on the step's call of that number ends with `end`, before or after its work."""
    name = STEPS.get(step, step)
    real = resolve_name(name)
    calls = 0

    def stand_in(*args: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call and not after:
            end()
        result = real(*args, **options)
        if calls == call and after:
            end()
        return result

    patch.setattr(name, stand_in)
