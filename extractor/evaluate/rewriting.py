"""Rewrite an article consistently, and say what its claims must then be: years, months and amounts.

Each rewriting takes an article with its mentions and gives the new text, or None where the text can't be rewritten
without changing what it means. Exchanges of countries and currencies are in `exchange`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from extractor.models import VALUE_LABELS, Claim, Extraction, Label, Mention
from extractor.rules import RuleSet
from extractor.timespan import Timespan, month_end, shift_months, shift_years

FACTOR = 3
"""What amounts are multiplied by: a whole number, so that sums and growth rates between them still hold exactly."""

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_IN_WORDS = {"two": "six", "three": "nine", "four": "twelve", "five": "fifteen", "six": "eighteen"}
_YEAR = re.compile(r"(?<![\d.,$£€₹¥])(?P<year>(?:19|20)\d\d)(?:(?P<dash>[-–/])(?P<next>\d\d)(?![\d-]))?(?!\d|[.,]\d)")
_SHORT_YEAR = re.compile(r"(?<!\w)(?P<lead>FY ?|['’‘])(?P<year>\d\d)(?:(?P<dash>[-–/])(?P<next>\d\d))?(?!\w)")
_DECADE = re.compile(r"\b(?:19|20)\d0['’]?s\b|\b(?:twen|thir|for|fif|six|seven|eigh|nine)ties\b", re.I)
_SHIFTS = (6, -6, 11, -11, 5, -5, 28, -28, 12, -12, 1, -1, 2, -2)
_DECADE_SHIFTS = (10, -10, 20, -20, 30, -30)
_WATERSHEDS = frozenset({1990, 1991, 1993, 1994, 1999, 2002, 2100})
"""Years in which codes change: German unity, end of the Soviet Union, European Union, euro."""

_NO_ROTATION = re.compile(
    r"\b(?:quarters?|quarterly|half|halves|half-year(?:ly)?|semester|fiscal|financial year|FY\d*|H[12]|Q[1-4]|[1-4]Q|"
    r"(?:so far|earlier|later) this year|year[- ]to[- ]date|to date|"
    r"months?(?: period)? (?:of|to|through|end(?:ed|ing)|from)|"
    r"\w+ months|years? (?:to|ended|ending|through)|marketing year|crop year|weeks?|cumulative|season|Christmas|"
    r"summer|winter|spring|autumn)\b",
    re.I,
)
_FEBRUARY = 2


@dataclass(frozen=True)
class Edit:
    """New words for a stretch of the text."""

    start: int
    end: int
    new: str


@dataclass(frozen=True)
class Rewriting:
    """A rewritten article, and how its facts changed. What isn't mentioned stays the same."""

    name: str
    edits: tuple[Edit, ...]
    published: date | None
    places: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    factors: Mapping[int, tuple[Decimal, ...]] = field(default_factory=dict)
    shift: Callable[[Timespan], Timespan] = lambda span: span
    words: Callable[[str], str] = lambda words: words

    def text(self, original: str) -> str:
        """The original with all edits made."""
        pieces, at = [], 0
        for edit in self.edits:
            pieces += [original[at : edit.start], edit.new]
            at = edit.end
        return "".join([*pieces, original[at:]])

    @cached_property
    def _ends(self) -> list[tuple[int, int, int]]:
        """(start, end, how far what follows is moved) of each edit."""
        moved, ends = 0, []
        for edit in self.edits:
            moved += len(edit.new) - (edit.end - edit.start)
            ends.append((edit.start, edit.end, moved))
        return ends

    def moved(self, offset: int) -> int:
        """Where an offset of the original lies in the new text."""
        by = 0
        for start, end, moved in self._ends:
            if end <= offset and start < offset:
                by = moved
        return offset + by

    def expected(self, claim: Claim) -> Claim:
        """The claim that the new text should give."""
        low, value, high = self._scaled(claim)
        changed = {
            "value_start": self.moved(claim.value_start),
            "value_end": self.moved(claim.value_end),
            "value": value,
            "value_low": low,
            "value_high": high,
            "unit": self.units.get(claim.unit, claim.unit),
            "reporter": self._place(claim.reporter),
            "partner": self._place(claim.partner),
            "item": claim.item and self.words(claim.item),
            "period": claim.period and self.shift(claim.period),
            "base_period": claim.base_period and self.shift(claim.base_period),
        }
        return claim.model_copy(update=changed)

    def _scaled(self, claim: Claim) -> tuple[Decimal | None, Decimal, Decimal | None]:
        factors = self.factors.get(claim.value_start, (Decimal(1),))
        low, high = claim.value_low, claim.value_high
        if low is None or high is None:
            return low, claim.value * factors[0], high
        low, high = low * factors[0], high * factors[-1]
        return low, (low + high) / 2, high

    def _place(self, codes: str | None) -> str | None:
        """Several places are joined in the order of their codes."""
        if not codes:
            return codes
        new = [self.places.get(code, code) for code in codes.split("+")]
        return "+".join(sorted(new)) if new[1:] else new[0]


