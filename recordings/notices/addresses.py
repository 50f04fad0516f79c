"""Addresses of targets: checked, masked, and kept encrypted.

What is encrypted is JSON: the address as it was written, and for a webhook the secret that signs.
"""

import json
from dataclasses import asdict, dataclass, field

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from plans.errors import InvalidInput
from recordings.faults import CameraFault
from recordings.models import NoticeTarget
from recordings.notices import failures
from recordings.notices.failures import NotSent
from recordings.notices.messenger import is_understood
from recordings.notices.messengers import SERVICES, names_a_service, options_are_known
from recordings.notices.webhook import check_host, parse_webhook
from recordings.rtsp.addresses import parse_networks
from recordings.secrets import decrypt, encrypt

MAX_LENGTH = 2000
MAX_EMAIL_LENGTH = 254  # RFC 5321 §4.5.3.1.3, without its brackets
DISPLAY_LENGTH = 300

_MASKED = _("This is the masked address; write it whole, or leave it out.")
_INVISIBLE = _("Leave out invisible characters.")
_EMAIL = _("Write one e-mail address, as name@example.org.")
_WEBHOOK = _("Write the webhook as https://host/path, with letters outside A-Z percent-encoded.")
_NOT_FOUND = _("The host's name was not found.")
_FORBIDDEN = _(
    "The host is not public, and not in the networks that notices may be sent to "
    "(VMS_NOTICE_NETWORKS)."
)
_MESSENGER = _("Write an address of one of these services: %(services)s.")
_OPTIONS = _("Leave out what follows the question mark in the address.")
_LACKING = _("The address lacks something that this service needs; see apprise's pages on it.")
_NOT_TRIED = _("The address could not be checked now. Try again in a moment.")


@dataclass(frozen=True, slots=True)
class KeptAddress:
    address: str = field(repr=False)
    secret: str = field(default="", repr=False)


def check_address(kind: str, address: str) -> str:
    """The masked form of an address that notices can be sent to. May take seconds.

    Raises InvalidInput, which never repeats the address.
    """
    if not address.isprintable() or address != address.strip() or len(address) > MAX_LENGTH:
        raise _wrong(_INVISIBLE)
    if address.endswith("..."):
        raise _wrong(_MASKED)
    check = {
        NoticeTarget.Kind.EMAIL: _check_email,
        NoticeTarget.Kind.WEBHOOK: _check_webhook,
        NoticeTarget.Kind.APPRISE: _check_messenger,
    }[NoticeTarget.Kind(kind)]
    return check(address)[:DISPLAY_LENGTH]


def keep_address(target: NoticeTarget, kept: KeptAddress, display: str) -> None:
    target.address_encrypted = encrypt(json.dumps(asdict(kept)))
    target.address_display = display


def read_address(target: NoticeTarget) -> KeptAddress:
    """Raises NotSent."""
    try:
        return KeptAddress(**json.loads(decrypt(target.address_encrypted)))
    except (CameraFault, ValueError, TypeError):
        raise NotSent(failures.UNREADABLE_ADDRESS) from None


def _check_email(address: str) -> str:
    try:
        validate_email(address)
    except ValidationError:
        raise _wrong(_EMAIL) from None
    if len(address) > MAX_EMAIL_LENGTH:
        raise _wrong(_EMAIL)
    return address


def _check_webhook(address: str) -> str:
    try:
        webhook = parse_webhook(address)
    except ValueError:
        raise _wrong(_WEBHOOK) from None
    try:
        check_host(webhook, parse_networks(settings.VMS_NOTICE_NETWORKS))
    except NotSent as refusal:
        known = refusal.reason == failures.FORBIDDEN_ADDRESS
        raise _wrong(_FORBIDDEN if known else _NOT_FOUND) from None
    return f"{webhook.scheme}://{webhook.netloc}/..."


def _check_messenger(address: str) -> str:
    if not names_a_service(address):
        services = ", ".join(f"{scheme}://" for scheme in SERVICES)
        raise _wrong(_MESSENGER % {"services": services})
    if not options_are_known(address):
        raise _wrong(_OPTIONS)
    try:
        understood = is_understood(address)
    except NotSent:
        raise _wrong(_NOT_TRIED) from None
    if not understood:
        raise _wrong(_LACKING)
    return f"{address.partition(':')[0].lower()}://..."


def _wrong(words: object) -> InvalidInput:
    return InvalidInput(words, fields={"address": [words]})
