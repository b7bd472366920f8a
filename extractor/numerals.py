"""Numbers as news writes them, read exactly: `2.3bn`, `12,34,567`, `two and a half`, `half a million`. Pure.

There is no float anywhere: 64.1 billion is 64100000000, not 64099999999.99999.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from typing import Literal

_EXACT = Context(prec=100)
_SHARES_SCALE, _TEN = Decimal(1000), Decimal(10)
_EXACT_DIGITS = 3
_ENDLESS = Decimal("1e-12")
_GROUPS = re.compile(
    r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?|\d{1,4},\d{1,2}(?![\d,])"
    r"|\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
)
_DECIMAL_COMMA = re.compile(r"^\d{1,4},\d{1,2}$")
_TOKEN = re.compile(
    r"(?P<fraction>\d+/\d+)|(?P<vulgar>[¼½¾⅓⅔])|(?P<digits>(?:" + _GROUPS.pattern + r"))|(?P<word>[^\W\d_]+)|[\s-]+"
)
_VULGAR = {"¼": (1, 4), "½": (1, 2), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3)}
_LINKS = frozenset(("and", "of"))
_ARTICLES = frozenset(("a", "an"))
_YEARS = range(1900, 2100)

Joining = Literal["range", "pair", "single"]


@dataclass(frozen=True)
class Figure:
    """A number, or a range with its midpoint as `value`."""

    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None

    @classmethod
    def between(cls, low: Decimal, high: Decimal) -> Figure:
        """A range; the ends may come in either order."""
        low, high = min(low, high), max(low, high)
        return cls(_EXACT.divide(_EXACT.add(low, high), Decimal(2)), low, high)


@dataclass(frozen=True)
class Numeral:
    """A number as written: the figure before its scale words, and what those multiply by (None: there are none)."""

    mantissa: Decimal
    scale: Decimal | None = None

    @property
    def value(self) -> Decimal:
        """The number in plain units."""
        return self.mantissa if self.scale is None else _EXACT.multiply(self.mantissa, self.scale)

    @property
    def is_exact(self) -> bool:
        """Is it a reported figure, of three or more digits, not an estimate in round numbers?"""
        return len(self.mantissa.normalize().as_tuple().digits) >= _EXACT_DIGITS

    def scaled_like(self, other: Numeral) -> Numeral:
        """The 10 of "10 to 12 billion" with the scale it shares; 800,000 has its own."""
        if self.scale is None and other.scale is not None and self.mantissa < max(_SHARES_SCALE, other.mantissa):
            return Numeral(self.mantissa, other.scale)
        return self


def digits(text: str) -> Decimal | None:
    """`1,234.5`, `12,34,567`, `1 234`, `.5`, `33,3` as a number, or None."""
    if not _GROUPS.fullmatch(text):
        return None
    if _DECIMAL_COMMA.search(text):
        text = text.replace(",", ".")
    return Decimal(re.sub(r"[^\d.]", "", text))


def ratio(top: Decimal, bottom: Decimal) -> Decimal:
    """`top / bottom`, exactly where the decimal ends, else to twelve places."""
    context = Context(prec=60)
    quotient = context.divide(top, bottom)
    return quotient.quantize(_ENDLESS) if context.flags[Inexact] else quotient


def times(a: Decimal, b: Decimal) -> Decimal:
    """The exact product."""
    return _EXACT.multiply(a, b)


@dataclass(frozen=True)
class Numerals:
    """Reads numbers with the words it was given.

    Cardinals ("seven"), multiples that the number before them counts ("hundred", "dozen"), fractions ("half"), scales
    ("billion", "bn").
    """

    cardinals: Mapping[str, Decimal]
    multiples: Mapping[str, Decimal]
    fractions: Mapping[str, tuple[Decimal, Decimal]]
    scales: Mapping[str, Decimal]
    points: frozenset[str] = frozenset()

    @classmethod
    def from_words(
        cls,
        cardinals: Mapping[str, Iterable[str]],
        multiples: Mapping[str, Iterable[str]],
        fractions: Mapping[str, Iterable[str]],
        *scales: Mapping[str, Iterable[str]],
        points: Iterable[str] = (),
    ) -> Numerals:
        """From word lists: `{"7": ["seven"]}`, `{"1/2": ["half"]}`, `{"1000000000": ["billion", "bn"]}`."""
        return cls(
            {word.casefold(): Decimal(number) for number, words in cardinals.items() for word in words},
            {word.casefold(): Decimal(number) for number, words in multiples.items() for word in words},
            {word.casefold(): _parts(number) for number, words in fractions.items() for word in words},
            {word.casefold(): Decimal(number) for one in scales for number, words in one.items() for word in words},
            frozenset(word.casefold() for word in points),
        )

    def value(self, text: str) -> Decimal | None:
        """The number that the whole text writes, or None."""
        numeral = self.read(text)
        return None if numeral is None else numeral.value

    def read(self, text: str) -> Numeral | None:
        """As `value`, with the scale of a simple "number scale" kept apart."""
        tokens = _tokens(text)
        if not tokens:
            return None
        first = next((at for at, token in enumerate(tokens) if token in self.scales), len(tokens))
        tail = tokens[first:]
        if tail and all(token in self.scales for token in tail):
            bare = all(token in _ARTICLES for token in tokens[:first])  # "a million"
            head = Decimal(1) if bare else self._sum(tokens[:first])
            scale = Decimal(1)
            for token in tail:
                scale = _EXACT.multiply(scale, self.scales[token])
            return None if head is None else Numeral(head, scale)
        total = self._sum(tokens)
        return None if total is None else Numeral(total)

    def _sum(self, tokens: list[str]) -> Decimal | None:
        """Adds up what the words say; None where one of them is no number word."""
        total, current, last_scale, at, seen = Decimal(0), Decimal(0), Decimal(1), 0, False
        while at < len(tokens):
            token = tokens[at]
            part, used = self._fraction(tokens, at)
            if part is not None:
                # "a million and a half": the half is of the million
                current = _EXACT.add(current, _EXACT.multiply(part, last_scale))
                at, seen = at + used, True
                if tokens[at : at + 2] == ["of", "one"]:
                    at += 2  # "a quarter of one percent"
                continue
            at += 1
            if token in _LINKS or token in _ARTICLES:
                continue
            if token in self.points:
                decimals, at = self._decimals(tokens, at)
                if decimals is None:
                    return None
                current, seen = _EXACT.add(current, decimals), True
                continue
            if token in self.scales:
                group, last_scale = (current or Decimal(1)), self.scales[token]
                total, current = _EXACT.add(total, _EXACT.multiply(group, last_scale)), Decimal(0)
            elif token in self.multiples:
                current = _EXACT.multiply(current or Decimal(1), self.multiples[token])
            else:
                number = self.cardinals.get(token, digits(token))
                if number is None:
                    return None
                current = _EXACT.add(current, number)
            seen = True
        return _EXACT.add(total, current) if seen else None

    def _decimals(self, tokens: list[str], at: int) -> tuple[Decimal | None, int]:
        """The 0.25 of "point two five" or "point 25", and where it ends; None without a digit."""
        found = ""
        while at < len(tokens):
            number = self.cardinals.get(tokens[at], digits(tokens[at]))
            if number is None or (found and number >= _TEN) or number != number.to_integral_value():
                break
            found += str(number)
            at += 1
        return (Decimal(f"0.{found}") if found else None), at

    def _fraction(self, tokens: list[str], at: int) -> tuple[Decimal | None, int]:
        """ "1/2", "half", "a half", "three quarters" at this place: its value and how many words it took."""
        token = tokens[at]
        if token in self.fractions:
            return ratio(*self.fractions[token]), 1
        if "/" in token:
            top, bottom = token.split("/")
            return (ratio(Decimal(top), Decimal(bottom)), 1) if int(bottom) else (None, 0)
        following = tokens[at + 1] if at + 1 < len(tokens) else ""
        if following in self.fractions and (token in _ARTICLES or token in self.cardinals):
            top_, bottom_ = self.fractions[following]
            many = Decimal(1) if token in _ARTICLES else self.cardinals[token]
            return ratio(_EXACT.multiply(many, top_), bottom_), 2
        return None, 0


def _parts(fraction: str) -> tuple[Decimal, Decimal]:
    top, bottom = fraction.split("/")
    return Decimal(top), Decimal(bottom)


def _tokens(text: str) -> list[str] | None:
    """Numbers and words of the text, or None where it has something else in it."""
    tokens: list[str] = []
    at = last = 0
    for match in _TOKEN.finditer(text):
        glued = bool(tokens) and match.start() == last and (match["digits"] or match["fraction"])
        if match.start() != at or glued or (at == 0 and not match.lastgroup):
            return None
        at = match.end()
        if match["vulgar"]:
            tokens.append("{}/{}".format(*_VULGAR[match["vulgar"]]))
        elif match.lastgroup:
            tokens.append(match[0].casefold())
        if match.lastgroup:
            last = at
    return tokens if at == len(text) else None


_BEFORE = 70
"""Characters before a number in which words about it are looked for."""
_SIZE_AFTER = ("of", "by")
_INDEFINITE = ("a", "an")


@dataclass(frozen=True)
class Joins:
    """Tells ranges from pairs by the words before them.

    `cues` may stand before a range ("of $3 million to $5 million"), `changes` before the size of a change that a
    new level follows ("fell $3 billion to $12 billion").
    """

    cues: frozenset[str]
    changes: frozenset[str]

    def kind(self, before: str, join: str, first: Numeral, second: Numeral, *, own_unit: bool) -> Joining:
        """Is "first join second" a range, two numbers, or does only the second count? `before` is the text before.

        `own_unit`: the first number has its unit written beside it, so that it stands by itself.
        """
        words = re.findall(r"[\w-]+", before[-_BEFORE:].lower())
        if words and words[-1] in _INDEFINITE:
            words.pop()  # "by a $1 billion to $13 billion"
        last = words[-1] if words else ""
        low, high = first.scaled_like(second).value, second.value
        if not own_unit and _is_date_part(first, last):
            return "single"
        if join == "and":
            return "range" if last == "between" else "pair"
        if last == "from" and words[-2:-1] not in (["ranging"], ["range"], ["ranged"]):
            return "pair"
        if low >= high:
            return "pair"
        if own_unit and join == "or":
            return "pair"
        if own_unit and last in self.changes and 2 * high <= 3 * low:
            return "pair" if first.scale is not None and (last != "by" or first.is_exact) else "range"  # "by 3% to 4%"
        if own_unit and last not in self.cues and (self.changes & set(words[-5:]) or high > 10 * low):
            return "pair"
        sized = last in self.changes or (last in _SIZE_AFTER and self.changes & set(words[-8:]))
        if join == "to" and sized and high > 3 * low:
            return "pair"  # "a drop in the surplus of $1 billion to $19 billion"
        return "range"


def _is_date_part(number: Numeral, before: str) -> bool:
    """ "in 1986 to 12 billion", "March 3 and 5 billion": the first number belongs to a date."""
    whole = number.scale is None and number.mantissa == number.mantissa.to_integral_value()
    if not whole:
        return False
    return int(number.mantissa) in _YEARS or (before[:3] in _MONTHS and before.isalpha())


_MONTHS = frozenset(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
