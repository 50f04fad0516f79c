"""The supervisor: one thread that makes a pass over a node's cameras each second.

And at once when a recorder's process ends (its pidfd becomes readable) or when somebody calls
`wake`. Nothing in it holds a recording: ending it, even by kill -9, ends no FFmpeg.
"""

import contextlib
import logging
import select
import socket
import threading
import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connections,
)

from recordings.clock import Clock
from recordings.faults import CameraFault
from recordings.states import Action, State, adopted
from recordings.supervisor.admission import Admission
from recordings.supervisor.adoption import (
    adopt_runs,
    files_without_rows,
    open_rows_without_run,
    states_without_run,
    statuses_of,
    was_stepped_over,
)
from recordings.supervisor.announcing import Announcer
from recordings.supervisor.cameras import WantedCamera, cameras_of_other_nodes, wanted_cameras
from recordings.supervisor.journal import Entry, FileClosed, Heartbeat
from recordings.supervisor.preflight import prepare, secrets_of
from recordings.supervisor.room_watch import RoomWatch, with_runs
from recordings.supervisor.spawning import start_run
from recordings.supervisor.syncing import Syncer
from recordings.supervisor.volume_watch import VolumeWatch
from recordings.supervisor.watch import CameraWatch
from recordings.volumes import VolumeRef, active_volumes, all_volumes

logger = logging.getLogger(__name__)
PASS_SECONDS = 1.0
HEARTBEAT_SECONDS = 10.0
CLOCK_STEP_SECONDS = 2.0
# Each may wait some seconds for a camera that is away; those that answer must not queue behind.
PREFLIGHTS_AT_ONCE = 128
RESTS_A_PASS = 2.0
MAX_REST_SECONDS = 0.25
JOURNAL_SECONDS = 1.0  # a long backlog is written over several passes


