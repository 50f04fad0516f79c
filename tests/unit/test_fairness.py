"""The city furthest above its share pays first, with its oldest."""

from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from recordings.fairness import Share, payments


@dataclass(frozen=True)
class File:
    city: int
    number: int
    bytes: int


def files(city: int, *sizes: int) -> list[File]:
    return [File(city, number, size) for number, size in enumerate(sizes)]


def order(shares: list[Share], kept: list[File]) -> list[tuple[int, int]]:
    def oldest_of(city: int) -> Iterator[File]:
        return (file for file in kept if file.city == city)

    return [(file.city, file.number) for file in payments(shares, oldest_of)]


def test_the_city_above_its_share_pays_until_it_is_level_then_both_in_turn() -> None:
    shares = [Share(1, 50, 100), Share(2, 30, 100)]
    kept = files(1, 10, 10, 10, 10, 10) + files(2, 10, 10, 10)
    assert order(shares, kept) == [
        *((1, 0), (1, 1)),  # 50 and 40 to 30
        *((1, 2), (2, 0), (1, 3), (2, 1), (1, 4), (2, 2)),
    ]


def test_what_counts_is_the_share_and_not_the_bytes() -> None:
    """The larger keeps four times as much, of ten times as large an entitlement."""
    shares = [Share(1, 400, 1000), Share(2, 100, 100)]
    assert order(shares, files(1, 100, 100) + files(2, 50, 50)) == [(2, 0), (2, 1), (1, 0), (1, 1)]


def test_a_city_with_nothing_left_to_give_is_passed_over() -> None:
    """All that the first keeps is held."""
    assert order([Share(1, 90, 100), Share(2, 10, 100)], files(2, 5, 5)) == [(2, 0), (2, 1)]


def test_a_city_that_is_entitled_to_nothing_pays_first() -> None:
    shares = [Share(1, 90, 100), Share(2, 10, 0)]
    assert order(shares, files(1, 90) + files(2, 10)) == [(2, 0), (1, 0)]


def test_without_cities_nobody_pays() -> None:
    assert order([], files(1, 10)) == []


def test_no_further_is_read_than_asked() -> None:
    """What may go is read from the database page by page."""
    read: list[int] = []

    def oldest_of(city: int) -> Iterator[File]:
        for file in files(city, *[10] * 100):
            read.append(city)
            yield file

    paid = payments([Share(1, 1000, 1), Share(2, 10, 1)], oldest_of)
    assert [next(paid).number for _ in range(3)] == [0, 1, 2]
    assert read == [1, 1, 1]


SIZES = st.lists(st.integers(1, 50), max_size=12)


@given(st.lists(st.tuples(st.integers(0, 100), SIZES, st.integers(0, 200)), max_size=5))
def test_each_pays_only_while_nobody_who_could_stands_further_above(
    cities: list[tuple[int, list[int], int]],
) -> None:
    """Each file goes once, each city's in its order; who pays has the highest ratio of all that
    still have something to give."""
    shares = {n: Share(n, held + sum(own), due) for n, (held, own, due) in enumerate(cities)}
    kept = {n: files(n, *own) for n, (_, own, _) in enumerate(cities)}
    paid = order(list(shares.values()), [file for own in kept.values() for file in own])
    assert sorted(paid) == [(n, file.number) for n, own in kept.items() for file in own]
    for city, number in paid:
        able = [n for n, own in kept.items() if own]
        assert shares[city].ratio == max(shares[n].ratio for n in able)
        file = kept[city].pop(0)
        assert file.number == number
        shares[city] = shares[city].after(file.bytes)
