"""The linker component: reads every value of every sentence and makes claims of those about trade."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc

from extractor.link.bases import usual_offsets
from extractor.link.confidence import Confidence
from extractor.link.flow_pairs import FlowPairs
from extractor.link.flows import FlowFinder
from extractor.link.focus import FocusFinder
from extractor.link.headings import HeadingReader
from extractor.link.homes import HomeFinder
from extractor.link.items import ItemFinder
from extractor.link.periods import PeriodFinder
from extractor.link.places import PlaceFinder
from extractor.link.reading import Filled, Passage, Reading, SentenceView, views
from extractor.link.sources import SourceFinder
from extractor.link.statuses import StatusFinder
from extractor.link.tables import TableReader
from extractor.link.topics import TopicFinder
from extractor.link.values import ValueReader
from extractor.models import Claim, Cue, Evidence, Label, Mention
from extractor.rules import RuleSet, WordList, load_rules
from extractor.spans import register
from extractor.timespan import Timespan, months

_BALANCES = ("surplus", "deficit", "balance", "total")
_FEW_DAYS = 4
"""Days of a month that make no report on its beginning."""
_TRADE_PER_OTHER = 0.5
"""Sentences with figures of trade for each with other figures, at least, in a report on trade."""


@Language.factory("trade_linker", default_config={"rules": None}, assigns=["doc._.claims"])
def make_linker(nlp: Language, name: str, rules: str | None) -> Linker:
    """Claims, from mentions, cues, items and clauses."""
    register()
    return Linker(load_rules(Path(rules) if rules else None))


class Linker:
    """Sets `doc._.claims`.

    The article is read twice: the first reading tells what its figures are compared with (month before, year before), so
    that a growth rate without a stated base can take the comparison that the article is about.
    """

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._values = ValueReader(rules)
        self._flows = FlowFinder(rules)
        self._pairs = FlowPairs(rules)
        self._homes = HomeFinder(rules)
        self._focus = FocusFinder(rules)
        self._places = PlaceFinder(rules)
        self._items = ItemFinder(rules)
        self._topics = TopicFinder(rules)
        self._periods = PeriodFinder(rules)
        self._sources = SourceFinder(rules)
        self._headings = HeadingReader(rules)
        self._statuses = StatusFinder(rules)
        self._confidence = Confidence(rules)
        self._outlook = rules.pattern("link.periods.outlook")
        self._sales = rules.list("sales_word")
        self._subject = rules.pattern("link.flows.subject")

    def __call__(self, doc: Doc) -> Doc:
        sentences = list(views(doc))
        (home, second), sure = self._homes.homes_of(sentences)
        topic = self._topics.find(sentences)
        divided, subject = self._items.divided(sentences), _subject_of(sentences, self._rules.list("counted_people"))
        first, second_time = (
            Passage(home=home, second=second, home_is_sure=sure, topic=topic, divided=divided, subject=subject)
            for _ in range(2)
        )
        second_time.base_offsets = usual_offsets(reading for _, reading in self._read(sentences, first))
        second_time.main_period, second_time.main_ahead = first.main_period, first.main_ahead
        second_time.written = doc._.written
        second_time.days_of = self._days_of(sentences)
        readings = self._read(sentences, second_time)
        doc._.claims = self._confidence.rate(sentences, [claim(view, reading) for view, reading in readings])
        return doc

    @staticmethod
    def _days_of(sentences: list[SentenceView]) -> dict[Timespan, Timespan]:
        """The months of which the article gives the first days only ("in the first 20 days of May")."""
        found: dict[Timespan, Timespan] = {}
        for span in (p.period for view in sentences for p in view.periods):
            if span is None or span.first.day > 1 or span.last.day <= _FEW_DAYS or span.months is not None:
                continue
            if (span.first.year, span.first.month) == (span.last.year, span.last.month):
                found.setdefault(months(span.first.year, span.first.month), span)
        return found

    def _read(self, sentences: list[SentenceView], passage: Passage) -> list[tuple[SentenceView, Reading]]:
        found: list[tuple[SentenceView, Reading]] = []
        tables = TableReader()
        for view in sentences:
            aside = view.sentence.kind in ("furniture", "caption")
            own = Passage() if aside else passage
            self._places.resolve(view, own)
            self._focus.enter(view, own)
            if view.values and not aside:
                self._headings.line(view, passage)
            readings = self._sentence(view, own, tables) if view.values else []
            found += [(view, reading) for reading in readings]
            if not readings and not aside:
                self._frame(view, passage)
            self._focus.leave(view, readings, own)
            if not aside:
                passage.pair = self._homes.pair_of(view) or passage.pair
                passage.named = tuple(p.place for p in view.places if p.place) or passage.named
                passage.balance = self._flows.balance_of(view) or passage.balance
        return found

    def _sentence(self, view: SentenceView, passage: Passage, tables: TableReader) -> list[Reading]:
        values = self._values.read(view)
        tables.apply(view, values)
        readings = self._flows.assign(view, values, passage)
        self._statuses.assign(view, readings, passage)
        self._places.assign(view, readings, passage)
        self._items.assign(view, readings, passage)
        self._periods.assign(view, readings, passage)
        self._pairs.fill(view, readings)
        self._sources.assign(view, readings, passage)
        readings = [r for r in readings if r.get("reporter")]
        self._statuses.hold(view, readings, passage)
        self._carry(view, readings, passage)
        return readings

    def _frame(self, view: SentenceView, passage: Passage) -> None:
        """A sentence that names a flow but no figure of it sets whose trade, what and when the next figures are of."""
        others = [c for c in view.cues_of("other") if not (passage.trading and self._sales.lookup(c.text))]
        if (others and not view.flows) or view.sentence.kind == "dateline":
            passage.hot = 0
            passage.elsewhere = True
        passage.cool()
        self._statuses.hold(view, [], passage)
        if not view.values and view.sentence.kind != "dateline":
            self._headings.heading(view, passage)
        if view.sentence.kind == "headline":
            periods = [p for p in view.periods if p.period and p.period.first != p.period.last]
            passage.section_period = (
                Filled(periods[0].period, "inherited", (periods[0].start, periods[0].end)) if periods else None
            )
        if view.sentence.kind != "dateline" and not view.values:
            self._sources.carry(view, passage)
        if not view.flows:
            if view.sentence.kind == "body" and passage.lead_period is None and passage.period is None:
                passage.lead_period = self._periods.told_in(view, opens=passage.block == -1)
            return
        self._frame_flow(view, view.flows[0], passage)

    def _frame_flow(self, view: SentenceView, flow: Mention, passage: Passage) -> None:
        """What the flow word of such a sentence sets."""
        reading = Reading(value=flow, clause=0, role="frame", rule="frame", tail="", flow=flow.flow, flow_mention=flow)
        self._places.assign(view, [reading], passage)
        self._items.assign(view, [reading], passage)
        self._periods.assign(view, [reading], passage)
        first = view.sentence.kind == "headline" and passage.block == -1
        attached = re.search(r"F (?:with|to|from) (?:the )?C", view.words(view.start, view.end))
        if (
            first
            and attached
            and passage.headline is None
            and reading.get("partner")
            and reading.slots["partner"].how == "local"
        ):
            passage.headline = (flow.flow or "total", reading.get("reporter") or "", reading.slots["partner"])
            passage.headline_item = reading.get("item")
        if "reporter" in reading.slots and reading.slots["reporter"].how == "local" and self._places.owns(view, flow):
            passage.reporter = passage.last_reporter = reading.slots["reporter"]
            if "+" not in reading.get("reporter"):
                passage.block_owner = (view.sentence.block, reading.slots["reporter"])
        if view.sentence.kind == "body" and not view.values and self._subject.match(view.words(view.start, view.end)):
            passage.hot = 2
            passage.flow, passage.flow_mention = flow.flow, flow
            passage.partner, passage.item = reading.slots.get("partner"), reading.slots.get("item")
            passage.block = view.sentence.block
        period = reading.slots.get("period")
        told = period is not None and period.value is not None and period.how == "local" and period.span
        if told and not self._outlook.search(view.words(view.start, told[0])):
            self._carry_period(view, reading, passage)
        elif told and passage.period is None and view.sentence.kind == "body":
            passage.lead_period = passage.lead_period or reading.slots["period"]  # "Exports likely grew in May"

    def _carry(self, view: SentenceView, readings: list[Reading], passage: Passage) -> None:
        """What this sentence leaves to the next."""
        if not readings:
            return
        mains = [r for r in readings if not r.is_earlier]
        last = (mains or readings)[-1]
        passage.hot, passage.elsewhere = 2, False
        passage.flow, passage.flow_mention = last.flow, last.flow_mention
        passage.main_flow = passage.main_flow or last.flow
        passage.reporter = last.slots.get("reporter")
        passage.last_reporter = readings[-1].slots.get("reporter")
        passage.partner = last.slots.get("partner")
        passage.item = last.slots.get("item")
        passage.region = last.slots.get("region")
        for reading in mains:
            if reading.get("period") and reading.get("status") not in ("forecast", "target"):
                self._carry_period(view, reading, passage)
                break
        if view.sentence.kind == "body" and any(r.flow in _BALANCES and not r.get("partner") for r in mains):
            passage.headline = None  # all trade is what the article is about: its exports are those to everybody
        for reading in mains:
            if reading.get("status") in ("forecast", "target") and reading.get("period"):
                filled = reading.slots["period"]
                passage.ahead = (view.sentence.block, Filled(filled.value, "inherited", filled.span))
                passage.main_ahead = passage.main_ahead or passage.ahead[1]
        shares = [r for r in readings if r.measure == "share" and r.get("share_of")]
        if shares:
            passage.share_of = shares[-1].slots["share_of"]
        passage.block = view.sentence.block
        passage.tells_whole = passage.tells_whole or any(_is_whole(r) for r in mains)
        passage.last = readings

    def _carry_period(self, view: SentenceView, reading: Reading, passage: Passage) -> None:
        """The period holds on, unless it is an aside into the past ("In August it had been ...") in a report."""
        period = reading.slots["period"]
        if period.how == "default":
            return  # worked out for this figure alone
        back = self._periods.is_back(view, period)
        headed = passage.section_period is not None and period.span == passage.section_period.span
        if not back and (period.how == "local" or headed):
            passage.main_period = passage.main_period or period
        now = passage.period or passage.main_period
        aside = back or (now is not None and period.value.last < now.value.first)
        passage.loose = False
        if now is None or not aside or (not back and self._opens(view, reading, period)):
            passage.period = period

    @staticmethod
    def _opens(view: SentenceView, reading: Reading, period: Filled) -> bool:
        """Does a sentence open with the period and tell of it as its own: "In August exports fell"?"""
        if period.span is None or period.how != "local" or "had " in view.words(view.start, reading.value.start):
            return False
        start, end = period.span
        return view.text[view.start : start].strip().count(" ") <= 1 and not view.words(end, view.end).startswith("'s")


def _is_whole(reading: Reading) -> bool:
    """Is it a figure of all trade of a country?"""
    return not reading.get("partner") and reading.get("item") in (None, "goods", "merchandise", "goods and services")


def _subject_of(sentences: list[SentenceView], people: WordList) -> Literal["trade", "other", "unknown"]:
    """What the article reports on: do more of its figures stand with words of trade, or with other subjects?"""
    valued = [v for v in sentences if v.values and v.sentence.kind not in ("furniture", "caption")]
    subjects = [[c for c in v.cues_of("other") if not people.lookup(c.text)] for v in valued]
    of_trade = [_speaks_of_trade(v, others) for v, others in zip(valued, subjects, strict=True)]
    flows = sum(of_trade)
    others = sum(not trade and bool(other) for trade, other in zip(of_trade, subjects, strict=True))
    if flows > _TRADE_PER_OTHER * others:
        return "trade"
    return "other" if others > 1 else "unknown"


def _speaks_of_trade(view: SentenceView, others: list[Cue]) -> bool:
    """Does a flow word stand in the sentence, but not only after another subject and its figure?"""
    if not view.flows or not others:
        return bool(view.flows)
    first = others[0].start
    return not (first < view.values[0].start < view.flows[0].start)


def claim(view: SentenceView, reading: Reading) -> Claim:
    """The claim of a reading with its evidence; its confidence is set when all claims of the article are known."""
    value = reading.value
    sign = Decimal(reading.sign if reading.measure in ("growth", "change") else 1)
    low, high = value.value_low, value.value_high
    if low is not None and high is not None and sign < 0:
        low, high = -high, -low
    unit = value.unit or ("%" if value.label is Label.PERCENT else "")
    evidence = [Evidence(slot="value", start=value.start, end=value.end, how="local")]
    if reading.flow_mention is not None:
        evidence.append(
            Evidence(slot="flow", start=reading.flow_mention.start, end=reading.flow_mention.end, how=reading.flow_how)
        )
    for slot, filled in reading.slots.items():
        if filled.span is not None and filled.value is not None:
            evidence.append(Evidence(slot=slot, start=filled.span[0], end=filled.span[1], how=filled.how))
    sentence = view.text[view.start : view.end]
    return Claim(
        sentence=sentence,
        value_start=value.start,
        value_end=value.end,
        value_text=value.text,
        measure=reading.measure,
        value=(value.value or Decimal(0)) * sign,
        value_low=low,
        value_high=high,
        unit=unit,
        bound=reading.bound,
        flow=reading.flow or "balance",
        status=reading.get("status") or "actual",
        confidence=0.5,
        rule=reading.rule,
        evidence=tuple(evidence),
        **{
            slot: reading.get(slot)
            for slot in (
                "reporter",
                "partner",
                "region",
                "item",
                "topic",
                "period",
                "base_period",
                "share_of",
                "source",
                "basis",
            )
        },
    )
