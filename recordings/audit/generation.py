"""The number by which a disk knows that its database was restored from an older copy.

It stands in the volume's identity file and in its row, and both are raised together:

1. The file is written, in one step. 2. The row follows, by compare and set.
A crash between leaves a disk that is one ahead, which is therefore no sign of anything; more than
one ahead, and the database does not know what happened to this disk last. It then stays as it is
until somebody confirms: holds and retentions set since that copy are lost, so nothing may be
deleted meanwhile.
"""

import logging

from recordings.models import StorageVolume
from recordings.volumes import VOLUME_IDENTITY, has_its_disk, read_identity, write_identity

logger = logging.getLogger(__name__)
MAX_GENERATION = 1 << 62


def generation_on_disk(volume: StorageVolume) -> int:
    """0 while none was written, or when what is there is no number."""
    told = read_identity(volume.path / VOLUME_IDENTITY).get("generation")
    return told if type(told) is int and 0 <= told <= MAX_GENERATION else 0


def is_restored(volume: StorageVolume) -> bool:
    """Whether the row is older than its disk."""
    return generation_on_disk(volume) > volume.generation + 1


def restored_volumes() -> list[StorageVolume]:
    """Volumes whose database is older than their disk, and nobody has confirmed it yet."""
    return [v for v in StorageVolume.objects.all() if has_its_disk(v) and is_restored(v)]


def confirm_restored(volume: StorageVolume) -> None:
    """Somebody has looked: the row goes on from the disk's number."""
    _raise_to(volume, generation_on_disk(volume) + 1)


def raise_generations() -> None:
    """Called every few minutes: so old may the copy be that is not noticed."""
    for volume in StorageVolume.objects.all():
        if not has_its_disk(volume) or is_restored(volume):
            continue
        try:
            _raise_to(volume, volume.generation + 1)
        except OSError as error:
            logger.warning("the generation of %s stays: %s", volume.root, error.strerror)


def _raise_to(volume: StorageVolume, generation: int) -> None:
    """Raises OSError."""
    path = volume.path / VOLUME_IDENTITY
    write_identity(path, {**read_identity(path), "generation": generation})
    unchanged = StorageVolume.objects.filter(pk=volume.pk, generation=volume.generation)
    unchanged.update(generation=generation)
