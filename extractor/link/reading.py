"""What the linker knows while it reads: the sentence, each value in it, and the passage so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

from spacy.tokens import Doc

from extractor.link.source_names import Names
from extractor.masking import Masked, mask
from extractor.models import VALUE_LABELS, Bound, Cue, Flow, How, Label, Measure, Mention
from extractor.spans import Clause, ItemPhrase, PlaceHint, Sentence, text_of
from extractor.timespan import Timespan


@dataclass(frozen=True)
class Filled:
    """A slot's value, how it was reached, and the words that gave it (None where no words did)."""

    value: Any
    how: How
    span: tuple[int, int] | None = None


@dataclass
class Reading:
    """One value on its way to a claim.

    `role` is how it stands in the clause: level, delta, share, earlier (what another value is compared with), bracket
    (the same amount again), none. `head` is the reading that it is compared with, repeats or continues. `judged`: its sign
    comes from a word of better or worse ("improved"); `signed`: its flow comes from a printed sign.
    `row_end`: where the row of values ends that share the words after it.
    """

    value: Mention
    clause: int
    role: str
    rule: str
    tail: str
    head: Reading | None = None
    measure: Measure = "level"
    sign: int = 1
    judged: bool = False
    signed: bool = False
    row_end: int | None = None
    bound: Bound = "="
    flow: Flow | None = None
    flow_mention: Mention | None = None
    flow_how: How = "local"
    settled: bool = False
    slots: dict[str, Filled] = field(default_factory=dict)

    @property
    def is_earlier(self) -> bool:
        """Is it a figure of an earlier (or other) period that the main figure is compared with?"""
        return self.role == "earlier"

    @property
    def leader(self) -> Reading | None:
        """The head, where it stands before this reading, so that its slots are filled already."""
        return self.head if self.head and self.head.value.start < self.value.start else None

    def take_word(self, mention: Mention) -> None:
        """Take the flow of a word of the sentence."""
        self.flow, self.flow_mention, self.flow_how = mention.flow, mention, "local"

    def take_flow(self, other: Reading) -> None:
        """Take the flow of another reading."""
        self.flow, self.flow_mention, self.flow_how = other.flow, other.flow_mention, other.flow_how

    def get(self, slot: str) -> Any:
        """The value in a slot, or None."""
        filled = self.slots.get(slot)
        return filled.value if filled else None


def copy_slot(reading: Reading, other: Reading, slot: str) -> None:
    """Give a reading what another has in a slot, if it has anything there."""
    filled = other.slots.get(slot)
    if filled is not None:
        reading.slots[slot] = Filled(filled.value, "inherited", filled.span)


def is_aside(text: str, start: int, value: int) -> bool:
    """Do the words at `start` of a masked sentence stand in dashes that close before the value: "a gap - what it sells - was V"?"""
    return text.count(" - ", start, value) % 2 == 1 and text.count(" - ", 0, start) % 2 == 1


