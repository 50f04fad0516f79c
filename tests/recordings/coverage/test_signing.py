"""The installation's certificate key, and signatures made with it."""

import json
import multiprocessing
import stat
from collections.abc import Iterator
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings as live
from pytest_django import Settings

from recordings.certificates.signing import (
    BadSignature,
    KeyUnusable,
    canonical,
    check,
    decode,
    encode,
    fingerprint,
    pem_of,
    public_key,
    signed,
)

CERTIFICATE = {"b": [1, None, True], "a": {"ç": 'São Paulo "x"\n'}}


@pytest.fixture(autouse=True)
def keys(key_folder: Path) -> Iterator[Path]:
    yield key_folder
    assert [path.name for path in key_folder.iterdir() if path.name != "certificate_key"] == []


def test_the_key_is_made_once_and_is_nobody_elses_to_read(keys: Path) -> None:
    first, second = public_key(), public_key()
    assert first == second
    path = keys / "certificate_key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().startswith("-----BEGIN PRIVATE KEY-----")


def make_key_at(folder: Path, ready: Barrier, found: "SimpleQueue[str]") -> None:
    live.VMS_KEYS_DIR = folder
    ready.wait(30)
    found.put(encode(public_key()))


def test_several_processes_make_one_key(keys: Path) -> None:
    context = multiprocessing.get_context("fork")
    ready, found = context.Barrier(6), context.SimpleQueue()
    children = [context.Process(target=make_key_at, args=(keys, ready, found)) for _ in range(6)]
    for child in children:
        child.start()
    answers = {found.get() for _ in children}
    for child in children:
        child.join(30)
    assert answers == {encode(public_key())}


def test_what_was_signed_is_found_right_and_each_change_wrong() -> None:
    document = json.loads(json.dumps(signed(CERTIFICATE)))
    key = public_key()
    check(document, key)
    for change in ({"b": [1, None, 1]}, {"a": {"ç": "Sao Paulo"}}, {"c": 0}):
        with pytest.raises(BadSignature):
            check({**document, "certificate": {**CERTIFICATE, **change}}, key)
    with pytest.raises(BadSignature):
        check(document, Ed25519PrivateKey.generate().public_key())


@pytest.mark.parametrize("signature", [{}, None, {"value": 7}, {"value": "x"}, {"value": "AAAA"}])
def test_a_signature_that_is_none_is_wrong(signature: object) -> None:
    with pytest.raises(BadSignature):
        check({"certificate": CERTIFICATE, "signature": signature}, public_key())


def test_what_is_signed_has_one_form() -> None:
    assert canonical(CERTIFICATE).decode() == '{"a":{"ç":"São Paulo \\"x\\"\\n"},"b":[1,null,true]}'
    turned = dict(reversed(CERTIFICATE.items()))
    assert canonical(turned) == canonical(CERTIFICATE)
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"a": float("nan")})


def test_a_key_is_read_back_from_both_its_forms() -> None:
    key = public_key()
    assert decode(encode(key)) == decode(pem_of(key)) == decode(f" {encode(key)}\n") == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "AAAA",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        X25519PrivateKey.generate()
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        .decode(),
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        decode(text)


def test_a_fingerprint_can_be_read_aloud() -> None:
    key = Ed25519PublicKey.from_public_bytes(bytes(32))
    assert fingerprint(key) == (
        "6668 7aad f862 bd77 6c8f c18b 8e9f 8e20 0897 1485 6ee2 33b3 902a 591d 0d5f 2925"
    )


@pytest.mark.parametrize("content", [b"", b"x", b"-----BEGIN PRIVATE KEY-----"])
def test_a_damaged_key_is_said_and_never_replaced(keys: Path, content: bytes) -> None:
    path = keys / "certificate_key"
    path.write_bytes(content)
    with pytest.raises(KeyUnusable):
        signed(CERTIFICATE)
    assert path.read_bytes() == content


def test_a_folder_that_cannot_be_written_is_said(settings: Settings, tmp_path: Path) -> None:
    settings.VMS_KEYS_DIR = tmp_path / "nowhere"
    with pytest.raises(KeyUnusable):
        public_key()
