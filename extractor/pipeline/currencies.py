"""Which currency a sign or name means: "crowns" in an article on Sweden, "dlrs" in one from Wellington."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from spacy.tokens import Doc

from extractor.models import Label
from extractor.rules import RuleSet
from extractor.spans import mentions_of, text_of

_WIRE_YEAR, _MODERN_YEAR = 1987, 2010
_OPENING = 1000
_HEADLINE = 120
_WEIGHT = 60
_OWN_DOLLAR = frozenset(("CAN", "AUS", "NZL", "HKG", "SGP"))  # those whose news says "dlrs" of their own dollar
_AMERICAN_DOLLAR = frozenset(("USA", "TWN", "ZWE", "LBR", "MYS"))  # those whose trade is told in American ones


@dataclass(frozen=True)
class Money:
    """A currency as written: ISO code, or family in small letters with perhaps a nation; `sign`: before the number."""

    start: int
    end: int
    name: str
    nation: str | None
    sign: bool


class Currencies:
    """What signs, letters and names of currencies mean, by the word lists."""

    def __init__(self, rules: RuleSet) -> None:
        self._signs = rules.list("currency_sign")
        self._letters = rules.list("currency_letter")
        self._names = rules.list("currency_name")
        self._first_names = rules.list("currency_name_first")
        self._codes = rules.list("currency_code")
        self._minor = rules.list("currency_minor")
        self._nations = rules.list("currency_nation")
        self.families: dict[str, dict[str, str]] = {
            name.removeprefix("family_"): {
                nation: code for code, nations in words.meanings.items() for nation in nations
            }
            for name, words in rules.words.items()
            if name.startswith("family_")
        }
        self._older: dict[str, tuple[str, int]] = {}
        for old, successors in rules.list("currency_until").meanings.items():
            for successor in successors:
                code, year = successor.split()
                self._older[code] = (old, int(year))
        self.countries = frozenset(rules.list("place_name").meanings)
        self.cities = rules.list("dateline_city")
        self.dateline = re.compile(rf"^\s*({self.cities.fragment()})\b", re.MULTILINE)
        self.wire = re.compile(rf"(?<!\w){rules.list('wire_word').fragment()}(?!\w)", re.IGNORECASE)
        self.weighed = re.compile(rules.expand("$weighed"), re.IGNORECASE)
        self.weighs = re.compile(rules.expand("$weighs"), re.IGNORECASE)
        self.sign_lost = rules.list("currency_sign_lost").meanings
        self.american_cents = re.compile(r"\bUS\d\d?(?:\.\d+)? cents\b")
        self.dollar_note = re.compile(rules.expand("$dollar_note"), re.IGNORECASE)
        self.nation_words = re.compile(rf"(?<!\w){self._nations.fragment()}(?!\w)")

    def sign(self, word: str) -> str | None:
        """A sign, code or name before a number: ISO code or family."""
        return self._signs.lookup(word) or self._letters.lookup(word) or self._first_names.lookup(word)

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
        self._text = text_of(doc)
        self._currencies = currencies
        self._weights: dict[str, int] | None = None
        self._home: str | None = None
        self._wire = bool(currencies.wire.search(self._text))
        published = doc._.published
        self._year: int = published.year if published else (_WIRE_YEAR if self._wire else _MODERN_YEAR)
        self._foreign_dollar = False
        self._foreign_sign = False
        self._own_dollar = False
        self._told_apart: frozenset[str] = frozenset()
        self._stated: str | None = None

    def note(self, text: str, found: Iterable[Money]) -> None:
        """See what the amounts tell: "$5bn (US$3.4bn)" shows that a plain dollar is not the American one."""
        ordered = list(found)
        self._foreign_dollar = any(one.name == "USD" or one.nation == "USA" for one in ordered)
        cents = self._currencies.american_cents.search(text) is not None
        self._foreign_sign = cents or any(one.name == "USD" and one.sign for one in ordered)
        dollars = self._currencies.families["dollar"]
        nations = {code: nation for nation, code in dollars.items()}
        self._told_apart = frozenset(
            nation
            for one in ordered
            if (nation := nations.get(one.name) or (one.nation if one.name == "dollar" else None))
        )
        for one, other in pairwise(ordered):
            american = other.name == "USD" or other.nation == "USA"
            if american and one.name == "dollar" and not one.nation and text[one.end : other.start].strip() == "(":
                self._own_dollar = True
        stated = self._currencies.dollar_note.search(text)
        if stated:
            self._stated = self._currencies.nation(stated["nation"])

    def code(self, money: Money) -> str:
        """The ISO code of an amount's currency."""
        members = self._currencies.families.get(money.name)
        if members is None:
            code = money.name.upper()
        elif money.nation in members:
            code = members[money.nation]
        elif money.name == "dollar":
            code = self._dollar(money, members)
        else:
            code = self._member(members)
        return code if money.sign else self._currencies.as_of(code, self._year)

    def is_weight(self, money: Money) -> bool:
        """ "2 million pounds of beef" are no money, unless the article is about a country that pays in pounds.

        Nor are pounds that a bale weighs, nor any in an American article that names no such country.
        """
        if money.name != "pound" or money.nation or money.sign:
            return False
        if self._currencies.weighs.search(self._text, max(0, money.start - _WEIGHT), money.start):
            return True
        weights = self._countries()
        if any(weights.get(nation) for nation in self._currencies.families["pound"]):
            return False
        return bool(self._currencies.weighed.match(self._text, money.end)) or self.home() == "USA"

    def lost(self) -> str | None:
        """The currency whose sign a text may have lost on its way ("the gap hit 6.1bn"): its home's, if that is one."""
        offices = [hint.place for hint in self._doc._.hints if hint.kind == "office"]
        homes = {self.home(), *offices[:1]}
        return next((code for code, nations in self._currencies.sign_lost.items() if homes & set(nations)), None)

    def _dollar(self, money: Money, members: Mapping[str, str]) -> str:
        """American, unless the text shows another or a wire story has "dlrs" of its own country and no "U.S. dlrs"."""
        if self._stated and self._stated in members:
            return members[self._stated]
        home = self.home()
        wire = self._wire and not money.sign and not self._foreign_dollar
        if home in members and (self._own_dollar or (wire and home in _OWN_DOLLAR)):
            return members[home]
        domestic = self._domestic(members) if money.sign else None
        return members[domestic] if domestic else "USD"

    def _domestic(self, members: Mapping[str, str]) -> str | None:
        """The country whose press writes its own dollar as a plain "$".

        It names its own office of statistics as one of the house, or keeps "US$" for the American dollar. A report that
        writes "C$" or "Canadian dollars" is for foreigners, and its "$" American.
        """
        offices = [hint.place for hint in self._doc._.hints if hint.kind == "office"]
        if offices and "USA" not in offices:
            home = offices[0]
        elif self._foreign_sign:
            home = self.home()
        else:
            return None
        return None if home not in members or home in _AMERICAN_DOLLAR or home in self._told_apart else home

    def _member(self, members: Mapping[str, str]) -> str:
        weights = self._countries()
        best = max(
            members, key=lambda nation: weights.get(nation, 0)
        )  # the first listed where the article tells nothing
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
        text = self._text
        places = [(m.start, m.place or "") for m in mentions_of(self._doc, Label.PLACE)]
        if not places:
            matches = self._currencies.nation_words.finditer(text)
            places = [(m.start(), self._currencies.nation(m[0]) or "") for m in matches]
        for start, place in places:
            if place:
                weights[place] = weights.get(place, 0) + (3 if start < _HEADLINE else 1)
        city = self._currencies.dateline.search(text, 0, _OPENING)
        from_city = self._currencies.cities.lookup(city[1]) if city else None
        if from_city:
            weights[from_city] = weights.get(from_city, 0) + 1
        self._home = from_city or next((place for _, place in places if place in self._currencies.countries), "")
        self._weights = weights
        return weights
