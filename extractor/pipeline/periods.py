"""PERIOD mentions: calendar expressions and the days they cover, both ends inclusive.

Rules find the spans (`rules/patterns/periods.yml`); traps (`period_traps.yml`) throw out words that only look like the
calendar; then one pass from left to right works out what each means, for "a year earlier" depends on what came before.
An expression that can't be worked out keeps its mention, without a normal form.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from extractor.models import VALUE_LABELS, Label, Mention
from extractor.pipeline.matching import Match, longest
from extractor.pipeline.period_anchor import find_anchor
from extractor.pipeline.period_context import Anchor, Context, Stretch
from extractor.pipeline.period_cues import CueReader
from extractor.pipeline.period_read import NotAPeriod, Reader, parts_of
from extractor.pipeline.period_relative import PeriodMaker
from extractor.pipeline.period_sieve import NearMatcher
from extractor.rules import RuleSet, load_rules
from extractor.spans import Sentence, Stretches, add_mentions, register, text_of
from extractor.timespan import Timespan

Make = Callable[[Match, Context], Timespan | None]

_TOPICS = frozenset(
    {"month", "month_range", "month_numeric", "nth_month", "year", "year_range", "year_to_month", "part", "parts"}
    | {"named_quarter", "n_period", "n_of", "first_n", "ended", "to_date", "that", "the_unit", "season_year"}
    | {"day_range"}
)
_NEED_TOPIC = frozenset({"back", "same", "that", "the_unit", "to_date"})
_FAR = 600
_HEADING = re.compile(
    r"(?=.{4,70}$)(?:\d{1,2}\.\s*|\d{1,2}[.:]\d\d\s+)?(?:[^\d\W](?:[^\d]|(?:19|20)\d\d|Q[1-4]|\b\d\d?(?= months?))*)?",
    re.S,
)
_BREAK = re.compile(r"(?<=[.!?])[\"”’')]*\s+(?=[A-Z“\"‘])|\n\s*\n|\n(?=\s{2,}\S)")
_LINKED = re.compile(r"\s*(?:,\s*and|,|and|or|&|/)\s*(?:in\s+)?(?:the\s+)?", re.I)


@Language.factory("trade_periods", default_config={"rules": None}, assigns=["doc._.written", "doc.spans"])
def make_periods(nlp: Language, name: str, rules: str | None) -> Periods:
    """PERIOD mentions, by rules/patterns/period*.yml and rules/words/calendar.yml."""
    register()
    return Periods(load_rules(Path(rules) if rules else None))


class Periods:
    """Adds PERIOD mentions to a document. The article's date is `doc._.published` unless it has a dateline."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._reader = Reader(rules)
        maker = PeriodMaker(self._reader)
        self._makers = _public_methods(maker)
        self._matcher = NearMatcher(rules, "period", self._makers)
        self._traps = NearMatcher(rules, "period_trap")
        self._cues = CueReader(rules)

    def __call__(self, doc: Doc) -> Doc:
        text, mentions = text_of(doc), doc._.mentions
        found = self._found(text, mentions)
        context = self._context(doc, text, mentions)
        context.anchor = self._anchor(doc, _apart(found), context)
        doc._.written = context.anchor.on if context.anchor and context.anchor.by == "day" else None
        return add_mentions(doc, self._read(found, self._context(doc, text, mentions, context.anchor)))

    def article_date(self, doc: Doc) -> date | None:
        """The article's date; the last day of the year where only the year could be worked out."""
        text, mentions = text_of(doc), doc._.mentions
        anchor = self._anchor(doc, _apart(self._found(text, mentions)), self._context(doc, text, mentions))
        return anchor.on if anchor else None

    def _anchor(self, doc: Doc, matches: Sequence[Match], context: Context) -> Anchor | None:
        return find_anchor(matches, context, self._reader, doc._.published)

    def _context(self, doc: Doc, text: str, mentions: Sequence[Mention], anchor: Anchor | None = None) -> Context:
        places = [mention for mention in mentions if mention.label is Label.PLACE]
        context = Context(text, self._rules, self._cues, _stretches(doc, text), places, anchor, doc._.published)
        context.currencies = [mention.unit for mention in mentions if mention.label is Label.MONEY and mention.unit]
        context.hinted = [hint.place for hint in doc._.hints]
        return context

    def _found(self, text: str, mentions: Sequence[Mention]) -> list[Match]:
        """All matches, without those that touch a trap or are a part of an amount."""
        windows = self._matcher.windows(text)
        taken = [(trap.start, trap.end) for trap in self._traps.find_near(text, windows)]
        taken += [(m.start, m.end) for m in mentions if m.label in VALUE_LABELS]
        barred = Stretches(taken)
        return [m for m in self._matcher.find_near(text, windows) if not barred.overlap(m.start, m.end)]

    def _read(self, found: Sequence[Match], context: Context) -> list[Mention]:
        matches, mentions, number = _apart(found), [], -1
        while (number := number + 1) < len(matches):
            match = matches[number]
            context.enter(match)
            context.ahead_year = self._shared_year(matches, number, context)
            context.next_topic = self._next_topic(matches, number, context)
            try:
                span: Timespan | None = self._makers[match.rule.make](match, context)
            except NotAPeriod:  # another expression in its place may be one all the same
                found = [m for m in found if m is not match]
                after = matches[number + 1].start if number + 1 < len(matches) else len(context.text)
                before = matches[number - 1].end if number else 0
                matches[number : number + 1] = _apart(
                    [m for m in found if before <= m.start < match.end and match.start < m.end <= after]
                )
                number -= 1
                continue
            except (ValueError, OverflowError):  # 30 February, the year 0: the words stand there all the same
                span = None
            context.leave(match, span, topical=_is_topic(match))
            mentions.append(_mention(match, span))
        return mentions

    def _shared_year(self, matches: Sequence[Match], number: int, context: Context) -> int | None:
        """In "January and February 2018" the year belongs to both months."""
        match, month = matches[number], 0
        if match.rule.make not in ("month", "part") or {"ref", "year", "pre", "rel", "yy"} & set(parts_of(match)):
            return None
        for after in matches[number + 1 :]:
            if after.rule.make != match.rule.make or not _LINKED.fullmatch(context.text[match.end : after.start]):
                return None
            year = parts_of(after).get("ref") or parts_of(after).get("year")
            if year is not None:
                if not year.isdigit() or len(year) != 4:
                    return None
                if match.rule.make == "month":
                    month = self._reader.month(match.groups["month"]) - self._reader.month(after.groups["month"])
                return int(year) - (month > 0)
            match = after
        return None

    def _next_topic(self, matches: Sequence[Match], number: int, context: Context) -> Timespan | None:
        """In "up from a year earlier in May" the period that counts stands behind; in a headline, even further on."""
        match = matches[number]
        if match.rule.make not in _NEED_TOPIC:
            return None
        context.next_topic = None
        first = context.subject() is None
        for after in matches[number + 1 :]:
            between = context.text[match.end : after.start]
            if not re.fullmatch(r"\s+(?:in|during|for)\s+(?:the\s+)?", between) and not (first and len(between) < _FAR):
                return None
            if _is_topic(after):
                try:
                    span: Timespan | None = self._makers[after.rule.make](after, context)
                except ValueError:
                    return None
                return span
            if not first:
                return None
        return None


