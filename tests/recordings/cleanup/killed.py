"""A cleanup that kills itself with SIGKILL after a step: `python -m tests...killed STEP CALL`."""

import os
import signal
import sys

import django
import pytest


def kill_this_process() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    from django.core.management import call_command  # noqa: PLC0415 - after django.setup

    from tests.recordings.cleanup.cuts import cut  # noqa: PLC0415

    step, call = sys.argv[1], int(sys.argv[2])
    cut(pytest.MonkeyPatch(), step, after=True, call=call, end=kill_this_process)
    call_command("cleanup_recordings")


if __name__ == "__main__":
    django.setup()
    main()
