"""QUANTITY mentions: numbers with a physical unit, and goods that are counted.

quantulum3 names the units that our word list does not know. It is slow to load and reads prose badly, so it is imported
only when such a unit is met, and sees no more than the span that a rule has found.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from extractor.models import Label, Mention
from extractor.numerals import Figure, Numeral, times
from extractor.pipeline.figures import MONEY, Anchor, Elided, joins_of, numerals_of
from extractor.pipeline.matching import Match, Matcher, longest
from extractor.pipeline.tables import Tables
from extractor.rules import RuleSet, load_rules
from extractor.spans import Stretches, add_mentions, mentions_of, register, sentence_at, text_of

_LEAST, _LEAST_OF_FEW = Decimal(10), Decimal(2)
_AIRLINERS = re.compile(r"7\d7|A\d{3}", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_WITHOUT_SCALE = frozenset(
    {
        "quantity.bare-figure",
        "quantity.bare-taken",
        "quantity.bare-listed",
        "quantity.bracket",
        "quantity.bracket-dated",
    }
)
_ALIKE = Decimal(20)
_WHOLE = Decimal(10000)
"""From here on "Mt" are metric tonnes, below it millions of them."""
_REACH = 40
_LEAST_END = 5
_SHORT_NUMBER = re.compile(r"\d{1,4}")
_CAPITAL_BEFORE = re.compile(r"\b[A-Z][\w.-]*\s$")
_NOT_PHYSICAL = frozenset(("currency", "dimensionless", "time", "unknown"))


@Language.factory("trade_quantities", default_config={"rules": None}, assigns=["doc._.mentions", "doc.spans"])
def make_quantities(nlp: Language, name: str, rules: str | None) -> Quantities:
    """QUANTITY from rules/patterns/quantities.yml and the word lists it names."""
    register()
    return Quantities(load_rules(Path(rules) if rules else None))


class Quantities:
    """Adds QUANTITY mentions to `doc._.mentions`, nowhere where a MONEY or PERCENT mention is."""

    def __init__(self, rules: RuleSet) -> None:
        self._makers: dict[str, Callable[[Match, Doc], Iterator[Mention]]] = {
            "unit": self._unit,
            "goods": self._goods,
            "scaled": self._scaled,
            "other": self._other,
            "elided": self._before,
            "heading": self._heading,
        }
        self._matcher = Matcher(rules, "quantity", {**self._makers, "bare": None, "figure": None})
        self._subjects = rules.list("goods_subject")
        self._units = rules.list("unit")
        self._goods_words = rules.list("goods")
        self._no_goods = re.compile(rf"(?<!\w){rules.list('no_goods').fragment()}(?!\w)", re.IGNORECASE)
        self._counted = Counted(rules)
        self._scaled_units = rules.list("unit_scaled")
        self._numerals = numerals_of(rules)
        self._joins = joins_of(rules)
        self._elided = Elided(rules)
        self._tables = Tables(rules)
        self._traded = re.compile(rf"(?<!\w)(?:{rules.expand('$goods_trade')})(?!\w)", re.IGNORECASE)

    def __call__(self, doc: Doc) -> Doc:
        text = text_of(doc)
        taken = Stretches((m.start, m.end) for m in mentions_of(doc, Label.MONEY, Label.PERCENT))
        found: list[Mention] = []
        later: dict[str, list[Match]] = {"bare": [], "figure": []}
        for match in self._matcher.find(text):
            if match.rule.make in later:
                if not taken.overlap(match.start, match.end):
                    later[match.rule.make].append(match)
            else:
                found += self._makers[match.rule.make](match, doc)
        found = longest([m for m in found if not taken.overlap(m.start, m.end)], lambda m: (m.start, m.end))
        subjects = list(self._traded.finditer(text)) if any(later.values()) else []
        bare = later["bare"] + (later["figure"] if subjects else [])
        if bare and (found or subjects):
            found += longest(list(self._understood(doc, bare, subjects, found)), lambda m: (m.start, m.end))
        return add_mentions(doc, found)

    def _unit(self, match: Match, doc: Doc) -> Iterator[Mention]:
        unit = self._units.lookup(match.groups["unit"])
        second = self._numerals.read(match.groups["second"])
        if unit is None or second is None:
            return
        start = match.spans["second"][0]
        first = self._numerals.read(match.groups.get("first", ""))
        if first is not None:
            own = "unit1" in match.groups
            kind = self._joins.kind(match.lead, match.groups["join"].strip(), first, second, own_unit=own)
            scaled = first if own else first.scaled_like(second)
            unit1 = (self._units.lookup(match.groups["unit1"]) if own else None) or unit
            if kind == "range" and unit1 == unit:
                yield _mention(match, match.start, match.end, Figure.between(scaled.value, second.value), unit)
                return
            if kind != "single":
                yield _mention(match, match.start, match.spans["join"][0], Figure(scaled.value), unit1)
        yield _mention(match, start, match.end, Figure(second.value), unit)

    def _goods(self, match: Match, doc: Doc) -> Iterator[Mention]:
        number = self._numerals.read(match.groups["second"])
        if number is None or _is_name(match, doc):
            return
        known = self._goods_words.lookup(match.groups["unit"])
        unit = known or self._counted.singular(match.groups["unit"])
        if number.value < self._counted.least(unit):
            return
        if known:
            counts = known not in ("case", "item") or not self._no_goods.search(_sentence(match, doc))
        else:
            counts = self._counted.is_goods(match, _sentence(match, doc))
        if counts:
            yield from self._one_or_two(match, number, unit)

    def _before(self, match: Match, doc: Doc) -> Iterator[Mention]:
        """ "520,000 against 480,000 tonnes": what stands before the one with the unit, if it is of like size."""
        first = self._numerals.read(match.groups["first"])
        second = self._numerals.read(match.groups["second"])
        words = match.groups
        unit = self._units.lookup(words["unit"]) if "unit" in words else self._goods_words.lookup(words["goods"])
        if first is None or second is None or unit is None:
            return
        low, high = sorted((first.scaled_like(second).value, second.value))
        if low and high < _ALIKE * low:
            yield _mention(match, match.start, match.end, Figure(first.scaled_like(second).value), unit)

    def _scaled(self, match: Match, doc: Doc) -> Iterator[Mention]:
        meaning = self._scaled_units.lookup(match.groups["unit"])
        number = self._numerals.read(match.groups["second"])
        if meaning and number and not (number.value >= _WHOLE and self._units.lookup(match.groups["unit"])):
            factor, unit = meaning.split(" ", 1)
            figure = Figure(times(number.value, Decimal(factor)))
            yield _mention(match, match.start, match.end, figure, unit)

    def _other(self, match: Match, doc: Doc) -> Iterator[Mention]:
        number = self._numerals.read(match.groups["second"])
        unit = match.rule.with_.get("unit") or unit_name(match.groups["unit"])
        if number and unit:
            yield _mention(match, match.start, match.end, Figure(number.value), unit)

    def _heading(self, match: Match, doc: Doc) -> Iterator[Mention]:
        """Every cell below "in thousands of tonnes:"; beside amounts of money only the columns headed "volume"."""
        unit = self._units.lookup(match.groups["unit"]) or self._goods_words.lookup(match.groups["unit"])
        word = "thousand" if "thousand" in match.groups else match.groups.get("scale", "")
        scale = self._numerals.read(word)
        text = match.source
        for cell in self._tables.cells(text, match.end, len(text)):
            number = self._numerals.read(text[cell.start : cell.end])
            if number is not None and unit and cell.kind in ("volume", ""):
                figure = Figure(times(number.value, scale.value) if scale else number.value)
                yield _mention(match, cell.start, cell.end, figure, unit)

    def _understood(
        self, doc: Doc, bare: list[Match], subjects: list[re.Match[str]], found: list[Mention]
    ) -> Iterator[Mention]:
        """ "to 4.1 mln tonnes from 3.8 mln": the second has the unit of the first; "car exports fell to 340,512"."""
        units = [Anchor(m.start, m.end, m.unit or "", m.value or Decimal(0)) for m in found]
        units += [Anchor(m.start, m.end, MONEY, m.value or Decimal(0)) for m in mentions_of(doc, Label.MONEY)]
        for subject in subjects:
            unit = self._subject_unit(subject)
            if unit:
                units.append(Anchor(*subject.span(), unit, Decimal(0)))
        taken = Stretches((one.start, one.end) for one in found)
        candidates = [m for m in bare if not taken.overlap(m.start, m.end)]
        anchors = self._elided.anchors(text_of(doc), units, [(m.start, m.end) for m in candidates])
        for match in candidates:
            number = self._numerals.read(match.groups["second"])
            if number is None:
                continue
            near_only = match.rule.id in _WITHOUT_SCALE
            unit = self._elided.unit(match.start, number.value, anchors, doc, near_only=near_only)
            if unit:
                yield from self._one_or_two(match, number, unit)

    def _subject_unit(self, subject: re.Match[str]) -> str | None:
        """What "car exports", "exports of cars" and "the number of barrels" are counted in."""
        if subject["unit3"]:
            return self._units.lookup(subject["unit3"]) or self._goods_words.lookup(subject["unit3"])
        return self._subjects.lookup(subject["unit"] or subject["unit2"]) or self._counted.ware(subject["unit2"])

    def _one_or_two(self, match: Match, number: Numeral, unit: str) -> Iterator[Mention]:
        """ "84 million to 86 million": a range, or two numbers, whose unit is understood."""
        first = self._numerals.read(match.groups.get("first", ""))
        if first is not None:
            join = match.groups["join"].strip()
            kind = self._joins.kind(match.lead, join, first, number, own_unit=first.scale is not None)
            low = first.scaled_like(number).value
            if kind == "range":
                yield _mention(match, match.start, match.end, Figure.between(low, number.value), unit)
                return
            if first.scale is not None or kind == "pair":
                yield _mention(match, match.start, match.spans["join"][0], Figure(low), unit)
        yield _mention(match, match.spans["second"][0], match.end, Figure(number.value), unit)


@cache
def unit_name(symbol: str) -> str | None:
    """quantulum3's name of a unit ("nm" is `nanometre`), or None where it knows none that is physical."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns that its classifier is not installed; we don't want one
        from quantulum3 import parser

        found = parser.parse(f"3 {symbol}")
    if len(found) != 1 or found[0].unit.entity.name in _NOT_PHYSICAL:
        return None
    return str(found[0].unit.name).lower()


