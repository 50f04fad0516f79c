"""Tokens that name a file's version: those without one are written as they always were."""

import base64
import struct
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playback.tokens import LONGER_TOKEN_LENGTH, BadToken, _mac, read_token, write_token
from tests.unit.playback.test_tokens import CLAIMS, KEY, NOW_S, TOKEN

VERSIONED = replace(CLAIMS, file_version=1)
LONGER = write_token(VERSIONED, KEY)


def signed(packed: bytes) -> str:
    return base64.urlsafe_b64encode(packed + _mac(packed, KEY)).rstrip(b"=").decode()


def test_version_zero_is_not_told() -> None:
    assert write_token(replace(VERSIONED, file_version=0), KEY) == TOKEN


@given(st.integers(1, 65_535))
def test_any_other_version_comes_back(version: int) -> None:
    claims = replace(CLAIMS, file_version=version)
    token = write_token(claims, KEY)
    assert len(token) == LONGER_TOKEN_LENGTH == 100
    assert read_token(token, [KEY], NOW_S) == claims


def test_it_ends_with_its_last_second() -> None:
    with pytest.raises(BadToken):
        read_token(LONGER, [KEY], VERSIONED.expires_s)


@pytest.mark.parametrize("length", [*range(100), 101, 1_000_000])
def test_a_cut_or_longer_one_is_none(length: int) -> None:
    with pytest.raises(BadToken):
        read_token((LONGER * 10_001)[:length], [KEY], 0)


@given(st.integers(0, 74), st.integers(1, 255))
def test_no_byte_can_be_changed(at: int, change: int) -> None:
    data = bytearray(base64.urlsafe_b64decode(LONGER))
    data[at] ^= change
    with pytest.raises(BadToken):
        read_token(base64.urlsafe_b64encode(data).decode(), [KEY], 0)


def test_the_same_claims_have_one_spelling() -> None:
    """Not even whoever has the key writes a version of nought, or one form in the other's words."""
    packed = base64.urlsafe_b64decode(TOKEN + "==")[:57]
    longer = base64.urlsafe_b64decode(LONGER)[:59]
    zero = b"\2" + packed[1:] + struct.pack(">H", 0)
    first_longer = b"\1" + longer[1:]
    second_shorter = b"\2" + packed[1:]
    third = b"\3" + longer[1:]
    assert signed(longer) == LONGER
    for wrong in (zero, first_longer, second_shorter, third):
        with pytest.raises(BadToken):
            read_token(signed(wrong), [KEY], 0)
