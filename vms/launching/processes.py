"""Which processes of this installation run: found by their arguments and environment.

Pid files go stale, and after a kill -9 children are orphans; VMS_DATA_DIR in an environment
stays true. The arguments tell ours from others that inherited it (an editor, a shell).
"""

import contextlib
from collections.abc import Iterable
from pathlib import Path

import psutil

from recordings.ffmpeg.layout import parse_output_pattern

PROGRAMS = (
    ("supervisor.supervisord",),
    ("gunicorn", "vms.wsgi"),
    ("celery", "-A", "vms"),
    ("manage.py", "run"),
    ("manage.py", "serve"),
    ("manage.py", "demo_camera"),
)


def own_processes(data_dir: Path) -> list[psutil.Process]:
    """Living processes of the installation, without this one and its ancestors."""
    me = psutil.Process()
    kin = {me.pid, *(parent.pid for parent in me.parents())}
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            alive = process.pid not in kin and process.status() != psutil.STATUS_ZOMBIE
            here = alive and process.environ().get("VMS_DATA_DIR") == str(data_dir)
            if here and (is_recorder(process) or _is_program(process.cmdline())):
                found.append(process)
    return found


def _is_program(line: list[str]) -> bool:
    """Whether it is the launcher, a component or the demo camera, by the words after `python`."""
    line = [word.rsplit("/", 1)[-1] for word in line]
    return any(all(word in line for word in words) for words in PROGRAMS)


def is_recorder(process: psutil.Process) -> bool:
    """Whether it is an FFmpeg that records, which outlives the rest on purpose."""
    with contextlib.suppress(psutil.Error):
        return parse_output_pattern(process.cmdline()[-1]) is not None
    return False


def is_component(process: psutil.Process, *words: str) -> bool:
    """Whether all words stand in its command line."""
    with contextlib.suppress(psutil.Error):
        line = process.cmdline()
        return all(any(word in argument for argument in line) for word in words)
    return False


def end(processes: Iterable[psutil.Process], seconds: float) -> None:
    """One SIGTERM each, and after `seconds` SIGKILL to those that did not end."""
    waiting = list(processes)
    for process in waiting:
        with contextlib.suppress(psutil.Error):
            process.terminate()
    _, alive = psutil.wait_procs(waiting, timeout=seconds)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=5)
