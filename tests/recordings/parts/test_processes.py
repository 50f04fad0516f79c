"""Recorders as real processes: started, outliving their starter, found, adopted, ended."""

import errno
import fcntl
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from recordings.children import MESSAGES_LIMIT_BYTES, run_limited
from recordings.faults import CameraFault, Fault
from recordings.ffmpeg.layout import OutputPattern, output_pattern
from recordings.ffmpeg.messages import classify, explain
from recordings.processes import (
    RecorderProcess,
    adopt_recorder,
    find_recorders,
    spawn_recorder,
)
from recordings.simulator.auth import Credentials
from recordings.simulator.process import CameraProcess
from tests.cameras import SMALL
from tests.recordings.parts.servers import closed_port
from tests.recordings.parts.starter import start_recorder
from tests.waiting import wait_for

PROJECT = Path(__file__).resolve().parents[3]
PASSWORD = "Zq9's/3cret%"
RUN_ID = "1a2b3c4d"


@pytest.fixture(scope="module")
def guarded(clips: Path) -> Iterator[CameraProcess]:
    with CameraProcess(clips, SMALL, credentials=Credentials("admin", PASSWORD)) as process:
        yield process


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A volume with a name that strftime must not touch."""
    path = tmp_path / "disk 100%d"
    path.mkdir()
    return path


@pytest.fixture
def ending() -> Iterator[ExitStack]:
    """Ends what a test started."""
    with ExitStack() as stack:
        yield stack


def end(process: RecorderProcess) -> None:
    process.send(signal.SIGKILL)
    wait_for(process.has_ended, "the end of the process")
    process.close()


def speaker(ending: ExitStack, script: str, last_argument: str = "") -> RecorderProcess:
    """A shell in FFmpeg's place; in its script $0 is the number of the pipe."""
    process = spawn_recorder(
        lambda pipe: ["/bin/sh", "-c", script, str(pipe), last_argument],
        b"script",
        {"PATH": "/usr/bin:/bin"},
    )
    ending.callback(end, process)
    return process


def sleeper(ending: ExitStack, root: Path) -> RecorderProcess:
    """A shell that looks like a recorder from outside."""
    argument = output_pattern(f"{root}/city_1/cam_7", RUN_ID)
    process = speaker(ending, "kill -STOP $$", argument)  # stands still, without a child
    wait_for(lambda: find_recorders([root]), "the start of the shell")
    return process


def bytes_written(root: Path) -> int:
    return sum(path.stat().st_size for path in root.glob("city_1/cam_7/*/*.mp4"))


