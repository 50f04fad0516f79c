"""Memory and swap."""

from dataclasses import dataclass

import psutil
from django.utils.translation import gettext as _

from vms.doctor.cgroup import own_limit
from vms.doctor.figures import size
from vms.doctor.findings import Finding, error, ok, warning

PROGRAMS_BYTES = 850_000_000  # web, beat and the four kinds of workers
LOW_SHARE, LEAST_SHARE = 0.15, 0.05
SWAPPED_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes; `total` is the container's or service's where that is less than the machine's."""

    total: int
    available: int
    swap_total: int
    swap_used: int


def measure() -> Memory:
    machine, swap = psutil.virtual_memory(), psutil.swap_memory()
    limits = [own_limit("memory", "memory.max"), own_limit("memory", "memory.limit_in_bytes")]
    total = min([machine.total, *(limit for limit in limits if limit is not None)])
    return Memory(total, min(machine.available, total), swap.total, swap.used)


def look() -> list[Finding]:
    return findings_of(measure())


def findings_of(memory: Memory) -> list[Finding]:
    words = {"total": size(memory.total), "available": size(memory.available)}
    found = []
    share = memory.available / memory.total
    if share < LOW_SHARE:
        what = _("Memory is short: %(available)s of %(total)s available.") % words
        do = _("End other programs or add memory: the kernel ends recorders when it runs out.")
        severity = error if share < LEAST_SHARE else warning
        found.append(severity("memory.low", what, do))
    elif memory.total < 2 * PROGRAMS_BYTES:
        what = _("This machine has little memory: %(total)s.") % words
        found.append(warning("memory.small", what, _("Give it 2 GB or more.")))
    else:
        what = _("Memory: %(available)s of %(total)s available.") % words
        found.append(ok("memory.available", what))
    if memory.swap_total and memory.swap_used > SWAPPED_SHARE * memory.swap_total:
        what = _("Swap is in use: %(used)s of %(total)s.") % {
            "used": size(memory.swap_used),
            "total": size(memory.swap_total),
        }
        do = _("Find what needs so much memory (top, then M); a swapping machine loses frames.")
        found.append(warning("memory.swap", what, do))
    return found