class SentenceView:
    """A sentence with the mentions, cues, items and clauses in it."""

    def __init__(self, doc: Doc, number: int, sentence: Sentence, parts: SentenceParts) -> None:
        self.doc = doc
        self.text: str = text_of(doc)
        self.number = number
        self.sentence = sentence
        self.start, self.end = sentence.start, sentence.end
        self.mentions = parts.mentions
        self.cues = parts.cues
        self.items = parts.items
        self.clauses = parts.clauses
        self.hints = parts.hints

    @cached_property
    def masked(self) -> Masked:
        """The sentence with its mentions masked."""
        return mask(self.text, self.start, self.end, self.mentions)

    @cached_property
    def values(self) -> list[Mention]:
        """The value mentions, in order."""
        return [m for m in self.mentions if m.label in VALUE_LABELS]

    @cached_property
    def flows(self) -> list[Mention]:
        """The flow mentions, in order."""
        return [m for m in self.mentions if m.label is Label.FLOW]

    @cached_property
    def places(self) -> list[Mention]:
        """The place mentions, in order."""
        return [m for m in self.mentions if m.label is Label.PLACE]

    @cached_property
    def periods(self) -> list[Mention]:
        """The period mentions, in order."""
        return [m for m in self.mentions if m.label is Label.PERIOD]

    def flows_between(self, start: int, end: int) -> list[Mention]:
        """The flow mentions between two offsets."""
        return [flow for flow in self.flows if start <= flow.start and flow.end <= end]

    def places_between(self, start: int, end: int, *, other_than: str | None = None) -> list[Mention]:
        """The place mentions between two offsets, but for those of one code."""
        return [p for p in self.places if start <= p.start and p.end <= end and p.place != other_than]

    def cues_of(self, *kinds: str) -> list[Cue]:
        """Cues of some kinds, in order."""
        return [cue for cue in self.cues if cue.kind in kinds]

    def clause_of(self, offset: int) -> int:
        """The number (within the sentence) of the clause that covers an offset."""
        for number, clause in enumerate(self.clauses):
            if offset < clause.end:
                return number
        return len(self.clauses) - 1

    def words(self, start: int, end: int) -> str:
        """The masked text between two offsets."""
        return self.masked.between(start, end)


@dataclass(frozen=True)
class SentenceParts:
    """What of the document lies in one sentence."""

    mentions: list[Mention]
    cues: list[Cue]
    items: list[ItemPhrase]
    clauses: list[Clause]
    hints: list[PlaceHint]


def views(doc: Doc) -> Iterable[SentenceView]:
    """A view of each sentence, in one pass over the document's mentions, cues, items and clauses."""
    feeds = [_Feed(doc._.mentions), _Feed(doc._.cues), _Feed(doc._.items), _Feed(doc._.hints)]
    clauses: dict[int, list[Clause]] = {}
    for clause in doc._.clauses:
        clauses.setdefault(clause.sentence, []).append(clause)
    for number, sentence in enumerate(doc._.sentences):
        mentions, cues, items, hints = (feed.upto(sentence.start, sentence.end) for feed in feeds)
        parts = SentenceParts(
            mentions, cues, items, clauses.get(number) or [Clause(sentence.start, sentence.end, number)], hints
        )
        yield SentenceView(doc, number, sentence, parts)


class _Feed:
    """Things in order of position, handed out sentence by sentence."""

    def __init__(self, things: list[Any]) -> None:
        self._things = things
        self._at = 0

    def upto(self, start: int, end: int) -> list[Any]:
        while self._at < len(self._things) and self._things[self._at].start < start:
            self._at += 1
        first = self._at
        while self._at < len(self._things) and self._things[self._at].start < end:
            self._at += 1
        return self._things[first : self._at]


@dataclass(frozen=True)
class Bilateral:
    """The trade of two countries with each other that a paragraph (`block`) is about, and its flows so far."""

    block: int
    reporter: str
    partner: str
    flows: frozenset[Flow | None]

    def covers(self, block: int, reporter: str | None) -> bool:
        """Does the paragraph tell both directions of it, so that a figure without a partner is of the same two?"""
        both = "total" in self.flows or {"export", "import"} <= self.flows
        return both and block == self.block and reporter == self.reporter


@dataclass
class Held:
    """A status that holds for the figures of a period: those of the whole report (`is_wide`), or of the paragraph `block`.

    It does not hold for figures that somebody else than `source` is credited with.
    """

    status: str | None = None
    period: Timespan | None = None
    block: int | None = None
    source: str | None = None
    is_wide: bool = False

    def covers(self, reading: Reading) -> bool:
        """Is the figure of the period that the status holds for, or of one that includes it?"""
        period, its = reading.get("period"), self.period
        if self.status is None or its is None or period is None or reading.get("source") not in (None, self.source):
            return False
        wide = self.is_wide and (period.last >= its.last or period.first >= its.first)
        return bool(wide or period == its)


