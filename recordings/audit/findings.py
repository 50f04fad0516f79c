"""What an audit found: printed by the command, kept by the task."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from recordings.audit.names import shown

EXAMPLES = 1000  # kept of each kind


class Kind(StrEnum):
    """Codes that stand in AuditRun.findings."""

    VOLUME_MISSING = "volume_missing"
    UNLISTABLE = "unlistable"
    LINK = "link"
    FOREIGN = "foreign"
    LEFTOVER = "leftover"
    NO_IDENTITY = "no_identity"
    DAMAGED_IDENTITY = "damaged_identity"
    WRONG_IDENTITY = "wrong_identity"
    WITHOUT_ROW = "without_row"
    MISSING = "missing"
    SIZE_DIFFERS = "size_differs"
    NOT_OPENABLE = "not_openable"
    OPEN = "open_without_recorder"
    UNFINISHED = "unfinished"
    # Seen only while mending, when files are read.
    UNREADABLE = "unreadable"
    MISPLACED = "misplaced"
    USAGE_DIFFERS = "usage_differs"
    # No problems: told, and left as they are.
    IN_USE = "in_use"
    FOLDER_TAKEN = "folder_taken"
    DATABASE_RESTORED = "database_restored"


NOTES = frozenset({Kind.IN_USE, Kind.FOLDER_TAKEN, Kind.DATABASE_RESTORED})

WORDS = {
    Kind.VOLUME_MISSING: _("volumes whose disk is not there, or is another"),
    Kind.UNLISTABLE: _("files and folders that cannot be looked at"),
    Kind.LINK: _("links in the place of folders, not followed"),
    Kind.FOREIGN: _("files and folders that are not the recorder's"),
    Kind.LEFTOVER: _("left-over temporary files"),
    Kind.NO_IDENTITY: _("camera folders without an identity file"),
    Kind.DAMAGED_IDENTITY: _("camera folders with a damaged identity file"),
    Kind.WRONG_IDENTITY: _("camera folders with another camera's identity file"),
    Kind.WITHOUT_ROW: _("files without a row"),
    Kind.MISSING: _("recordings whose file is missing"),
    Kind.SIZE_DIFFERS: _("recordings whose file has another size"),
    Kind.NOT_OPENABLE: _("recordings whose file may not be opened"),
    Kind.OPEN: _("open recordings that no recorder writes"),
    Kind.UNFINISHED: _("closed recordings that are not finished"),
    Kind.UNREADABLE: _("files without anything readable"),
    Kind.MISPLACED: _("files of another camera, or there twice"),
    Kind.USAGE_DIFFERS: _("days of a camera whose footage was counted wrong"),
    Kind.IN_USE: _("files that were just written, left for the next audit"),
    Kind.FOLDER_TAKEN: _("folders that a new camera cannot use, as they hold another's footage"),
    Kind.DATABASE_RESTORED: _("volumes that are newer than the database"),
}


@dataclass(slots=True)
class Tally:
    """Of one kind; `examples` are printable lines, the first EXAMPLES of them."""

    found: int = 0
    mended: int = 0
    examples: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Findings:
    """What is wrong, what of it was mended, and what was compared."""

    tallies: dict[Kind, Tally] = field(default_factory=dict)
    files: int = 0
    rows: int = 0
    bytes_on_disk: int = 0
    bytes_in_rows: int = 0
    seconds: float = 0.0
    stopped_by_brake: list[str] = field(default_factory=list)

    def add(self, kind: Kind, path: str, *, mended: bool = False) -> None:
        tally = self.tallies.setdefault(kind, Tally())
        tally.found += 1
        tally.mended += mended
        if len(tally.examples) < EXAMPLES:
            tally.examples.append(shown(path))

    def mend(self, kind: Kind) -> None:
        self.tallies[kind].mended += 1

    def found(self, *kinds: Kind) -> int:
        return sum(self.tallies[kind].found for kind in kinds if kind in self.tallies)

    @property
    def problems(self) -> int:
        """What is left to be mended; notes are none."""
        return sum(
            tally.found - tally.mended for kind, tally in self.tallies.items() if kind not in NOTES
        )

    def in_order(self) -> Iterator[tuple[Kind, Tally]]:
        return ((kind, self.tallies[kind]) for kind in Kind if kind in self.tallies)

    def to_json(self) -> dict[str, Any]:
        return {
            "problems": self.problems,
            "files": self.files,
            "rows": self.rows,
            "bytes_on_disk": self.bytes_on_disk,
            "bytes_in_rows": self.bytes_in_rows,
            "seconds": round(self.seconds, 3),
            "stopped_by_brake": self.stopped_by_brake,
            "kinds": {
                kind.value: {
                    "found": tally.found,
                    "mended": tally.mended,
                    "examples": tally.examples,
                }
                for kind, tally in self.in_order()
            },
        }


def lines_of(findings: dict[str, Any], examples: int) -> Iterator[str]:
    """`Findings.to_json()` in words, with up to `examples` of each kind."""
    mended_word = _("mended")
    for code, tally in findings.get("kinds", {}).items():
        words = str(WORDS.get(code, code))
        mended = f" ({tally['mended']} {mended_word})" if tally["mended"] else ""
        yield f"{tally['found']:>8}  {words}{mended}"
        for example in tally["examples"][:examples]:
            yield f"          {example}"
        if tally["found"] > examples > 0:
            yield "          ..."
