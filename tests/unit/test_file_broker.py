"""Messages in files: what is being written is nobody's yet, whoever looks in that moment."""

import errno
import multiprocessing
from collections.abc import Callable
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError

from vms import celery, file_broker

PROGRAMS, QUEUES = 6, 40


def channel(folder: Path) -> Any:
    options = {"control_folder": str(folder / "control")}
    for name in ("data_folder_in", "data_folder_out"):
        options[name] = str(folder / "messages")
    for made in ("control", "messages"):
        (folder / made).mkdir(exist_ok=True)
    return Connection("filesystem://", transport_options=options).channel()


def bind(folder: Path, number: int, begin: Callable[[], object]) -> None:
    program = channel(folder)
    for at in range(QUEUES):
        begin()
        program._queue_bind(f"exchange-{at}", "", "", f"queue-{number}")
        assert program.get_table(f"exchange-{at}")


def test_the_application_uses_it() -> None:
    assert isinstance(celery.app.connection_for_write().transport, file_broker.Transport)


def test_a_message_is_taken_once_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender, taker = channel(tmp_path), channel(tmp_path)
    rename, seen = Path.rename, []

    def look_then_rename(path: Path, target: Path) -> Path:
        with pytest.raises(Empty):
            taker._get("default")
        seen.append(path.read_text())
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", look_then_rename)
    sender._put("default", {"task": "x" * 100_000})
    assert len(seen[0]) > 100_000
    assert taker._get("default") == {"task": "x" * 100_000}
    assert [*(tmp_path / "messages").iterdir()] == []


def test_each_queue_has_its_own_messages(tmp_path: Path) -> None:
    both = channel(tmp_path)
    for number in range(3):
        both._put("default", {"number": number})
        both._put("jobs", {"number": -number})
    assert both._size("default") == 3
    assert [both._get("default")["number"] for _ in range(3)] == [0, 1, 2]
    assert both._size("jobs") == 3


def test_one_that_cannot_be_written_is_an_error_of_the_broker(tmp_path: Path) -> None:
    sender = channel(tmp_path)
    (tmp_path / "messages").rmdir()
    with pytest.raises(ChannelError, match="no message can be written"):
        sender._put("default", {})


def test_a_disk_that_is_full_keeps_nothing_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_some(path: Path, text: str) -> None:
        path.write_bytes(text[:3].encode())
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", write_some)
    with pytest.raises(ChannelError, match="No space left"):
        channel(tmp_path)._put("default", {"number": 1})
    assert [*(tmp_path / "messages").iterdir()] == []


def test_a_message_that_lost_its_content_does_not_keep_the_next_one(tmp_path: Path) -> None:
    both = channel(tmp_path)
    both._put("default", {"number": 1})
    [message] = (tmp_path / "messages").iterdir()
    message.write_bytes(b"")
    both._put("default", {"number": 2})
    with pytest.raises(Empty):
        both._get("default")
    assert both._get("default") == {"number": 2}


def test_programs_that_start_at_once_are_all_in_the_table(tmp_path: Path) -> None:
    channel(tmp_path)
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(PROGRAMS, timeout=30)
    started = [
        context.Process(target=bind, args=(tmp_path, number, barrier.wait))
        for number in range(PROGRAMS)
    ]
    for process in started:
        process.start()
    for process in started:
        process.join(60)
    assert [process.exitcode for process in started] == [0] * PROGRAMS
    known = channel(tmp_path)
    for at in range(QUEUES):
        names = sorted(entry.queue for entry in known.get_table(f"exchange-{at}"))
        assert names == [f"queue-{number}" for number in range(PROGRAMS)]
