"""PERCENT mentions: percentages, percentage points, basis points and fractions that state a share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from extractor.models import Label, Mention
from extractor.numerals import Figure, times
from extractor.pipeline.figures import joins_of, numerals_of
from extractor.pipeline.matching import Match, Matcher, longest
from extractor.pipeline.tables import Tables
from extractor.rules import RuleSet, load_rules
from extractor.spans import add_mentions, register, sentence_at, text_of

_FOUR_PLACES = Decimal("0.0001")
_HUNDRED = Decimal(100)


@Language.factory("trade_percents", default_config={"rules": None}, assigns=["doc._.mentions", "doc.spans"])
def make_percents(nlp: Language, name: str, rules: str | None) -> Percents:
    """PERCENT from rules/patterns/percents.yml and the word lists it names."""
    register()
    return Percents(load_rules(Path(rules) if rules else None))


class Percents:
    """Adds PERCENT mentions to `doc._.mentions`."""

    def __init__(self, rules: RuleSet) -> None:
        self._makers: dict[str, Callable[[Match, Doc], Iterator[Mention]]] = {
            "percent": self._percent,
            "fraction": self._fraction,
            "points": self._points,
            "part-point": self._part_point,
            "alone": self._alone,
            "column": self._column,
        }
        self._tables = Tables(rules)
        self._matcher = Matcher(rules, "percent", self._makers)
        self._percent_like = re.compile(rules.expand("$percent_word"), re.IGNORECASE)
        self._index = re.compile(rf"(?<!\w){rules.list('index_word').fragment()}(?!\w)", re.IGNORECASE)
        self._units = rules.list("percent_sign")
        self._numerals = numerals_of(rules)
        self._joins = joins_of(rules)

    def __call__(self, doc: Doc) -> Doc:
        matches = self._matcher.find(text_of(doc))
        found = [mention for match in matches for mention in self._makers[match.rule.make](match, doc)]
        return add_mentions(doc, longest(found, lambda m: (m.start, m.end)))

    def _percent(self, match: Match, doc: Doc) -> Iterator[Mention]:
        unit = self._units.lookup(match.groups["unit"]) or "%"
        second = self._numerals.read(match.groups["second"])
        if second is None:
            return
        start = match.spans["second"][0]
        first = self._numerals.read(match.groups.get("first", ""))
        if first is not None:
            own_word = match.groups.get("unit1")
            join = match.groups.get("join2", match.groups["join"]).strip()
            listed = "second2" in match.groups
            kind = self._joins.kind(match.lead, join.rstrip(","), first, second, own_unit=own_word is not None)
            unit1 = (self._units.lookup(own_word) or "%") if own_word else unit
            if kind == "range" and unit1 == unit and not listed:
                yield self._mention(match, match.start, match.end, Figure.between(first.value, second.value), unit)
                return
            if kind != "single" or listed:
                yield self._mention(match, match.start, match.spans["join"][0], Figure(first.value), unit1)
                yield from self._middle(match, unit)
        yield self._mention(match, start, match.end, Figure(second.value), unit)

    def _middle(self, match: Match, unit: str) -> Iterator[Mention]:
        """The second of three numbers that share the last one's percent sign."""
        number = self._numerals.read(match.groups.get("second2", ""))
        if number is not None:
            yield self._mention(match, *match.spans["second2"], Figure(number.value), unit)

    def _fraction(self, match: Match, doc: Doc) -> Iterator[Mention]:
        share = self._numerals.value(match.groups["fraction"])
        if share is None or _counts_quarters(match):
            return
        percent = times(share, _HUNDRED)
        if -int(percent.as_tuple().exponent) > 4:
            percent = percent.quantize(_FOUR_PLACES)
        yield self._mention(match, match.start, match.end, Figure(percent), "%")

    def _points(self, match: Match, doc: Doc) -> Iterator[Mention]:
        """ "rose 2 points to 40 percent": points of a percentage; not those of an index."""
        number = self._numerals.read(match.groups["second"])
        around = _around(match, doc)
        if number is not None and self._percent_like.search(around) and not self._index.search(around):
            yield self._mention(match, match.start, match.end, Figure(number.value), "pp")

    def _part_point(self, match: Match, doc: Doc) -> Iterator[Mention]:
        part = self._numerals.value(match.groups["fraction"])
        if part is not None:
            yield self._mention(match, match.start, match.end, Figure(part), "pp")

    def _alone(self, match: Match, doc: Doc) -> Iterator[Mention]:
        number = self._numerals.read(match.groups["second"])
        if number is not None:
            yield self._mention(match, match.start, match.end, Figure(number.value), "%")

    def _column(self, match: Match, doc: Doc) -> Iterator[Mention]:
        """Cells of the columns headed "change pct" in a table of amounts."""
        text = match.source
        for cell in self._tables.cells(text, match.end, len(text)):
            number = self._numerals.read(text[cell.start : cell.end].rstrip("% "))
            if cell.kind == "percent" and number is not None:
                yield self._mention(match, cell.start, cell.end, Figure(number.value), "%")

    def _mention(self, match: Match, start: int, end: int, figure: Figure, unit: str) -> Mention:
        return Mention(
            label=Label.PERCENT,
            start=start,
            end=end,
            text=match.source[start:end],
            rule=match.rule.id,
            value=figure.value,
            value_low=figure.low,
            value_high=figure.high,
            unit=unit,
        )


def _counts_quarters(match: Match) -> bool:
    """ "the first three quarters", "for two quarters": quarters of the year, not of a whole."""
    if "quarter" not in match.groups["fraction"].lower() or match.groups["fraction"].lower().startswith("a"):
        return False
    before = match.lead.split()[-1:]
    follows = match.source[match.end : match.end + 8]
    return not re.match(r"\s(?:of|less|more|higher|lower|as)\b", follows) or before in (
        ["first"],
        ["last"],
        ["past"],
        ["previous"],
        ["next"],
    )


def _around(match: Match, doc: Doc) -> str:
    """The sentence, or what is near where nobody has found sentences."""
    sentence = sentence_at(doc, match.start)
    if sentence:
        return match.source[sentence.start : sentence.end]
    return match.source[max(0, match.start - 100) : match.end + 100]
