"""Signs manifests with the installation's key, and checks what was signed.

The key is that of the coverage certificates (docs/design/coverage.md): Ed25519, so that whoever has
the public half can check a manifest without us. Signed is the manifest without its `signature`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from recordings.certificates.signing import BadSignature, check, decode, signed

SIGNATURE = "signature"


class NotSigned(Exception):
    """Who made it cannot be told."""


def sealed(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest with its `signature`. Raises KeyUnusable."""
    return {**manifest, SIGNATURE: signed(manifest)[SIGNATURE]}


def check_seal(manifest: Mapping[str, Any], key: Ed25519PublicKey | None) -> Ed25519PublicKey:
    """The key that it was signed with. Raises NotSigned or BadSignature.

    Without `key` the manifest's own is used: that shows only that nothing was changed since, and
    not who signed it.
    """
    if SIGNATURE not in manifest:
        raise NotSigned
    signature = manifest[SIGNATURE]
    used = key or _own_key(signature)
    told = {name: value for name, value in manifest.items() if name != SIGNATURE}
    try:
        check({"certificate": told, SIGNATURE: signature}, used)
    except RecursionError as error:
        raise BadSignature from error
    return used


def key_from(given: str) -> Ed25519PublicKey:
    """A public key, or that in a file (PEM or base64). Raises ValueError and OSError."""
    try:
        return decode(given)
    except ValueError:
        return decode(Path(given).read_text())


def _own_key(signature: Any) -> Ed25519PublicKey:
    try:
        return decode(signature["public_key"])
    except (KeyError, TypeError, ValueError) as error:
        raise BadSignature from error
