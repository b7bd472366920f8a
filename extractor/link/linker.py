"""The linker component: reads every value of every sentence and makes claims of those about trade."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from extractor.link.confidence import Confidence
from extractor.link.flows import FlowFinder
from extractor.link.homes import homes_of, pair_of
from extractor.link.items import ItemFinder
from extractor.link.periods import PeriodFinder, offset_between
from extractor.link.place_roles import owns
from extractor.link.places import PlaceFinder
from extractor.link.reading import Filled, Passage, Reading, SentenceView, views
from extractor.link.sources import SourceFinder
from extractor.link.statuses import StatusFinder
from extractor.link.tables import TableReader
from extractor.link.topics import TopicFinder
from extractor.link.values import ValueReader
from extractor.models import Claim, Evidence, Label
from extractor.rules import RuleSet, load_rules
from extractor.spans import register

_PRELIMINARY = re.compile(
    r"\b(?:preliminary|provisional)\b (?:\w+ ){0,2}(?:data|figures|statistics|estimates?|results|report)|\(preliminary\)|\b(?:preliminary|provisional) \w+ (?:data|figures)",
    re.I,
)


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
        self._places = PlaceFinder()
        self._items = ItemFinder(rules)
        self._topics = TopicFinder(rules)
        self._periods = PeriodFinder()
        self._sources = SourceFinder(rules)
        self._statuses = StatusFinder()
        self._confidence = Confidence(rules)

    def __call__(self, doc: Doc) -> Doc:
        sentences = list(views(doc))
        (home, second), sure = homes_of(sentences, self._rules)
        topic = self._topics.find(sentences)
        start = Passage(
            home=home, second=second, home_is_sure=sure, topic=topic, divided=self._items.divided(sentences)
        )
        first = self._read(sentences, replace(start))
        offset = _usual_offset(first)
        again = replace(start, base_offset=offset)
        readings = self._read(sentences, again) if offset else first
        doc._.claims = self._confidence.rate(sentences, [claim(view, reading) for view, reading in readings])
        return doc

    def _read(self, sentences: list[SentenceView], passage: Passage) -> list[tuple[SentenceView, Reading]]:
        found: list[tuple[SentenceView, Reading]] = []
        tables = TableReader()
        for view in sentences:
            aside = view.sentence.kind in ("furniture", "caption")
            own = Passage() if aside else passage
            readings = self._sentence(view, own, tables) if view.values else []
            found += [(view, reading) for reading in readings]
            if not readings and not aside:
                self._frame(view, passage)
            if not aside:
                passage.pair = pair_of(view) or passage.pair
                passage.balance = next(
                    (f.flow for f in reversed(view.flows) if f.flow in ("deficit", "surplus")), passage.balance
                )
        return found

    def _sentence(self, view: SentenceView, passage: Passage, tables: TableReader) -> list[Reading]:
        values = self._values.read(view)
        tables.apply(view, values)
        readings = self._flows.assign(view, values, passage)
        self._statuses.assign(view, readings, passage)
        self._places.assign(view, readings, passage)
        self._items.assign(view, readings, passage)
        self._periods.assign(view, readings, passage)
        self._sources.assign(view, readings, passage)
        readings = [r for r in readings if r.get("reporter")]
        self._preliminary(view, readings, passage)
        _carry(view, readings, passage)
        return readings

    def _frame(self, view: SentenceView, passage: Passage) -> None:
        """A sentence that names a flow but no figure of it sets whose trade, what and when the next figures are of."""
        if (view.cues_of("other") and not view.flows) or view.sentence.kind == "dateline":
            passage.hot = 0
        passage.hot = max(0, passage.hot - 1)
        if view.sentence.kind == "headline":
            periods = [p for p in view.periods if p.period and p.period.first != p.period.last]
            passage.section_period = (
                Filled(periods[0].period, "inherited", (periods[0].start, periods[0].end)) if periods else None
            )
        if view.sentence.kind != "dateline" and not view.values:
            self._sources.carry(view, passage)
        if not view.flows:
            return
        flow = view.flows[0]
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
        if "reporter" in reading.slots and reading.slots["reporter"].how == "local" and owns(view, flow):
            passage.reporter = passage.last_reporter = reading.slots["reporter"]
        period = reading.slots.get("period")
        if period is not None and period.how == "local" and period.value is not None:
            passage.period = period
            passage.main_period = passage.main_period or period

    @staticmethod
    def _preliminary(view: SentenceView, readings: list[Reading], passage: Passage) -> None:
        mains = [r for r in readings if not r.is_earlier and r.get("period")]
        if mains and _PRELIMINARY.search(view.text[view.start : view.end]):
            passage.status, passage.status_period = "preliminary", mains[0].get("period")
        for reading in readings:
            if (
                passage.status
                and not reading.get("status")
                and not reading.is_earlier
                and reading.get("period") is not None
                and (
                    reading.get("period") == passage.status_period
                    or (
                        passage.status_period is not None and reading.get("period").first >= passage.status_period.first
                    )
                )
            ):
                reading.slots["status"] = Filled(passage.status, "inherited")


def _carry(view: SentenceView, readings: list[Reading], passage: Passage) -> None:
    """What this sentence leaves to the next."""
    if not readings:
        passage.hot = max(0, passage.hot - 1)
        return
    mains = [r for r in readings if not r.is_earlier]
    last = (mains or readings)[-1]
    passage.hot = 2
    passage.flow, passage.flow_mention = last.flow, last.flow_mention
    passage.main_flow = passage.main_flow or last.flow
    passage.reporter = last.slots.get("reporter")
    passage.last_reporter = readings[-1].slots.get("reporter")
    passage.partner = last.slots.get("partner")
    passage.item = last.slots.get("item")
    passage.region = last.slots.get("region")
    dated = [r for r in mains if r.get("period") and r.get("status") not in ("forecast", "target")]
    if not dated and passage.period is None:
        dated = [r for r in mains if r.get("period")]
    if dated:
        _carry_period(view, dated[0], passage)
    shares = [r for r in readings if r.measure == "share" and r.get("share_of")]
    if shares:
        passage.share_of = shares[-1].slots["share_of"]
    passage.block = view.sentence.block
    passage.last = readings


def _carry_period(view: SentenceView, reading: Reading, passage: Passage) -> None:
    """The period holds on, unless it is an aside into the past ("In August it had been ...") in the middle of a report."""
    period = reading.slots["period"]
    main = passage.main_period
    if main is None or passage.period is None:
        passage.main_period = passage.main_period or period
        passage.period = period
        return
    opens = (
        period.span is not None
        and period.how == "local"
        and not view.text[view.start : period.span[0]].strip(" \n").count(" ") > 2
    )
    aside = period.value.last < main.value.first and period.value.months == main.value.months
    if not aside or (opens and "had " not in view.words(view.start, reading.value.start)):
        passage.period = period


def _usual_offset(found: list[tuple[SentenceView, Reading]]) -> str | None:
    """How far back the article's figures are usually compared, where the words say so."""
    votes: dict[str, int] = {}
    for _, reading in found:
        offset = None
        base = reading.slots.get("base_period")
        if base is not None and base.how == "local" and reading.get("period"):
            offset = offset_between(reading.get("period"), base.value)
        elif (
            reading.is_earlier
            and reading.head
            and reading.slots.get("period")
            and reading.slots["period"].how == "local"
        ):
            main = reading.head.get("period")
            offset = offset_between(main, reading.get("period")) if main and reading.get("period") else None
        if offset:
            votes[offset] = votes.get(offset, 0) + 1
    return max(votes, key=lambda o: votes[o]) if votes else None


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
