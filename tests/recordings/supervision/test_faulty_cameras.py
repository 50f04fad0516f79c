"""Cameras and addresses that are wrong, and what becomes of them: a clear state, no crash loop."""

import contextlib
import re
import socket
import threading
from pathlib import Path

import pytest
from pytest_django import Settings

from recordings import states
from recordings.models import CameraEvent, RecorderStatus, StorageVolume
from recordings.services.cameras import camera_update
from recordings.simulator.auth import Credentials
from recordings.simulator.stamp import missing_frames
from recordings.states import State
from recordings.volumes import VOLUME_IDENTITY
from tests.cameras import SMALL, StartCamera
from tests.recordings.supervision.bench import Bench, stamps_of
from tests.services.servers import free_port
from tests.waiting import wait_for

SLOW = {State.AUTH_FAILED, State.BAD_ADDRESS, State.UNSUPPORTED, State.FAILED}


def test_a_wrong_password_has_its_state_and_the_right_one_acts_at_once(
    bench: Bench, start_camera: StartCamera
) -> None:
    process = start_camera(SMALL, Credentials("operador", "certa"))
    camera = bench.camera(process.url("/cam1", "operador", "errada"))

    status = bench.wait_for_state(camera, State.AUTH_FAILED)
    assert status.error_code == "auth_failed"
    camera_update(
        user=bench.owner, camera_id=camera.pk, rtsp_url=process.url("/cam1", "operador", "certa")
    )
    bench.wake()

    bench.wait_for_state(camera, State.RECORDING, seconds=15)


@pytest.mark.parametrize(
    ("path", "state", "code"),
    [
        ("/missing", State.BAD_ADDRESS, "not_found"),
        ("/redirect", State.BAD_ADDRESS, "forbidden_address"),
        ("/unknown", State.UNSUPPORTED, "unsupported"),
    ],
)
def test_a_stream_that_cannot_be_recorded_has_its_own_state_and_no_process(
    bench: Bench, start_camera: StartCamera, path: str, state: State, code: str
) -> None:
    process = start_camera(SMALL, None, "--redirect-to", "rtsp://127.0.0.1:9/cam1")
    camera = bench.camera(process.url(path))

    status = bench.wait_for_state(camera, state)

    assert status.error_code == code
    assert bench.pids(camera) == []
    assert bench.rows(camera) == []


def test_a_camera_that_refuses_is_recorded_soon_after_it_answers(
    bench: Bench, start_camera: StartCamera
) -> None:
    port = free_port()
    camera = bench.camera(f"rtsp://127.0.0.1:{port}/cam1")
    status = bench.wait_for_state(camera, State.BACKOFF)
    assert status.error_code == "refused"

    start_camera(SMALL, None, "--port", str(port))

    bench.wait_for_state(camera, State.RECORDING)
    events = CameraEvent.objects.filter(camera=camera).order_by("at", "id")
    assert [event.state for event in events] == ["starting", "backoff", "recording"]


def test_an_address_that_is_forbidden_meanwhile_is_not_connected_to(
    bench: Bench, start_camera: StartCamera, settings: Settings
) -> None:
    process = start_camera()
    camera = bench.camera(process.url(), start=False)
    settings.VMS_CAMERA_NETWORKS = ["10.0.0.0/8"]

    bench.want(camera)

    assert bench.wait_for_state(camera, State.BAD_ADDRESS).error_code == "forbidden_address"
    assert process.status()["connections"] == 0


def answer_then_redirect(listener: socket.socket, target: str) -> None:
    """A camera that passes the check before the start, and sends FFmpeg elsewhere after it."""
    sdp = "v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
    asked = 0
    with contextlib.suppress(OSError):
        while True:
            connection = listener.accept()[0]
            with connection:
                while request := connection.recv(4096):
                    cseq = re.search(rb"CSeq: (\d+)", request)
                    head = f"CSeq: {int(cseq[1]) if cseq else 0}\r\n"
                    if request.startswith(b"DESCRIBE") and asked:
                        head = f"RTSP/1.0 302 Moved\r\n{head}Location: {target}\r\n\r\n"
                    elif request.startswith(b"DESCRIBE"):
                        asked += 1
                        head = f"RTSP/1.0 200 OK\r\n{head}Content-Length: {len(sdp)}\r\n\r\n{sdp}"
                    else:
                        head = f"RTSP/1.0 200 OK\r\n{head}\r\n"
                    connection.sendall(head.encode())


def test_a_redirect_that_only_ffmpeg_is_given_ends_it_before_anything_counts(
    bench: Bench,
) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as trap,
        socket.create_server(("127.0.0.2", 0)) as elsewhere,
    ):
        target = f"rtsp://127.0.0.2:{elsewhere.getsockname()[1]}/cam1"
        thread = threading.Thread(target=answer_then_redirect, args=(trap, target), daemon=True)
        thread.start()
        camera = bench.camera(f"rtsp://127.0.0.1:{trap.getsockname()[1]}/cam1")

        status = bench.wait_for_state(camera, State.BAD_ADDRESS)

        assert status.error_code == "forbidden_address"
        assert bench.pids(camera) == []
        assert bench.rows(camera) == []
        trap.shutdown(socket.SHUT_RDWR)
        thread.join(timeout=10)


