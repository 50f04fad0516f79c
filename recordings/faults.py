"""What can go wrong between a camera and its file, as codes that API, events and tests share."""

from enum import StrEnum


class Fault(StrEnum):
    """The first eight are the API contract's error codes for an address."""

    AUTH_FAILED = "auth_failed"
    NOT_FOUND = "not_found"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    UNSUPPORTED = "unsupported"
    FORBIDDEN_ADDRESS = "forbidden_address"
    INVALID = "invalid"
    # The stream was there, and ended.
    ENDED = "ended"
    STALLED = "stalled"
    # Ours.
    DISK_FULL = "disk_full"
    FOLDER = "folder"
    VOLUME = "volume"
    PROGRAM = "program"
    INTERNAL = "internal"


class CameraFault(Exception):
    """A fault with a sentence for people; the sentence never holds a password."""

    def __init__(self, fault: Fault, message: str) -> None:
        super().__init__(message)
        self.fault = fault
        self.message = message
