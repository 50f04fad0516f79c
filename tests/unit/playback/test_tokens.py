"""Signed claims: what was written is read, and nothing else."""

import base64
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playback.tokens import TOKEN_LENGTH, BadToken, Claims, key_of, read_token, write_token

KEY = key_of("a secret")
CLAIMS = Claims(
    session_id=1,
    user_id=2,
    city_id=3,
    camera_id=4,
    recording_id=UUID("01234567-89ab-cdef-0123-456789abcdef"),
    expires_s=1_800_000_000,
)
NOW_S = 1_799_999_999.9
TOKEN = write_token(CLAIMS, KEY)
numbers = st.integers(0, 2**64 - 1)


def test_the_whole_token() -> None:
    assert len(TOKEN) == TOKEN_LENGTH == 98
    assert TOKEN == (
        "AQAAAAAAAAABAAAAAAAAAAIAAAAAAAAAAwAAAAAAAAAEASNFZ4mrze8BI0VniavN7wAAAABrSdIA5IU-tsJO"
        "lEUvWhbPn5abUg"
    )
    assert read_token(TOKEN, [KEY], NOW_S) == CLAIMS


@given(
    st.builds(
        Claims,
        session_id=numbers,
        user_id=numbers,
        city_id=numbers,
        camera_id=numbers,
        recording_id=st.uuids(),
        expires_s=st.integers(1, 2**64 - 1),
    ),
    st.text(),
)
def test_any_claims_come_back_by_their_key_alone(claims: Claims, secret: str) -> None:
    key = key_of(secret)
    token = write_token(claims, key)
    assert len(token) == TOKEN_LENGTH
    assert read_token(token, [KEY, key], 0) == claims
    if key != KEY:
        with pytest.raises(BadToken):
            read_token(token, [KEY], 0)


def test_it_ends_with_its_last_second() -> None:
    with pytest.raises(BadToken):
        read_token(TOKEN, [KEY], CLAIMS.expires_s)


@given(st.integers(0, 72), st.integers(1, 255))
def test_no_byte_can_be_changed(at: int, change: int) -> None:
    data = bytearray(base64.urlsafe_b64decode(TOKEN + "=="))
    data[at] ^= change
    changed = base64.urlsafe_b64encode(data).rstrip(b"=").decode()
    with pytest.raises(BadToken):
        read_token(changed, [KEY], 0)


@given(st.integers(0, 97), st.characters())
def test_no_letter_can_be_changed(at: int, letter: str) -> None:
    changed = TOKEN[:at] + letter + TOKEN[at + 1 :]
    if changed == TOKEN:
        return
    with pytest.raises(BadToken):
        read_token(changed, [KEY], 0)


@given(st.text(max_size=200))
def test_no_other_text_is_one(text: str) -> None:
    with pytest.raises(BadToken):
        read_token(text, [KEY], 0)


@pytest.mark.parametrize("length", [*range(98), 99, 100, 1_000_000])
def test_a_cut_or_longer_one_is_none(length: int) -> None:
    with pytest.raises(BadToken):
        read_token((TOKEN * 20_000)[:length], [KEY], 0)


def test_without_a_key_there_is_none() -> None:
    with pytest.raises(BadToken):
        read_token(TOKEN, [], 0)


def test_a_secret_signs_under_a_purpose() -> None:
    assert key_of("a secret") != b"a secret"
    assert len(key_of("")) == 32
