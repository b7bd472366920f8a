"""Reading the pieces of a calendar expression: numbers, months, weekdays, references to a year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from extractor.pipeline.matching import Match
from extractor.pipeline.period_context import Context
from extractor.rules import RuleSet
from extractor.timespan import Timespan, months, months_to, shift_years, year

_SUFFIX = re.compile(r"_(?:[a-d]|comma|short|fy|word)$|(?<=ref)_year$")
_CROP_YEAR = 7  # where nothing tells, a split year runs from July
_WEEK = timedelta(days=7)


class NotAPeriod(ValueError):  # noqa: N818
    """The words matched a rule but mean no period here; the mention is dropped."""


def parts_of(match: Match) -> dict[str, str]:
    """The named groups, with alternatives of one name (`day`, `day_b`) under the plain name."""
    return {_SUFFIX.sub("", name): text for name, text in match.groups.items()}


@dataclass(frozen=True)
class Relative:
    """ "last" is -1 unit from the article, "previous" -1 from the passage's period, "past" a window of days."""

    by: int
    topical: bool = False
    window: bool = False


class Reader:
    """Turns wordings into numbers and year references into spans, by the word lists and rules of `period_ref`."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        month = rules.expand("$month")
        self._months_after = re.compile(
            rf"(?:\s+from|,|\s*\(|\s+of)\s*(?P<from>{month})\s*(?:to|through|[-–/])\s*(?P<to>{month})\b(?:,?\s*(?P<year>(?:19|20)\d\d))?",
            re.I,
        )
        self._refs = [(rule.make, rules.compile(rule)) for rule in rules.of("period_ref")]

    def count(self, text: str) -> int:
        """`12` or `twelve`."""
        return int(text) if text.isdigit() else self._number("period_count", text.replace("-", " "), text)

    def month(self, text: str) -> int:
        """The number of a month."""
        return self._number("month", text)

    def ordinal(self, text: str) -> int:
        """`first`, `1st`; -1 for `last`."""
        return self._number("period_ordinal", text)

    def day_word(self, text: str) -> int:
        """`ninth`, `twenty-first` of a month."""
        found = self._rules.list("period_day_word").lookup(text)
        return int(found) if found else self.ordinal(text)

    def months_after(self, text: str, at: int) -> tuple[int, int, int | None] | None:
        """The months and the year right behind an offset: " (January-March 2011)", " from July to September"."""
        found = self._months_after.match(text, at)
        if found is None:
            return None
        return self.month(found["from"]), self.month(found["to"]), int(found["year"]) if found["year"] else None

    def unit(self, text: str) -> str:
        """`months` is `month`; `half year` is `half`."""
        return self._rules.list("period_unit").lookup(text.replace("-", " ")) or "period"

    def weekday(self, text: str) -> int:
        """Monday is 0."""
        found = self._rules.list("weekday").lookup(text) or self._rules.list("weekday_short").lookup(text)
        if found is None:
            raise NotAPeriod(text)
        return int(found)

    def season(self, text: str) -> int:
        """The season's first month."""
        return self._number("season", text)

    def decade(self, text: str) -> int:
        """`eighties` is 80."""
        return self._number("decade_word", text)

    def relative(self, text: str) -> Relative:
        """How far from where "last", "previous", "following" count."""
        meaning = self._rules.list("period_relative").lookup(text)
        if meaning is None:
            raise NotAPeriod(text)
        return Relative(int(meaning.rstrip("tw")), meaning.endswith("t"), meaning.endswith("w"))

    def is_fiscal(self, text: str | None) -> bool:
        """Is it a "fiscal", "financial" ... year?"""
        return text is not None and self._rules.list("period_year_kind").lookup(text) == "fiscal"

    def day_number(self, text: str) -> int:
        """`3`, `3rd`."""
        return int(re.sub(r"\D", "", text))

    def _number(self, name: str, *wordings: str) -> int:
        for wording in wordings:
            meaning = self._rules.list(name).lookup(wording)
            if meaning is not None:
                return int(meaning)
        raise NotAPeriod(wordings[-1])

    def year_ref(self, text: str, at: Context) -> Timespan | None:
        """The year that "2018", "last year", "fiscal 2018", "a year earlier" names; None where nothing places it."""
        text = re.sub(r"^the\s+", "", text.strip(), flags=re.I).replace("-year", " year")
        for make, pattern in self._refs:
            match = pattern.fullmatch(text)
            if match:
                groups = {_SUFFIX.sub("", k): v for k, v in match.groupdict().items() if v is not None}
                return self._ref(make, groups, at)
        raise NotAPeriod(text)

    def _ref(self, make: str, groups: Mapping[str, str], at: Context) -> Timespan | None:
        if make == "number":
            return year(full_year(groups["year"], at))
        if make == "fiscal":
            if "year2" in groups and at.fiscal_start() in (None, 1):
                return self.split_year(str(full_year(groups["year"], at)), groups["year2"], "/", at)
            number = full_year(groups["year"], at)
            span = at.fiscal_year(number, split="year2" in groups)
            if span is not None and "year2" not in groups:
                at.fiscal_years[number] = span
            return span
        if make == "split":
            return self.split_year(groups["year"], groups["year2"], groups["sep"], at)
        if make == "back":
            return at.year_before_topic()
        if make == "ended":
            return self._year_to(groups, at)
        if make == "that":
            return at.last_year or at.topic_year()
        if make == "topic":
            return at.current_fiscal_year() if self.is_fiscal(groups.get("kind")) else at.topic_year()
        return self.relative_year(groups["rel"], self.is_fiscal(groups.get("kind")), at)

    def _year_to(self, groups: Mapping[str, str], at: Context) -> Timespan | None:
        """ "The fiscal year ending June 30": the one that runs; "ended June 30": the last that is over."""
        month = self.month(groups["month"])
        if "year" in groups:
            return months_to(months(int(groups["year"]), month).last, 12)
        if at.anchor is None:
            return None
        now = at.anchor.on
        ends = [months(y, month).last for y in (now.year - 1, now.year, now.year + 1)]
        ahead = groups["how"].lower() == "ending" or (groups["how"].lower() == "to" and at.tense == "future")
        return months_to(min(e for e in ends if e >= now) if ahead else max(e for e in ends if e <= now), 12)

    def relative_year(self, rel_text: str, fiscal: bool, at: Context) -> Timespan | None:
        """ "last year", "the previous fiscal year"."""
        rel = self.relative(rel_text)
        if fiscal:
            base = at.fiscal_year_of_topic() if rel.topical else at.current_fiscal_year()
        elif rel.topical and rel.by == 0 and at.last_year is not None:
            base = at.last_year  # "the same year" is the one just named
        elif rel.topical:
            subject = at.subject()
            base = subject if subject is not None and subject.months == 12 else at.topic_year()
        elif rel_text.lower() == "current" and at.is_about_fiscal_years():
            base = at.current_fiscal_year()
        else:
            base = year(at.anchor.on.year) if at.anchor else None
        return shift_years(base, rel.by) if base else None

    def split_year(self, first: str, second: str, sep: str, at: Context) -> Timespan | None:
        """`2017/18`: a year that is not the calendar's; `1991-92`: two years, unless the country writes its year so.

        Raises `NotAPeriod` where the second number can't be a later year.
        """
        begins, ends = int(first), int(second if len(second) == 4 else first[:2] + second)
        if ends < begins and len(second) == 2:
            ends += 100
        if not begins < ends <= begins + 60:
            raise NotAPeriod(f"{first}-{second}")
        writes_so = (
            at.states_its_year
            or at.speaks_of_fiscal_years
            or at.rules.list("split_year_fiscal").lookup(at.country("split_year_fiscal") or "") is not None
        )
        if ends == begins + 1 and ("/" in sep or writes_so):
            start = at.fiscal_start()
            if start is None or start == 1:
                start = _CROP_YEAR
            return Timespan(date(begins, start, 1), date(ends, start, 1) - timedelta(days=1))
        return Timespan(date(begins, 1, 1), date(ends, 12, 31))


def full_year(text: str, at: Context) -> int:
    """`18` is 2018, `87` 1987: the year nearest to the article's, not more than 30 years ahead."""
    number = int(re.sub(r"\D", "", text))
    if number >= 100:
        return number
    now = at.anchor.on.year if at.anchor else 2000
    return min((century + number for century in (1800, 1900, 2000, 2100)), key=lambda y: abs(y - now - 0.1))


def nearest_weekday(now: date, weekday: int, *, ahead: bool) -> date:
    """The last such day not after `now`, or the next one not before it."""
    if ahead:
        return now + timedelta(days=(weekday - now.weekday()) % 7)
    return now - timedelta(days=(now.weekday() - weekday) % 7)
