"""Basic and Digest authorization, against the examples of RFC 2617."""

import base64
import hashlib
import re

import pytest

from recordings.rtsp.addresses import parse_address
from recordings.rtsp.authorization import authorization

MUFASA = parse_address("rtsp://Mufasa:Circle%20Of%20Life@10.0.0.5/dir/index.html")
NONCE = "dcd98b7102dd2f0e8b11d0f600bfb0c093"
OPAQUE = "5ccc069c403ebaf9f0171e9517f40e41"
DIGEST = f'Digest realm="testrealm@host.com", nonce="{NONCE}", opaque="{OPAQUE}"'
BASIC = 'Basic realm="WallyWorld"'


def test_basic_is_as_in_section_2() -> None:
    aladdin = parse_address("rtsp://Aladdin:open%20sesame@10.0.0.5/")
    answer = authorization([BASIC], aladdin, "DESCRIBE", "rtsp://10.0.0.5/")
    assert answer == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="


def test_digest_without_qop_is_as_in_rfc_2069() -> None:
    # The values of RFC 2617 §3.5 without qop give this response (RFC 2069's calculation).
    answer = authorization([DIGEST], MUFASA, "GET", "/dir/index.html")
    assert answer == (
        f'Digest username="Mufasa", realm="testrealm@host.com", nonce="{NONCE}", '
        'uri="/dir/index.html", response="670fd8c2df070c60b045671b8b24ff02", '
        f'opaque="{OPAQUE}"'
    )


def test_digest_with_qop_is_as_in_section_3_5(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda _bytes: "0a4f113b")
    challenge = DIGEST + ', qop="auth,auth-int"'
    answer = authorization([challenge], MUFASA, "GET", "/dir/index.html")
    assert answer == (
        f'Digest username="Mufasa", realm="testrealm@host.com", nonce="{NONCE}", '
        'uri="/dir/index.html", response="6629fae49393a05397450978507c4ef1", '
        f'cnonce="0a4f113b", opaque="{OPAQUE}", qop=auth, nc=00000001'
    )


def test_each_answer_with_qop_has_a_nonce_of_its_own() -> None:
    challenge = DIGEST + ', qop="auth"'
    answers = [authorization([challenge], MUFASA, "GET", "/") for _ in range(2)]
    found = {str(re.findall(r'cnonce="(\w+)"', answer)) for answer in answers}
    assert len(found) == 2


@pytest.mark.parametrize("challenges", [[BASIC, DIGEST], [DIGEST, BASIC], [DIGEST]])
def test_digest_is_preferred_in_any_order(challenges: list[str]) -> None:
    assert authorization(challenges, MUFASA, "GET", "/").startswith("Digest ")


@pytest.mark.parametrize(
    "challenge", ["digest REALM=r, Nonce=n", 'DIGEST realm = "r" ,nonce = "n", algorithm=md5']
)
def test_challenges_are_read_in_any_case_and_with_or_without_quotes(challenge: str) -> None:
    secret = hashlib.md5(b"Mufasa:r:Circle Of Life").hexdigest()  # noqa: S324
    request = hashlib.md5(b"DESCRIBE:/x").hexdigest()  # noqa: S324
    response = hashlib.md5(f"{secret}:n:{request}".encode()).hexdigest()  # noqa: S324
    assert authorization([challenge], MUFASA, "DESCRIBE", "/x") == (
        f'Digest username="Mufasa", realm="r", nonce="n", uri="/x", response="{response}"'
    )


def test_an_unknown_algorithm_falls_back_to_basic() -> None:
    challenges = [DIGEST + ", algorithm=SHA-256", BASIC]
    assert authorization(challenges, MUFASA, "GET", "/").startswith("Basic ")


@pytest.mark.parametrize("challenges", [[], [""], ["Bearer x"], [DIGEST + ", algorithm=SHA-256"]])
def test_nothing_is_answered_to_a_challenge_that_is_not_known(challenges: list[str]) -> None:
    assert authorization(challenges, MUFASA, "GET", "/") == ""


@pytest.mark.parametrize(
    ("url", "pair"),
    [
        ("rtsp://10.0.0.5/", ":"),
        ("rtsp://user@10.0.0.5/", "user:"),
        ("rtsp://us%40er:%C3%A7%3A%2F%25@10.0.0.5/", "us@er:ç:/%"),
    ],
)
def test_the_encoded_user_and_password_are_decoded(url: str, pair: str) -> None:
    answer = authorization([BASIC], parse_address(url), "GET", "/")
    assert base64.b64decode(answer.removeprefix("Basic ")).decode() == pair
