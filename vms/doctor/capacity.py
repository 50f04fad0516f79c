"""How many cameras this machine can hold: measured, estimated, told."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from vms.doctor.estimate import BYTES_PER_DAY, MEMORY_RESERVE_SHARE, USABLE_SHARE, Capacity
from vms.doctor.figures import number, size
from vms.doctor.findings import Finding, ok, warning
from vms.doctor.space import ASSUMED_BITS_PER_SECOND, Footage

BUSY_SHARE = 0.3
MBIT = ASSUMED_BITS_PER_SECOND / 1e6


def findings_of(capacity: Capacity, footage: Footage) -> list[Finding]:
    found = [_verdict(capacity), *_lossless(capacity), *_busy(capacity)]
    machine = capacity.cameras[capacity.machine_limit]
    if footage.cameras > machine:
        what = _("More cameras are to be recorded (%(wanted)s) than this machine can hold.") % {
            "wanted": footage.cameras
        }
        do = _("Add a recorder node, or record fewer or smaller streams.")
        found.append(warning("capacity.exceeded", what, do))
    return found


def _lossless(capacity: Capacity) -> list[Finding]:
    lost = capacity.load.frames_lost
    if not lost:
        return []
    words = {"lost": lost, "frames": number(capacity.load.frames)}
    what = _("Frames were lost in the trial: %(lost)s of %(frames)s.") % words
    return [warning("capacity.lost_frames", what, _too_busy())]


def _too_busy() -> str:
    return _("This machine is too busy now: see what runs (top), and measure again.")


def _busy(capacity: Capacity) -> list[Finding]:
    """What runs only now makes the figures of now too small for always."""
    load = capacity.load
    if load.busy_cores < BUSY_SHARE * load.cores:
        return []
    words = {
        "busy": number(load.busy_cores, 1),
        "cores": number(load.cores, 1),
        "quiet": number(capacity.cameras_when_quiet),
    }
    what = _("Other programs use %(busy)s of %(cores)s cores now; without them: %(quiet)s cameras.")
    do = _("See what runs (top). If it is not always so, measure again when it is quiet.")
    return [warning("capacity.busy", what % words, do)]


def _verdict(capacity: Capacity) -> Finding:
    machine = capacity.machine_limit
    words = {
        "cameras": number(capacity.cameras[capacity.limit]),
        "machine": number(capacity.cameras[machine]),
        "rate": number(MBIT),
        "days": capacity.retention_days,
        "name": resource_name(machine),
    }
    if capacity.limit != "space":
        what = _("This machine holds about %(cameras)s cameras of %(rate)s Mb/s; limit: %(name)s.")
        if capacity.cameras[capacity.limit]:
            return ok("capacity.cameras", what % words)
        return warning("capacity.cameras", what % words, _too_busy())
    what = _(
        "There is space for %(cameras)s cameras of %(rate)s Mb/s over %(days)s days; with larger "
        "disks this machine holds about %(machine)s (limit: %(name)s)."
    )
    if capacity.cameras["space"]:
        return ok("capacity.cameras", what % words)
    each = size(BYTES_PER_DAY * capacity.retention_days)
    do = _("Add a disk: each camera needs %(size)s.") % {"size": each}
    return warning("capacity.cameras", what % words, do)


def resource_name(resource: str) -> str:
    names = {
        "cpu": _("processor"),
        "memory": _("memory"),
        "disk": _("disk speed"),
        "space": _("space"),
    }
    return names[resource]


def reasons(capacity: Capacity) -> dict[str, str]:
    """What each figure rests on, in a few words."""
    load = capacity.load
    usable = number(USABLE_SHARE * 100)
    words = {
        "cpu": number(load.cpu_cores * 100, 2),
        "cores": number(load.cores, 0 if load.cores == int(load.cores) else 1),
        "busy": number(load.busy_cores, 2),
        "usable": usable,
        "pss": size(load.memory_bytes),
        "available": size(capacity.memory.available),
        "kept": number(MEMORY_RESERVE_SHARE * 100),
        "write": size(load.write_bytes_per_second),
        "sync": number(load.sync_seconds * 1000, 1),
        "every": number(settings.VMS_SYNC_SECONDS, 0),
        "days": capacity.retention_days,
        "day": size(BYTES_PER_DAY),
    }
    return {
        "cpu": _("%(cpu)s %% of a core each; %(usable)s %% of %(cores)s cores, %(busy)s in use")
        % words,
        "memory": _("%(pss)s each; %(available)s available, %(kept)s %% kept back") % words,
        "disk": _("%(write)s/s; %(sync)s ms to sync a file, each %(every)s s") % words,
        "space": _("%(day)s a day each, kept %(days)s days") % words,
    }


def as_json(capacity: Capacity) -> dict[str, Any]:
    load = capacity.load
    return {
        "bits_per_second": ASSUMED_BITS_PER_SECOND,
        "cameras": capacity.cameras[capacity.limit],
        "limit": capacity.limit,
        "cameras_by_resource": dict(capacity.cameras),
        "cameras_by_cpu_when_quiet": capacity.cameras_when_quiet,
        "recording_now": capacity.recording_now,
        "retention_days": capacity.retention_days,
        "measured": {
            "recorders": load.recorders,
            "seconds": round(load.seconds, 1),
            "cpu_cores_per_camera": round(load.cpu_cores, 5),
            "memory_bytes_per_camera": round(load.memory_bytes),
            "bytes_per_second_per_camera": round(load.bytes_per_second),
            "frames": load.frames,
            "frames_lost": load.frames_lost,
            "cores": load.cores,
            "busy_cores": round(load.busy_cores, 3),
            "sync_seconds_per_file": round(load.sync_seconds, 6),
            "write_bytes_per_second": round(load.write_bytes_per_second),
        },
    }
