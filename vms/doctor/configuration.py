"""Settings that are wrong: Django's own checks and ours, as findings."""

from django.core import checks
from django.utils.translation import gettext as _

from vms.doctor.findings import Finding, error, ok, warning


def look() -> list[Finding]:
    messages = [message for message in checks.run_checks() if not message.is_silenced()]
    found = [_finding(message) for message in messages if message.level >= checks.WARNING]
    return found or [ok("settings.checks", _("All settings make sense."))]


def _finding(message: checks.CheckMessage) -> Finding:
    kind = error if message.level >= checks.ERROR else warning
    what = str(message.msg).rstrip(".") + "."
    return kind(f"settings.{message.id or 'check'}", what, str(message.hint or ""))
