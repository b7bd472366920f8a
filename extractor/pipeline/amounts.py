"""MONEY mentions: amounts with their currency written beside them, understood from a neighbour, or set by a table's heading.

Which rules there are is in rules/patterns/amounts.yml; here is what to make of their groups: exact values, ranges, and
which crown, franc or dollar an article means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from extractor.models import Label, Mention
from extractor.numerals import Figure, Joins, Numeral, Numerals, times
from extractor.pipeline.matching import Match, Matcher
from extractor.rules import RuleSet, load_rules
from extractor.spans import add_mentions, mentions_of, register

_HUNDREDTH = Decimal("0.01")
_WIRE = re.compile(r"\b(?:dlrs?|mln|pct)\b")
_WIRE_YEAR, _MODERN_YEAR = 1987, 2010
_SCREENS = frozenset(("480", "720", "080"))
_OPENING = 1000
_OWN_DOLLAR = frozenset(("CAN", "AUS", "NZL", "HKG", "SGP"))  # those whose news says "dlrs" of their own dollar


@dataclass(frozen=True)
class _Draft:
    """An amount found; `money` is an ISO code, a family in small letters, or "" where a neighbour must tell."""

    start: int
    end: int
    rule: str
    figure: Figure
    money: str
    nation: str | None = None
    sign: bool = False


@Language.factory("trade_amounts", default_config={"rules": None}, assigns=["doc._.mentions", "doc.spans"])
def make_amounts(nlp: Language, name: str, rules: str | None) -> Amounts:
    """MONEY from rules/patterns/amounts.yml and the word lists it names."""
    register()
    return Amounts(load_rules(Path(rules) if rules else None))


class Amounts:
    """Adds MONEY mentions to `doc._.mentions`; reads the PLACE mentions that are there, to tell which currency is meant."""

    def __init__(self, rules: RuleSet) -> None:
        makers: dict[str, Callable[[Match, str], Iterator[_Draft]]] = {
            "sign": self._sign,
            "name": self._name,
            "minor": self._minor,
            "pence": self._pence,
            "bare": self._bare,
        }
        self._makers = makers
        self._matcher = Matcher(rules, "money", makers)
        self._numerals = numerals_of(rules)
        self._joins = joins_of(rules)
        self._currencies = Currencies(rules)
        self._measured = re.compile(rf"(?<![\w$£€¥])(?:{rules.expand('$measured')})(?!\w)", re.IGNORECASE)
        self._table = Tables(rules, self._currencies)

    def __call__(self, doc: Doc) -> Doc:
        text = doc.text
        drafts = [
            draft for match in self._matcher.find(text) for draft in self._makers[match.rule.make](match, text)
        ]
        setting = Setting(doc, self._currencies)
        named = _without_overlaps(draft for draft in drafts if draft.money)
        setting.note_conversions(text, named)
        found = [replace(draft, money=setting.code(draft, text)) for draft in named]
        found += self._table.read(text, setting, found)
        bare = [draft for draft in drafts if not draft.money and not _overlaps(draft, found)]
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
            yield _Draft(start, end, match.rule.id, Figure(first.value), money, sign=True)
            return
        own = "sign2" in match.groups
        alike = own or (second.scale is not None and first.scale is None) or (join in "-–‑−" and second.scale is None)
        kind = self._joins.kind(text[:start], join, first, second, own_unit=own or first.scale is not None)
        if kind == "range" and (alike or join == "and"):
            low = first.scaled_like(second)
            yield _Draft(start, match.end, match.rule.id, Figure.between(low.value, second.value), money, sign=True)
            return
        yield _Draft(start, end, match.rule.id, Figure(first.value), money, sign=True)
        if own:
            other = self._currencies.sign(match.groups["sign2"]) or money
            span = match.spans["sign2"][0], match.end
            yield _Draft(*span, match.rule.id, Figure(second.value), other, sign=True)

    def _name(self, match: Match, text: str) -> Iterator[_Draft]:
        money = self._currencies.name(match.groups["name"])
        nation = self._currencies.nation(match.groups.get("nation"))
        second = self._numerals.read(match.groups["second"])
        if money is None or second is None or _is_threshold(match, text):
            return
        start = match.spans["second"][0]
        first = self._numerals.read(match.groups.get("first", ""))
        if first is not None:
            own_word = match.groups.get("name1")
            join = match.groups["join"].strip()
            kind = self._joins.kind(text[: match.start], join, first, second, own_unit=own_word is not None)
            scaled = first if own_word else first.scaled_like(second)
            if kind == "range":
                figure = Figure.between(scaled.value, second.value)
                yield _Draft(match.start, match.end, match.rule.id, figure, money, nation)
                return
            if kind == "pair":
                end = match.spans["join"][0]
                money1 = self._currencies.name(own_word) if own_word else money
                nation1 = self._currencies.nation(match.groups.get("nation1")) or nation
                yield _Draft(match.start, end, match.rule.id, Figure(scaled.value), money1 or money, nation1)
        yield _Draft(start, match.end, match.rule.id, Figure(second.value), money, nation)

    def _minor(self, match: Match, text: str) -> Iterator[_Draft]:
        money = self._currencies.minor(match.groups["name"])
        second = self._numerals.read(match.groups["second"])
        if money is None or second is None:
            return
        nation = self._currencies.nation(match.groups.get("nation"))
        figure, start = Figure(times(second.value, _HUNDREDTH)), match.spans["second"][0]
        first = self._numerals.read(match.groups.get("first", ""))
        if first is not None:
            join = match.groups["join"].strip()
            kind = self._joins.kind(text[: match.start], join, first, second, own_unit=False)
            low = times(first.value, _HUNDREDTH)
            if kind == "range":
                figure, start = Figure.between(low, figure.value), match.start
            elif kind == "pair":
                yield _Draft(match.start, match.spans["join"][0], match.rule.id, Figure(low), money, nation)
        yield _Draft(start, match.end, match.rule.id, figure, money, nation)

    def _pence(self, match: Match, text: str) -> Iterator[_Draft]:
        number = self._numerals.read(match.groups["second"])
        if number is not None and match.groups["second"] not in _SCREENS:
            yield _Draft(match.start, match.end, match.rule.id, Figure(times(number.value, _HUNDREDTH)), "GBP")

    def _bare(self, match: Match, text: str) -> Iterator[_Draft]:
        number = self._numerals.read(match.groups["second"])
        if number is not None:
            yield _Draft(match.start, match.end, match.rule.id, Figure(number.value), "")

    def _understood(self, doc: Doc, bare: list[_Draft], found: list[_Draft]) -> Iterator[_Draft]:
        """Amounts that leave their currency out take it from the last amount; after "3 mln tonnes" they are tonnes."""
        text = doc.text
        measured = [match.span() for match in self._measured.finditer(text)]
        anchors = [(d.start, d.end, d.money) for d in found if not _is_conversion(d, text)]
        anchors += [(a, b, "") for a, b in measured if not any(d.start < b and a < d.end for d in found)]
        anchors.sort()
        for draft in _without_overlaps(bare):
            money = _nearest(draft, anchors, doc)
            if money:
                yield replace(draft, money=money)


def numerals_of(rules: RuleSet) -> Numerals:
    """The reader of numbers with the words of the rules."""
    lists = ("cardinal", "multiple", "fraction", "scale", "scale_letter")
    return Numerals.from_words(*(rules.list(name).meanings for name in lists))


def joins_of(rules: RuleSet) -> Joins:
    """Tells ranges from pairs, with the words of the rules."""
    return Joins(frozenset(rules.list("range_cue").words()), frozenset(rules.list("change_word").words()))


class Currencies:
    """What signs, letters and names of currencies mean, by the word lists."""

    def __init__(self, rules: RuleSet) -> None:
        self._signs = rules.list("currency_sign")
        self._letters = rules.list("currency_letter")
        self._names = rules.list("currency_name")
        self._codes = rules.list("currency_code")
        self._minor = rules.list("currency_minor")
        self._nations = rules.list("currency_nation")
        self.families: dict[str, dict[str, str]] = {
            name.removeprefix("family_"): {nation: code for code, nations in words.meanings.items() for nation in nations}
            for name, words in rules.words.items()
            if name.startswith("family_")
        }
        self._older: dict[str, tuple[str, int]] = {}
        for old, successors in rules.list("currency_until").meanings.items():
            for successor in successors:
                code, year = successor.split()
                self._older[code] = (old, int(year))
        self.cities = rules.list("dateline_city")
        self.dateline = re.compile(rf"^\s*({self.cities.fragment()})\b", re.MULTILINE)
        self.nation_words = re.compile(rf"(?<!\w){self._nations.fragment()}(?!\w)")

    def sign(self, word: str) -> str | None:
        """A sign or code before a number: ISO code or family."""
        return self._signs.lookup(word) or self._letters.lookup(word)

    def name(self, word: str) -> str | None:
        """A name or code after a number: ISO code or family."""
        return self._codes.lookup(word) or self._names.lookup(word)

    def minor(self, word: str) -> str | None:
        """A hundredth: the ISO code or family it is a hundredth of."""
        return self._minor.lookup(word)

    def nation(self, word: str | None) -> str | None:
        """The country code of "Canadian", or None."""
        return self._nations.lookup(word) if word else None

    def as_of(self, code: str, year: int) -> str:
        """The code that was in use in a year: TRL, not TRY, before 2005."""
        old, until = self._older.get(code, (code, 0))
        return old if year < until else code


class Setting:
    """The country and the time that an article is about, worked out when first needed."""

    def __init__(self, doc: Doc, currencies: Currencies) -> None:
        self._doc = doc
        self._currencies = currencies
        self._weights: dict[str, int] | None = None
        self._home: str | None = None
        self._wire = bool(_WIRE.search(doc.text))
        published = doc._.published
        self._year: int = published.year if published else (_WIRE_YEAR if self._wire else _MODERN_YEAR)
        self._foreign_dollar = False
        self._own_dollar = False

    def note_conversions(self, text: str, drafts: Iterable[_Draft]) -> None:
        """ "$5bn (US$3.4bn)" shows that a plain dollar is not the American one."""
        ordered = list(drafts)
        for one, other in zip(ordered, ordered[1:], strict=False):
            if other.money == "USD" or (other.money == "dollar" and other.nation == "USA"):
                self._foreign_dollar = True
                gap = text[one.end : other.start]
                self._own_dollar |= one.money == "dollar" and not one.nation and gap.strip() == "("
        self._foreign_dollar |= any(d.money == "USD" or d.nation == "USA" for d in ordered[:1])

    def code(self, draft: _Draft, text: str) -> str:
        """The ISO code of a draft's currency."""
        members = self._currencies.families.get(draft.money)
        if members is None:
            code = draft.money if draft.money.isupper() else draft.money.upper()
        elif draft.nation in members:
            code = members[draft.nation]
        elif draft.money == "dollar":
            code = self._dollar(draft, members)
        else:
            code = self._member(members)
        return code if draft.sign else self._currencies.as_of(code, self._year)

    def _dollar(self, draft: _Draft, members: Mapping[str, str]) -> str:
        """American, unless a wire story from a country with a dollar of its own has no "U.S. dlrs", or the text shows it."""
        home = self.home()
        wire = self._wire and not draft.sign and not self._foreign_dollar
        if home in members and (self._own_dollar or (wire and home in _OWN_DOLLAR)):
            return members[home]
        return "USD"

    def _member(self, members: Mapping[str, str]) -> str:
        weights = self._countries()
        best = max(members, key=lambda nation: weights.get(nation, 0))  # the first listed where the article tells nothing
        return members[best]

    def home(self) -> str:
        """The country that the article comes from: its dateline's, else the first that it names."""
        if self._home is None:
            self._countries()
        return self._home or ""

    def _countries(self) -> Mapping[str, int]:
        if self._weights is not None:
            return self._weights
        weights: dict[str, int] = {}
        text = self._doc.text
        places = [(m.start, m.place) for m in mentions_of(self._doc, Label.PLACE) if m.place]
        if not places:
            matches = self._currencies.nation_words.finditer(text)
            places = [(m.start(), self._currencies.nation(m[0])) for m in matches]
        for start, place in places:
            if place:
                weights[place] = weights.get(place, 0) + (3 if start < 120 else 1)
        city = self._currencies.dateline.search(text, 0, _OPENING)
        from_city = self._currencies.cities.lookup(city[1]) if city else None
        if from_city:
            weights[from_city] = weights.get(from_city, 0) + 1
        self._home = from_city or next((place for _, place in places if place), "")
        self._weights = weights
        return weights


