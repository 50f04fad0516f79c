"""What a test sees of the code at work: each unlink, and the moments at which power may fail.

Moments are: before and after an unlink and the syncing of a folder, at a transaction's beginning,
before its commit and after it. Transactions of the code are savepoints here, since the test's own
is around them; whatever the code does outside of one counts as committed.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.transaction import Atomic

from tests.recordings.cleanup.cuts import PowerCut

Unlinked = Callable[[Path], None]


class Watch:
    """`seen` is told of a file before it goes, and `gone` after; both while `watching`."""

    def __init__(self, seen: Unlinked, gone: Unlinked) -> None:
        self._seen, self._gone = seen, gone
        self._watching = False
        self._moments_left: int | None = None
        self.depth = len(connection.atomic_blocks)

    @property
    def is_in_transaction(self) -> bool:
        return len(connection.atomic_blocks) > self.depth

    @contextlib.contextmanager
    def watching(self, moments: int | None = None) -> Iterator[None]:
        """The power fails at the moment of that number, counted from 1; None: never."""
        self._watching, self._moments_left = True, moments
        try:
            yield
        finally:
            self._watching, self._moments_left = False, None

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Once, for as long as `patch` lasts."""
        self._watch_files(patch)
        self._watch_transactions(patch)

    def _watch_files(self, patch: pytest.MonkeyPatch) -> None:
        real_unlink, real_fsync = os.unlink, os.fsync

        def unlink(path: Any, *, dir_fd: int | None = None) -> None:
            if not self._watching:
                return real_unlink(path, dir_fd=dir_fd)
            folder = Path() if dir_fd is None else Path(f"/proc/self/fd/{dir_fd}").readlink()
            file = folder / path
            self._moment()
            self._seen(file)
            real_unlink(path, dir_fd=dir_fd)
            self._gone(file)
            return self._moment()

        def fsync(descriptor: int) -> None:
            self._moment()
            real_fsync(descriptor)
            self._moment()

        patch.setattr(os, "unlink", unlink)
        patch.setattr(os, "fsync", fsync)

    def _watch_transactions(self, patch: pytest.MonkeyPatch) -> None:
        real_enter, real_exit = Atomic.__enter__, Atomic.__exit__

        def enter(atomic: Atomic) -> None:
            if self._watching and not self.is_in_transaction:
                self._moment()
                atomic.savepoint = True  # as the outermost, it would be rolled back for itself
            real_enter(atomic)

        def leave(atomic: Atomic, kind: Any, error: Any, trace: Any) -> None:
            is_outermost = len(connection.atomic_blocks) == self.depth + 1
            if not (self._watching and is_outermost) or kind is not None:
                return real_exit(atomic, kind, error, trace)
            try:
                self._moment()
            except PowerCut as cut:
                real_exit(atomic, PowerCut, cut, cut.__traceback__)
                raise
            real_exit(atomic, None, None, None)
            return self._moment()

        patch.setattr(Atomic, "__enter__", enter)
        patch.setattr(Atomic, "__exit__", leave)

    def _moment(self) -> None:
        if self._moments_left is None:
            return
        self._moments_left -= 1
        if self._moments_left == 0:
            raise PowerCut
