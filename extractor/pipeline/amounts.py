"""MONEY mentions: amounts whose currency is beside them, understood from a neighbour, or in a table's heading.

Which rules there are is in rules/patterns/amounts.yml; here is what to make of their groups: exact values, ranges, and
which crown, franc or dollar an article means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from extractor.models import Label, Mention
from extractor.numerals import Figure, times
from extractor.pipeline.currencies import Currencies, Money, Setting
from extractor.pipeline.figures import Anchor, Elided, joins_of, numerals_of
from extractor.pipeline.matching import Match, Matcher
from extractor.pipeline.tables import Tables
from extractor.rules import RuleSet, load_rules
from extractor.spans import Stretches, add_mentions, register, text_of

_ONE, _HUNDREDTH = Decimal(1), Decimal("0.01")
_DASHES = frozenset("-–‑−")
_LEAST_WON = Decimal(100)
_FIGURE_RULE = "money.bare-figure"
_SCREENS = frozenset(("480", "720", "1080", "1440", "2160"))


@dataclass(frozen=True)
class _Draft:
    """An amount found. `money` is an ISO code, a family in small letters, or "" where a neighbour must tell."""

    start: int
    end: int
    rule: str
    figure: Figure
    money: str
    nation: str | None = None
    sign: bool = False

    @property
    def written(self) -> Money:
        """Its currency as written."""
        return Money(self.start, self.end, self.money, self.nation, self.sign)


@Language.factory("trade_amounts", default_config={"rules": None}, assigns=["doc._.mentions", "doc.spans"])
def make_amounts(nlp: Language, name: str, rules: str | None) -> Amounts:
    """MONEY from rules/patterns/amounts.yml and the word lists it names."""
    register()
    return Amounts(load_rules(Path(rules) if rules else None))


class Amounts:
    """Adds MONEY mentions to `doc._.mentions`; PLACE mentions, where there are any, help to tell the currency."""

    def __init__(self, rules: RuleSet) -> None:
        makers: dict[str, Callable[[Match, str], Iterator[_Draft]]] = {
            "sign": self._sign,
            "name": self._name,
            "name-first": self._name_first,
            "pence": self._pence,
            "bare": self._bare,
            "heading": self._heading,
        }
        self._makers = makers
        self._matcher = Matcher(rules, "money", makers)
        self._numerals = numerals_of(rules)
        self._joins = joins_of(rules)
        self._currencies = Currencies(rules)
        self._opens_bracket = re.compile(rf"[(\[](?:{rules.list('bracket_lead').fragment()}\s)?$", re.IGNORECASE)
        self._sign_lost = re.compile(rules.expand("$sign_lost"))
        self._elided = Elided(rules)
        self._tables = Tables(rules)

    def __call__(self, doc: Doc) -> Doc:
        text = text_of(doc)
        drafts = [draft for match in self._matcher.find(text) for draft in self._makers[match.rule.make](match, text)]
        setting = Setting(doc, self._currencies)
        named = _without_overlaps(draft for draft in drafts if draft.money)
        setting.note(text, [draft.written for draft in named])
        found = [replace(d, money=setting.code(d.written)) for d in named if not setting.is_weight(d.written)]
        taken = Stretches((draft.start, draft.end) for draft in named)
        bare = _without_overlaps(d for d in drafts if not d.money and not taken.overlap(d.start, d.end))
        lost = None if found else setting.lost()
        if lost:
            found = [replace(draft, money=lost) for draft in bare if self._lost(draft, text)]
            bare = [draft for draft in bare if not self._lost(draft, text)]
        if bare and found:
            found += self._understood(doc, bare, found)
        return add_mentions(doc, [_mention(draft, text) for draft in found])

    def _sign(self, match: Match, text: str) -> Iterator[_Draft]:
        money = self._currencies.sign(match.groups["sign"])
        first = self._numerals.read(match.groups["first"])
        if first is None or money is None:
            return
        start, end = match.start, match.spans["first"][1]
        second = self._numerals.read(match.groups.get("second", ""))
        join = match.groups.get("join", "").strip()
        if second is None:
            end = match.end if "tail" in match.groups else end
            nation = self._currencies.nation(match.groups.get("nation"))
            yield _Draft(start, end, match.rule.id, Figure(first.value), money, nation, sign=True)
            return
        own = "sign2" in match.groups
        alike = own or (second.scale is not None and first.scale is None) or (join in _DASHES and second.scale is None)
        kind = self._joins.kind(match.lead, join, first, second, own_unit=own or first.scale is not None)
        other = (self._currencies.sign(match.groups["sign2"]) if own else None) or money
        if money in self._currencies.families.get(other, {}).values():
            other = money  # "US$10-$12bn"
        if kind == "range" and (alike or join == "and") and other == money:
            low = first.scaled_like(second)
            yield _Draft(start, match.end, match.rule.id, Figure.between(low.value, second.value), money, sign=True)
            return
        if own and first.mantissa <= 2 * second.mantissa:
            first = first.scaled_like(second)  # "from $5 to $6 billion"
        yield _Draft(start, end, match.rule.id, Figure(first.value), money, sign=True)
        if own:
            span = match.spans["sign2"][0], match.end
            yield _Draft(*span, match.rule.id, Figure(second.value), other, sign=True)

    def _name(self, match: Match, text: str) -> Iterator[_Draft]:
        word = match.groups.get("name")
        money = self._currencies.name(word) if word else self._currencies.minor(match.groups["minor"])
        nation = self._currencies.nation(match.groups.get("nation"))
        second = self._numerals.read(match.groups["second"])
        if money is None or second is None or (word and _is_threshold(match, self._currencies.wire)):
            return
        if second.scale is None and second.mantissa < _LEAST_WON and money == "won":
            return  # "60 won the race"
        part = _ONE if word else _HUNDREDTH
        first = self._numerals.read(match.groups.get("first", ""))
        if first is not None:
            own_word = match.groups.get("name1")
            join = match.groups["join"].strip()
            kind = self._joins.kind(match.lead, join, first, second, own_unit=own_word is not None)
            low = (first if own_word else first.scaled_like(second)).value
            money1 = (self._currencies.name(own_word) if own_word else None) or money
            low = low if own_word else times(low, part)
            if kind == "range" and money1 == money:
                figure = Figure.between(low, times(second.value, part))
                yield _Draft(match.start, match.end, match.rule.id, figure, money, nation)
                return
            if kind != "single":
                nation1 = self._currencies.nation(match.groups.get("nation1")) or nation
                yield _Draft(match.start, match.spans["join"][0], match.rule.id, Figure(low), money1, nation1)
        figure = Figure(times(second.value, part))
        yield _Draft(match.spans["second"][0], match.end, match.rule.id, figure, money, nation)

    def _name_first(self, match: Match, text: str) -> Iterator[_Draft]:
        """ "euro 3.1 billion": a name that does a sign's work."""
        money = self._currencies.sign(match.groups["first_name"])
        number = self._numerals.read(match.groups["second"])
        if money is not None and number is not None:
            nation = self._currencies.nation(match.groups.get("nation"))
            yield _Draft(match.start, match.end, match.rule.id, Figure(number.value), money, nation, sign=True)

    def _pence(self, match: Match, text: str) -> Iterator[_Draft]:
        number = self._numerals.read(match.groups["second"])
        if number is not None and match.groups["second"] not in _SCREENS:
            yield _Draft(match.start, match.end, match.rule.id, Figure(times(number.value, _HUNDREDTH)), "GBP")

    def _bare(self, match: Match, text: str) -> Iterator[_Draft]:
        number = self._numerals.read(match.groups["second"])
        first = self._numerals.read(match.groups.get("first", ""))
        if number is None:
            return
        if first is not None:
            join = match.groups["join"].strip()
            kind = self._joins.kind(match.lead, join, first, number, own_unit=first.scale is not None)
            low = first.scaled_like(number)
            if kind == "range":
                yield _Draft(match.start, match.end, match.rule.id, Figure.between(low.value, number.value), "")
                return
            if first.scale is not None or kind == "pair":
                yield _Draft(match.start, match.spans["join"][0], match.rule.id, Figure(low.value), "")
        yield _Draft(match.spans["second"][0], match.end, match.rule.id, Figure(number.value), "")

    def _heading(self, match: Match, text: str) -> Iterator[_Draft]:
        """Every cell below "in billions of Canadian dollars:" that is no percentage."""
        groups = match.groups
        scale = self._numerals.read(groups.get("scale", groups.get("scale2", "")))
        word = groups.get("name", groups.get("code"))
        money = self._currencies.name(word) if word else self._currencies.sign(groups["sign"])
        if scale is None or money is None:
            return
        nation = self._currencies.nation(groups.get("nation"))
        for cell in self._tables.cells(text, match.end, len(text)):
            number = self._numerals.read(text[cell.start : cell.end])
            if number is not None and cell.kind in ("value", ""):
                figure = Figure(times(number.value, scale.value))
                yield _Draft(cell.start, cell.end, match.rule.id, figure, money, nation)

    def _understood(self, doc: Doc, bare: list[_Draft], found: list[_Draft]) -> Iterator[_Draft]:
        """Amounts that leave their currency out take it from the last amount; after "3 mln tonnes" they are tonnes."""
        text = text_of(doc)
        units = [Anchor(d.start, d.end, d.money, d.figure.value) for d in found if not self._is_conversion(d, text)]
        anchors = self._elided.anchors(text, units, [(d.start, d.end) for d in (*bare, *found)])
        for draft in bare:
            near_only = draft.rule == _FIGURE_RULE
            money = self._elided.unit(draft.start, draft.figure.value, anchors, doc, near_only=near_only)
            if money:
                yield replace(draft, money=money)

    def _lost(self, draft: _Draft, text: str) -> bool:
        """Is it written as money is ("6.1bn"), so that it may have had a sign?"""
        return self._sign_lost.search(text, draft.start, draft.end) is not None

    def _is_conversion(self, draft: _Draft, text: str) -> bool:
        """Does the amount only convert the one before it: "5 billion crowns (about $800 million)"?"""
        before = text[max(0, draft.start - 16) : draft.start]
        return bool(self._opens_bracket.search(before)) and text[draft.end : draft.end + 1] in (")", "]", ",", ";")


def _is_threshold(match: Match, wire: re.Pattern[str]) -> bool:
    """ "the 100 billion mark" is a threshold, "a 100 mln mark credit" an amount."""
    if match.groups["name"].lower() != "mark":
        return False
    return match.lead.rstrip().lower().endswith("the") or not wire.search(match.source)


def _without_overlaps(drafts: Iterable[_Draft]) -> list[_Draft]:
    """A sign before the number beats a name after it ("the $100 billion mark"); then the longer one wins."""
    taken = Stretches()
    ordered = sorted(drafts, key=lambda d: (not d.sign, d.start - d.end, d.start))
    return sorted((draft for draft in ordered if taken.add(draft.start, draft.end)), key=lambda d: d.start)


def _mention(draft: _Draft, text: str) -> Mention:
    return Mention(
        label=Label.MONEY,
        start=draft.start,
        end=draft.end,
        text=text[draft.start : draft.end],
        rule=draft.rule,
        value=draft.figure.value,
        value_low=draft.figure.low,
        value_high=draft.figure.high,
        unit=draft.money,
    )