def test_a_frozen_camera_is_noticed_and_recorded_again(
    bench: Bench, start_camera: StartCamera
) -> None:
    process = start_camera()
    camera = bench.camera(process.url())
    bench.wait_for_state(camera, State.RECORDING)

    process.send("stall")
    bench.wait_for_state(camera, State.STALLED, State.BACKOFF, seconds=25)
    process.send("resume")

    bench.wait_for_state(camera, State.RECORDING, seconds=25)
    assert len(bench.pids(camera)) == 1


def test_a_camera_that_drops_its_connection_gets_a_new_run(
    bench: Bench, start_camera: StartCamera
) -> None:
    process = start_camera()
    camera = bench.camera(process.url())
    bench.wait_for_files(camera, 4)

    process.send("drop")
    wait_for(lambda: len({row.run_id for row in bench.rows(camera)}) == 2, "a second run")
    bench.wait_for_state(camera, State.RECORDING)
    rows = bench.stop_and_finish(camera)

    for run_id in {row.run_id for row in rows}:
        assert missing_frames(stamps_of([r for r in rows if r.run_id == run_id])) == []


def test_announced_audio_that_never_comes_does_not_keep_video_away(
    bench: Bench, start_camera: StartCamera
) -> None:
    camera = bench.camera(start_camera(SMALL, None).url("/quiet-audio"))

    bench.wait_for_files(camera, 3)
    rows = bench.stop_and_finish(camera)

    assert missing_frames(stamps_of(rows)) == []


def test_a_camera_that_answers_but_sends_nothing_is_tried_again_and_again(
    bench: Bench, start_camera: StartCamera
) -> None:
    camera = bench.camera(start_camera().url("/silent"))

    status = bench.wait_for_state(camera, State.BACKOFF, seconds=30)

    assert status.error_code == "timeout"
    assert bench.rows(camera) == []


def test_a_recorder_that_was_ended_for_sending_nothing_keeps_that_fault(
    bench: Bench, start_camera: StartCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(states, "START_DEADLINE_SECONDS", 1.5)
    camera = bench.camera(start_camera().url("/silent"))
    wait_for(lambda: bench.pids(camera), "FFmpeg")

    bench.wait_for_state(camera, State.BACKOFF)
    wait_for(lambda: not bench.pids(camera), "FFmpeg's end")
    bench.want_no_more(camera)
    bench.wait_for_state(camera, State.STOPPED)

    faults = CameraEvent.objects.filter(camera=camera).exclude(reason="")
    assert {(event.reason, event.message) for event in faults} == {
        ("timeout", "The camera connected but sent no picture.")
    }


def test_a_folder_that_cannot_be_written_is_our_fault_and_heals(
    bench: Bench, start_camera: StartCamera
) -> None:
    camera = bench.camera(start_camera().url(), start=False)
    in_the_way = bench.root / f"city_{bench.city.pk}"
    in_the_way.write_text("a file where the folder should be")

    bench.want(camera)
    status = bench.wait_for_state(camera, State.FAILED)
    assert status.error_code == "folder"
    in_the_way.unlink()

    bench.wait_for_state(camera, State.RECORDING, seconds=30)


def test_nothing_is_written_where_another_disk_is_mounted(
    bench: Bench, start_camera: StartCamera
) -> None:
    camera = bench.camera(start_camera().url(), start=False)
    (bench.root / VOLUME_IDENTITY).write_text('{"volume": "another"}')

    bench.want(camera)

    assert bench.wait_for_state(camera, State.FAILED).error_code == "volume"
    assert [entry.name for entry in bench.root.iterdir()] == [VOLUME_IDENTITY]


def test_a_disk_without_room_fails_with_its_name_and_goes_on_when_there_is_room(
    bench: Bench, start_camera: StartCamera
) -> None:
    camera = bench.camera(start_camera().url(), start=False)
    StorageVolume.objects.update(reserve_bytes=10**18)

    bench.want(camera)
    assert bench.wait_for_state(camera, State.FAILED).error_code == "disk_full"
    StorageVolume.objects.update(reserve_bytes=0)

    bench.wait_for_state(camera, State.RECORDING, seconds=30)


def test_a_missing_program_is_our_fault(
    bench: Bench, start_camera: StartCamera, settings: Settings
) -> None:
    settings.VMS_FFMPEG = "/nowhere/ffmpeg"
    camera = bench.camera(start_camera().url())

    assert bench.wait_for_state(camera, State.FAILED).error_code == "program"


def test_the_password_is_in_no_argument_row_log_or_file(
    bench: Bench, start_camera: StartCamera, caplog: pytest.LogCaptureFixture
) -> None:
    canary = "s3gredo-canario"
    process = start_camera(SMALL, Credentials("operador", canary))
    camera = bench.camera(process.url("/cam1", "operador", canary))
    bench.wait_for_state(camera, State.RECORDING)
    pid = bench.pids(camera)[0]
    arguments = Path(f"/proc/{pid}/cmdline").read_text()
    environment = Path(f"/proc/{pid}/environ").read_text()

    process.send("password outra")
    process.send("drop")
    status = bench.wait_for_state(camera, State.AUTH_FAILED, seconds=30)

    shown = [arguments, environment, caplog.text, repr(RecorderStatus.objects.values().get())]
    assert bench.supervisor is not None
    shown += [repr(e) for e in CameraEvent.objects.values()] + [repr(bench.supervisor.watches)]
    assert canary not in "".join(shown)
    assert status.error_code == "auth_failed"
    for path in bench.root.parent.rglob("*"):
        assert not path.is_file() or canary.encode() not in path.read_bytes()
