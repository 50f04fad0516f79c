"""What became of the frames of one or several recordings (docs/design/frame-loss.md)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Loss:
    """``lost`` frames the camera sent and the files lack; ``broken`` ones are there, but do not
    decode cleanly, and are among ``present``. None: not knowable, or not yet known."""

    present: int = 0
    lost: int | None = 0
    broken: int | None = 0

    @property
    def expected(self) -> int | None:
        """Frames that the camera sent between the first and the last of each file."""
        return None if self.lost is None else self.present + self.lost

    def __add__(self, other: "Loss") -> "Loss":
        return Loss(
            self.present + other.present,
            _sum(self.lost, other.lost),
            _sum(self.broken, other.broken),
        )


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
