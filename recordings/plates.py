"""Number plates as text: one way to write them, and which of them may be one that is sought.

Brazil's two formats: `ABC1234`, and since 2018 Mercosul's `ABC1D23`. A vehicle that moves from the
first to the second keeps its characters but the fifth, whose digit becomes a letter: 0-9 are A-J
(CONTRAN, Resolução nº 780/2019, Anexo II). Plates of other countries are kept as they are.
"""

import re
import unicodedata
from enum import StrEnum

WHOLE_LENGTH = 7
"""Of both Brazilian formats; what is shorter is sought as a part."""
SHORTEST_PART = 3

_PLATE = re.compile(r"[A-Z0-9]{2,16}")
_OLD = re.compile(r"[A-Z]{3}[0-9]{4}")
_MERCOSUL = re.compile(r"[A-Z]{3}[0-9][A-J][0-9]{2}")
_LETTER_OF_DIGIT = "ABCDEFGHIJ"
_CONFUSED = ("0OQD", "1IL", "2Z", "5S", "6G", "8B")
"""What readers take for one another in a plate's typeface; the first stands for them all."""
_FOLDING = str.maketrans({char: group[0] for group in _CONFUSED for char in group})


class Match(StrEnum):
    """How a plate answers the one that is sought."""

    EXACT = "exact"
    SIMILAR = "similar"
    CONVERTED = "converted"
    PART = "part"


def normalise(text: str) -> str:
    """Upper case, letters and digits alone: `abc-1d23` is `ABC1D23`, and `Ä` is `A`.

    A letter of another script stays, so that it is seen not to be a plate (`is_plate`).
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).upper())
    return "".join(char for char in plain if char.isalnum())


def is_plate(normalised: str) -> bool:
    """2 to 16 of A-Z and 0-9."""
    return _PLATE.fullmatch(normalised) is not None


def fold(plate: str) -> str:
    """The key under which plates that a reader may confuse are one."""
    return plate.translate(_FOLDING)


def conversion(plate: str) -> str | None:
    """The same vehicle's plate in Brazil's other format; None for what has none."""
    fifth = plate[4:5]
    if _OLD.fullmatch(plate):
        return plate[:4] + _LETTER_OF_DIGIT[int(fifth)] + plate[5:]
    if _MERCOSUL.fullmatch(plate):
        return plate[:4] + str(_LETTER_OF_DIGIT.index(fifth)) + plate[5:]
    return None


def keys_of(plate: str) -> frozenset[str]:
    """The folded keys under which a whole plate is to be found, misread or converted."""
    other = conversion(plate)
    return frozenset(fold(form) for form in (plate, other) if form)


def match_of(sought: str, plate: str) -> Match | None:
    """How a plate answers; both normalised. None: not at all."""
    if plate == sought:
        return Match.EXACT
    if len(sought) < WHOLE_LENGTH:
        return Match.PART if fold(sought) in fold(plate) else None
    other = conversion(sought)
    # ABC1634 becomes ABC1G34, which readers confuse with it: what it is says more.
    if plate != other and fold(plate) == fold(sought):
        return Match.SIMILAR
    return Match.CONVERTED if other and fold(plate) == fold(other) else None


def masked(plate: str) -> str:
    """`ABC****`: less than half of it."""
    shown = min(3, len(plate) // 2)
    return plate[:shown].ljust(len(plate), "*")
