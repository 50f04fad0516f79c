"""How an attempt to make a file ends other than well."""

from django.utils import translation
from django.utils.translation import gettext_noop as _


class CutFailed(Exception):
    """It cannot be made; `code` is kept in the row, and `WORDS` says what it means."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class NotOurs(Exception):
    """Cancelled, or another worker's by now: whatever was made so far is nobody's."""


WORDS = {
    "no_footage": _("Nothing of this range is recorded any more."),
    "source_missing": _("A recording of this range is not on its volume."),
    "source_changed": _("A recording of this range is damaged, or changed while it was read."),
    "parts_differ": _("The camera's stream changed within this range; cut each part by itself."),
    "no_room": _("There is no room for the clip on any volume."),
    "disk_error": _("The volume could not be written."),
    "too_slow": _("Making the file took too long."),
    "program": _("FFmpeg could not make the file."),
    "not_sound": _("The file that was made did not stand its checks."),
    "given_up": _("It was tried several times, and each attempt was cut off."),
}
"""In English, as rows keep them; `in_words` is for whoever shows one."""


def in_words(error: str) -> str:
    """One of `WORDS`, alone or with its detail in brackets, in the reader's language."""
    sentence, bracket, detail = error.partition(" (")
    return f"{translation.gettext(sentence) if sentence else ''}{bracket}{detail}"
