"""Basic and Digest authentication (RFC 2617 §2 and §3), as RTSP borrows them."""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

_REALM = "camera"
_PARAMETER = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]*))')


@dataclass(frozen=True, slots=True)
class Credentials:
    user: str
    password: str = field(repr=False)

    @classmethod
    def parse(cls, line: str) -> "Credentials":
        """From `user:password`; the password may hold further colons."""
        user, colon, password = line.partition(":")
        if not colon:
            raise ValueError("credentials are user:password")
        return cls(user, password)


class Guard:
    """Lets requests in that carry the password; without credentials, all of them."""

    def __init__(self, credentials: Credentials | None, schemes: Sequence[str]) -> None:
        self._credentials = credentials
        self._schemes = schemes
        self._nonce = secrets.token_hex(16)

    def change_password(self, password: str) -> None:
        if self._credentials is None:
            raise ValueError("this camera has no password")
        self._credentials = replace(self._credentials, password=password)

    def challenges(self) -> list[str]:
        """Values for WWW-Authenticate, one header each."""
        offers = {
            "digest": f'Digest realm="{_REALM}", nonce="{self._nonce}", algorithm=MD5',
            "basic": f'Basic realm="{_REALM}"',
        }
        return [offers[scheme] for scheme in self._schemes]

    def admits(self, method: str, authorization: str) -> bool:
        if self._credentials is None:
            return True
        scheme, _, value = authorization.partition(" ")
        if scheme.lower() not in self._schemes:
            return False
        if scheme.lower() == "basic":
            return _basic_matches(value, self._credentials)
        return self._digest_matches(method, value, self._credentials)

    def _digest_matches(self, method: str, value: str, known: Credentials) -> bool:
        given = {name: quoted or bare for name, quoted, bare in _PARAMETER.findall(value)}
        if given.get("username") != known.user or given.get("nonce") != self._nonce:
            return False
        who = _md5(f"{known.user}:{_REALM}:{known.password}")
        what = _md5(f"{method}:{given.get('uri', '')}")
        expected = _md5(f"{who}:{self._nonce}:{what}")
        return hmac.compare_digest(given.get("response", "").encode(), expected.encode())


def _basic_matches(value: str, known: Credentials) -> bool:
    try:
        given = base64.b64decode(value, validate=True)
    except binascii.Error:
        return False
    return hmac.compare_digest(given, f"{known.user}:{known.password}".encode())


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
