"""What MONEY, PERCENT and QUANTITY have in common: the readers of numbers, and whose unit a bare number shares."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from spacy.tokens import Doc

from extractor.numerals import Joins, Numerals
from extractor.rules import RuleSet
from extractor.spans import sentence_at, text_of

_LISTS = ("cardinal", "multiple", "fraction", "scale", "scale_letter")

COUNT, MEASURED, PERCENT, MONEY = "#", "#measured", "#percent", "#money"
_ALIKE, _FAR = Decimal(4), Decimal(20)


@dataclass(frozen=True, order=True)
class Anchor:
    """An amount that a bare number may share its unit with, or a COUNT, MEASURED or PERCENT that it may not."""

    start: int
    end: int
    unit: str
    value: Decimal

    def ratio(self, value: Decimal) -> Decimal:
        """How many times larger the larger of the two numbers is."""
        low, high = sorted((abs(self.value), abs(value)))
        return high / low if low else Decimal("Infinity")


def numerals_of(rules: RuleSet) -> Numerals:
    """The reader of numbers, with the words of the rules."""
    words = (rules.list(name).meanings for name in _LISTS)
    return Numerals.from_words(*words, points=rules.list("decimal_point").words())


def joins_of(rules: RuleSet) -> Joins:
    """Tells ranges from pairs, with the words of the rules."""
    return Joins(frozenset(rules.list("range_cue").words()), frozenset(rules.list("change_word").words()))


class Elided:
    """Finds the unit of a number that leaves it out: "to 4.1 billion dlrs from 3.8 billion"."""

    def __init__(self, rules: RuleSet) -> None:
        self._numerals = numerals_of(rules)
        self._counts = re.compile(rf"(?<![\w$£€¥.,])(?:{rules.expand('$counted')})", re.IGNORECASE)
        self._subjects = re.compile(rules.expand("$count_subject"), re.IGNORECASE)

    def anchors(self, text: str, units: Iterable[Anchor], taken: Iterable[tuple[int, int]]) -> list[Anchor]:
        """The amounts that a bare number may lean on, and counts ("9 million visitors") that it may lean on instead."""
        known = sorted(units)
        used = sorted([(one.start, one.end) for one in known] + list(taken))
        starts = [start for start, _ in used]

        def is_free(match: re.Match[str]) -> bool:
            at = bisect_left(starts, match.end())
            return not at or used[at - 1][1] <= match.start()

        for match in filter(is_free, self._subjects.finditer(text)):
            known.append(Anchor(*match.span(), COUNT, Decimal(0)))
        for match in filter(is_free, self._counts.finditer(text)):
            unit = PERCENT if match["percent"] else MEASURED if match["measured"] else COUNT
            known.append(Anchor(*match.span(), unit, self._numerals.value(match[0]) or Decimal(0)))
        return sorted(known)

    def unit(self, start: int, value: Decimal, anchors: list[Anchor], doc: Doc, *, near_only: bool = False) -> str:
        """The unit of the last amount before, or of the next where none stands before; "" where that is not ours.

        Of amounts in the same sentence one of like size is preferred: "5 bln francs and 9 mln tonnes, from 6 bln".
        `near_only`: the number has no scale of its own, so only an amount of like size in the same sentence will do.
        """
        usable = [anchor for anchor in anchors if near_only or anchor.unit != PERCENT]
        at = bisect_left([anchor.start for anchor in usable], start)
        before, after = usable[:at], usable[at:]
        sentence = sentence_at(doc, start)
        opens, closes = (sentence.start, sentence.end) if sentence else (0, len(text_of(doc)))
        near = [anchor for anchor in before if anchor.start >= opens]
        if near:
            best = near[-1]
            if best.ratio(value) > _FAR:
                best = next((one for one in reversed(near) if one.ratio(value) < _ALIKE), best)
            return "" if near_only and best.ratio(value) > _FAR else _ours(best)
        if near_only:
            return ""
        if sentence and after and after[0].start < closes:
            return _ours(after[0])
        # a count in an earlier sentence is not leant on
        block = doc._.blocks[sentence.block].start if sentence and doc._.blocks else 0
        passage = [anchor for anchor in before if anchor.unit != COUNT and anchor.start >= block]
        if passage:
            return _ours(passage[-1])
        usual = Counter(anchor.unit for anchor in usable if anchor.unit != COUNT)
        return max(usual, key=lambda unit: usual[unit], default="").partition(COUNT)[0]


def _ours(anchor: Anchor) -> str:
    return "" if anchor.unit.startswith(COUNT) else anchor.unit
