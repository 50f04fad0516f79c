"""The thread that writes: one for a process, begun by the first sight."""

import threading

import pytest

from playback import viewers
from playback.viewers import Writer


def test_it_begins_once_and_writes_at_each_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    written = threading.Semaphore(0)
    names: set[str] = set()

    def write() -> None:
        names.add(threading.current_thread().name)
        written.release()

    monkeypatch.setattr(viewers, "write_pending", write)
    writer = Writer()
    for _sight in range(3):
        writer()
        assert written.acquire(timeout=10)
    assert names == {"viewers"}
    assert sum(thread.name == "viewers" for thread in threading.enumerate()) == 1


def test_a_machine_without_threads_refuses_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", none_left)
    Writer()()
