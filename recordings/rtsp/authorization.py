"""Basic and Digest authorization (RFC 2617, as RTSP 1.0 uses it)."""

import base64
import hashlib
import re
import secrets
from collections.abc import Sequence
from urllib.parse import unquote

from recordings.rtsp.addresses import Address

_PARAMETER = re.compile(r'(\w+)\s*=\s*(?:"([^"]*)"|([^\s,]+))')


def authorization(challenges: Sequence[str], address: Address, method: str, url: str) -> str:
    """The Authorization header's value for the strongest known challenge; empty if none is."""
    for challenge in challenges:
        scheme, _, rest = challenge.partition(" ")
        if scheme.lower() == "digest":
            parameters = {m[1].lower(): m[2] or m[3] or "" for m in _PARAMETER.finditer(rest)}
            if parameters.get("algorithm", "MD5").upper() == "MD5":
                return _digest(parameters, address, method, url)
    if any(c.partition(" ")[0].lower() == "basic" for c in challenges):
        user, password = _credentials(address)
        return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
    return ""


def _credentials(address: Address) -> tuple[str, str]:
    return unquote(address.username or ""), unquote(address.password or "")


def _md5(text: str) -> str:
    # RFC 2617 prescribes MD5; it is no choice of ours.
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _digest(parameters: dict[str, str], address: Address, method: str, url: str) -> str:
    user, password = _credentials(address)
    realm, nonce = parameters.get("realm", ""), parameters.get("nonce", "")
    secret = _md5(f"{user}:{realm}:{password}")
    request = _md5(f"{method}:{url}")
    fields = {"username": user, "realm": realm, "nonce": nonce, "uri": url}
    tail = ""
    if "auth" in [q.strip() for q in parameters.get("qop", "").split(",")]:
        cnonce = secrets.token_hex(8)
        fields["response"] = _md5(f"{secret}:{nonce}:00000001:{cnonce}:auth:{request}")
        fields["cnonce"] = cnonce
        tail = ", qop=auth, nc=00000001"
    else:
        fields["response"] = _md5(f"{secret}:{nonce}:{request}")
    if "opaque" in parameters:
        fields["opaque"] = parameters["opaque"]
    return "Digest " + ", ".join(f'{k}="{v}"' for k, v in fields.items()) + tail
