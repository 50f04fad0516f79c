"""What an examination finds, as values."""

from dataclasses import asdict, dataclass
from enum import StrEnum


class Severity(StrEnum):
    """ERROR: something is not recorded, kept or reachable now. WARNING: it may come to that."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` is stable, for programs: SUBJECT.THING. `about` tells several of one code apart (a
    volume's folder, a node's name). `what` and `do` are sentences in the reader's language; `do`
    is empty when nothing is to be done."""

    code: str
    severity: Severity
    what: str
    do: str = ""
    about: str = ""

    def as_json(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Section:
    """One subject's findings under the title that people see."""

    title: str
    findings: tuple[Finding, ...]


def ok(code: str, what: str, about: str = "") -> Finding:
    return Finding(code, Severity.OK, what, "", about)


def warning(code: str, what: str, do: str, about: str = "") -> Finding:
    return Finding(code, Severity.WARNING, what, do, about)


def error(code: str, what: str, do: str, about: str = "") -> Finding:
    return Finding(code, Severity.ERROR, what, do, about)
