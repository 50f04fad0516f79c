"""One camera under supervision: what is remembered, what is running, what to do next."""

import logging
import random
import signal
from concurrent.futures import Future
from dataclasses import dataclass, field

from recordings.clock import Clock
from recordings.faults import CameraFault, Fault
from recordings.ffmpeg.messages import classify, explain
from recordings.models import Recording
from recordings.states import RETRIED, Action, Memory, Observation, State, step
from recordings.supervisor.cameras import WantedCamera
from recordings.supervisor.journal import Entry, FileClosed, FileSeen, StartKnown, StateChanged
from recordings.supervisor.preflight import Prepared
from recordings.supervisor.run import Run

logger = logging.getLogger(__name__)
Reason = Recording.CloseReason


@dataclass(slots=True)
class CameraWatch:
    """`camera` is None while recording is not wanted.

    At most one is set of `queued` (a start waits for its turn), `attempt` and `run`.
    """

    camera_id: int
    clock: Clock
    node: str
    camera: WantedCamera | None = None
    memory: Memory = field(default_factory=Memory)
    attempt: Future[Prepared] | None = None
    run: Run | None = None
    fault: CameraFault | None = None  # what the present state is about
    has_run: bool = False  # since recording was last wanted
    renew: bool = False
    renew_in_turn: bool = False  # as soon as a start may follow it
    queued: bool = False
    renewals: list[float] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    shown: tuple[State, Fault | None, str] | None = None

    def move(self) -> Action:
        """Observe, decide, note what people should see; the supervisor acts."""
        config = self.camera.config_version if self.camera else self.memory.config
        ended = self._ended()
        seen = Observation(
            now=self.clock.monotonic(),
            wanted=self.camera is not None,
            config=config,
            alive=self.queued or self.run is not None or self.attempt is not None,
            grew=self._grew(),
            ended=ended,
            renew=self.renew,
            queued=self.queued,
        )
        before = self.memory.state
        # A spread of retries, no secret.
        moved = step(self.memory, seen, random.uniform(-1, 1))  # noqa: S311
        self.memory = moved.memory
        if moved.action is Action.KILL and before is State.STARTING:
            waited_for = "connected but sent no picture" if self.run else "did not answer in time"
            self.fault = CameraFault(Fault.TIMEOUT, f"The camera {waited_for}.")
        if self.memory.state is State.STALLED and before is not State.STALLED:
            self.fault = CameraFault(Fault.STALLED, "The camera stopped sending.")
        self._note_state()
        return moved.action

    def want(self, camera: WantedCamera | None) -> None:
        """Take over what the database wants; a new wish counts its restarts anew."""
        self.camera = camera
        if camera is None:
            self.has_run = False

    def stop(self, action: Action) -> None:
        """Carry out TERMINATE or KILL on whatever is running."""
        self.queued = False
        if self.attempt is not None:
            self.attempt.cancel()
            self.attempt = None
        if self.run is not None:
            number = signal.SIGTERM if action is Action.TERMINATE else signal.SIGKILL
            self.run.process.send(number)

    @property
    def is_idle(self) -> bool:
        """Nothing runs and nothing is wanted: the watch can be dropped."""
        busy = self.queued or self.run or self.attempt or self.entries or self.camera
        return not busy and self.memory.state is State.STOPPED

    @property
    def waits_to_retry(self) -> bool:
        """Not while a killed process is still there: its end makes a pass by itself."""
        return self.camera is not None and self.run is None and self.memory.state in RETRIED

    def _ended(self) -> Fault | None:
        if self.attempt is not None and self.attempt.done():
            error = self.attempt.exception()
            if error is None:
                return None  # the supervisor turns it into a run
            self.attempt = None
            self.fault = (
                error
                if isinstance(error, CameraFault)
                else CameraFault(Fault.INTERNAL, f"{type(error).__name__} before the start.")
            )
            return self.fault.fault
        if self.run is not None and self.run.process.has_ended():
            return self._close_run(self.run)
        return None

    def _grew(self) -> bool:
        """Growth of the run's files; one that strayed is killed and never counts as started."""
        if self.run is None:
            return False
        if self.memory.state is State.STARTING and self.run.has_strayed():
            self.run.process.send(signal.SIGKILL)
            return False
        before = self.run.current
        look = self.run.look(self.clock.now())
        self._note_files(self.run, before, look.new_files)
        if look.grew:
            self._watch_media(self.run)
        self.run.process.cap_messages()
        return look.grew

    def _watch_media(self, run: Run) -> None:
        why = run.media.look()
        if why and not self.renew:
            self.renew = self._may_renew()
            then = "a new run begins" if self.renew else "too often for another new run"
            logger.info("camera %s: %s; %s", self.camera_id, why, then)
            if not self.renew:
                run.media.go_on()
        self._note_start(run)

    def _may_renew(self) -> bool:
        """An odd camera's stream must not shred its footage: so many new runs an hour at most."""
        now = self.clock.monotonic()
        self.renewals = [at for at in self.renewals if now - at < 3600.0]
        if len(self.renewals) >= RENEWALS_AN_HOUR:
            return False
        self.renewals.append(now)
        return True

    def _note_start(self, run: Run) -> None:
        start = run.media.settled_start()
        if start is not None and run.current is not None:
            self.entries.append(StartKnown(run.volume.id, run.current, start))

    def _close_run(self, run: Run) -> Fault:
        now = self.clock.now()
        if run.strayed:
            run.discard(now)
        else:
            self._note_files(run, run.current, run.last_look(now))
        had_media = self.memory.first_growth is not None
        text = run.process.messages()
        fault = classify(text, had_media=had_media)
        if run.strayed:
            fault = Fault.FORBIDDEN_ADDRESS
            self.fault = CameraFault(fault, "The camera redirects to an unchecked address.")
        elif self.memory.state not in _FAULT_IS_KNOWN:  # why we ended it says more than its end
            self.fault = CameraFault(fault, _words(fault, explain(text, run.secrets)))
        if run.current is not None:
            self._close_file(run, run.current, self._reason())
        run.process.close()
        self.run = None
        self.renew = self.renew_in_turn = False
        return fault

    def _reason(self) -> Reason:
        if self.memory.state is State.STALLED:
            return Reason.STALLED
        if self.camera is None:
            return Reason.STOPPED
        return Reason.RENEWED if self.memory.state is State.STOPPING else Reason.ENDED

    def _note_files(self, run: Run, before: str | None, new_files: tuple[str, ...]) -> None:
        """Each new file closes the one before it, and begins where that one ends."""
        for path in new_files:
            end = self._close_file(run, before, Reason.ROLLOVER) if before is not None else None
            self.entries.append(FileSeen(self.camera_id, run.run_id, run.volume.id, path))
            run.media.turn_to(run.volume.root / path, end)
            self._note_start(run)
            before = path

    def _close_file(self, run: Run, path: str, reason: Reason) -> float | None:
        """When the file ended, in seconds since the epoch, if that is known."""
        self.entries.append(FileClosed(run.volume.id, path, reason, self.clock.now()))
        return run.media.close(reason) if run.media.path == run.volume.root / path else None

    def _note_state(self) -> None:
        visible = self.memory.visible
        fault = self.fault if visible not in _WITHOUT_FAULT else None
        shows = (visible, fault.fault if fault else None, fault.message if fault else "")
        if shows == self.shown or (self.shown is None and visible is State.STOPPED):
            return
        is_event = self.shown is None or self.shown[:2] != shows[:2]
        self.shown = shows
        self.entries.append(
            StateChanged(
                camera_id=self.camera_id,
                state=visible,
                node=self.node,
                at=self.clock.now(),
                run_id=self.run.run_id if self.run else "",
                fault=shows[1],
                message=shows[2],
                is_event=is_event,
            )
        )


RENEWALS_AN_HOUR = 6
NO_PICTURE = "The camera connected but sent no picture."
_FAULT_IS_KNOWN = frozenset({State.STALLED, *RETRIED})
_WITHOUT_FAULT = frozenset({State.STOPPED, State.STARTING, State.RECORDING, State.STOPPING})


def _words(fault: Fault, explained: str) -> str:
    """FFmpeg's words, unless they only say that it could not go on without a picture."""
    if fault is Fault.TIMEOUT:
        return NO_PICTURE
    return explained or "The stream ended."
