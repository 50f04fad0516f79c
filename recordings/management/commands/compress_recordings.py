"""`manage.py compress_recordings`: make old footage smaller now, or say what would be."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from recordings.clock import SystemClock
from recordings.compression.capacity import camera_hours_a_day
from recordings.compression.choosing import expected
from recordings.compression.job import compress_next


class Command(BaseCommand):
    help = "Compress the oldest recordings that their plans want compressed, one after the other."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--files", type=int, default=1, help="how many at most (default: 1)")
        only = parser.add_mutually_exclusive_group()
        only.add_argument(
            "--dry-run",
            action="store_true",
            help="change nothing: print how much is ripe, and what compressing it would save",
        )
        only.add_argument(
            "--measure",
            action="store_true",
            help="change nothing: print how many camera-hours a day were compressed lately",
        )

    def handle(self, **options: Any) -> None:
        if options["dry_run"]:
            self._print_expected()
        elif options["measure"]:
            hours = camera_hours_a_day(SystemClock().now())
            self._print({"camera_hours_a_day": None if hours is None else round(hours, 1)})
        else:
            self._compress(options["files"])

    def _print_expected(self) -> None:
        found = expected(SystemClock().now())
        hours = round(found.seconds / 3600, 1)
        told = {"files": found.files, "bytes": found.bytes, "camera_hours": hours}
        self._print({**told, "expected_saved_bytes": found.saved_bytes})

    def _compress(self, files: int) -> None:
        for _ in range(files):
            # Somebody asks for it: that others are at work is no reason to wait.
            attempt = compress_next(SystemClock(), busy=lambda: False)
            if attempt is None:
                return
            told = {"file": attempt.recording.file_path, "outcome": attempt.outcome}
            sizes = {"bytes_before": attempt.bytes_before, "bytes_after": attempt.bytes_after}
            self._print({**told, **sizes, "reason": attempt.reason})

    def _print(self, told: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(told))
