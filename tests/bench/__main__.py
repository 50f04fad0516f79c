"""`make bench`: measures and writes the published figures into docs/benchmarks.md.

`python -m tests.bench` takes them all in turn, `python -m tests.bench kills truth` these two.
With VMS_BENCH_SHORT=1 each is only tried: its table is printed, the document left alone.
"""

import argparse
import sys
import traceback
from importlib import import_module

from tests.bench.document import Figure, table, write_section
from tests.bench.form import SHORT

NAMES = (
    "recording",
    "boundaries",
    "kills",
    "starts",
    "truth",
    "faults",
    "audit",
    "supervision",
    "ranges",
    "pictures",
    "playback_scale",
    "browser",
    "cleanup",
    "compression",
    "clips",
    "panel_scale",
)


def main() -> int:
    parser = argparse.ArgumentParser("tests.bench")
    parser.add_argument("name", nargs="*", default=NAMES, help=", ".join(NAMES))
    names = parser.parse_args().name
    unknown = set(names) - set(NAMES)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    kept = [_take(name) for name in names]  # one that fails must not hide the others
    return 0 if all(kept) else 1


def _take(name: str) -> bool:
    try:
        figures: list[Figure] = import_module(f"tests.bench.{name}").measure(_say)
        if SHORT:
            _say(f"{table(figures)}\nA short form: docs/benchmarks.md is left alone.\n")
        else:
            write_section(name, figures)
            _say(f"docs/benchmarks.md: {name} is written.\n")
    except Exception:
        traceback.print_exc()
        _say(f"{name}: FAILED\n")
        return False
    for figure in figures:
        if not figure.kept:
            _say(f"{name}: not kept: {figure.what}: {figure.seen} (promised {figure.target})\n")
    return bool(figures) and all(figure.kept for figure in figures)


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
