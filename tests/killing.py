"""Processes that end by SIGKILL. They are forked: to start an interpreter takes a second."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

from django.db import connections

FORK = multiprocessing.get_context("fork")
SECONDS = 120


def kill_this_process(*_arguments: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def running(work: Callable[[], object]) -> Iterator[BaseProcess]:
    """`work` in a process of its own, which sees what was committed, and ends with the block."""
    connections.close_all()  # neither side of a fork may go on with what the other one has open
    process = FORK.Process(target=work)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def exit_code(process: BaseProcess) -> int | None:
    """How it ended, -9 by SIGKILL; None if it goes on for ever."""
    process.join(SECONDS)
    return process.exitcode
