"""`make bench`: measures and writes the published figures into docs/benchmarks.md."""

import sys

from tests.bench import recording
from tests.bench.document import write_section


def main() -> int:
    figures = recording.measure(sys.stdout.write)
    write_section("recording", figures)
    sys.stdout.write("docs/benchmarks.md is written.\n")
    return 0 if all(figure.kept for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
