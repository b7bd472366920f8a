"""Pairing: in the same place, as many as can be, then the most agreement; checked against trying everything."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.evaluate.align import Pair, Span, align, same_place


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ((0, 10), (0, 10), True),
        ((0, 10), (0, 5), True),
        ((0, 10), (0, 4), False),
        ((0, 10), (5, 15), False),
        ((0, 10), (2, 12), True),
        ((0, 10), (10, 20), False),
    ],
)
def test_same_place(a: Span, b: Span, same: bool) -> None:
    assert same_place(a, b) is same is same_place(b, a)


def test_more_pairs_go_before_better_ones() -> None:
    golds, founds = [(0, 10), (0, 6)], [(0, 10), (4, 14)]  # gold 0 fits both, gold 1 only the first found
    assert align(golds, founds, lambda i, j: 15 if (i, j) == (0, 0) else 0) == [(0, 0)]
    founds = [(0, 10), (2, 12)]
    assert align(golds, founds, lambda i, j: 15 if (i, j) == (0, 0) else 0) == [(0, 1), (1, 0)]


def test_agreement_decides_between_claims_on_one_number() -> None:
    golds = founds = [(0, 5), (0, 5)]
    assert align(golds, founds, lambda i, j: int(i != j)) == [(0, 1), (1, 0)]
    assert align(golds, founds, lambda i, j: 1) == [(0, 0), (1, 1)]


def test_nothing() -> None:
    assert align([], [(0, 1)], lambda i, j: 1) == []
    assert align([(0, 1)], [], lambda i, j: 1) == []


spans = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6)).map(lambda s: (s[0], s[0] + s[1])), max_size=5)


def every_way(rows: int, columns: set[int], fits: set[Pair], at: int = 0) -> Iterator[list[Pair]]:
    """All one-to-one pairings; for each gold first none, then the founds in order."""
    if at == rows:
        yield []
        return
    yield from every_way(rows, columns, fits, at + 1)
    for j in sorted(columns):
        if (at, j) in fits:
            yield from ([(at, j), *rest] for rest in every_way(rows, columns - {j}, fits, at + 1))


@settings(max_examples=200, deadline=None)
@given(spans, spans, st.randoms(use_true_random=False))
def test_as_good_as_trying_everything(golds: list[Span], founds: list[Span], random) -> None:  # type: ignore[no-untyped-def]
    agreement = {(i, j): random.randint(0, 3) for i in range(len(golds)) for j in range(len(founds))}
    fits = {(i, j) for i, j in agreement if same_place(golds[i], founds[j])}
    ways = every_way(len(golds), set(range(len(founds))), fits)
    best = max(ways, key=lambda way: (len(way), sum(agreement[pair] for pair in way)))  # the first of equal ones
    assert align(golds, founds, lambda i, j: agreement[i, j]) == best
