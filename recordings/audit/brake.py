"""What stops a repair that would condemn an implausible share of a volume.

A wrong disk with a copied identity file, a folder moved away, a file system that came back empty:
each looks like thousands of missing files.
"""

from dataclasses import dataclass

FREE = 100  # changes that are always allowed
SHARE = 0.3  # of the volume's rows, or of its files where there are more of these


@dataclass(slots=True)
class Brake:
    """`condemned` counts rows that lose their file, and files that go to quarantine."""

    size: int
    is_released: bool
    condemned: int = 0
    is_on: bool = False

    def admits(self, count: int) -> bool:
        """Whether `count` more may be condemned; once the answer was no it stays no."""
        too_many = self.condemned + count > max(FREE, self.size * SHARE)
        self.is_on = self.is_on or (too_many and not self.is_released)
        if not self.is_on:
            self.condemned += count
        return not self.is_on
