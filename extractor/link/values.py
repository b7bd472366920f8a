"""How each value stands in its clause: role, measure, sign and bound."""

from __future__ import annotations

import itertools
import re
from typing import cast

from extractor.link.measures import MeasureFinder
from extractor.link.reading import Reading, SentenceView
from extractor.link.signs import SignFinder
from extractor.models import Bound, Label, Mention
from extractor.rules import Rule, RuleSet


class ValueReader:
    """Reads the values of a sentence by the rules of kind `lead` and `tail`."""

    def __init__(self, rules: RuleSet) -> None:
        self._lead = [(rule, rules.compile(rule)) for rule in rules.of("lead")]
        self._tail = [(rule, rules.compile(rule)) for rule in rules.of("tail")]
        self._measures = MeasureFinder(rules)
        self._signs = SignFinder(rules)
        self._bounds = BoundFinder(rules)
        self._compound = rules.pattern("link.values.compound")
        self._or = rules.pattern("link.values.or")
        self._in_brackets = rules.pattern("link.values.in-brackets")
        self._same_again = rules.pattern("link.values.same-again")
        self._of_before = rules.pattern("link.values.of-before")
        self._dated_bracket = rules.pattern("link.values.dated-bracket")
        self._in_a_row = rules.pattern("link.values.in-a-row")
        self._to_next = rules.pattern("link.values.to-next")
        self._part_of_change = rules.pattern("link.values.part-of-change")

    def read(self, view: SentenceView) -> list[Reading]:
        """A reading of every value of the sentence, in order."""
        readings: list[Reading] = []
        for value in view.values:
            readings.append(self._one(view, value, readings))
        for reading, following in itertools.pairwise(readings):
            if (
                reading.is_earlier
                and reading.head is None
                and following.role == "level"
                and following.clause == reading.clause
            ) and following.value.label is reading.value.label:  # "from 8.6bn to 8.7bn"
                reading.head = following
        return readings

    def _one(self, view: SentenceView, value: Mention, before: list[Reading]) -> Reading:
        clause = view.clause_of(value.start)
        start = max([view.clauses[clause].start, *(r.value.end for r in before[-1:])])
        start = min(start, value.start)
        lead = view.words(start, value.start).rstrip("$€£+- ") + " "
        following = [v for v in view.values if v.start >= value.end]
        tail = view.words(value.end, min([view.clauses[clause].end, *(v.start for v in following)]))
        role, rule = self._role(lead, self._lead)
        shape, shape_rule = self._shape(view, value, tail, following)
        row_end = None
        if not shape and following:
            row_end, shape, shape_rule = self._shape_of_row(view, value, following)
        reading = Reading(
            value=value, clause=clause, role=role or "none", rule=rule or "lead.none", tail=tail, row_end=row_end
        )
        if shape and (
            reading.role not in ("earlier", "bracket")
            or (shape == "share" and reading.role == "bracket")
            or (shape == "delta" and not any(r.value.label is value.label for r in before))
        ):
            reading.role, reading.rule = shape, shape_rule
        if value.label is not Label.PERCENT and reading.role == "delta" and self._compound.match(tail):
            reading.role = "level"  # "to narrow its $10bn deficit": what narrows is the deficit
        self._attach(view, reading, before)
        reading.measure = self._measures.measure(view, reading, before, lead, shape)
        reading.bound = self._bounds.bound(lead, tail)
        if reading.bound == "=" and role == "and" and reading.head and view.cues_of("respectively"):
            reading.bound = reading.head.bound
        reading.sign = self._signs.sign(view, reading, start, before)
        return reading

    def _shape(self, view: SentenceView, value: Mention, tail: str, following: list[Mention]) -> tuple[str, str]:
        """The role that the words after a value give it; "$602m, or 5%, above April" is read to its end."""
        shape = self._role(tail, self._tail)
        if following and value.label is not Label.PERCENT and self._part_of_change.fullmatch(tail):
            stop = min([view.end, *(v.start for v in following[1:])])
            whole = self._role(view.words(following[0].end, stop), self._tail)
            return whole if whole[0] == "delta" else shape  # "$1bn of the $4bn increase"
        if shape[0] or not following or following[0].label is value.label or not self._or.fullmatch(tail):
            return shape
        stop = min([view.end, *(v.start for v in following[1:])])
        further = self._role(view.words(following[0].end, stop), self._tail)
        return further if further[0] == "delta" else shape

    def _shape_of_row(
        self, view: SentenceView, value: Mention, following: list[Mention]
    ) -> tuple[int | None, str, str]:
        """Where a row of percentages ends, and the share that the words after it make of all: "40%, 18% and 11% of exports"."""
        last = value
        for after in following:
            joined = self._in_a_row.fullmatch(view.words(last.end, after.start))
            if not joined or not after.label is value.label is Label.PERCENT:
                break
            last = after
        if last is value:
            return None, "", ""
        stop = min([view.end, *(v.start for v in following if v.start >= last.end)])
        role, rule = self._role(view.words(last.end, stop), self._tail)
        return (last.end, role, rule) if role == "share" else (None, "", "")

    @staticmethod
    def _role(words: str, rules: list[tuple[Rule, re.Pattern[str]]]) -> tuple[str, str]:
        for rule, pattern in rules:
            if pattern.search(words):
                return rule.make, rule.id
        return "", ""

    def _attach(self, view: SentenceView, reading: Reading, before: list[Reading]) -> None:
        """Find the reading that this one is compared with, repeats, or continues."""
        same = [r for r in before if r.clause == reading.clause]
        if reading.role == "earlier":
            reading.head = self._compared(reading, same, before)
        elif reading.role == "bracket" and before:
            self._bracket(view, reading, before)
        elif reading.role in ("and", "none") and same:
            self._continue(view, reading, same[-1])
        if (
            reading.role == "none"
            and before
            and before[-1].role == "dual"
            and self._same_again.fullmatch(view.words(before[-1].value.end, reading.value.start))
        ):
            reading.head, reading.role = before[-1].head, "dual"

    def _compared(self, reading: Reading, same: list[Reading], before: list[Reading]) -> Reading | None:
        """What an earlier figure is compared with; that of "from 19 to 18" comes after it."""
        if not same and self._to_next.fullmatch(reading.tail):
            return None
        kind = [r for r in (same or before) if r.value.label is reading.value.label]
        mains = [r for r in kind if not r.is_earlier]
        return mains[-1] if mains else kind[-1] if kind else None

    def _bracket(self, view: SentenceView, reading: Reading, before: list[Reading]) -> None:
        """The same amount in another currency, or a figure of the period named before the bracket."""
        last = before[-1]
        gap = view.words(last.value.end, reading.value.start)
        money = last.value.label is reading.value.label is Label.MONEY
        inside = self._in_brackets.fullmatch(gap)
        if money and (inside or self._is_of_before(view, reading)) and last.value.unit == reading.value.unit:
            reading.role, reading.head = "earlier", last  # "3.18 billion ringgit (2.87 billion in 1985)"
        elif money and inside:
            reading.head, reading.role = last, "dual"
        elif inside and last.value.label is reading.value.label is Label.QUANTITY and self._is_same_unit(reading, last):
            reading.role, reading.head = "earlier", last  # "51.3 million tonnes (54.6 million)"
        elif self._dated_bracket.search(gap.rstrip()) and reading.value.label is not Label.PERCENT:
            reading.role, reading.head = "earlier", last

    @staticmethod
    def _is_same_unit(reading: Reading, last: Reading) -> bool:
        return reading.value.unit in (None, last.value.unit)

    def _is_of_before(self, view: SentenceView, reading: Reading) -> bool:
        return self._of_before.match(view.words(reading.value.end, view.end)) is not None

    def _continue(self, view: SentenceView, reading: Reading, last: Reading) -> None:
        """A figure after "and", "or" or a comma goes on with the one before."""
        gap = view.words(last.value.end, reading.value.start)
        money = last.value.label is reading.value.label is Label.MONEY
        either = self._or.fullmatch(gap)
        if money and last.value.unit != reading.value.unit and either:
            reading.head, reading.role = last, "dual"
        elif reading.value.label is Label.PERCENT and last.value.label is Label.MONEY and either:
            reading.role = "delta" if last.measure == "change" else "share"  # "came to $140 million, or 15.4%"
            reading.head = last if last.measure == "change" else None
        elif last.value.label is Label.PERCENT and last.measure == "growth" and either:
            reading.role, reading.head = "delta", last  # "rose 5 percent, or $140 million"
        elif last.value.label is reading.value.label and "F" not in gap:
            reading.head = last.head if last.head and (last.is_earlier or last.role == "dual") else last
            reading.role = "earlier" if last.is_earlier else (last.role if reading.role == "and" else "none")
            reading.role = "level" if reading.role == "dual" else reading.role
        elif last.role == "dual" and self._same_again.fullmatch(gap):
            reading.head, reading.role = last.head, "dual"


