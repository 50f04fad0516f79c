"""Signatures: Ed25519 (RFC 8032) over canonical JSON, with a key that the installation makes once.

What is signed is the certificate as JSON with sorted keys, without blanks, in UTF-8. It holds
whole numbers, text, booleans, null, lists and objects with ASCII names only, for which that is
the canonical form of RFC 8785 too, so that other programs can check it.

The key's file (0600) appears whole or not at all: it is written and synced under another name and
then linked to its own, which fails for all but the first of several processes. A crash before
the link leaves a file with a random name that nobody reads.
"""

import base64
import binascii
import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from plans.errors import ApplicationError

ALGORITHM = "Ed25519"
PUBLIC_KEY_BYTES = 32


class KeyUnusable(ApplicationError):
    """503: an operator has to look at the key's file; nothing was signed."""

    status = 503
    default_code = "certificate_key_unusable"


class BadSignature(Exception):
    """The document is not what was signed, or the signature is no signature."""


def canonical(document: Mapping[str, Any]) -> bytes:
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def signed(certificate: Mapping[str, Any]) -> dict[str, Any]:
    """`{certificate, signature}`, with the public key that belongs to the signature."""
    key = _private_key()
    return {
        "certificate": certificate,
        "signature": {
            "algorithm": ALGORITHM,
            "public_key": encode(key.public_key()),
            "value": _base64(key.sign(canonical(certificate))),
        },
    }


def check(document: Mapping[str, Any], key: Ed25519PublicKey) -> None:
    """Raise BadSignature unless the document was signed with the private part of `key`."""
    try:
        value = base64.b64decode(document["signature"]["value"], validate=True)
        key.verify(value, canonical(document["certificate"]))
    except (InvalidSignature, KeyError, TypeError, ValueError) as error:
        raise BadSignature("The signature does not belong to what the document says.") from error


def public_key() -> Ed25519PublicKey:
    """This installation's; made when it is first asked for."""
    return _private_key().public_key()


def encode(key: Ed25519PublicKey) -> str:
    """The 32 bytes in base64."""
    return _base64(key.public_bytes_raw())


def pem_of(key: Ed25519PublicKey) -> str:
    """As OpenSSL reads it (SubjectPublicKeyInfo, RFC 8410)."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, form).decode()


def fingerprint(key: Ed25519PublicKey) -> str:
    """SHA-256 of the 32 bytes, in groups that two people can read to each other."""
    digest = hashlib.sha256(key.public_bytes_raw()).hexdigest()
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def decode(text: str) -> Ed25519PublicKey:
    """A public key from base64 or PEM. Raises ValueError."""
    if "-----BEGIN" in text:
        try:
            key = serialization.load_pem_public_key(text.encode())
        except UnsupportedAlgorithm as error:
            raise ValueError("no key of a known kind") from error
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError("a key of another kind")
        return key
    try:
        raw = base64.b64decode(text.strip(), validate=True)
    except binascii.Error as error:
        raise ValueError("neither base64 nor PEM") from error
    if len(raw) != PUBLIC_KEY_BYTES:
        raise ValueError(f"{len(raw)} bytes instead of {PUBLIC_KEY_BYTES}")
    return Ed25519PublicKey.from_public_bytes(raw)


def _private_key() -> Ed25519PrivateKey:
    path = settings.VMS_KEYS_DIR / "certificate_key"
    try:
        if not path.exists():
            _make_key(path)
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _unusable() from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _unusable()
    return key


def _make_key(path: Path) -> None:
    """Made by the first of all who try; the others' keys are thrown away unused."""
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)
    finally:
        Path(temporary).unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _unusable() -> KeyUnusable:
    return KeyUnusable(_("The installation's certificate key cannot be read; nothing was signed."))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
