"""The whole examination, in an order in which what comes later may rest on what came before."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.utils.translation import gettext as _

from recordings.faults import CameraFault
from recordings.processes import find_recorders
from recordings.simulator.clip_media import ClipError
from recordings.simulator.process import CameraProcessError
from recordings.volumes import active_volumes, all_volumes, free_bytes, usable_volumes
from vms.doctor import (
    cameras,
    capacity,
    clock,
    configuration,
    database,
    ffmpeg,
    folders,
    limits,
    load,
    memory,
    programs,
    space,
    volumes,
)
from vms.doctor.estimate import Capacity, estimate
from vms.doctor.figures import size
from vms.doctor.findings import Finding, Section, Severity, warning
from vms.doctor.mounts import nearest_existing
from vms.doctor.rig import lowered_priority, scratch_folder

Look = Callable[[], Iterable[Finding]]
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything found. `capacity` is None when it was not measured."""

    at: datetime
    node: str
    data_dir: Path
    sections: tuple[Section, ...]
    capacity: Capacity | None

    @property
    def findings(self) -> list[Finding]:
        return [finding for section in self.sections for finding in section.findings]

    def count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        return {
            "version": 1,
            "at": self.at.isoformat(timespec="seconds"),
            "node": self.node,
            "data_dir": str(self.data_dir),
            "errors": self.count(Severity.ERROR),
            "warnings": self.count(Severity.WARNING),
            "findings": [finding.as_json() for finding in self.findings],
            "capacity": capacity.as_json(self.capacity) if self.capacity else None,
        }


@dataclass(slots=True)
class Examination:
    """`run()` once. `tell` is called with what is being done, over and over while it lasts.

    `seconds` is how long capacity is measured; None leaves out the trial recordings as well.
    """

    seconds: float | None
    tell: Tell
    sections: list[Section] = field(default_factory=list)
    footage: space.Footage = field(default_factory=space.Footage)
    capacity: Capacity | None = None
    state: database.State = database.State.AWAY

    def run(self) -> Report:
        now = datetime.now(UTC)
        self._section(_("Settings"), configuration.look)
        self._section(_("Data folder"), folders.look)
        self._section(_("Database"), self._database)
        self._section(_("Storage"), lambda: self._storage(now))
        self._section(_("Programs"), lambda: self._programs(now))
        self._section(_("Cameras"), lambda: self._cameras(now))
        self._section(_("Clock"), self._clock)
        self._section(_("Machine"), lambda: [*memory.look(), *limits.look()])
        self._section("FFmpeg", self._ffmpeg)
        if self.seconds is not None:
            self._section(_("Capacity"), self._capacity)
        sections = tuple(section for section in self.sections if section.findings)
        return Report(now, settings.VMS_NODE, settings.VMS_DATA_DIR, sections, self.capacity)

    def _section(self, title: str, look: Look) -> None:
        """A subject that cannot be looked at is a finding, and does not end the rest."""
        self.tell(title)
        try:
            findings = tuple(look())
        except (DatabaseError, InterfaceError):
            self.state = database.State.AWAY
            what = _("Not looked at: the database stopped answering.")
            findings = (warning("doctor.database", what, _("Run the doctor again."), title),)
        except Exception as failure:  # the doctor's own fault, or a machine that is very ill
            words = {"kind": type(failure).__name__, "said": str(failure)}
            what = _("Not looked at, by a fault: %(kind)s: %(said)s.") % words
            findings = (warning("doctor.fault", what, _("Please report it."), title),)
        self.sections.append(Section(title, findings))

    @property
    def _has_rows(self) -> bool:
        return self.state is database.State.READY

    def _database(self) -> Iterable[Finding]:
        looked = database.look()
        self.state = looked.state
        return looked.findings

    def _storage(self, now: datetime) -> Iterable[Finding]:
        if not self._has_rows:
            return volumes.look_without_database()
        found = volumes.look()
        self.footage = space.measure(now)
        return [*found, *space.findings_of(self.footage)]

    def _programs(self, now: datetime) -> Iterable[Finding]:
        answers, found = programs.look_at_broker()
        if self.state is database.State.FRESH:
            return found
        if answers:
            found += programs.look_at_workers()
        if self._has_rows:
            found += [programs.look_at_beat(now), *programs.look_at_nodes(now)]
        return found

    def _cameras(self, now: datetime) -> Iterable[Finding]:
        return cameras.look(now) if self._has_rows else []

    def _clock(self) -> Iterable[Finding]:
        return [*clock.look(), *(clock.look_beside_the_database() if self._has_rows else [])]

    def _ffmpeg(self) -> Iterable[Finding]:
        program = ffmpeg.program()
        found = ffmpeg.look(program)
        if self.seconds is None or program is None or _has_error(found):
            return found
        place, reserve = self._place()
        if free_bytes(place) - reserve < load.needed_bytes(1):
            return found  # told by the capacity, which needs more
        with lowered_priority(), scratch_folder(place) as scratch:
            tell = self._telling(_("Trial recordings"))
            return [*found, *ffmpeg.prove_recording(program, scratch, tell)]

    def _capacity(self) -> Iterable[Finding]:
        program = ffmpeg.program()
        ill = [section for section in self.sections if section.title == "FFmpeg"]
        if program is None or _has_error(ill[0].findings):
            return [_not_measured(_("FFmpeg does not record"))]
        assert self.seconds is not None
        place, reserve = self._place()
        needed = load.needed_bytes(self.seconds)
        if free_bytes(place) - reserve < needed:
            return [_not_measured(_("it needs %(size)s of room") % {"size": size(needed)})]
        try:
            self.capacity = self._measure(program, place, self.seconds)
        except (CameraFault, CameraProcessError, ClipError, OSError) as failure:
            return [_not_measured(str(failure))]
        return capacity.findings_of(self.capacity, self.footage)

    def _measure(self, program: str, place: Path, seconds: float) -> Capacity:
        available, every = memory.measure(), settings.VMS_SYNC_SECONDS
        tell = self._telling(_("Measuring capacity"))
        with lowered_priority(), scratch_folder(place) as scratch:
            spent = load.measure(program, scratch, seconds, every, tell)
        footage = self.footage
        if not self._has_rows:
            footage = space.Footage(room_bytes=free_bytes(place))
        return estimate(spent, available, footage, self._recording_now(), every)

    def _telling(self, what: str) -> Tell:
        return lambda step: self.tell(f"{what}: {step}")

    def _place(self) -> tuple[Path, int]:
        """Where trials write, and the bytes to leave free there: where recordings would go."""
        if self._has_rows:
            try:
                volume = usable_volumes(active_volumes())[0]
            except CameraFault:
                return settings.VMS_DATA_DIR, 0
            return volume.root, volume.reserve_bytes
        there = nearest_existing(settings.RECORDINGS_DIR)
        return (there if os.access(there, os.W_OK) else settings.VMS_DATA_DIR), 0

    def _recording_now(self) -> int:
        roots = [settings.RECORDINGS_DIR]
        if self._has_rows:
            roots = [volume.root for volume in all_volumes()]
        return len(find_recorders(roots))


def _has_error(findings: Iterable[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def _not_measured(why: str) -> Finding:
    what = _("Capacity was not measured: %(why)s.") % {"why": why.rstrip(".")}
    return warning("capacity.not_measured", what, _("Mend what stands above and run it again."))


def let_go_of_the_database() -> None:
    """The command is over; nothing shall wait for its connection."""
    connection.close()
