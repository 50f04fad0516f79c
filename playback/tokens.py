"""What a media URL says, signed: a byte range is then served without asking the database.

A token is unpadded base64url (RFC 4648 §5) of the packed claims and a MAC over them. The same
claims give the same text, so that a playlist that is fetched again is the same, and small.
"""

import base64
import binascii
import functools
import hashlib
import hmac
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

_PURPOSE = b"playback.media"
# Session, user, city, camera, recording, expiry; the second form adds the file's version, which is
# 0 in the first.
_FIRST, _SECOND = 1, 2
_CLAIMS = struct.Struct(">BQQQQ16sQ")
_FILE_VERSION = struct.Struct(">H")
_MAC_BYTES = 16
TOKEN_LENGTH = -(-(_CLAIMS.size + _MAC_BYTES) * 8 // 6)
LONGER_TOKEN_LENGTH = -(-(_CLAIMS.size + _FILE_VERSION.size + _MAC_BYTES) * 8 // 6)


class BadToken(ValueError):
    """Not ours, changed, or expired; nothing more is told."""


@dataclass(frozen=True, slots=True)
class Claims:
    """Who may read which file until when; `expires_s` in seconds since the epoch.

    `file_version` tells a recording's file from those whose place it took.
    """

    session_id: int
    user_id: int
    city_id: int
    camera_id: int
    recording_id: UUID
    expires_s: int
    file_version: int = 0


@functools.lru_cache(maxsize=16)
def key_of(secret: str) -> bytes:
    """The key that signs media URLs and nothing else, from the installation's secret."""
    return hmac.digest(secret.encode(), _PURPOSE, hashlib.sha256)


def write_token(claims: Claims, key: bytes) -> str:
    packed = _CLAIMS.pack(
        _SECOND if claims.file_version else _FIRST,
        claims.session_id,
        claims.user_id,
        claims.city_id,
        claims.camera_id,
        claims.recording_id.bytes,
        claims.expires_s,
    )
    if claims.file_version:
        packed += _FILE_VERSION.pack(claims.file_version)
    return base64.urlsafe_b64encode(packed + _mac(packed, key)).rstrip(b"=").decode()


def read_token(text: str, keys: Iterable[bytes], now_s: float) -> Claims:
    """The claims of a token that one of `keys` signed. Raises BadToken."""
    packed = _verified(text, keys)
    form, session, user, city, camera, recording, expires_s = _CLAIMS.unpack_from(packed)
    longer = packed[_CLAIMS.size :]
    (file_version,) = _FILE_VERSION.unpack(longer) if longer else (0,)
    # What has no version is written in the first form alone: the same claims, the same text.
    if form != (_SECOND if file_version else _FIRST) or bool(longer) != bool(file_version):
        raise BadToken
    if expires_s <= now_s:
        raise BadToken
    return Claims(session, user, city, camera, UUID(bytes=recording), expires_s, file_version)


def _verified(text: str, keys: Iterable[bytes]) -> bytes:
    if len(text) not in (TOKEN_LENGTH, LONGER_TOKEN_LENGTH):
        raise BadToken
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):  # ValueError: not ASCII
        raise BadToken from None
    packed, mac = data[:-_MAC_BYTES], data[-_MAC_BYTES:]
    if not any(hmac.compare_digest(_mac(packed, key), mac) for key in keys):
        raise BadToken
    # The last letter has bits to spare: one token has one spelling.
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode() != text:
        raise BadToken
    return packed


def _mac(packed: bytes, key: bytes) -> bytes:
    return hmac.digest(key, packed, hashlib.sha256)[:_MAC_BYTES]
