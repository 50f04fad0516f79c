"""Live lists as players number them."""

import re

_ENTRY = re.compile(r"^#EXT-X-BYTERANGE:(\S+)\n(\S+)$", re.MULTILINE)


def number(text: str, tag: str) -> int:
    found = re.search(rf"^#EXT-X-{tag}:(\d+)$", text, re.MULTILINE)
    assert found
    return int(found[1])


def numbered(text: str) -> dict[int, tuple[int, str, str]]:
    """Entries by their number: their discontinuity's number, file and range."""
    sequence = number(text, "MEDIA-SEQUENCE")
    discontinuity = number(text, "DISCONTINUITY-SEQUENCE")
    found = {}
    for part in text.split("#EXT-X-DISCONTINUITY\n"):
        for entry_range, name in _ENTRY.findall(part):
            found[sequence] = (discontinuity, name, entry_range)
            sequence += 1
        discontinuity += 1
    return found
