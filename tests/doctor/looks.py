"""Findings as the pairs that a test compares."""

from collections.abc import Iterable

from vms.doctor.findings import Finding


def codes(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """Code and severity of each."""
    return [(finding.code, str(finding.severity)) for finding in findings]