@dataclass
class Passage:
    """What carries over from sentence to sentence. `hot` says that the last sentence stated trade figures.

    `source` reported figures, `outlook` has looked ahead since, `guess` are the forecasters whom figures are held against,
    `outlook_block` the paragraph in which somebody who reports figures
    looked ahead only, `speech` is whoever spoke without figures in the paragraph `speech_block`, `loose_block` the paragraph
    of a credit of figures that may not be about trade, `loose_firm` says that it is a bureau's; `titles` are the headlines so far.
    `half` is goods or services, as the paragraph tells, `main_half` as the article told first; `divided` says that it
    speaks of both, `bare` counts the sentences with figures of no item.
    `headline` is the flow that the first headline gives with its two countries, `headline_item` the ware it is of.
    `focus` is the country whose trade a section (or the paragraph `focus_block`) reports where it is not the article's,
    `in_section` says that a heading has come after the first text, `heading` the countries that the
    heading before the sentence names, `block_owner` the last one that a paragraph named as owner of a flow, with the
    paragraph's number. `topic_place` is the place that the last sentence was about, `parties` the last two that were said
    to trade with each other.
    `held` is a status that holds on, `told` the periods that figures of the text have been given for, `tells_whole` says that some were of all trade, `revising` says that the text has
    told of revisions. `elsewhere`: the
    last sentence with a subject spoke of something else. `subject` is what the article reports on. `named` are the countries of the last sentence that named any.
    """

    home: str | None = None
    home_is_sure: bool = False
    second: str | None = None
    pair: tuple[str, str] | None = None
    headline: tuple[Flow, str, Filled] | None = None
    headline_item: str | None = None
    balance: Flow | None = None
    main_flow: Flow | None = None
    last_reporter: Filled | None = None
    named: tuple[str, ...] = ()
    hot: int = 0
    elsewhere: bool = False
    subject: Literal["trade", "other", "unknown"] = "unknown"
    flow: Flow | None = None
    flow_mention: Mention | None = None
    section_flow: Flow | None = None
    reporter: Filled | None = None
    partner: Filled | None = None
    region: Filled | None = None
    focus: Filled | None = None
    focus_block: int | None = None
    in_body: bool = False
    in_section: bool = False
    heading: frozenset[str] = frozenset()
    block_owner: tuple[int, Filled] | None = None
    topic_place: Filled | None = None
    parties: tuple[str, str] | None = None
    bilateral: Bilateral | None = None
    item: Filled | None = None
    topic: Filled | None = None
    half: Filled | None = None
    main_half: Filled | None = None
    divided: bool = False
    bare: int = 0
    period: Filled | None = None
    comparison: tuple[int, int | None, int] | None = None
    days_of: Mapping[Timespan, Timespan] = field(default_factory=dict)
    main_period: Filled | None = None
    written: date | None = None
    section_period: Filled | None = None
    lead_period: Filled | None = None
    loose: bool = False
    loose_main: bool = False
    ahead: tuple[int, Filled] | None = None
    main_ahead: Filled | None = None
    base_offsets: Mapping[int | None, int] = field(default_factory=dict)
    share_of: Filled | None = None
    source: Filled | None = None
    outlook: Filled | None = None
    guess: Filled | None = None
    speech: Filled | None = None
    speech_block: int = -1
    is_lead: bool = True
    loose_block: int = -1
    outlook_block: int = -1
    loose_firm: bool = False
    names: Names = field(default_factory=Names)
    titles: set[str] = field(default_factory=set)
    held: Held = field(default_factory=Held)
    tells_whole: bool = False
    told: set[Timespan] = field(default_factory=set)
    revising: bool = False
    block: int = -1
    last: list[Reading] = field(default_factory=list)

    @property
    def trading(self) -> bool:
        """Is the article a report on trade?"""
        return self.subject == "trade"

    @property
    def off_trade(self) -> bool:
        """Is the talk of something else, so that plain words of selling and buying tell no trade?"""
        return not self.hot and (self.subject == "other" or (self.elsewhere and not self.trading))

    def cool(self) -> None:
        """A sentence without figures of trade: it ends talk of trade, but for a report on trade only its nearness."""
        self.hot = min(self.hot, 1) if self.trading else max(0, self.hot - 1)