def test_a_recorder_outlives_its_starter_and_is_adopted(
    guarded: CameraProcess, root: Path, ending: ExitStack
) -> None:
    url = guarded.url("/cam1", "admin", PASSWORD)
    argv = [sys.executable, "-m", "tests.recordings.parts.starter"]
    starter = ending.enter_context(
        subprocess.Popen(argv, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    )
    ending.callback(starter.kill)
    assert starter.stdin is not None
    assert starter.stdout is not None
    given = {"url": url, "root": str(root), "run_id": RUN_ID}
    starter.stdin.write(json.dumps(given).encode() + b"\n")
    starter.stdin.flush()
    pid = int(starter.stdout.readline())
    wait_for(lambda: bytes_written(root) > 20_000, "the first media")

    starter.kill()
    starter.wait()
    assert find_recorders([root]) == [(pid, OutputPattern(str(root), 1, 7, RUN_ID))]
    process = adopt_recorder(pid, RUN_ID)
    assert process is not None
    ending.callback(end, process)
    assert (process.pid, process.child, process.has_ended()) == (pid, None, False)
    assert "[warning]" in process.messages()
    before = bytes_written(root)
    wait_for(lambda: bytes_written(root) > before, "growth after the starter's end")
    assert os.getsid(pid) == pid

    process.send(signal.SIGTERM)
    wait_for(process.has_ended, "the end of the recorder")
    assert find_recorders([root]) == []
    assert adopt_recorder(pid, RUN_ID) is None
    process.send(signal.SIGTERM)  # to nobody: a pidfd never means another process


def test_no_password_is_in_the_arguments_environment_or_open_files(
    guarded: CameraProcess, root: Path, ending: ExitStack
) -> None:
    process = start_recorder(guarded.url("/cam1", "admin", PASSWORD), root, RUN_ID)
    ending.callback(end, process)
    wait_for(lambda: bytes_written(root) > 0, "the first media")
    about = Path(f"/proc/{process.pid}")
    shown = (about / "cmdline").read_bytes() + (about / "environ").read_bytes()
    assert b"segment" in shown
    assert b"Zq9" not in shown
    links = [str(link.readlink()) for link in (about / "fd").iterdir()]
    assert not [link for link in links if "Zq9" in link]
    assert "/memfd:ffmpeg-messages (deleted)" in links


@pytest.mark.parametrize(
    ("user", "fault", "message"),
    [
        (
            "admin",
            Fault.AUTH_FAILED,
            ": Server returned 401 Unauthorized (authorization failed)",
        ),
        (None, Fault.REFUSED, ": Connection refused"),
    ],
)
def test_the_real_ffmpegs_words_name_the_fault(
    guarded: CameraProcess,
    root: Path,
    ending: ExitStack,
    user: str | None,
    fault: Fault,
    message: str,
) -> None:
    url = (
        guarded.url("/cam1", user, "Zq9-wrong")
        if user
        else f"rtsp://u:Zq9@127.0.0.1:{closed_port()}/"
    )
    process = start_recorder(url, root, RUN_ID)
    ending.callback(end, process)
    wait_for(process.has_ended, "the end of the recorder")
    text = process.messages()
    assert classify(text, had_media=False) is fault
    assert explain(text, []).endswith(message)
    assert "Zq9" in text
    assert not [line for line in text.splitlines() if "Zq9" in explain(line, [])]


def test_a_finished_process_is_not_adopted(ending: ExitStack, root: Path) -> None:
    process = sleeper(ending, root)
    os.kill(process.pid, signal.SIGKILL)
    wait_for(lambda: find_recorders([root]) == [], "the end of the process")
    assert adopt_recorder(process.pid, RUN_ID) is None  # a zombie, for nobody has waited for it
    wait_for(process.has_ended, "the end of the process")
    assert not Path(f"/proc/{process.pid}").exists()
    assert adopt_recorder(process.pid, RUN_ID) is None


def test_a_pid_that_means_another_run_or_program_by_now_is_not_adopted(
    ending: ExitStack, root: Path
) -> None:
    process = sleeper(ending, root)
    assert adopt_recorder(process.pid, "ffffffff") is None
    assert adopt_recorder(os.getpid(), RUN_ID) is None
    assert not process.has_ended()


def test_recorders_of_other_volumes_are_not_found(ending: ExitStack, root: Path) -> None:
    process = sleeper(ending, root)
    assert find_recorders([root]) == [(process.pid, OutputPattern(str(root), 1, 7, RUN_ID))]
    assert find_recorders([root.parent, root / "city_1", Path("/nowhere")]) == []
    assert find_recorders([]) == []


def test_the_script_waits_in_the_pipe(ending: ExitStack) -> None:
    process = speaker(ending, "cat /proc/self/fd/$0 >&2")
    wait_for(process.has_ended, "the end of the process")
    assert process.messages() == "script"


def test_messages_are_capped_and_go_on(ending: ExitStack, tmp_path: Path) -> None:
    go = tmp_path / "go"
    os.mkfifo(go)
    process = speaker(ending, f"head -c 70000 /dev/zero | tr '\\0' x >&2; cat {go}; echo last >&2")
    wait_for(
        lambda: os.fstat(process.messages_fd).st_size == 70_000,
        "70,000 bytes of messages",
    )
    process.cap_messages()
    assert process.messages() == ""
    go.write_bytes(b"")
    wait_for(process.has_ended, "the end of the process")
    assert process.messages() == "last\n"
    process.cap_messages()
    assert process.messages() == "last\n"


def test_of_many_messages_the_last_ones_are_read_from_a_whole_line_on(ending: ExitStack) -> None:
    process = speaker(ending, "i=0; while [ $i -lt 9000 ]; do echo line $i; i=$((i+1)); done >&2")
    wait_for(process.has_ended, "the end of the process")
    lines = process.messages().splitlines()
    assert lines == [f"line {n}" for n in range(9000 - len(lines), 9000)]
    assert len(process.messages()) <= MESSAGES_LIMIT_BYTES


def test_letting_go_leaves_the_process_alone(ending: ExitStack, root: Path) -> None:
    process = sleeper(ending, root)
    again = adopt_recorder(process.pid, RUN_ID)
    assert again is not None
    again.close()
    assert not process.has_ended()


def test_a_program_that_is_missing_is_a_fault() -> None:
    open_before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(CameraFault) as failed:
        spawn_recorder(lambda _pipe: ["/no/such/ffmpeg"], b"", {})
    assert (failed.value.fault, failed.value.message) == (
        Fault.PROGRAM,
        "FFmpeg does not start: No such file or directory.",
    )
    assert len(list(Path("/proc/self/fd").iterdir())) == open_before


def test_what_cannot_be_watched_is_ended_and_leaves_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_pid: int) -> int:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(os, "pidfd_open", full)
    open_before = len(list(Path("/proc/self/fd").iterdir()))
    argument = output_pattern(f"{root}/city_1/cam_7", RUN_ID)
    with pytest.raises(CameraFault, match="Too many open files"):
        spawn_recorder(lambda _pipe: ["/bin/sleep", "600", argument], b"", {})
    assert find_recorders([root]) == []
    assert len(list(Path("/proc/self/fd").iterdir())) == open_before


def test_the_end_is_noticed_beyond_the_thousandth_descriptor(ending: ExitStack) -> None:
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    ending.callback(resource.setrlimit, resource.RLIMIT_NOFILE, limits)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(limits[0], 2048), limits[1]))
    process = speaker(ending, "exit")
    low, process.pidfd = process.pidfd, fcntl.fcntl(process.pidfd, fcntl.F_DUPFD_CLOEXEC, 1500)
    os.close(low)

    wait_for(process.has_ended, "the end of the process")


def limited(*argv: str, seconds: float = 10.0) -> bytes:
    return run_limited(argv, b"given", seconds=seconds, memory_bytes=200_000_000)


def test_a_limited_childs_output_is_returned() -> None:
    assert limited("cat") == b"given"


@pytest.mark.parametrize("argv", [("sh", "-c", "echo half; exit 3"), ("/no/such/program",)])
def test_a_limited_child_that_fails_says_nothing(argv: tuple[str, ...]) -> None:
    assert limited(*argv) == b""


def test_a_limited_child_that_hangs_is_ended() -> None:
    assert limited("sleep", "600", seconds=0.2) == b""


def test_a_limited_child_that_grows_too_large_says_nothing() -> None:
    assert limited(sys.executable, "-I", "-c", "print(len(bytearray(400_000_000)))") == b""
