"""Sentences for people about faults, in the reader's language."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from recordings.faults import Fault

FAULT_WORDS = {
    Fault.AUTH_FAILED: _("The camera refused the user name or password."),
    Fault.NOT_FOUND: _("The camera's name or stream path was not found."),
    Fault.REFUSED: _("The camera refused the connection; check the port."),
    Fault.UNREACHABLE: _("The camera cannot be reached."),
    Fault.TIMEOUT: _("The camera did not answer in time."),
    Fault.UNSUPPORTED: _("The stream cannot be recorded; set the camera to H.264 or H.265."),
    Fault.FORBIDDEN_ADDRESS: _("The address is outside the networks allowed for cameras."),
    Fault.INVALID: _("The address is malformed; write rtsp://user:password@host/path."),
    Fault.ENDED: _("The stream ended."),
    Fault.STALLED: _("The camera stopped sending."),
    Fault.DISK_FULL: _("No room is left on the storage volume."),
    Fault.FOLDER: _("The camera's folder cannot be written."),
    Fault.VOLUME: _("The storage volume is missing, or another disk is mounted in its place."),
    Fault.PROGRAM: _("FFmpeg does not start; install it, or set VMS_FFMPEG."),
    Fault.INTERNAL: _("The recorder had a fault of its own; see its log."),
}
_BY_CODE = {str(fault): words for fault, words in FAULT_WORDS.items()}


def fault_words(code: str, detail: str = "") -> str:
    """The fault's sentence, followed by the technical detail where there is one."""
    known = _BY_CODE.get(code)
    sentence = str(known) if known is not None else gettext("Unknown fault.")
    return f"{sentence} ({detail})" if detail and detail != sentence else sentence
