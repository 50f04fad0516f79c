"""A worker that makes a marked copy until it is killed: `python -m ...killed COPY [STEP]`.

With a step it kills itself just before that.
"""

import os
import signal
import sys

import django
import pytest


def kill_this_process(*_arguments: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    from clips import marking  # noqa: PLC0415 - after django.setup
    from tests.clips.scene import StandingClock  # noqa: PLC0415

    for step in sys.argv[2:]:
        pytest.MonkeyPatch().setattr(marking, step, kill_this_process)
    marking.mark(int(sys.argv[1]), StandingClock())


if __name__ == "__main__":
    django.setup()
    main()
