"""`manage.py prepare`: what `run` does before it starts anything (for containers)."""

from typing import Any

from django.core.management.base import BaseCommand

from vms.launching.first_start import prepare


class Command(BaseCommand):
    help = "Migrate, and make the first volume and superuser if they are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        password = prepare()
        if password:
            self.stdout.write(f"First superuser's password: {password}")
