"""Words of certificates and of coverage, in the reader's language."""

from django.utils import formats
from django.utils.translation import gettext_lazy as _

from recordings.gaps import Cause

CAUSE_WORDS = {
    Cause.CAMERA_OFFLINE: _("camera offline"),
    Cause.WRONG_PASSWORD: _("camera refused the password"),
    Cause.BAD_ADDRESS: _("wrong camera address"),
    Cause.UNSUPPORTED: _("unsupported camera stream"),
    Cause.DISK: _("storage full or missing"),
    Cause.RECORDER_DOWN: _("recorder or server down"),
    Cause.STARTING: _("recording being started"),
    Cause.RENEWED: _("recording restarted after a change"),
    Cause.EXPIRED: _("footage already deleted by retention"),
    Cause.UNKNOWN: _("unknown"),
}


def duration_words(length_ms: int) -> str:
    """`743 h 58 min 12.500 s` with the language's own decimal sign; never rounded."""
    seconds, milliseconds = divmod(length_ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    sign = formats.get_format("DECIMAL_SEPARATOR")
    words = f"{seconds}{sign}{milliseconds:03} s" if milliseconds else f"{seconds} s"
    if length_ms >= 60_000:
        words = f"{minutes} min {words}"
    return f"{hours} h {words}" if hours else words


def clock_words(length_ms: int) -> str:
    """`23:59:58.500` with the language's own decimal sign, for columns."""
    seconds, milliseconds = divmod(length_ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    sign = formats.get_format("DECIMAL_SEPARATOR")
    return f"{hours:02}:{minutes:02}:{seconds:02}{sign}{milliseconds:03}"


def percent_words(thousandths: int | None) -> str:
    """`99.987 %`; a dash where nothing was wanted."""
    if thousandths is None:
        return "–"
    sign = formats.get_format("DECIMAL_SEPARATOR")
    return f"{thousandths // 1000}{sign}{thousandths % 1000:03} %"
