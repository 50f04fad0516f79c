"""Volumes with folders of their own."""

from pathlib import Path

from recordings.models import StorageVolume
from recordings.volumes import VOLUME_IDENTITY, write_identity


def make_volume(root: Path) -> StorageVolume:
    """Measured, and with room."""
    root.mkdir()
    volume = StorageVolume.objects.create(
        name=root.name, root=str(root), reserve_bytes=1, free_bytes=10**15, total_bytes=10**15
    )
    write_identity(root / VOLUME_IDENTITY, {"volume": str(volume.uuid)})
    return volume
