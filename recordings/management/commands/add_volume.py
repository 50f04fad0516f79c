"""`manage.py add_volume PATH`: one more folder, on one more disk, to record onto."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from plans.entitlements import GB
from plans.errors import ApplicationError
from recordings.models import StorageVolume
from recordings.services.volumes import volume_add, volume_warnings
from recordings.volumes import free_bytes


class Command(BaseCommand):
    help = (
        "Add a folder, best on a disk of its own, as a storage volume; recording uses it at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", help="the folder's whole path; made if it is missing")
        parser.add_argument("--name", default="", help="volume-2 or so unless it is given")
        parser.add_argument(
            "--reserve-gb",
            type=float,
            help="GB (10^9) never recorded into; 2, or a twentieth of a small disk",
        )

    def handle(self, *, path: str, name: str, reserve_gb: float | None, **options: object) -> None:
        before = set(StorageVolume.objects.values_list("pk", flat=True))
        try:
            volume = volume_add(root=path, name=name, reserve_bytes=_in_bytes(reserve_gb))
        except ApplicationError as refusal:
            raise CommandError(str(refusal.detail)) from None
        free, reserve = free_bytes(volume.path) / GB, volume.reserve_bytes / GB
        done = "was known, and is at" if volume.pk in before else "is ready at"
        self.stdout.write(
            f"{volume.name} {done} {volume.root}: {free:.1f} GB free, reserve {reserve:.2f} GB."
        )
        for warning in volume_warnings(volume):
            self.stderr.write(warning)


def _in_bytes(gb: float | None) -> int | None:
    if gb is None:
        return None
    if not 0 <= gb < 10**9:  # no number, too, is outside
        raise CommandError("--reserve-gb: write a number of GB, as 2 or 0.5.")
    return round(gb * GB)
