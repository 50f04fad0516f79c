"""Plates as text: written one way, confused as readers confuse them, converted as Brazil does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.plates import (
    Match,
    conversion,
    fold,
    is_plate,
    keys_of,
    masked,
    match_of,
    normalise,
)

PLATES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=2, max_size=16)
OLD = st.from_regex(r"[A-Z]{3}[0-9]{4}", fullmatch=True)
MERCOSUL_A_TO_J = st.from_regex(r"[A-Z]{3}[0-9][A-J][0-9]{2}", fullmatch=True)


@pytest.mark.parametrize(
    ("written", "plate"),
    [
        ("ABC1D23", "ABC1D23"),  # Brazil, Mercosul
        ("abc-1234", "ABC1234"),  # Brazil, old
        (" ABC·1D 23 ", "ABC1D23"),
        ("AB 123 CD", "AB123CD"),  # Argentina
        ("ABCD 123", "ABCD123"),  # Paraguay
        ("SAB 1234", "SAB1234"),  # Uruguay
        ("1234-ABC", "1234ABC"),  # Bolivia
        ("AD·85-40", "AD8540"),  # Chile, old
        ("MÜ-AB 123", "MUAB123"),  # Germany
        ("ＡＢＣ１Ｄ２３", "ABC1D23"),  # full width
        ("CD 1", "CD1"),
        ("A\x00B\ud800C", "ABC"),
        ("---", ""),
        ("", ""),
    ],
)
def test_a_plate_is_written_one_way(written: str, plate: str) -> None:
    assert normalise(written) == plate


@pytest.mark.parametrize(
    ("plate", "expected"),
    [
        ("ABC1D23", True),
        ("A1", True),
        ("A" * 16, True),
        ("A", False),
        ("A" * 17, False),
        ("", False),
        ("А123ВС", False),  # Cyrillic
        ("京A12345", False),
        ("ABC1D23\n", False),
        ("abc1d23", False),
    ],
)
def test_a_plate_is_2_to_16_latin_letters_and_digits(plate: str, expected: bool) -> None:
    assert is_plate(plate) is expected


@given(st.text())
def test_to_normalise_twice_is_to_normalise_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(PLATES)
def test_a_plate_stays_as_it_is(plate: str) -> None:
    assert normalise(plate) == normalise(plate.lower()) == normalise("-".join(plate)) == plate


@given(PLATES)
def test_to_fold_twice_is_to_fold_once_and_keeps_the_length(plate: str) -> None:
    folded = fold(plate)
    assert (fold(folded), len(folded)) == (folded, len(plate))


@pytest.mark.parametrize("group", ["0OQD", "1IL", "2Z", "5S", "6G", "8B"])
def test_what_readers_confuse_is_one(group: str) -> None:
    assert {fold(char) for char in group} == {group[0]}


def test_nothing_else_is_confused() -> None:
    assert fold("ACEFHJKMNPRTUVWXY3479") == "ACEFHJKMNPRTUVWXY3479"


@pytest.mark.parametrize(
    ("plate", "other"),
    [
        *((f"ABC1{digit}34", f"ABC1{'ABCDEFGHIJ'[digit]}34") for digit in range(10)),
        ("ABC1K34", None),  # never was an old one
        ("AB123CD", None),
        ("ABC123", None),
        ("ABC12345", None),
        ("", None),
    ],
)
def test_the_two_formats_of_brazil_are_converted(plate: str, other: str | None) -> None:
    assert conversion(plate) == other
    if other:
        assert conversion(other) == plate


@given(st.one_of(OLD, MERCOSUL_A_TO_J))
def test_to_convert_twice_is_to_stay(plate: str) -> None:
    other = conversion(plate)
    assert other is not None
    assert (conversion(other), match_of(plate, other)) == (plate, Match.CONVERTED)


@pytest.mark.parametrize(
    ("sought", "plate", "match"),
    [
        ("ABC1D23", "ABC1D23", Match.EXACT),
        ("ABC1D23", "A8C1023", Match.SIMILAR),
        ("ABC1D23", "ABCIO23", Match.SIMILAR),
        ("ABC1D23", "ABC1323", Match.CONVERTED),
        ("ABC1323", "ABC1D23", Match.CONVERTED),
        ("ABC1323", "ABC1023", Match.CONVERTED),  # the other format, misread
        ("ABC1634", "ABC1G34", Match.CONVERTED),  # both; what it is says more
        ("ABC1D23", "ABC1E23", None),
        ("ABC1D23", "XABC1D23", None),
        ("ABC", "ABC", Match.EXACT),
        ("ABC", "ABC1D23", Match.PART),
        ("D23", "A8C1023", Match.PART),
        ("ABC", "ACB1D23", None),
    ],
)
def test_how_a_plate_answers(sought: str, plate: str, match: Match | None) -> None:
    assert match_of(sought, plate) == match


@given(st.one_of(OLD, MERCOSUL_A_TO_J), PLATES)
def test_a_plate_answers_iff_its_key_is_one_of_the_sought_ones(sought: str, plate: str) -> None:
    for found in (plate, sought, fold(sought)):
        assert (match_of(sought, found) is not None) == (fold(found) in keys_of(sought))


@pytest.mark.parametrize(
    ("plate", "shown"),
    [("ABC1D23", "ABC****"), ("AB", "A*"), ("ABC", "A**"), ("A" * 16, "AAA" + "*" * 13), ("", "")],
)
def test_a_masked_plate_shows_less_than_it_hides(plate: str, shown: str) -> None:
    assert masked(plate) == shown
