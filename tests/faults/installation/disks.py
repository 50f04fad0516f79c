"""Disks that a test makes, breaks and takes away: loop images with ext4, and small tmpfs.

Every disk lives below the test's own folder, and is detached at the end, whatever happened.
"""

import contextlib
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

MIB = 1 << 20
MKFS = ["mkfs.ext4", "-q", "-F", "-m", "0", "-E", "lazy_itable_init=0"]


class MountFailed(Exception):
    """What the system answered to an attempt to mount."""


@dataclass(slots=True)
class Disk:
    """A mount point, and the image or the size of the tmpfs that is mounted on it."""

    root: Path
    image: Path | None
    size_bytes: int

    def mount(self) -> None:
        """Raises MountFailed."""
        self.root.mkdir(parents=True, exist_ok=True)
        if self.image is None:
            options = f"size={self.size_bytes},mode=0750"
            _run("mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.root))
        else:
            # As most machines mount theirs: a disk that fails can be read, and not be written.
            _run("mount", "-o", "loop,errors=remount-ro", str(self.image), str(self.root))

    def unmount(self, *, lazy: bool = False) -> None:
        """Lazy: away from the tree at once; who has it open goes on writing to it."""
        _run("umount", *(["-l"] if lazy else []), str(self.root))

    def fail(self) -> None:
        """What a damaged sector in its tables does: the kernel turns ext4 read-only at once.

        `mount -o remount,ro` would not do: it is refused while a file is open for writing.
        """
        device = _run("findmnt", "-n", "-o", "SOURCE", str(self.root)).strip()
        Path(f"/sys/fs/ext4/{Path(device).name}/trigger_fs_error").write_text("a test")

    def mend(self) -> None:
        """What a person does then: unmount, check, mount."""
        assert self.image is not None
        self.unmount()
        checked = subprocess.run(["e2fsck", "-fy", self.image], check=False, capture_output=True)
        assert checked.returncode in (0, 1), checked.stdout
        self.mount()

    def fill(self) -> Path:
        """A file that takes all the room there is."""
        filler = self.root / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(64 * 1024))
        with contextlib.suppress(OSError), filler.open("ab", buffering=0) as file:
            while True:
                file.write(bytes(512))
        return filler

    def copy_of_now(self, image: Path, root: Path) -> "Disk":
        """The disk as a power cut would leave it now: nothing is synced before the copy."""
        assert self.image is not None
        _run("cp", "--sparse=always", str(self.image), str(image))
        return Disk(root, image, self.size_bytes)


@dataclass(slots=True)
class Disks:
    """The disks of one test, below `folder`."""

    folder: Path
    made: list[Disk] = field(default_factory=list)

    def tmpfs(self, name: str, size_mib: int) -> Disk:
        return self.add(Disk(self.folder / name, None, size_mib * MIB))

    def ext4(self, name: str, size_mib: int, mounted_on: str | None = None) -> Disk:
        """An image NAME.img, mounted unless it is meant for another one's mount point."""
        image = self.folder / f"{name}.img"
        with image.open("wb") as file:
            file.truncate(size_mib * MIB)
        _run(*MKFS, str(image))
        disk = Disk(self.folder / (mounted_on or name), image, size_mib * MIB)
        if mounted_on is not None:
            return disk
        return self.add(disk)

    def add(self, disk: Disk) -> Disk:
        """Mount it, and remember to detach it."""
        self.made.append(disk)
        disk.mount()
        return disk

    def detach(self) -> None:
        for disk in reversed(self.made):
            while os.path.ismount(disk.root):
                try:
                    disk.unmount()
                except MountFailed:  # something is still open there
                    disk.unmount(lazy=True)


def why_mounts_are_impossible(folder: Path) -> str:
    """Empty when loop images and tmpfs can be mounted here."""
    disks = Disks(folder)
    try:
        disks.tmpfs("probe-tmpfs", 1)
        disks.ext4("probe-ext4", 8)
    except (MountFailed, OSError) as error:
        return str(error)
    finally:
        disks.detach()
    return ""


def _run(*argv: str) -> str:
    done = subprocess.run(argv, check=False, capture_output=True, text=True)
    if done.returncode:
        why = done.stderr.strip().partition("\n")[0]
        raise MountFailed(why or f"{argv[0]}: {done.returncode}")
    return done.stdout
