"""Why a notice was not sent.

Only these sentences are stored and shown, or a protocol's status (`HTTP 500`, `SMTP 550`): what a
library says of a failure often holds the address, and the address a password.
"""

from django.utils import translation
from django.utils.translation import gettext_noop as _

NAME_NOT_FOUND = _("the host's name was not found")
FORBIDDEN_ADDRESS = _("the host is not in a network that notices may be sent to")
REFUSED = _("the host refused the connection")
UNREACHABLE = _("the host cannot be reached")
TIMED_OUT = _("the host did not answer in time")
BAD_CERTIFICATE = _("the host's certificate is not valid")
NOT_HTTP = _("the host does not speak HTTP")
REDIRECTED = _("the host answered with a redirect, which is not followed")
NO_MAIL_SERVER = _("no mail server is set (VMS_EMAIL_URL)")
MAIL_SERVER_AWAY = _("the mail server cannot be reached")
MAIL_SIGN_IN = _("the mail server refused our user name or password")
MESSENGER_REFUSED = _("the messenger service did not take the message")
UNREADABLE_ADDRESS = _("the address cannot be decrypted; write it again")
SWITCHED_OFF = _("the target was switched off")
TOO_LATE = _("it came too late: what it tells of is over")
INTERNAL = _("a fault of our own; see the log")


class NotSent(Exception):
    """`reason` is one of this module's sentences, in English, or a protocol's status."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def reason_words(reason: str) -> str:
    """In the reader's language, as far as it is a sentence; empty for none."""
    return translation.gettext(reason) if reason else ""
