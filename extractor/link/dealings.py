"""Plain words of dealing: who sells, buys, pays and earns, as the country sees it that the passage is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

from extractor.link.place_parts import REGION
from extractor.link.reading import Passage, Reading, SentenceView, is_aside
from extractor.link.subjects import Subjects
from extractor.models import Flow, Label, Mention
from extractor.rules import Rule, RuleSet

_OPPOSITE: dict[Flow, Flow] = {"export": "import", "import": "export"}
_TRADERS = frozenset({"direction.supplier", "direction.buyer"})
_Side = Literal["abroad", "own", "unknown"]
_Match = re.Match[str]
Deals = dict[int, tuple[int, Flow]]
"""For the article offset of a value: where the words of dealing begin, and the flow they tell."""


@dataclass(frozen=True, order=True)
class _Word:
    """A word of dealing: where it begins and ends in the masked sentence, and the flow it tells."""

    start: int
    end: int
    flow: Flow


class DealingFinder:
    """Finds what the words of selling, buying, earning and paying say about a value."""

    def __init__(self, rules: RuleSet) -> None:
        self._directions = [(rule, rules.compile(rule)) for rule in rules.of("direction")]
        self._dealings = [(rule, rules.compile(rule)) for rule in rules.of("dealing")]
        self._subjects = Subjects(rules)
        self._bulk = rules.list("bulk_unit")
        self._survey = rules.pattern("link.flows.survey")
        self._inflow = rules.pattern("link.flows.inflow")
        self._outflow = rules.pattern("link.flows.outflow")
        self._other_way = rules.pattern("link.flows.other-way")

    def spots(self, view: SentenceView, passage: Passage) -> Deals:
        """What verbs of dealing tell of the figures they govern."""
        if passage.off_trade or not view.values:
            return {}
        found = [(m, rule) for rule, pattern in self._dealings for m in pattern.finditer(view.masked.text)]
        found.sort(key=lambda one: one[0].start())
        spots: Deals = {}
        text = view.masked.text
        about_trade = passage.hot or view.flows or any(p.search(text) for _, p in self._directions)
        doer: _Side = "unknown"
        for match, rule in found:
            at = match.start("value")
            value = next((v for v in view.values if v.start == view.masked.source(at)), None)
            side = self._side(view, rule, match, passage, doer)
            if side == "own" and not about_trade:
                side = "unknown"
            if rule.with_.get("doer") != "own" and not match.groupdict().get("again"):
                doer = side
            if (
                value is None
                or side == "unknown"
                or is_aside(text, match.start(), at)
                or self._of_other(view, match, value)
            ):
                continue
            flow = cast(Flow, rule.make)
            if rule.make == "receive":
                flow = "export" if value.label is Label.MONEY else "import"
            own = rule.with_.get("doer") == "own"
            if not (own and value.start in spots):
                seen = _OPPOSITE[flow] if side == "abroad" else flow
                spots[value.start] = (view.masked.source(match.start()), seen)
        return spots

    @staticmethod
    def _side(view: SentenceView, rule: Rule, match: _Match, passage: Passage, before: _Side) -> _Side:
        """On which side the doer stands; `before` is that of the verb before, which "and paid" goes on with."""
        groups = match.groupdict()
        if rule.with_.get("doer") == "own":
            return "own"
        if groups.get("again"):
            return before
        if groups.get("foreign"):
            return "abroad"
        home = _home(passage)
        if groups.get("pronoun"):
            named = set(passage.named) - {home}
            return "abroad" if home and len(named) == 1 and len(set(passage.named)) == 1 else "unknown"
        offset = view.masked.source(match.start("actor"))
        place = next((p.place for p in view.places if p.start == offset), None)
        if not place or not home or home == "WORLD" or place == "WORLD":
            return "unknown"
        return "own" if place == home or REGION.match(place) else "abroad"

    def _of_other(self, view: SentenceView, match: _Match, value: Mention) -> bool:
        """Does the verb govern something that is no trade: "foreigners bought $2bn of bonds"?"""
        end = match.end("value") + _REACH
        own = match.groupdict().keys().isdisjoint(("actor", "foreign", "pronoun", "again"))
        start = max(0, match.start() - _REACH) if own else match.start()
        return any(
            start <= view.masked.at(c.start) < end and c.text.lower() not in _WARES
            for c in self._subjects.others(view, value)
        )

    def flow(self, view: SentenceView, reading: Reading, readings: list[Reading], passage: Passage) -> Flow | None:
        """What the clause's words of direction tell: the last before the value, else any."""
        clause = view.clauses[reading.clause]
        words = view.words(clause.start, clause.end)
        if self._survey.search(words):
            return None
        off = passage.off_trade and not view.flows
        at = len(view.words(clause.start, reading.value.start))
        known = any(r.flow for r in readings)
        bulk = self._bulk.lookup(reading.value.unit or "") is not None
        found = [
            one
            for rule, one in self._by_direction(view, clause.start, words, passage, known=known, off=off)
            if bulk or rule.with_.get("only") != "bulk"
        ]
        if not found:
            return None
        earlier = [r.value.end for r in readings if r.flow and clause.start <= r.value.start < reading.value.start]
        after = len(view.words(clause.start, earlier[-1])) if earlier else 0
        before = [one for one in found if after <= one.start <= at]
        if (earlier and not before) or self._is_of_other(view, reading, before):
            return None
        return (max(before) if before else min(found)).flow

    def _is_of_other(self, view: SentenceView, reading: Reading, before: list[_Word]) -> bool:
        """ "Profit rose V on orders from abroad": the subject is no trade, the words of direction come after the value."""
        start = view.clauses[reading.clause].start
        return not before and any(
            start <= c.start < reading.value.start and c.text.lower() not in _WARES
            for c in self._subjects.others(view, reading.value)
        )

    def in_or_out(self, reading: Reading, readings: list[Reading], passage: Passage) -> Flow | None:
        """ "$3bn out, $2bn in": money that comes in is an export, goods that come in are an import."""
        if not (passage.hot or passage.trading or any(r.flow for r in readings)):
            return None
        money = reading.value.label is Label.MONEY
        if self._inflow.match(reading.tail):
            return "export" if money else "import"
        if self._outflow.match(reading.tail):
            return "import" if money else "export"
        return None

    def other_way(self, view: SentenceView, reading: Reading, readings: list[Reading], passage: Passage) -> Flow | None:
        """ "What came the other way": the opposite of the flow told before."""
        told = [r for r in readings if r.flow and r.value.end <= reading.value.start]
        start = max([view.clauses[reading.clause].start, *(r.value.end for r in told[-1:])])
        if not self._other_way.search(view.words(start, reading.value.end) + reading.tail):
            return None
        before = told[-1].flow if told else passage.flow if passage.hot else None
        return _OPPOSITE.get(before) if before else None

    def _by_direction(
        self, view: SentenceView, start: int, words: str, passage: Passage, *, known: bool, off: bool
    ) -> Iterator[tuple[Rule, _Word]]:
        """Words that tell a direction by themselves; turned round where the other side named is the passage's country.

        Where the talk is of something else (`off`) only those count that are trade for sure.
        """
        for rule, pattern in self._directions:
            if off and rule.with_.get("sure") != "yes":
                continue
            if (passage.hot and rule.id in _TRADERS) or (rule.id == "direction.paid-in-turn" and not known):
                continue
            for match in pattern.finditer(words):
                flow = cast(Flow, rule.make)
                if rule.with_.get("actor") != "none" and _is_home(view, start, match, passage):
                    flow = _OPPOSITE[flow]
                yield rule, _Word(match.start(), match.end(), flow)


_REACH = 24
"""Characters before and after a verb of dealing in which its subject and object stand."""

_WARES = frozenset({"sales", "output", "production", "harvest", "crop", "crude", "turnover"})
"""Words of the list `not_trade` that may stand beside a verb of dealing: "sold its crop"."""


def _home(passage: Passage) -> str | None:
    """The country from which abroad is seen: the article's, where that is sure or the sentence before was about it."""
    if passage.home_is_sure:
        return passage.home
    reporter = passage.reporter.value if passage.reporter else None
    return reporter if reporter == passage.home else None


def _is_home(view: SentenceView, start: int, match: _Match, passage: Passage) -> bool:
    """Is the other side the country that the article is about: "bought $3bn of Irish goods" in one on Ireland?"""
    home = _home(passage)
    first = view.masked.at(start)
    inside = view.places_between(view.masked.source(first + match.start()), view.masked.source(first + match.end()))
    return bool(home and inside) and inside[-1].place == home
