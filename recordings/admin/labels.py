"""Colours of cameras' states, beside their words."""

from plans.admin.labels import BAD, GOOD, QUIET, WAITING, WARNING
from recordings.states import State

ARCHIVED = "archived"
STATE_COLOURS = {
    ARCHIVED: QUIET,
    State.STOPPED.value: QUIET,
    State.STARTING.value: WAITING,
    State.RECORDING.value: GOOD,
    State.BACKOFF.value: WARNING,
    State.STALLED.value: WARNING,
    State.STOPPING.value: WAITING,
    State.AUTH_FAILED.value: BAD,
    State.BAD_ADDRESS.value: BAD,
    State.UNSUPPORTED.value: BAD,
    State.FAILED.value: BAD,
}