def article_date(doc: Doc) -> date | None:
    """The article's date by the built-in rules: dateline, else `doc._.published`, else by the years it names."""
    return _built_in().article_date(doc)


@cache
def _built_in() -> Periods:
    return Periods(load_rules())


def _public_methods(maker: PeriodMaker) -> dict[str, Make]:
    """What rules can name in `make`."""
    return {name: getattr(maker, name) for name in dir(maker) if name[0] != "_" and name != "read"}


def _apart(found: Sequence[Match]) -> list[Match]:
    """The longest matches that don't overlap."""
    return longest(list(found), lambda m: (m.start, m.end))


def _is_topic(match: Match) -> bool:
    if match.rule.make == "relative":
        rel = match.groups["rel"].lower().split()[-1]
        units = (
            "year|quarter|half|month" if rel == "last" else "year|quarter|half"
        )  # "this month" dates events, not data
        return rel in ("this", "last", "current", "past") and re.search(units, match.text, re.I) is not None
    return match.rule.make in _TOPICS


def _is_heading(sentence: Sentence, text: str) -> bool:
    """Does it head a section? A headline of several lines, a bullet, a line of figures head none."""
    words = text[sentence.start : sentence.end].strip()
    return sentence.kind == "headline" and _HEADING.fullmatch(words) is not None


def _stretches(doc: Doc, text: str) -> list[Stretch]:
    """The document's sentences; where nobody has found any, a plain guess."""
    if doc._.sentences:
        return [Stretch(s.start, s.end, s.kind == "furniture", _is_heading(s, text), s.block) for s in doc._.sentences]
    edges = [0, *(match.end() for match in _BREAK.finditer(text)), len(text)]
    return [Stretch(start, end) for start, end in itertools.pairwise(edges) if end > start]


def _mention(match: Match, span: Timespan | None) -> Mention:
    return Mention(
        label=Label.PERIOD, start=match.start, end=match.end, text=match.text, rule=match.rule.id, period=span
    )