class BoundFinder:
    """Tells whether a number is exact, about, more or less than what is printed."""

    def __init__(self, rules: RuleSet) -> None:
        self._words = rules.list("bound_word")
        self._before = re.compile(
            rf"(?<!\w)(?<!adds )(?<!added )(?<!adding )(?<!add )({self._words.fragment()})"
            r"\s+(?:(?:an?|the|its|record|total|estimated|of|T|T's)\s+)*$",
            re.I,
        )
        self._reference = rules.pattern("link.values.reference")
        self._over_other = rules.pattern("link.values.over-other")
        self._mark = rules.pattern("link.values.mark")
        self._went_up_to = rules.pattern("link.values.went-up-to")
        self._from_next = rules.pattern("link.values.from-next")
        self._after: tuple[tuple[Bound, re.Pattern[str]], ...] = (
            (">=", rules.pattern("link.values.at-least")),
            ("<=", rules.pattern("link.values.at-most")),
            ("~", rules.pattern("link.values.about")),
        )

    def bound(self, lead: str, tail: str) -> Bound:
        """From the words before and after the value."""
        after = next((bound for bound, pattern in self._after if pattern.match(tail)), None)
        if after:
            return after
        match = self._before.search(lead)
        if (
            match is None
            or self._over_other.fullmatch(lead)
            or (self._reference.search(lead) and not self._mark.match(tail))
        ):
            return "="
        if match[1] == "up to" and (self._went_up_to.search(lead) or self._from_next.match(tail)):
            return "="
        return cast(Bound, self._words.lookup(match[1]) or "=")
