"""Sizes as plans count them."""

import pytest
from django.utils.translation import override

from plans.sizes import size_words


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (None, "-"),
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1.0 kB"),
        (123_456_789, "123.5 MB"),
        (999_949_999, "999.9 MB"),
        (999_960_000, "1.0 GB"),
        (168_000_000_000, "168.0 GB"),
        (1_200_000_000_000, "1.2 TB"),
        (10**19, "10,000.0 PB"),
    ],
)
def test_powers_of_ten(size: int | None, words: str) -> None:
    with override("en"):
        assert size_words(size).replace(",", "") == words.replace(",", "")


def test_as_the_reader_writes_numbers() -> None:
    with override("pt-br"):
        assert size_words(1_234_000_000) == "1,2 GB"
