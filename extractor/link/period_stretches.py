"""Stretches: the months that a figure covers where the period named beside it is only their end or a part of them."""

from __future__ import annotations

import re
from datetime import date

from extractor.link.period_roles import PeriodRoles
from extractor.link.reading import Filled, Passage, Reading, SentenceView
from extractor.models import Mention
from extractor.rules import RuleSet
from extractor.timespan import Timespan, months, months_to, shift_months

_YEAR = 12
"""Months."""
_YEAR_END = re.compile(r"\bend(?: of |-)(?:the |this )?(?:year|Dec)", re.I)
_DAYS = 366
"""Days that "since January" may go back at most."""
_REPORTED = (1, 3)
"""Months of the periods that monthly and quarterly reports are on."""
_FRESH = 100
"""Days after the end of a month or quarter in which its figures are news."""
AHEAD = ("forecast", "target")
"""The statuses of figures that are no facts yet."""


class PeriodStretches:
    """Changes the period of a reading, or tells another one, by words such as "through March" and "annual"."""

    def __init__(self, rules: RuleSet) -> None:
        self._year_to = rules.pattern("link.periods.year-to")
        self._through = rules.pattern("link.periods.through")
        self._between = rules.pattern("link.periods.between")
        self._opened = rules.pattern("link.periods.opened")
        self._one_month = rules.pattern("link.periods.one-month")
        self._same_period = rules.pattern("link.periods.same-period")
        self._annual_told = rules.pattern("link.periods.annual-told")
        self._annual = rules.pattern("link.periods.annual")
        self._perfect = rules.pattern("link.periods.perfect")
        self._sold_since = rules.pattern("link.periods.sold-since")
        self._cumulative = rules.pattern("link.periods.cumulative")
        self._so_far = rules.pattern("link.periods.so-far")

    @staticmethod
    def after_bases(roles: PeriodRoles, written: date | None) -> Filled | None:
        """ "Fell 5% compared with July" in an article of October that has named no month yet: August's figures.

        The month or quarter after the one compared with, or a year after it, whichever figures may just be out.
        """
        for base in roles.bases if written else ():
            span = base.period
            if span is None or written is None or span.months not in _REPORTED or base.text.lower().startswith("last"):
                continue
            later = (shift_months(span, step) for step in (span.months, _YEAR))
            fresh = [s for s in later if 0 <= (written - s.last).days <= _FRESH]
            if fresh:
                return Filled(fresh[0], "inherited", (base.start, base.end))
        return None

    def between_ends(self, view: SentenceView, reading: Reading, mention: Mention) -> bool:
        """ "Narrowed by 4 bn between 2015 and 2019": the last year is compared with the first one."""
        span = mention.period
        if span is None or span.first.year == span.last.year:
            return False
        if not self._between.search(view.words(view.start, mention.start)):
            return False
        length = _YEAR if span.first.month == 1 and span.last.month == _YEAR else 1
        first = months(span.first.year, span.first.month, length)
        last = months(span.last.year, span.last.month - length + 1, length)
        reading.slots["period"] = Filled(last, "local", (mention.start, mention.end))
        reading.slots["base_period"] = Filled(first, "local", (mention.start, mention.end))
        return True

    def of_the_year(self, view: SentenceView, reading: Reading, period: Timespan) -> None:
        """ "The annual surplus came to 3 bn" in a report on May is that of the twelve months up to then.

        What is merely called annual, "annual exports of 3 bn", is the year's in a report on its end, else of no time told.
        """
        if period.months is None or period.months >= _YEAR:
            return
        words = view.words(view.clauses[reading.clause].start, reading.value.start)
        if self._annual.search(words):
            filled = reading.slots["period"]
            told = period.last.month == _YEAR or self._annual_told.search(words)
            whole = months_to(period.last, _YEAR) if told else None
            reading.slots["period"] = Filled(whole, "default" if whole else "local", filled.span if whole else None)

    def to_year_end(self, view: SentenceView, reading: Reading) -> None:
        """ "Trade is expected to reach 3 bn by the end of the year" in a report on some months: it is the year's."""
        period: Timespan | None = reading.get("period")
        if reading.get("status") not in AHEAD or period is None or (period.months or _YEAR) >= _YEAR:
            return
        ends = (p for p in view.periods if p.period is None and view.clause_of(p.start) == reading.clause)
        end = next((p for p in ends if _YEAR_END.search(p.text)), None)
        if end is not None and reading.measure == "level":
            reading.slots["period"] = Filled(months(period.last.year, 1, _YEAR), "local", (end.start, end.end))

    def year_after(self, view: SentenceView, mains: list[Reading], roles: PeriodRoles) -> None:
        """ "A surplus of 3 bn against 2 bn in the same period last year": the 3 bn is of the period meant by that."""
        same = [p for p in roles.bases if p.period and self._same_period.fullmatch(p.text)]
        ahead = [r for r in mains if r.get("status") in AHEAD]
        same = same or [p for p in view.periods if ahead and p.text.lower() == "last year"]
        for reading in mains:
            filled, mention = reading.slots.get("period"), same[0] if same else None
            if filled is None or filled.value is None or filled.how != "inherited" or mention is None:
                continue
            span = mention.period
            before = mention.start > reading.value.end and view.clause_of(mention.start) == reading.clause
            if span is not None and before and span.months and span.months != filled.value.months:
                later = shift_months(span, _YEAR)
                if filled.value.first >= later.first and filled.value.last <= later.last:
                    reading.slots["period"] = Filled(later, "inherited", filled.span)

    def months_since(self, view: SentenceView, reading: Reading, passage: Passage) -> None:
        """ "Since January the deficit has come to 3 bn": from then to the last month that the passage reports on."""
        now = passage.main_period or passage.period
        for mention in view.periods:
            since = mention.period
            if since is None or now is None or not since.last < now.value.last:
                continue
            if since.months == _YEAR and self._has_since(view, reading, mention):
                span = Timespan(since.first, now.value.last)
                reading.slots["period"] = Filled(span, "local", (mention.start, mention.end))
                continue
            if since.months != 1:
                continue
            opened = self._opened.match(view.words(view.start, mention.start))
            if opened and (now.value.last - since.first).days < _DAYS and mention.end <= reading.value.start:
                span = Timespan(since.first, now.value.last)
                reading.slots["period"] = Filled(span, "local", (mention.start, mention.end))

    def _has_since(self, view: SentenceView, reading: Reading, mention: Mention) -> bool:
        """ "Has sold 3 million cars since 2010", not "3 bn, the most since 2010"."""
        if mention.start < reading.value.end or not self._perfect.search(view.words(view.start, reading.value.start)):
            return False
        return self._sold_since.fullmatch(view.words(reading.value.end, mention.start)) is not None

    def cumulative(self, view: SentenceView, reading: Reading) -> None:
        """ "To date exports came to 3 bn", "3 bn on a cumulative basis" in a report on May: those of January to May."""
        filled = reading.slots.get("period")
        if filled is None or filled.value is None or filled.how == "local" or filled.value.months != 1:
            return
        clause = view.clauses[reading.clause]
        if self._cumulative.search(view.words(clause.start, clause.end)):
            span = Timespan(filled.value.first.replace(month=1), filled.value.last)
            reading.slots["period"] = Filled(span, filled.how, filled.span)

    def month_of_year(self, view: SentenceView, reading: Reading) -> None:
        """ "Exports were only 3% down on December 2008" in a report on 2009: those of December 2009."""
        filled = reading.slots.get("period")
        if filled is None or filled.value is None or filled.how == "local" or filled.value.months != _YEAR:
            return
        for mention in view.periods:
            span = mention.period
            if (
                reading.measure != "growth"
                or span is None
                or span.months not in _REPORTED
                or mention.start < reading.value.end
            ):
                continue
            later = shift_months(span, _YEAR)
            if filled.value.first <= later.first and later.last <= filled.value.last:
                reading.slots["period"] = Filled(later, "inherited", filled.span)

    def part_of_month(self, view: SentenceView, reading: Reading, passage: Passage) -> None:
        """A month that isn't over, in an article on its first days ("so far in August"), stands for these days."""
        filled = reading.slots.get("period")
        days = passage.days_of.get(filled.value) if filled and filled.value else None
        if filled is None or days is None:
            return
        if filled.how == "inherited" or (filled.span and self._so_far.search(view.words(view.start, filled.span[0]))):
            reading.slots["period"] = Filled(days, filled.how, filled.span)

    def last_month(self, reading: Reading, mention: Mention) -> Timespan | None:
        """The last month of a year "to May", where a growth is told of it: that is the month's against the year before."""
        period = mention.period
        if period is None or period.months != _YEAR or reading.measure != "growth":
            return None
        return months(period.last.year, period.last.month) if self._year_to.fullmatch(mention.text) else None

    def since_january(self, view: SentenceView, reading: Reading, mention: Mention) -> Timespan | None:
        """ "Imports stood at 2 million tons through March": those of January to March."""
        period = mention.period
        if period is None or period.months != 1 or not self._through.search(view.words(view.start, mention.start)):
            return period
        if mention.end <= reading.value.start and self._one_month.search(view.words(mention.end, reading.value.start)):
            return period
        return Timespan(period.first.replace(month=1), period.last)


def part_named(view: SentenceView, covers: list[Mention], reading: Reading, mention: Mention) -> Timespan | None:
    """ "A fall in the first quarter, from A in 2014 to B in 2015": both are of the quarter that the sentence is about."""
    whole = mention.period
    before = [p for p in covers if p.end <= reading.value.start and p.period]
    if whole is None or whole.months != _YEAR or not before or reading.value.end > mention.start:
        return None
    part = before[-1].period
    if part is None or " from " not in view.words(before[-1].end, reading.value.start):
        return None
    return (
        part if part.months and part.months < _YEAR and whole.first <= part.first and part.last <= whole.last else None
    )
