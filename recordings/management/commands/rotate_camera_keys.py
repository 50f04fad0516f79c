"""`manage.py rotate_camera_keys`: a new key for addresses; the old ones are dropped."""

from typing import Any

from django.core.management.base import BaseCommand

from recordings.secrets import rotate_keys


class Command(BaseCommand):
    help = "Encrypt every address with a new key. Safe to run again after a crash."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rotate_keys()} addresses encrypted with a new key.")