class Counted:
    """Tells goods that are counted from persons, places, events and acts, by the noun and the words around."""

    def __init__(self, rules: RuleSet) -> None:
        self._few = rules.list("goods_few")
        self._none = rules.list("no_thing")
        self._all_the_same = rules.list("counted_all_the_same")
        ends = "|".join(word for word in self._none.words() if len(word) >= _LEAST_END and word.isalpha())
        self._uncounted = re.compile(rf"(?:{rules.expand('$uncounted_ending')}|{ends})$")
        self._irregular = rules.list("singular")
        self._mass = rules.list("mass_plural")
        self._if_traded = rules.list("thing_if_traded")
        self._context = re.compile(rf"(?<!\w){rules.list('thing_context').fragment()}(?!\w)", re.IGNORECASE)
        traded = rules.list("traded_verb").fragment()
        self._traded_before = re.compile(
            rf"(?<!\w){traded}(?:\s(?:a\stotal\sof|(?!of\b)[\w-]+)){{0,3}}\s$", re.IGNORECASE
        )
        self._traded_after = re.compile(
            rf"\s(?:(?:was|were|have been|had been|being|are)\s)?{traded}(?!\w)", re.IGNORECASE
        )

    def least(self, unit: str) -> Decimal:
        """The smallest number that is a quantity: two ships or A320s, ten of most goods."""
        few = self._few.lookup(unit) is not None or unit[-1:].isdigit()
        return _LEAST_OF_FEW if few else _LEAST

    def is_goods(self, match: Match, sentence: str) -> bool:
        """Are the things that a number counts said to be made, moved, bought, sold or seized?"""
        noun = match.groups["unit"]
        if self._if_traded.lookup(noun) is not None:
            after = match.source[match.end : match.end + _REACH]
            return self._traded_before.search(match.lead) is not None or self._traded_after.match(after) is not None
        return self._is_thing(noun) and self._context.search(sentence) is not None

    def _is_thing(self, noun: str) -> bool:
        head = noun.lower().rpartition("-")[2]
        if self._all_the_same.lookup(head) is not None:
            return True
        return self._none.lookup(head) is None and not self._uncounted.search(head)

    def ware(self, noun: str | None) -> str | None:
        """What exports of such goods are counted in, where a figure has no unit; None where they are weighed."""
        if noun is None or self._mass.lookup(noun) is not None or not self._is_thing(noun):
            return None
        return self.singular(noun)

    def singular(self, plural: str) -> str:
        """One of them, in small letters."""
        low = plural.lower()
        known = self._irregular.lookup(low)
        if known:
            return known
        if low.endswith("ies"):
            return f"{low[:-3]}y"
        return low[:-2] if low.endswith(("ches", "shes", "xes", "sses", "zzes", "oes")) else low[:-1]


def _is_name(match: Match, doc: Doc) -> bool:
    """ "747 jets", "the 2003 models", "Section 301 goods": the number says which, not how many."""
    written = match.groups["second"]
    if _AIRLINERS.fullmatch(written) or _YEAR.fullmatch(written):
        return True
    if not _SHORT_NUMBER.fullmatch(written):
        return False
    named = _CAPITAL_BEFORE.search(match.lead)
    if named is None:
        return False
    sentence = sentence_at(doc, match.start)
    return sentence is None or match.start - len(named[0]) > sentence.start


def _sentence(match: Match, doc: Doc) -> str:
    """The sentence, or what is near where nobody has found sentences."""
    sentence = sentence_at(doc, match.start)
    if sentence:
        return match.source[sentence.start : sentence.end]
    return match.source[max(0, match.start - 100) : match.start + 100]


def _mention(match: Match, start: int, end: int, figure: Figure, unit: str) -> Mention:
    return Mention(
        label=Label.QUANTITY,
        start=start,
        end=end,
        text=match.source[start:end],
        rule=match.rule.id,
        value=figure.value,
        value_low=figure.low,
        value_high=figure.high,
        unit=unit,
    )
