"""Plain words of dealing: who sells, buys, pays and earns, as the country sees it that the passage is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from extractor.link.place_roles import REGION
from extractor.link.reading import Passage, Reading, SentenceView
from extractor.models import Flow, Label
from extractor.rules import RuleSet

_OPPOSITE: dict[Flow, Flow] = {"export": "import", "import": "export"}
_TRADERS = frozenset({"direction.supplier", "direction.buyer"})


@dataclass(frozen=True, order=True)
class _Word:
    """A word of dealing: where it begins and ends in the masked clause, and the flow it tells."""

    start: int
    end: int
    flow: Flow


class DealingFinder:
    """Finds what the words of selling, buying, earning and paying say about a value."""

    def __init__(self, rules: RuleSet) -> None:
        self._directions = [(rule, rules.compile(rule)) for rule in rules.of("direction")]
        self._dealings = [(rule, rules.compile(rule)) for rule in rules.of("dealing")]
        self._survey = rules.pattern("link.flows.survey")
        self._inflow = rules.pattern("link.flows.inflow")
        self._outflow = rules.pattern("link.flows.outflow")
        self._other_way = rules.pattern("link.flows.other-way")

    def flow(self, view: SentenceView, reading: Reading, readings: list[Reading], passage: Passage) -> Flow | None:
        """What the clause's words of dealing tell: the last before the value, else any."""
        clause = view.clauses[reading.clause]
        words = view.words(clause.start, clause.end)
        at = len(view.words(clause.start, reading.value.start))
        in_or_out = self._in_or_out(reading, readings, passage)
        if in_or_out:
            return in_or_out
        if self._survey.search(words):
            return None
        known = any(r.flow for r in readings)
        found = [
            *self._by_direction(view, clause.start, words, passage, known=known),
            *self._by_actor(view, reading, clause.start, words, passage),
        ]
        if not found:
            return None
        earlier = [r.value.end for r in readings if r.flow and clause.start <= r.value.start < reading.value.start]
        after = len(view.words(clause.start, earlier[-1])) if earlier else 0
        before = [one for one in found if after <= one.start <= at]
        if earlier and not before:
            return None
        return (max(before) if before else min(found)).flow

    def _in_or_out(self, reading: Reading, readings: list[Reading], passage: Passage) -> Flow | None:
        """ "$3bn out, $2bn in": money that comes in is an export, goods that come in are an import."""
        if not passage.hot and not any(r.flow for r in readings):
            return None
        money = reading.value.label is Label.MONEY
        if self._inflow.match(reading.tail):
            return "export" if money else "import"
        if self._outflow.match(reading.tail):
            return "import" if money else "export"
        return None

    def other_way(self, view: SentenceView, reading: Reading, readings: list[Reading], passage: Passage) -> Flow | None:
        """ "What came the other way": the opposite of the flow told before."""
        clause = view.clauses[reading.clause]
        if not self._other_way.search(view.words(clause.start, clause.end)):
            return None
        told = [r.flow for r in readings if r.flow and r.value.start < clause.start]
        before = told[-1] if told else passage.flow if passage.hot else None
        return _OPPOSITE.get(before) if before else None

    def _by_direction(
        self, view: SentenceView, start: int, words: str, passage: Passage, *, known: bool
    ) -> Iterator[_Word]:
        """Words that tell a direction by themselves; turned round where the other side named is the passage's country."""
        for rule, pattern in self._directions:
            if (passage.hot and rule.id in _TRADERS) or (rule.id == "direction.paid-in-turn" and not known):
                continue
            for match in pattern.finditer(words):
                flow = cast(Flow, rule.make)
                if rule.with_.get("actor") != "none" and self._is_home(view, start, match, passage):
                    flow = _OPPOSITE[flow]
                yield _Word(match.start(), match.end(), flow)

    @staticmethod
    def _is_home(view: SentenceView, start: int, match: re.Match[str], passage: Passage) -> bool:
        """Is the other side the country that the article is about: "bought $3bn of Irish goods" in one on Ireland?"""
        if not passage.home_is_sure:
            return False
        first = view.masked.at(start)
        last, stop = view.masked.source(first + match.start()), view.masked.source(first + match.end())
        inside = view.places_between(last, stop)
        return bool(inside) and inside[-1].place == passage.home

    def _by_actor(
        self, view: SentenceView, reading: Reading, start: int, words: str, passage: Passage
    ) -> Iterator[_Word]:
        """Plain verbs whose subject stands abroad, so that its buying is our selling."""
        if not (passage.hot or passage.home_is_sure):
            return
        first = view.masked.at(start)
        for rule, pattern in self._dealings:
            for match in pattern.finditer(words):
                if not self._is_abroad(view, first, match, passage):
                    continue
                flow: Flow = cast(Flow, rule.make)
                if rule.make == "receive":
                    flow = "export" if reading.value.label is Label.MONEY else "import"
                yield _Word(match.start(), match.end(), _OPPOSITE[flow])

    @staticmethod
    def _is_abroad(view: SentenceView, first: int, match: re.Match[str], passage: Passage) -> bool:
        if match.groupdict().get("foreign"):
            return True
        offset = view.masked.source(first + match.start("actor"))
        place = next((p.place for p in view.places if p.start == offset), None)
        home = passage.home if passage.home_is_sure else passage.reporter.value if passage.reporter else None
        return bool(place and home and place not in (home, "WORLD") and not REGION.match(place))
