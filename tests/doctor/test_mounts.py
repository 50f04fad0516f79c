"""Which disk a path lies on, and what its kind means."""

from pathlib import Path

import pytest

from vms.doctor.mounts import Mount, mount_of, nearest_existing

MOUNTINFO = """\
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 27 0:25 / /mnt/footage rw shared:1 master:2 - ext4 /dev/vdb rw
31 30 0:26 / /mnt/footage rw - nfs4 nas:/export rw
32 27 0:27 / /mnt/two\\040words rw - fuse.sshfs nas: rw
33 27 0:28 / /mnt/pool rw - fuse.mergerfs pool rw
34 27 0:29 / /run rw - tmpfs tmpfs rw
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/srv/vms", Mount(Path("/"), "ext4")),
        ("/mnt/footage/city_1", Mount(Path("/mnt/footage"), "nfs4")),
        ("/mnt/footage2", Mount(Path("/"), "ext4")),
        ("/mnt/two words/x", Mount(Path("/mnt/two words"), "fuse.sshfs")),
    ],
)
def test_the_deepest_and_latest_mount_holds_the_path(
    tmp_path: Path, path: str, expected: Mount
) -> None:
    (tmp_path / "mountinfo").write_text(MOUNTINFO)
    assert mount_of(Path(path), tmp_path / "mountinfo") == expected


@pytest.mark.parametrize(
    ("kind", "network", "memory", "layer"),
    [
        ("ext4", False, False, False),
        ("xfs", False, False, False),
        ("nfs4", True, False, False),
        ("cifs", True, False, False),
        ("fuse.s3fs", True, False, False),
        ("fuse.mergerfs", False, False, False),
        ("tmpfs", False, True, False),
        ("overlay", False, False, True),
    ],
)
def test_kinds(kind: str, network: bool, memory: bool, layer: bool) -> None:
    mount = Mount(Path("/mnt"), kind)
    seen = (mount.is_network, mount.is_memory, mount.is_container_layer, mount.is_system_disk)
    assert seen == (network, memory, layer, False)


def test_a_folder_that_is_not_there_lies_where_its_parent_does(tmp_path: Path) -> None:
    assert nearest_existing(tmp_path / "a" / "b") == tmp_path
    assert mount_of(tmp_path / "a" / "b") == mount_of(tmp_path)
