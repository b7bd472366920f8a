"""Pairing what should be found with what was: one to one, as many pairs as can be, then the most agreement.

Only spans in the same place can be a pair, so an article falls into small groups of spans that touch each other. Each
group is solved optimally. Of several best ways the first is taken (gold by gold, found in order), so that equal figures
come out whoever counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

Span = tuple[int, int]
Pair = tuple[int, int]

_A_PAIR = 1000
"""Worth of a pair as such: more than all slots that could agree within a group."""


def same_place(a: Span, b: Span) -> bool:
    """Whether at least half of what either span covers is covered by both."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared > 0 and 2 * shared >= max(a[1], b[1]) - min(a[0], b[0])


def align(golds: Sequence[Span], founds: Sequence[Span], agreement: Callable[[int, int], int]) -> list[Pair]:
    """Return index pairs in order of the golds; `agreement(i, j)` says how well gold i and found j agree (from 0)."""
    weight = {
        (i, j): _A_PAIR + agreement(i, j)
        for i, gold in enumerate(golds)
        for j, found in enumerate(founds)
        if same_place(gold, found)
    }
    return sorted(pair for group in _groups(weight) for pair in _best(group, weight))


def _groups(edges: dict[Pair, int]) -> list[list[Pair]]:
    """Connected components: edges that share a gold or a found, directly or through others."""
    parent: dict[Pair, Pair] = {edge: edge for edge in edges}

    def root(edge: Pair) -> Pair:
        while parent[edge] != edge:
            parent[edge] = edge = parent[parent[edge]]
        return edge

    for side in (0, 1):
        ordered = sorted(edges, key=lambda edge: edge[side])
        for one, other in pairwise(ordered):
            if one[side] == other[side]:
                parent[root(one)] = root(other)
    groups: dict[Pair, list[Pair]] = {}
    for edge in sorted(edges):
        groups.setdefault(root(edge), []).append(edge)
    return list(groups.values())


def _best(group: list[Pair], weight: dict[Pair, int]) -> list[Pair]:
    if len(group) == 1:
        return group
    rows, columns = (sorted({edge[side] for edge in group}) for side in (0, 1))
    left, chosen = _total(rows, columns, weight), []
    for at, row in enumerate(rows):
        rest = rows[at + 1 :]
        if _total(rest, columns, weight) == left:
            continue  # as good without a partner for this one: then the first best way has none
        column = next(
            j for j in columns
            if (row, j) in weight and weight[row, j] + _total(rest, [c for c in columns if c != j], weight) == left
        )  # fmt: skip
        chosen.append((row, column))
        columns.remove(column)
        left -= weight[row, column]
    return chosen


def _total(rows: Sequence[int], columns: Sequence[int], weight: dict[Pair, int]) -> int:
    """The highest total weight of pairs between rows and columns."""
    if not rows or not columns:
        return 0
    from scipy.optimize import linear_sum_assignment  # a second to import: only who evaluates pays for it

    worth = [[weight.get((i, j), 0) for j in columns] for i in rows]
    at = zip(*linear_sum_assignment(worth, maximize=True), strict=True)
    return sum(worth[i][j] for i, j in at)
