"""A worker that is killed with SIGKILL at a step: `python -m tests.clips.killed CLIP STEP`."""

import os
import signal
import sys

import django


def kill_this_process() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    from clips.cutter import cut  # noqa: PLC0415 - after django.setup
    from tests.clips.scene import StandingClock  # noqa: PLC0415
    from tests.clips.steps import at_step  # noqa: PLC0415

    with at_step(sys.argv[2], kill_this_process):
        cut(int(sys.argv[1]), StandingClock())


if __name__ == "__main__":
    django.setup()
    main()
