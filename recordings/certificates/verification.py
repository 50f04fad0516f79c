"""Checking a certificate, as JSON or as PDF, without a database or a network."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from recordings.certificates.attachment import NoAttachment, extract
from recordings.certificates.document import KIND, VERSION
from recordings.certificates.pdf import LANGUAGES, pdf_of
from recordings.certificates.signing import BadSignature, check, decode

MAX_BYTES = 64_000_000
PDF_MARK = b"%PDF-"


class NotACertificate(Exception):
    """The file is something else, or of a version that this software does not know."""


@dataclass(frozen=True, slots=True)
class Verified:
    """`pages_agree` is None for JSON; False when the PDF's pages are not those of this software.

    `key` is the one that the signature was checked with.
    """

    certificate: Mapping[str, Any]
    key: Ed25519PublicKey
    pages_agree: bool | None


def verify(data: bytes, key: Ed25519PublicKey | None) -> Verified:
    """Raises NotACertificate or BadSignature.

    Without `key` the document's own is used: that shows only that nothing was changed since, and
    not who signed it.
    """
    is_pdf = data.startswith(PDF_MARK)
    document = _parse(_attached(data) if is_pdf else data)
    used = key or _own_key(document)
    check(document, used)
    certificate = document["certificate"]
    if certificate.get("kind") != KIND or certificate.get("version") != VERSION:
        raise NotACertificate("It is signed, but no certificate that this software knows.")
    return Verified(certificate, used, _pages_agree(document, data) if is_pdf else None)


def _attached(data: bytes) -> bytes:
    try:
        return extract(data)
    except NoAttachment:
        raise NotACertificate(
            "The PDF holds no certificate, or was written again by another program; "
            "save its attachment and check that."
        ) from None


def _parse(data: bytes) -> dict[str, Any]:
    try:
        document = json.loads(data.decode(), object_pairs_hook=_without_doubles)
    except (ValueError, RecursionError) as error:
        raise NotACertificate("The file is neither a certificate's JSON nor its PDF.") from error
    parts = document if isinstance(document, dict) else {}
    if not all(isinstance(parts.get(name), dict) for name in ("certificate", "signature")):
        raise NotACertificate("The file holds no certificate with its signature.")
    return parts


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A name that comes twice would be read by one program so and by another otherwise."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name comes twice")
    return found


def _own_key(document: Mapping[str, Any]) -> Ed25519PublicKey:
    try:
        return decode(document["signature"]["public_key"])
    except (KeyError, TypeError, ValueError) as error:
        raise BadSignature("The document names no public key.") from error


def _pages_agree(document: Mapping[str, Any], data: bytes) -> bool:
    """Made again, the pages are the same to the byte."""
    try:
        return any(pdf_of(document, language) == data for language in LANGUAGES)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return False  # signed by another key, it may say anything
