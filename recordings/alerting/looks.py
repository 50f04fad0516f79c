"""What every check is given: the moment, the open alerts, and what the last look remembered."""

import contextlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.conf import settings

from recordings.alerting.judging import Findings, OpenAlert, Place
from recordings.clock import Clock
from recordings.models import Alert
from recordings.volumes import write_identity

MEMORY_FILE = "alerts.json"
UNBROKEN_MS = 300_000
STEP_MS = 60_000  # a clock that is corrected by less loses no gap
LATEST_MS = 2**47
"""In the year 6429: what is later is damage."""


@dataclass(slots=True)
class Memory:
    """Kept from look to look in a file of this machine; one that is lost costs a longer look back.

    `looked_until_ms`: gaps that ended before have their alerts. `frames_after`: the camera after
    which frames are counted next. `promises_ms`: when the forecast was last asked. `looked_at_ms`:
    the last look; `watching_since_ms`: since when one followed the other within minutes;
    `set_back_ms`: where the clock was when it was last found to have been set back.
    """

    looked_until_ms: int = 0
    frames_after: int = 0
    promises_ms: int = 0
    looked_at_ms: int = 0
    watching_since_ms: int = 0
    set_back_ms: int = 0

    @classmethod
    def read(cls) -> "Memory":
        """A new one where the file is lost or damaged."""
        try:
            told = json.loads(_path().read_text())
            found = {name: int(told.get(name, 0)) for name in cls.__dataclass_fields__}
        except (OSError, ValueError, AttributeError, TypeError, OverflowError, RecursionError):
            return cls()
        return cls(**found) if all(0 <= n < LATEST_MS for n in found.values()) else cls()

    def look_begins(self, now_ms: int) -> None:
        passed_ms = now_ms - self.looked_at_ms
        if passed_ms < -STEP_MS:
            self.set_back_ms = now_ms
        if not -STEP_MS <= passed_ms <= UNBROKEN_MS:
            self.watching_since_ms = now_ms
        self.looked_at_ms = now_ms

    def keep(self) -> None:
        with contextlib.suppress(OSError):  # the next look reaches further back
            write_identity(_path(), asdict(self))


@dataclass(frozen=True, slots=True)
class Look:
    clock: Clock
    open_alerts: tuple[OpenAlert, ...] = ()
    memory: Memory = field(default_factory=Memory)

    def alerts_of(self, kinds: Iterable[str]) -> tuple[OpenAlert, ...]:
        wanted = {*kinds}
        return tuple(alert for alert in self.open_alerts if alert.kind in wanted)

    def places_of(self, kinds: Iterable[str]) -> frozenset[Place]:
        return frozenset(alert.place for alert in self.alerts_of(kinds))

    def is_open(self, place: Place) -> bool:
        return any(alert.place == place for alert in self.open_alerts)


@dataclass(frozen=True, slots=True)
class Check:
    """`look` answers what is true of `kinds` now; one that raises leaves its alerts alone."""

    name: str
    kinds: tuple[Alert.Kind, ...]
    look: Callable[[Look], Findings]


def _path() -> Path:
    return Path(settings.VMS_RUN_DIR) / MEMORY_FILE
