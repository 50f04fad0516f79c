"""Children that hang, die or are killed cost one answer at most, and nothing is left of them."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from playback.pictures import child, pool
from playback.pictures.pool import CHILD, AllBusy, KeySample, NoPicture, Pool
from tests.playback.pictures.conftest import Sample
from tests.playback.pictures.key_samples import key_samples_of
from tests.playback.pictures.showing import size_of
from tests.waiting import wait_for

PROJECT = Path(__file__).resolve().parents[3]
START = "import os, socket, sys, time; s = socket.socket(fileno=0); s.sendall(bytes([6])); "
MakePool = Callable[..., Pool]


@pytest.fixture(scope="module")
def key(sample: Sample) -> KeySample:
    return key_samples_of(sample("h264"))[0]


@pytest.fixture
def make_pool() -> Iterator[MakePool]:
    made: list[Pool] = []

    def make(*argv: str, **values: float) -> Pool:
        made.append(Pool(argv or CHILD, **values))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for each in made:
        each.close()


def script(text: str) -> tuple[str, ...]:
    """A child that is ready, and then does this."""
    return sys.executable, "-I", "-c", START + text


def draw(some: Pool, sample: KeySample, width: int = 320) -> bytes:
    with some.place() as place:
        return place.draw(sample, width)


def children() -> set[int]:
    return {process.pid for process in psutil.Process().children()}


def descriptors() -> set[str]:
    with os.scandir("/proc/self/fd") as found:
        return {f"{entry.name} {Path(entry.path).readlink()}" for entry in found if _is_open(entry)}


def _is_open(entry: "os.DirEntry[str]") -> bool:
    with suppress(OSError):
        return "/proc/" not in str(Path(entry.path).readlink())
    return False


def test_both_sides_speak_the_same_language() -> None:
    assert (pool.READY, pool.REQUEST.format, pool.ANSWER.format, pool.DECODERS) == (
        child.READY,
        child.REQUEST.format,
        child.ANSWER.format,
        child.DECODERS,
    )


def test_twenty_threads_share_two_children(make_pool: MakePool, sample: Sample) -> None:
    samples = key_samples_of(sample("h264")) + key_samples_of(sample("h265"))
    some = make_pool(wait_seconds=60, picture_seconds=60, at_once=20)
    alone = [draw(some, each) for each in samples]
    before = children()
    with ThreadPoolExecutor(20) as threads:
        together = list(threads.map(lambda each: draw(some, each), samples * 5))
    assert together == alone * 5
    assert len(children() - before) <= 1


def test_nothing_is_left_of_a_pool_that_is_closed(make_pool: MakePool, key: KeySample) -> None:
    processes, files = children(), descriptors()
    some = make_pool(wait_seconds=60, picture_seconds=60)
    with some.place() as one, some.place() as other:
        assert one.draw(key, 320) == other.draw(key, 320)
        assert len(children() - processes) == 2
    some.close()
    assert (children(), descriptors()) == (processes, files)
    assert size_of(draw(some, key)) == (320, 240)


def test_a_child_has_nothing_that_it_does_not_need(make_pool: MakePool, key: KeySample) -> None:
    before = children()
    draw(make_pool(), key)
    (pid,) = children() - before
    found = psutil.Process(pid)
    limits = {
        name: found.rlimit(getattr(psutil, f"RLIMIT_{name}"))
        for name in ("CORE", "AS", "FSIZE", "NPROC", "NOFILE")
    }
    assert limits == {
        "CORE": (0, 0),
        "AS": (child.MEMORY_BYTES, child.MEMORY_BYTES),
        "FSIZE": (0, 0),
        "NPROC": (0, 0),
        "NOFILE": (3, 3),
    }
    soft, hard = found.rlimit(psutil.RLIMIT_CPU)
    assert (soft <= 2 + child.PICTURE_CPU_SECONDS, hard) == (True, child.LIFE_CPU_SECONDS)
    assert (found.environ(), found.cwd(), found.num_threads()) == ({}, "/", 1)
    assert sorted(entry.name for entry in Path(f"/proc/{pid}/fd").iterdir()) == ["0", "1", "2"]


def test_a_child_that_hangs_is_killed_at_the_deadline(make_pool: MakePool, key: KeySample) -> None:
    some = make_pool(*script("time.sleep(600)"), picture_seconds=0.2)
    before = children()
    for _ in range(3):
        with pytest.raises(NoPicture) as caught:
            draw(some, key)
        assert caught.value.was_deadly
    assert children() == before


def test_a_child_that_reads_nothing_is_killed_too(make_pool: MakePool, key: KeySample) -> None:
    some = make_pool(*script("time.sleep(600)"), picture_seconds=0.2)
    much = KeySample(key.decoder, key.configuration, bytes(8 << 20))
    before = children()
    with pytest.raises(NoPicture):
        draw(some, much)
    assert children() == before


@pytest.mark.parametrize(
    "answer",
    [
        "sys.exit(0)",
        "os.kill(os.getpid(), 11)",
        "s.sendall(b'12'); sys.exit(0)",
        "s.sendall(b'\\xff\\xff\\xff\\xff' + bytes(99)); time.sleep(600)",
        "s.sendall(b'\\0\\0\\0\\4<ht>'); time.sleep(600)",
        "s.sendall(b'\\0\\0\\0\\5\\xff\\xd8\\xff'); s.close(); sys.exit(0)",
    ],
    ids=["ends", "crashes", "half an answer", "too much", "no JPEG", "half a JPEG"],
)
def test_a_child_that_fails_is_replaced_once(
    make_pool: MakePool, key: KeySample, tmp_path: Path, answer: str
) -> None:
    starts = tmp_path / "starts"
    note = f"open({str(starts)!r}, 'a').write('x'); s.recv(1); "
    some = make_pool(*script(note + answer), picture_seconds=20)
    before = children()
    with pytest.raises(NoPicture) as caught:
        draw(some, key)
    assert (caught.value.was_deadly, starts.read_text(), children()) == (True, "xx", before)


def test_a_child_that_is_killed_from_outside_costs_no_picture(
    make_pool: MakePool, key: KeySample
) -> None:
    some = make_pool(wait_seconds=60, picture_seconds=60)
    before = children()
    first = draw(some, key)
    (pid,) = children() - before
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: psutil.Process(pid).status() == psutil.STATUS_ZOMBIE, "the end of the child")
    assert draw(some, key) == first
    assert pid not in children()


def test_nor_does_one_that_is_killed_while_it_works(
    make_pool: MakePool, key: KeySample, tmp_path: Path
) -> None:
    first = tmp_path / "first"
    text = (
        "import os, socket, sys, time\n"
        f"if not os.path.exists({str(first)!r}):\n"
        "    s = socket.socket(fileno=0); s.sendall(bytes([6]))\n"
        f"    open({str(first)!r}, 'w').close()\n"
        "    time.sleep(600)\n"
        f"os.execv(sys.executable, {list(CHILD)!r})"
    )
    argv = (sys.executable, "-I", "-c", text)
    some = make_pool(*argv, picture_seconds=60)
    before = children()
    with ThreadPoolExecutor(1) as thread:
        drawing = thread.submit(draw, some, key)
        wait_for(first.exists, "the first child")
        (pid,) = children() - before
        os.kill(pid, signal.SIGKILL)
        assert size_of(drawing.result(timeout=60)) == (320, 240)


def test_whoever_finds_no_free_child_is_told(make_pool: MakePool, key: KeySample) -> None:
    some = make_pool(children=1, wait_seconds=0.05)
    with some.place(), pytest.raises(AllBusy), some.place():
        pass
    assert size_of(draw(some, key)) == (320, 240)


@pytest.mark.parametrize(
    "argv",
    [("/nonexistent",), (sys.executable, "-c", ""), (sys.executable, "-c", "input()")],
    ids=["no program", "ends", "never ready"],
)
def test_a_child_that_does_not_start_is_no_fault_of_the_picture(
    make_pool: MakePool, key: KeySample, argv: tuple[str, ...]
) -> None:
    processes, files = children(), descriptors()
    some = make_pool(*argv, start_seconds=0.5)
    for _ in range(3):
        with pytest.raises(AllBusy):
            draw(some, key)
    assert (children(), descriptors()) == (processes, files)


def test_a_child_retires(
    make_pool: MakePool, key: KeySample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "PICTURES_A_LIFE", 2)
    some = make_pool()
    before = children()
    seen = []
    for _ in range(5):
        draw(some, key)
        seen.append(children() - before)
    assert seen[0] == seen[1] != seen[2] == seen[3] != seen[4]
    assert [len(pids) for pids in seen] == [1] * 5


def test_closing_waits_for_the_picture_that_is_being_drawn(
    make_pool: MakePool, key: KeySample
) -> None:
    some = make_pool()
    before = children()
    with some.place() as place:
        closing = threading.Thread(target=some.close)
        closing.start()
        assert size_of(place.draw(key, 320)) == (320, 240)
    closing.join(timeout=20)
    assert (closing.is_alive(), children()) == (False, before)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_children_end_with_the_web_server_however_it_ends(number: signal.Signals) -> None:
    code = (
        "from playback.pictures.pool import Pool; p = Pool();\n"
        "with p.place() as one, p.place() as other:\n"
        "    print(one._start().child.pid, other._start().child.pid, flush=True); input()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with parent:
        assert parent.stdout is not None
        pids = [int(text) for text in parent.stdout.readline().split()]
        assert len(pids) == 2
        parent.send_signal(number)
    wait_for(lambda: not any(map(is_alive, pids)), "the end of the children")


def is_alive(pid: int) -> bool:
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False
