"""What the kernel lets the installation use: descriptors, processes, and calls that must exist."""

import contextlib
import os
import resource
from pathlib import Path

import psutil
from django.conf import settings
from django.utils.translation import gettext as _

from vms.doctor.cgroup import own_limit
from vms.doctor.figures import number
from vms.doctor.findings import Finding, error, ok, warning
from vms.launching.processes import is_component, own_processes

DESCRIPTORS_PER_CAMERA = 2  # pidfd and memfd, in the recorder worker
DESCRIPTORS_BESIDE = 300  # 128 preflights at once, database, broker, libraries
TASKS_PER_CAMERA = 10  # threads of one FFmpeg, newer versions included
TASKS_BESIDE = 150
FEW_CAMERAS = 300
Limits = tuple[int, int]


def look() -> list[Finding]:
    return [*_kernel(), _descriptors(), _tasks()]


def _kernel() -> list[Finding]:
    try:
        os.close(os.pidfd_open(os.getpid()))
        os.close(os.memfd_create("doctor", os.MFD_CLOEXEC))
    except OSError as failure:
        words = {"release": os.uname().release, "problem": failure.strerror}
        what = _("The kernel (%(release)s) lacks what supervision needs: %(problem)s.") % words
        do = _("Use Linux 5.3 or newer; in a container, allow pidfd_open and memfd_create.")
        return [error("limits.kernel", what, do)]
    words = {"release": os.uname().release}
    return [ok("limits.kernel", _("Linux %(release)s has the calls that are needed.") % words)]


def _descriptors() -> Finding:
    soft, _hard = _limit_of_recorder(resource.RLIMIT_NOFILE)
    cameras = max((soft - DESCRIPTORS_BESIDE) // DESCRIPTORS_PER_CAMERA, 0)
    words = {"limit": number(soft), "cameras": number(cameras)}
    if soft == resource.RLIM_INFINITY:
        return ok("limits.descriptors", _("Open files: no limit."))
    if cameras < FEW_CAMERAS * 10 and soft < 65536:
        what = _("Open files: %(limit)s a process, enough for about %(cameras)s cameras.") % words
        if cameras >= FEW_CAMERAS:
            return ok("limits.descriptors", what)
        do = _("For more: LimitNOFILE=65536 in the service, or ulimit -n 65536.")
        return warning("limits.descriptors", what, do)
    return ok("limits.descriptors", _("Open files: %(limit)s a process.") % words)


def _tasks() -> Finding:
    """The lowest of what limits how many processes and threads there can be."""
    soft, _hard = _limit_of_recorder(resource.RLIMIT_NPROC)
    limits = [own_limit("pids", "pids.max"), _read_number("/proc/sys/kernel/pid_max")]
    limits.append(_read_number("/proc/sys/kernel/threads-max"))
    if soft != resource.RLIM_INFINITY and os.geteuid() != 0:  # root is not bound by it
        limits.append(soft)
    lowest = min(limit for limit in limits if limit is not None)
    cameras = max((lowest - TASKS_BESIDE) // TASKS_PER_CAMERA, 0)
    words = {"limit": number(lowest), "cameras": number(cameras)}
    what = _("Processes and threads: %(limit)s, enough for about %(cameras)s cameras.") % words
    if cameras >= FEW_CAMERAS:
        return ok("limits.tasks", what)
    do = _("For more: TasksMax=infinity in the service, or pids_limit in the container.")
    return warning("limits.tasks", what, do)


def _limit_of_recorder(kind: int) -> Limits:
    """The running recorder worker's limit, else this process's: services have their own."""
    for process in own_processes(settings.VMS_DATA_DIR):
        if is_component(process, "--recorder"):
            with contextlib.suppress(psutil.Error, OSError):
                soft, hard = process.rlimit(kind)
                return soft, hard
    return resource.getrlimit(kind)


def _read_number(path: str) -> int | None:
    try:
        return int(Path(path).read_text())
    except (OSError, ValueError):
        return None
