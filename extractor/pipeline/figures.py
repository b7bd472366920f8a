"""What MONEY, PERCENT and QUANTITY have in common: the readers of numbers, and whose unit a bare number shares."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

from spacy.tokens import Doc

from extractor.numerals import Joins, Numerals
from extractor.rules import RuleSet

_LISTS = ("cardinal", "multiple", "fraction", "scale", "scale_letter")

Anchor = tuple[int, int, str]
"""Start, end and unit of an amount; the unit is "" for a count of something else."""


def numerals_of(rules: RuleSet) -> Numerals:
    """The reader of numbers, with the words of the rules."""
    return Numerals.from_words(*(rules.list(name).meanings for name in _LISTS))


def joins_of(rules: RuleSet) -> Joins:
    """Tells ranges from pairs, with the words of the rules."""
    return Joins(frozenset(rules.list("range_cue").words()), frozenset(rules.list("change_word").words()))


class Elided:
    """Finds the unit of a number that leaves it out: "to 4.1 billion dlrs from 3.8 billion"."""

    def __init__(self, rules: RuleSet) -> None:
        self._counts = re.compile(rf"(?<![\w$£€¥.,])(?:{rules.expand('$counted')})(?!\w)", re.IGNORECASE)

    def anchors(self, text: str, units: Iterable[Anchor], bare: Iterable[tuple[int, int]]) -> list[Anchor]:
        """The amounts that a bare number may lean on, and counts ("9 million visitors") that it may lean on instead."""
        known = sorted(units)
        taken = sorted([(a, b) for a, b, _ in known] + list(bare))
        starts = [a for a, _ in taken]
        for match in self._counts.finditer(text):
            at = bisect_left(starts, match.end())
            if at == 0 or taken[at - 1][1] <= match.start():
                known.append((match.start(), match.end(), ""))
        return sorted(known)

    def unit(self, start: int, end: int, anchors: list[Anchor], doc: Doc, *, same_sentence: bool = False) -> str:
        """The unit of the last amount before, or of the next where none stands before; "" after a plain count."""
        at = bisect_left(anchors, (start, end, ""))
        before, after = anchors[:at], anchors[at:]
        sentence = next((s for s in doc._.sentences if s.start <= start < s.end), None)
        opens = sentence.start if sentence else 0
        closes = sentence.end if sentence else len(doc.text)
        near = before and before[-1][0] >= opens
        if same_sentence:
            return before[-1][2] if near else ""
        if sentence and after and after[0][0] < closes and not near:
            return after[0][2]
        if near:
            return before[-1][2]
        # a count in an earlier sentence is not leant on
        return next((unit for _, _, unit in (*reversed(before), *after) if unit), "")