Rewriter = Callable[[Extraction, RuleSet], Rewriting | None]


def ordered(edits: Iterable[Edit], taken: Iterable[tuple[int, int]] = ()) -> tuple[Edit, ...]:
    """Edits in order; one that overlaps an earlier one, or a stretch that is taken, is left out."""
    kept: list[Edit] = []
    busy = list(taken)
    for edit in edits:
        if all(edit.end <= start or end <= edit.start for start, end in busy):
            busy.append((edit.start, edit.end))
            kept.append(edit)
    return tuple(sorted(kept, key=lambda e: e.start))


def value_spans(extraction: Extraction) -> list[tuple[int, int]]:
    """Where the value mentions stand."""
    return [(m.start, m.end) for m in extraction.mentions if m.label in VALUE_LABELS]


def amounts(extraction: Extraction, rules: RuleSet) -> Rewriting | None:
    """Every amount and quantity is multiplied; the form of the number (decimals, grouping) stays."""
    edits: list[Edit] = []
    factors: dict[int, tuple[Decimal, ...]] = {}
    for mention in extraction.mentions:
        if mention.label not in (Label.MONEY, Label.QUANTITY):
            continue
        numbers = list(_NUMBER.finditer(mention.text))
        wanted = 1 if mention.value_low is None else 2
        if len(numbers) == wanted:
            new = [Edit(mention.start + n.start(), mention.start + n.end(), _multiplied(n[0])) for n in numbers]
        elif not numbers and mention.text.split()[0] in _IN_WORDS and wanted == 1:
            first = mention.text.split()[0]
            new = [Edit(mention.start, mention.start + len(first), _IN_WORDS[first])]
        else:
            continue
        edits += new
        factors[mention.start] = (Decimal(FACTOR),) * wanted
    if not edits:
        return None
    return Rewriting("amounts", ordered(edits), extraction.article.published, factors=factors)


def _multiplied(number: str) -> str:
    """Three times "1,18,000.50" is "3,54,001.50": as many decimals, commas where they were, counted from the right."""
    whole, dot, decimals = number.partition(".")
    digits = whole.replace(",", "")
    product = str(int(digits + decimals) * FACTOR).rjust(len(digits) + len(decimals), "0")
    cut = len(product) - len(decimals)
    new, after = product[:cut], product[cut:]
    groups = [len(group) for group in whole.split(",")[1:]]
    if not groups:
        return new + dot + after
    parts: list[str] = []
    for size in reversed(groups):
        new, part = new[:-size], new[-size:]
        parts.insert(0, part)
    while len(new) > groups[0]:
        new, part = new[: -groups[0]], new[-groups[0] :]
        parts.insert(0, part)
    return ",".join([new, *parts] if new else parts) + dot + after


def years(extraction: Extraction, rules: RuleSet) -> Rewriting | None:
    """Every year and the date of the article move by the same number of years."""
    text, published = extraction.article.text, extraction.article.published
    found = [m for m in _YEAR.finditer(text) if not _inside(m.span(), value_spans(extraction))]
    short = list(_SHORT_YEAR.finditer(text))
    named = [int(m["year"]) for m in found] + ([published.year] if published else [])
    turning = _WATERSHEDS | {int(word.split()[1]) for word in rules.list("currency_until").words()}
    by = _year_shift(named, turning, published, decades=bool(_DECADE.search(text)))
    if by is None:
        return None
    edits = [edit for m in (*found, *short) for edit in _year_edits(m, by)]
    return Rewriting(
        "years",
        ordered(edits),
        published and _on(published, published.year + by),
        shift=lambda span: shift_years(span, by),
    )


def _inside(span: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in spans)


