"""Packets that the network loses on their way, by chance or whole frames of them."""

import random
from collections import deque

KEPT_NUMBERS = 1000


class PacketLoss:
    """`packets` and `frames` count what was lost and damaged; `damaged` names the last of them."""

    def __init__(self) -> None:
        self.packets = 0
        self.frames = 0
        self.damaged: deque[int] = deque(maxlen=KEPT_NUMBERS)
        self._share = 0.0
        self._chance = random.Random(0)  # noqa: S311
        self._frames_to_skip = 0

    def begin(self, percent: float, seed: int) -> None:
        """From now on each packet is lost with this chance; 0 ends it. Raises ValueError."""
        if not 0 <= percent <= 100:
            raise ValueError("a share of packets is 0 to 100 percent")
        self._share = percent / 100
        self._chance.seed(seed)

    def skip(self, frames: int) -> None:
        """The next so many frames are lost whole. Raises ValueError."""
        if frames < 0:
            raise ValueError("a number of frames is not negative")
        self._frames_to_skip = frames

    def survivors(self, frame: int, packets: list[bytes]) -> list[bytes]:
        """Those of a frame's packets that arrive."""
        if self._frames_to_skip:
            self._frames_to_skip -= 1
            left: list[bytes] = []
        elif self._share:
            left = [packet for packet in packets if self._chance.random() >= self._share]
        else:
            return packets
        if len(left) < len(packets):
            self.packets += len(packets) - len(left)
            self.frames += 1
            self.damaged.append(frame)
        return left
