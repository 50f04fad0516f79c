"""Which disk a folder lies on, from /proc/self/mountinfo (proc(5))."""

import re
from dataclasses import dataclass
from pathlib import Path

MOUNTINFO = Path("/proc/self/mountinfo")
# Files there are another machine's: it may be away, answer late, and locks may not hold.
NETWORK_KINDS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "glusterfs", "lustre", "afs", "ncpfs"}
)
MEMORY_KINDS = frozenset({"tmpfs", "ramfs"})
_OCTAL = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Mount:
    """`kind` is the file system's type."""

    point: Path
    kind: str

    @property
    def is_network(self) -> bool:
        local_fuse = self.kind in {"fuse.mergerfs", "fuseblk"}
        return self.kind in NETWORK_KINDS or (self.kind.startswith("fuse") and not local_fuse)

    @property
    def is_memory(self) -> bool:
        return self.kind in MEMORY_KINDS

    @property
    def is_container_layer(self) -> bool:
        return self.kind in {"overlay", "aufs"}

    @property
    def is_system_disk(self) -> bool:
        return self.point == Path("/")


def mount_of(path: Path, mountinfo: Path = MOUNTINFO) -> Mount:
    """The mount that holds `path`, which need not exist yet. Raises OSError without /proc."""
    wanted = path.resolve()
    best = Mount(Path("/"), "")
    for line in mountinfo.read_text().splitlines():
        mount = _parse(line)
        # A later mount on the same point covers an earlier one.
        deeper = len(mount.point.parts) >= len(best.point.parts)
        if deeper and wanted.is_relative_to(mount.point):
            best = mount
    return best


def _parse(line: str) -> Mount:
    fields = line.split(" ")
    kind = fields[fields.index("-") + 1]
    point = _OCTAL.sub(lambda found: chr(int(found[1], 8)), fields[4])
    return Mount(Path(point), kind)


def nearest_existing(path: Path) -> Path:
    """The folder itself, or the first of those above it that is there."""
    return next(folder for folder in [path, *path.parents] if folder.is_dir())
