"""`manage.py doctor`: what is missing or misconfigured, and what this machine can hold.

Exit code 0 without errors, 1 with. Progress goes to standard error on a terminal; standard output
holds the report alone, in words or as JSON (docs/design/doctor.md).
"""

import argparse
import contextlib
import json
import logging
import shutil
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from vms.doctor.examination import Examination, let_go_of_the_database
from vms.doctor.findings import Severity
from vms.doctor.text import Paints, lines_of

WIDEST = 100
INTERRUPTED = 130  # as shells say it: 128 + SIGINT
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Command(BaseCommand):
    help = "Say what is missing or misconfigured, and how many cameras this machine can hold."
    requires_system_checks: list[str] = []  # what they say is in the report

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")
        parser.add_argument("--quick", action="store_true", help="look only, record nothing")
        parser.add_argument(
            "--seconds", type=_seconds, default=20.0, help="how long capacity is measured"
        )
        parser.add_argument(
            "--language", choices=[code for code, _name in settings.LANGUAGES], default=None
        )

    def handle(self, *args: Any, **options: Any) -> None:
        language = options["language"] or settings.LANGUAGE_CODE
        with translation.override(language), _interruptible(), _silent_libraries():
            try:
                self._examine(options)
            except KeyboardInterrupt:
                self._progress("")
                self.stdout.write(_("Stopped; nothing is left running, nothing on the disk."))
                sys.exit(INTERRUPTED)
            finally:
                let_go_of_the_database()

    def _examine(self, options: dict[str, Any]) -> None:
        seconds = None if options["quick"] else options["seconds"]
        report = Examination(seconds, self._progress).run()
        self._progress("")
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        else:
            width = min(shutil.get_terminal_size().columns, WIDEST)
            self.stdout.write("\n".join(lines_of(report, width, self._paints())))
        if report.count(Severity.ERROR):
            sys.exit(1)

    def _progress(self, text: str) -> None:
        """One line that is written over and over; nothing where nobody looks."""
        if self.stderr.isatty():
            room = shutil.get_terminal_size().columns - 1
            line = f"{text} ..." if text else ""
            self.stderr.write(f"\r{line[:room]:<{room}}\r", style_func=str, ending="")
            self.stderr.flush()

    def _paints(self) -> Paints:
        by_severity = {
            Severity.OK: self.style.SUCCESS,
            Severity.WARNING: self.style.WARNING,
            Severity.ERROR: self.style.ERROR,
        }
        return Paints(by_severity, self.style.MIGRATE_HEADING)


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 1 <= seconds <= 600:
        raise argparse.ArgumentTypeError("1 to 600")
    return seconds


@contextlib.contextmanager
def _silent_libraries() -> Iterator[None]:
    """What they would log is what the report says in words."""
    before = logging.root.manager.disable
    logging.disable(logging.ERROR)
    try:
        yield
    finally:
        logging.disable(before)


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """The first Ctrl-C or SIGTERM ends the examination; further ones don't disturb tidying up."""
    before = {number: signal.signal(number, _interrupt_once) for number in ENDING_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt_once(number: int, frame: FrameType | None) -> None:
    for each in ENDING_SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt
