"""What FFmpeg's standard error says. Its exit code says nothing: it is 0 on a dead camera."""

import re
from collections.abc import Sequence

from recordings.faults import Fault
from recordings.rtsp.addresses import mask_text

MESSAGE_LENGTH = 300
# In the order of trust: the first that matches names the fault.
_PATTERNS = (
    (Fault.DISK_FULL, r"No space left on device|Disk quota exceeded"),
    (Fault.FOLDER, r"Failed to open segment|Read-only file system|Permission denied"),
    (Fault.AUTH_FAILED, r"401 Unauthorized|403 Forbidden"),
    (Fault.NOT_FOUND, r"404 (Stream )?Not Found|Failed to resolve hostname"),
    (Fault.REFUSED, r"Connection refused"),
    (Fault.UNREACHABLE, r"No route to host|Network is unreachable|Connection reset"),
    (Fault.TIMEOUT, r"Connection timed out|Operation timed out"),
    (
        Fault.UNSUPPORTED,
        r"Could not find tag for codec|Nonmatching transport|461 Unsupported"
        r"|incompatible with output codec",
    ),
    # The codec was checked before the start, so what is missing is the picture.
    (Fault.TIMEOUT, r"dimensions not set|Could not find codec parameters"),
)
OURS = frozenset({Fault.DISK_FULL, Fault.FOLDER})
_COMPILED = tuple((fault, re.compile(pattern)) for fault, pattern in _PATTERNS)
_ERROR_LINE = re.compile(r"\[(?:error|fatal)\]")
_CONTEXT = re.compile(r"\[[^\]]* @ 0x[0-9a-f]+\] ?|\[(?:error|fatal|warning)\] ?")


def classify(text: str, *, had_media: bool) -> Fault:
    """The fault that ended FFmpeg, from its messages.

    A stream that had run simply ended, whatever the camera said last, unless the fault is ours.
    """
    faults = (fault for fault, pattern in _COMPILED if pattern.search(text))
    fault = next(faults, Fault.UNREACHABLE)
    return fault if not had_media or fault in OURS else Fault.ENDED


def explain(text: str, secrets: Sequence[str]) -> str:
    """The last error line, masked, short, without addresses of memory; empty if there is none.

    Warnings don't count: they tell of timestamps and of other things that ended nothing. FFmpeg
    ends its messages about an output that it cannot write with an error line of no words.
    """
    errors = [line for line in text.splitlines() if _ERROR_LINE.search(line)]
    spoken = [words for line in errors if (words := _CONTEXT.sub("", line).strip())]
    return mask_text(spoken[-1], secrets)[:MESSAGE_LENGTH] if spoken else ""
