"""A pytest plugin: which lines of the book of losses came from a test that failed.

A promise in words ("nothing recorded") is judged by its test alone, so the table must know. Tests
run one after another here; what the book grew by between a test's set-up and its end is its own.
"""

import os
from pathlib import Path

import pytest

_BOOK = Path(os.environ.get("VMS_FAULTS_OUT", os.devnull))
_lines_before = 0
_has_failed = False


def failed_lines_file(book: Path) -> Path:
    """One number a line: the places in the book, from 0."""
    return book.with_suffix(".failed")


def _count_lines() -> int:
    return len(_BOOK.read_bytes().splitlines()) if _BOOK.is_file() else 0


def pytest_runtest_logstart() -> None:
    global _lines_before, _has_failed
    _lines_before, _has_failed = _count_lines(), False


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    global _has_failed
    _has_failed = _has_failed or report.failed


def pytest_runtest_logfinish() -> None:
    if _has_failed and _BOOK.is_file():
        with failed_lines_file(_BOOK).open("a") as failed:
            failed.writelines(f"{at}\n" for at in range(_lines_before, _count_lines()))
