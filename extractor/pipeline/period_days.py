"""From a matched expression of days to its first and last day. One method for each `make` of the rules."""

from __future__ import annotations

import re
from datetime import date

from extractor import timespan as ts
from extractor.pipeline.matching import Match
from extractor.pipeline.period_context import Context
from extractor.pipeline.period_read import NotAPeriod, Reader, full_year, parts_of
from extractor.timespan import Timespan

_NEAR = 45
_TABLE_YEARS = 3
_YEAR = 12
_ENDS = re.compile(r"\b(?:to|through|ended|ending|ends|end)\s+(?:on\s+|in\s+)?\Z", re.I)
_BEGINS = re.compile(r"\b(?:from|began|begins|beginning|started|starts|starting|begun)\s+(?:on\s+|in\s+)?\Z", re.I)
_LIMIT = re.compile(r"\b(?:to|until|till|by|before|through)\s+\Z", re.I)
_CLOSE = 7
"""Days: a numeric date so near to the article's own is its date."""
_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})/(\d{1,2})/(?:19|20)\d\d(?!\d)")
_LIST_NUMBER = re.compile(r"(?:\A|\n)\d{1,2}\.\s")


class DayMaker:
    """Expressions that name days."""

    def __init__(self, reader: Reader) -> None:
        self.read = reader

    def day(self, m: Match, at: Context) -> Timespan | None:
        """`March 3, 2015`, `Tues 4 Sept`, `March 3 last year`."""
        g = parts_of(m)
        if "year" not in g and _LIST_NUMBER.search(at.text, max(0, m.start - 2), m.start + 4):
            raise NotAPeriod(m.text)  # "2. September" numbers a heading
        if re.search(r"-\d\d$", m.text) and at.anchor is not None and "year" not in g:
            year = full_year(g["day"], at)
            if year <= at.anchor.on.year + 1 and at.anchor.on.year - year <= _TABLE_YEARS:
                return ts.months(year, self.read.month(g["month"]))  # a table's "Jan-10" is a month of 2010
        if "rel" in g and "year" not in g:
            month = self._relative_month(g["rel"], self.read.month(g["month"]), at)
            return ts.day(month.first.replace(day=self.read.day_number(g["day"]))) if month else None
        return self._day(g["month"], g["day"], g.get("year"), g.get("ref"), at)

    def _day(self, month_text: str, day_text: str, year: str | None, ref: str | None, at: Context) -> Timespan | None:
        month, number = self.read.month(month_text), self.read.day_number(day_text)
        if year:
            return ts.day(date(int(year), month, number))
        if ref:
            span = self.read.year_ref(ref, at)
            return ts.day(date(span.first.year, month, number)) if span else None
        return self._nearest_day(month, number, at)

    def _nearest_day(self, month: int, number: int, at: Context) -> Timespan | None:
        """News dates are near: the nearest one, unless the tense says which."""
        if at.anchor is None:
            return None
        if (edge := self._edge_of_topic(month, number, at)) is not None:
            return ts.day(edge)
        now = at.anchor.on
        if at.anchor.by == "year":
            return at.place(lambda y: ts.day(_valid(y, month, number) or date(y, month, number - 1)))
        tense = None if at.text[max(0, at.at - 1) : at.at] == "(" else at.tense
        near = [d for y in range(now.year - 4, now.year + 5) if (d := _valid(y, month, number))]
        past = max((d for d in near if d <= now), default=None)
        ahead = min((d for d in near if d > now), default=None)
        if past is None or ahead is None:
            raise ValueError(f"no year has a {number}th of month {month}")
        if re.search(r"ended(?:\s+on)?\s+$", at.text[max(0, at.at - 12) : at.at], re.I):
            return ts.day(past)
        limit = _LIMIT.search(at.text, max(0, at.at - 14), at.at) is not None
        if limit and tense is None and ahead - now < now - past:
            return ts.day(ahead)
        soon = (ahead - now).days <= _NEAR and (now - past).days > 180
        if soon or (tense == "future" and (now - past).days > 20):
            return ts.day(ahead)
        return ts.day(past)

    def _edge_of_topic(self, month: int, number: int, at: Context) -> date | None:
        """ "In 1985/86 (to June 30)": the day that the year just named begins or ends with."""
        topic = at.sentence_topic()
        before = at.text[max(0, at.at - 24) : at.at]
        if topic is None or (topic.months or 0) < _YEAR:
            return None
        for day, words in ((topic.last, _ENDS), (topic.first, _BEGINS)):
            if (day.month, day.day) == (month, number) and words.search(before):
                return day
        return None

    def day_short_year(self, m: Match, at: Context) -> Timespan | None:
        """`11 Jan 08`."""
        g = parts_of(m)
        return ts.day(date(full_year(g["year"], at), self.read.month(g["month"]), self.read.day_number(g["day"])))

    def numeric_day(self, m: Match, at: Context) -> Timespan | None:
        """`2015-03-04`, `23/04/2015`: day first, unless it can't be or the article writes the American way."""
        g = m.groups
        if "year" in g:
            month = self.read.month(g["month"]) if "month" in g else int(g["number"])
            return ts.day(date(int(g["year"]), month, int(g["number2"])))
        first, second, year = int(g["number_a"]), int(g["number_b"]), int(g["year_b"])
        if second > 12 or (first <= 12 and _month_first(first, second, year, at)):
            first, second = second, first
        return ts.day(date(year, second, first))

    def loose_day(self, m: Match, at: Context) -> Timespan | None:
        """`the 24th`: no month, no normal form; `the 5th of this month` has one."""
        g = parts_of(m)
        if "rel" not in g or at.anchor is None or at.anchor.by != "day":
            return None
        month = ts.shift_months(ts.months(at.anchor.on.year, at.anchor.on.month), self.read.relative(g["rel"]).by)
        return ts.day(month.first.replace(day=self.read.day_number(g["day"])))

    def day_range(self, m: Match, at: Context) -> Timespan | None:
        """`May 1-20`, `5 April to 4 May 2014`. `month` is the one that the year belongs to where there are two."""
        g = parts_of(m)
        months, days = (g["month"], g.get("month2", g["month"])), (g["day"], g["day2"])
        if m.rule.id.endswith("day-first"):
            months = (g.get("month2", g["month"]), g["month"])
        last = self._day(months[1], days[1], g.get("year"), None, at)
        return self._range_to(months[0], days[0], last)

    def _range_to(self, month_text: str, day_text: str, last: Timespan | None) -> Timespan | None:
        if last is None:
            return None
        month, number = self.read.month(month_text), self.read.day_number(day_text)
        first = date(last.last.year, month, number)
        if first > last.last:
            first = date(last.last.year - 1, month, number)
        return Timespan(first, last.last)

    def word_days(self, m: Match, at: Context) -> Timespan | None:
        """`ninth to the twelfth of May`."""
        g = parts_of(m)
        month = g.get("month2") or g.get("month")
        if month is None:
            raise NotAPeriod(m.text)
        first, last = (_ordinal_day(self.read, g[name]) for name in ("day", "day2"))
        span = self._nearest_day(self.read.month(month), last, at)
        return self._range_to(month, str(first), span)

    def _relative_month(self, rel: str, number: int, at: Context) -> Timespan | None:
        if at.anchor is None:
            return None
        now, word = at.anchor.on, rel.lower().split()
        exact = at.anchor.by == "day"
        if not exact and (end := at.data_end()) is not None and end.year == now.year:
            now, exact = end, True  # the last month of data is as near as the article's date is known
        if word == ["this"]:
            return ts.months(now.year, number)
        if word[-1] in ("next", "coming"):
            return ts.months(now.year + (exact and number <= now.month), number)
        return ts.months(now.year - (exact and number >= now.month), number)


def _month_first(first: int, second: int, year: int, at: Context) -> bool:
    """Is `03/04/2015` the 4th of March? The date near the article's own tells, else the other dates, else the country."""
    near = at.published or (at.anchor.on if at.anchor and at.anchor.by == "day" else None)
    if near is not None and first != second:
        by_month, by_day = (abs((date(year, *parts) - near).days) for parts in ((first, second), (second, first)))
        if min(by_month, by_day) <= _CLOSE < max(by_month, by_day):
            return by_month < by_day
    others = [(int(one[1]) > 12, int(one[2]) > 12) for one in _NUMERIC.finditer(at.text)]
    if (False, True) in others or (True, False) in others:
        return others.count((False, True)) > others.count((True, False))
    return at.country() == "USA"


def _valid(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _ordinal_day(reader: Reader, text: str) -> int:
    number = reader.day_word(text)
    if number < 1:
        raise NotAPeriod(text)
    return number
