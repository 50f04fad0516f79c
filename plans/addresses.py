"""From where somebody asks."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of whoever asks: behind a proxy, whom the proxy names."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.VMS_BEHIND_PROXY else ""
    # The last entry is the proxy's own; those before it are anybody's word.
    return str(forwarded.rsplit(",")[-1].strip() or request.META.get("REMOTE_ADDR", ""))


def usable_address(request: HttpRequest) -> str | None:
    return address_in(client_address(request))


def address_in(text: str | None) -> str | None:
    """None for what is no address: a proxy may send any words. Without an interface (`%eth0`)."""
    try:
        return str(ipaddress.ip_address((text or "").partition("%")[0]))
    except ValueError:
        return None