class Supervisor:
    """Owns the watches of one node. All methods but `wake` belong to the thread in `run`."""

    def __init__(self, *, node: str, hostname: str, clock: Clock) -> None:
        self.node = node
        self.hostname = hostname
        self.clock = clock
        self.watches: dict[int, CameraWatch] = {}
        self.started_at = clock.now()
        self._journal: deque[Entry] = deque()
        self._volumes: list[VolumeRef] = []
        self._wake_reader, self._wake_writer = socket.socketpair()
        self._wake_reader.setblocking(False)
        self._wake_writer.setblocking(False)
        self._preflights = ThreadPoolExecutor(PREFLIGHTS_AT_ONCE, thread_name_prefix="preflight")
        self._admission = Admission(clock)
        self._volume_watch = VolumeWatch(clock)
        self._announcer = Announcer()
        self._room_watch = RoomWatch(clock, self._announcer.room_wanted)
        self._syncer = Syncer(settings.VMS_SYNC_SECONDS, self.current_files)
        self._adopted = False
        self._pass_seconds = 0.0
        self._heartbeat_at = -HEARTBEAT_SECONDS
        self._clock_offset = self._offset()
        self._folders_made_on: date | None = None

    def wake(self) -> None:
        """Ask for a pass now, from any thread."""
        with contextlib.suppress(OSError):  # full: asked for already; closed: none will be made
            self._wake_writer.send(b"\0")

    def run(self, stopping: threading.Event) -> None:
        """Passes until `stopping` is set (then `wake`); recorders go on."""
        self._announcer.start()
        self._syncer.start()
        try:
            while not stopping.is_set():
                self.make_pass()
                self._wait()
        finally:
            self._preflights.shutdown(wait=True, cancel_futures=True)
            self._syncer.stop()
            self._announcer.stop()
            self._let_go()
            connections.close_all()

    def make_pass(self) -> None:
        """One pass: read what is wanted, move every watch, write what happened."""
        began = time.thread_time()
        close_old_connections()
        try:
            self._read_wishes()
        except (DatabaseError, InterfaceError) as error:
            logger.warning("database: %s; going on with the last known wishes", error)
        if self._adopted:
            self._notice_clock_step()
            self._notice_lost_volumes()
            self._room_watch.look(self.watches.values(), self._volumes)
            self._make_day_folders()
            for watch in list(self.watches.values()):
                self._move(watch)
            self._admit()
        self._beat()
        self._write_journal()
        self._pass_seconds = time.thread_time() - began

    def current_files(self) -> list[Path]:
        """The files being written now (asked by the syncer's thread)."""
        runs = [watch.run for watch in list(self.watches.values())]
        return [run.current_path for run in runs if run and run.current_path]

    def _read_wishes(self) -> None:
        wanted = wanted_cameras(self.node)
        self._volumes = active_volumes()
        if not self._adopted:
            self._adopt(wanted)
        for camera_id in wanted.keys() - self.watches.keys():
            self.watches[camera_id] = CameraWatch(camera_id, self.clock, self.node)
        for camera_id, watch in list(self.watches.items()):
            watch.want(wanted.get(camera_id))
            if watch.is_idle:
                del self.watches[camera_id]

    def _adopt(self, wanted: dict[int, WantedCamera]) -> None:
        runs = adopt_runs(all_volumes(), cameras_of_other_nodes(self.node), self.clock)
        with contextlib.ExitStack() as on_failure:
            for run in runs.values():
                on_failure.callback(run.process.close)
            entries = files_without_rows(runs.values(), self.clock)
            entries += open_rows_without_run(self.node, runs.values(), self.clock)
            entries += states_without_run(self.node, runs.keys() | wanted.keys(), self.clock)
            statuses = statuses_of(runs)
            on_failure.pop_all()
        for camera_id, run in runs.items():
            camera = wanted.get(camera_id)
            watch = CameraWatch(camera_id, self.clock, self.node, camera, run=run, has_run=True)
            status = statuses.get(camera_id)
            config = status.config_version if status else camera.config_version if camera else 0
            if status is not None and status.state == State.RECORDING:
                watch.shown = (State.RECORDING, None, "")  # nothing changes for people
            shown = State(status.state) if status else State.STARTING
            watch.memory = adopted(self.clock.monotonic(), config, shown)
            run.secrets = secrets_of(camera) if camera else ()
            if was_stepped_over(run, self.clock.now()):
                watch.renew = True
                run.media.clock_stepped()
            self.watches[camera_id] = watch
        self._journal.extend(entries)
        self._adopted = True

    def _move(self, watch: CameraWatch) -> None:
        self._spawn_if_prepared(watch)
        action = watch.move()
        if action is Action.START:
            watch.queued = True
        elif action in (Action.TERMINATE, Action.KILL):
            watch.stop(action)
        self._journal.extend(watch.entries)
        watch.entries.clear()

    def _admit(self) -> None:
        watches = self.watches.values()
        under_way = sum(w.attempt is not None and not w.attempt.done() for w in watches)
        admitted = self._admission.admit(watches, PREFLIGHTS_AT_ONCE - under_way)
        volumes = with_runs(self._volumes, watches) if admitted else []
        for watch in admitted:
            watch.queued = False
            if watch.camera is not None:
                watch.attempt = self._preflights.submit(
                    prepare, watch.camera, volumes, self.clock.now()
                )
                watch.attempt.add_done_callback(lambda _: self.wake())

    def _spawn_if_prepared(self, watch: CameraWatch) -> None:
        attempt = watch.attempt
        if attempt is None or not attempt.done() or attempt.exception():
            return
        if watch.camera is None or watch.camera.config_version != watch.memory.config:
            return  # no longer wanted like this: the next move drops the attempt
        try:
            self._journal.append(start_run(watch, attempt.result()))
        except CameraFault as fault:
            watch.attempt = Future()
            watch.attempt.set_exception(fault)

    def _notice_lost_volumes(self) -> None:
        """A run whose disk went away goes on elsewhere, on another volume if there is one."""
        runs = [watch.run for watch in self.watches.values() if watch.run is not None]
        lost = self._volume_watch.lost({run.volume.id: run.volume for run in runs}.values())
        for watch in self.watches.values() if lost else ():
            watch.renew = watch.renew or (watch.run is not None and watch.run.volume.id in lost)

    def _notice_clock_step(self) -> None:
        """Names and boundaries follow the wall clock, so a step of it begins new runs."""
        offset = self._offset()
        if abs(offset - self._clock_offset) > CLOCK_STEP_SECONDS:
            logger.warning("the clock stepped by %.1f s", offset - self._clock_offset)
            for watch in self.watches.values():
                if watch.run is not None:
                    watch.renew_in_turn = True
                    watch.run.media.clock_stepped()
        self._clock_offset = offset

    def _make_day_folders(self) -> None:
        """Keep every run's day folders a week ahead; once a day, and for adopted runs at once."""
        now = self.clock.now()
        if now.date() == self._folders_made_on:
            return
        self._folders_made_on = now.date()
        for watch in self.watches.values():
            if watch.run is not None:
                watch.run.make_day_folders(now)

    def _offset(self) -> float:
        return self.clock.now().timestamp() - self.clock.monotonic()

    def _beat(self) -> None:
        if self.clock.monotonic() - self._heartbeat_at >= HEARTBEAT_SECONDS:
            self._heartbeat_at = self.clock.monotonic()
            now = self.clock.now()
            self._journal.append(Heartbeat(self.node, self.hostname, self.started_at, now))

    def _write_journal(self) -> None:
        """Apply entries in order; what cannot be written now waits for the next pass."""
        until = self.clock.monotonic() + JOURNAL_SECONDS
        try:
            while self._journal and self.clock.monotonic() < until:
                entry = self._journal[0]
                result = entry.apply()
                self._journal.popleft()
                if isinstance(entry, FileClosed) and result is not None:
                    self._announcer.closed(result)
        except (OperationalError, InterfaceError) as error:
            logger.warning("database: %s; %d entries wait", error, len(self._journal))
        except DatabaseError:
            # A row that went away meanwhile (a camera deleted): waiting would block the rest.
            logger.exception("dropped %r", self._journal.popleft())

    def _wait(self) -> None:
        poller = select.poll()
        poller.register(self._wake_reader, select.POLLIN)
        for watch in self.watches.values():
            if watch.run is not None:
                poller.register(watch.run.process.pidfd, select.POLLIN)
        # What many wake at once is done in one pass, and passes leave most of a core to others.
        time.sleep(min(MAX_REST_SECONDS, self._pass_seconds * RESTS_A_PASS))
        poller.poll(self._seconds_to_next_pass() * 1000)
        with contextlib.suppress(BlockingIOError):
            self._wake_reader.recv(65536)

    def _seconds_to_next_pass(self) -> float:
        """A second, or less when a retry is due or starts wait for their turn before."""
        due = [w.memory.retry_at for w in self.watches.values() if w.waits_to_retry]
        soonest = min(due, default=float("inf")) - self.clock.monotonic()
        turn = self._admission.seconds_to_next or PASS_SECONDS
        return max(0.01, min(PASS_SECONDS, soonest, turn))

    def _let_go(self) -> None:
        for watch in self.watches.values():
            if watch.run is not None:
                watch.run.process.close()
        self._wake_reader.close()
        self._wake_writer.close()