def _year_shift(named: Sequence[int], turning: Iterable[int], published: date | None, *, decades: bool) -> int | None:
    """The first shift that crosses no year in which codes change, and keeps the weekdays of the article's year."""
    if not named:
        return None

    def alike(by: int) -> bool:
        return all((year < turn) == (year + by < turn) for year in named for turn in turning)

    def same_calendar(by: int) -> bool:
        if published is None or decades:
            return True
        old, new = published.year, published.year + by
        return date(old, 1, 1).weekday() == date(new, 1, 1).weekday() and calendar.isleap(old) == calendar.isleap(new)

    fit = [by for by in (_DECADE_SHIFTS if decades else _SHIFTS) if alike(by)]
    return next((by for by in fit if same_calendar(by)), fit[0] if fit else None)


def _year_edits(match: re.Match[str], by: int) -> Iterable[Edit]:
    """Edits for 2017 and for both parts of 2017/18; "2018-03" is a month."""
    old, width = match["year"], len(match["year"])
    yield Edit(*match.span("year"), str(int(old) + by)[-width:] if width > 2 else f"{(int(old) + by) % 100:02d}")
    following = match["next"]
    if following and int(following) == (int(old) + 1) % 100:
        yield Edit(*match.span("next"), f"{(int(following) + by) % 100:02d}")


def _on(day: date, year: int, month: int | None = None) -> date:
    month = month or day.month
    return date(year, month, min(day.day, month_end(year, month)))


def months(extraction: Extraction, rules: RuleSet) -> Rewriting | None:
    """Every month and the date of the article move by the same number of months within the year.

    Only where nothing but months is spoken of (no quarters, halves, running years), no month would leave its year and
    no day its month.
    """
    text, published = extraction.article.text, extraction.article.published
    if _NO_ROTATION.search(text):
        return None
    found = _months_in(text, extraction.mentions, rules)
    used = {month for _, month, _ in found} | ({published.month} if published else set())
    longest: dict[int, int] = {}
    for _, month, day in found:
        longest[month] = max(longest.get(month, 1), day)
    if published:
        longest[published.month] = max(longest.get(published.month, 1), published.day)

    def fits(by: int) -> bool:
        return all(
            1 <= m + by <= 12
            and (m + by != _FEBRUARY or longest.get(m, 1) <= 28)
            and longest.get(m, 1) <= month_end(2001, m + by)
            for m in used
        )

    by = next((by for by in (1, 2, 3, -1, -2, 4, -3, 5) if fits(by)), None)
    if by is None or not found:
        return None
    edits = [Edit(span[0], span[1], _month_like(text[slice(*span)], month + by, rules)) for span, month, _ in found]
    moved = published and _on(published, published.year, published.month + by)
    return Rewriting("months", ordered(edits), moved, shift=lambda span: _rotated(span, by))


def _rotated(span: Timespan, by: int) -> Timespan:
    """Months and days move, whole years stay."""
    if span.first.month == 1 and span.months and span.months % 12 == 0:
        return span
    return shift_months(span, by)


def _months_in(text: str, mentions: Iterable[Mention], rules: RuleSet) -> list[tuple[tuple[int, int], int, int]]:
    """Span, number and day (1 where none is named) of each month in the text; "May", "March" only in mentions."""
    words = sorted((w for w in rules.list("month").words()), key=len, reverse=True)
    pattern = re.compile(
        r"(?<!\w)(?:(?P<before>\d\d?) )?(?P<month>"
        + "|".join(map(re.escape, words))
        + r")(?!\w)(?:[ \n](?P<after>\d\d?)(?![\d:.]))?",
        re.I,
    )
    periods = [(m.start, m.end) for m in mentions if m.label is Label.PERIOD]
    found = []
    for match in pattern.finditer(text):
        word = match["month"]
        if not word[0].isupper() or (
            not _inside(match.span("month"), periods)
            and word.lower() in ("may", "march", "mar", "jun", "jan", "dec", "sep")
        ):
            continue
        found.append(
            (
                match.span("month"),
                int(rules.list("month").lookup(word) or 0),
                int(match["before"] or match["after"] or 1),
            )
        )
    return found


def _month_like(word: str, number: int, rules: RuleSet) -> str:
    """A month written as another is: in full or short, with or without a full stop, in capitals or not."""
    forms = rules.list("month").meanings[str(number)]
    full, short = forms[0], forms[0][:3]
    new = (
        full
        if len(word) > 4 or word.lower() in ("may", "june", "july")
        else short + ("." if word.endswith(".") else "")
    )
    return new.upper() if word.isupper() else new
