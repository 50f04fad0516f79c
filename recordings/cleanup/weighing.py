"""The first step of a deletion: what each file weighs, and which may not go now."""

from collections.abc import Collection, Sequence
from uuid import UUID

from recordings.cleanup.dooming import FINISHED, Weighed
from recordings.cleanup.files import Stay, Stays, open_folder, open_volume, weigh
from recordings.cleanup.unlinking import DiskFile, by_folder, by_volume, files_of
from recordings.clock import Clock
from recordings.models import Recording, StorageVolume


class Weighing:
    """Of finished recordings. Of each either all its files are weighed, or `stayed` says why
    not; `failing_volumes` are not looked at."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._bytes: dict[UUID, int] = {}
        self.stayed: dict[UUID, Stay] = {}

    def weigh(
        self, ids: Sequence[UUID], failing_volumes: Collection[int] = ()
    ) -> dict[UUID, Weighed]:
        rows = Recording.objects.filter(pk__in=ids, status__in=FINISHED)
        paths = [*rows.values_list("pk", "volume_id", "file_path")]
        self._bytes = {pk: 0 for pk, _, _ in paths}
        files = by_volume(files_of(paths, self.stayed))
        volumes = StorageVolume.objects.in_bulk(files)
        for volume_id, group in files.items():
            if volume_id in failing_volumes:
                self._keep(group, Stay.DISK_ERROR)
            else:
                self._weigh_on(volumes[volume_id], group)
        return {
            pk: Weighed(path, self._bytes[pk]) for pk, _, path in paths if pk not in self.stayed
        }

    def _weigh_on(self, volume: StorageVolume, files: Sequence[DiskFile]) -> None:
        try:
            with open_volume(volume) as root:
                for folder, group in by_folder(files):
                    self._weigh_in(root, folder, group)
        except Stays as stays:
            self._keep(files, stays.reason)

    def _weigh_in(self, root: int, folder: str, files: Sequence[DiskFile]) -> None:
        try:
            with open_folder(root, folder) as descriptor:
                for file in files:
                    self._weigh_one(descriptor, file)
        except FileNotFoundError:
            return  # nothing is there to be weighed
        except OSError:
            self._keep(files, Stay.DISK_ERROR)

    def _weigh_one(self, folder: int, file: DiskFile) -> None:
        """Raises OSError."""
        try:
            self._bytes[file.recording] += weigh(folder, file.name, self._clock)
        except Stays as stays:
            self.stayed[file.recording] = stays.reason

    def _keep(self, files: Sequence[DiskFile], reason: Stay) -> None:
        self.stayed.update({file.recording: reason for file in files})