class Tables:
    """Numbers under a heading that names their unit: "in billions of Canadian dollars: ..."."""

    def __init__(self, rules: RuleSet, currencies: Currencies) -> None:
        pass

    def read(self, text: str, setting: Setting, found: list[_Draft]) -> list[_Draft]:
        """The cells of the tables in the text."""
        return []


def _is_threshold(match: Match, text: str) -> bool:
    """ "the 100 billion mark" is a threshold, "a 100 mln mark credit" an amount."""
    if match.groups["name"].lower() != "mark":
        return False
    return text[: match.start].rstrip().lower().endswith("the") or not _WIRE.search(text)


def _is_conversion(draft: _Draft, text: str) -> bool:
    """Does the amount only convert the one before it: "5 billion crowns ($800 million)"?"""
    before = text[: draft.start].rstrip()
    return before.endswith(("(", "[")) and text[draft.end : draft.end + 1] in (")", "]", ",", ";")


def _nearest(draft: _Draft, anchors: list[tuple[int, int, str]], doc: Doc) -> str:
    """The currency of the last amount before; of the next one where there is none before in the article."""
    before = [anchor for anchor in anchors if anchor[1] <= draft.start]
    after = [anchor for anchor in anchors if anchor[0] >= draft.end]
    sentence = next((s for s in doc._.sentences if s.start <= draft.start < s.end), None)
    if sentence and after and after[0][0] < sentence.end and not (before and before[-1][0] >= sentence.start):
        return after[0][2]
    return before[-1][2] if before else after[0][2]


def _overlaps(draft: _Draft, others: Iterable[_Draft]) -> bool:
    return any(draft.start < other.end and other.start < draft.end for other in others)


def _without_overlaps(drafts: Iterable[_Draft]) -> list[_Draft]:
    """A sign before the number beats a name after it ("the $100 billion mark"); then the longer one wins."""
    kept: list[_Draft] = []
    for draft in sorted(drafts, key=lambda d: (not d.sign, d.start - d.end, d.start)):
        if not _overlaps(draft, kept):
            kept.append(draft)
    return sorted(kept, key=lambda d: d.start)


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
