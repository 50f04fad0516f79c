"""`manage.py audit_recordings`: rows against disk, in both directions."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recordings.audit.auditing import AuditRunning, run_audit
from recordings.audit.findings import lines_of
from recordings.models import AuditRun

EXAMPLES = 5  # of each kind in the printed report; --json has them all
PROBLEMS_LEFT, ALREADY_RUNNING = 1, 2


class Command(BaseCommand):
    help = "Compare recordings and disk; --repair mends, and never deletes a file or a row."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="mend what is found")
        parser.add_argument(
            "--confirm", action="store_true", help="with --repair: go on where the brake stopped"
        )
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def handle(self, *, repair: bool, confirm: bool, **options: Any) -> None:
        try:
            run = run_audit(repair, confirmed=confirm)
        except AuditRunning:
            message = "Another audit is running; nothing was done."
            raise CommandError(message, returncode=ALREADY_RUNNING) from None
        if options["json"]:
            self.stdout.write(json.dumps({"repaired": repair, **run.findings}, indent=2))
        else:
            self._print(run)
        if run.problems:
            left = (
                "1 problem is left." if run.problems == 1 else f"{run.problems} problems are left."
            )
            raise CommandError(left, returncode=PROBLEMS_LEFT)

    def _print(self, run: AuditRun) -> None:
        found = run.findings
        for line in lines_of(found, EXAMPLES):
            self.stdout.write(line)
        self.stdout.write(
            f"{found['files']} files and {found['rows']} rows in {found['seconds']:.1f} s."
        )
        for volume in found["stopped_by_brake"]:
            self.stdout.write(
                f"{volume}: stopped by the brake, as implausibly much would be lost or moved. "
                "Is it the right disk? Then go on with: audit_recordings --repair --confirm"
            )
