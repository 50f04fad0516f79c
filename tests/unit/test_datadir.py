"""Files that an installation makes for itself once."""

import multiprocessing
import stat
import threading
from pathlib import Path

import pytest

from vms.datadir import ensure_private_dir, read_or_create


def test_a_private_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    folder = ensure_private_dir(tmp_path / "data" / "keys")
    assert (folder, stat.S_IMODE(folder.stat().st_mode)) == (tmp_path / "data" / "keys", 0o700)


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    ensure_private_dir(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_the_first_reader_makes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "node"
    texts = [read_or_create(path, lambda: "first"), read_or_create(path, lambda: "second")]
    assert texts == ["first", "first"]
    assert path.read_text() == "first\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_or_create(tmp_path / "missing" / "node", lambda: "text")


def test_threads_that_come_at_once_read_one_text(tmp_path: Path) -> None:
    gate, texts = threading.Barrier(8), list[str]()

    def read(made: str) -> None:
        gate.wait(timeout=30)
        texts.append(read_or_create(tmp_path / "node", lambda: made))

    threads = [threading.Thread(target=read, args=(str(n),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(texts) == 8
    assert len(set(texts)) == 1
    assert list(tmp_path.iterdir()) == [tmp_path / "node"]


def test_processes_that_come_at_once_read_one_text(tmp_path: Path) -> None:
    processes = multiprocessing.get_context("forkserver")
    with processes.Pool(3) as pool:
        texts = pool.map(_read, [(str(tmp_path / "node"), str(n)) for n in range(12)])
        pool.close()
        pool.join()
    assert len(set(texts)) == 1
    assert list(tmp_path.iterdir()) == [tmp_path / "node"]


def _read(given: tuple[str, str]) -> str:
    path, made = given
    return read_or_create(Path(path), lambda: made)
