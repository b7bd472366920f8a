"""The periods of earlier figures: those that others are compared with, "up from $3bn in May"."""

from __future__ import annotations

import re

from extractor.link.bases import aligned, offset_between, offsets_of, step_back
from extractor.link.period_reach import PeriodReach
from extractor.link.period_roles import PeriodRoles
from extractor.link.period_stretches import AHEAD
from extractor.link.reading import Filled, Passage, Reading, SentenceView, copy_slot
from extractor.models import Mention
from extractor.rules import RuleSet
from extractor.timespan import Timespan, shift_months

_YEAR = 12
"""Months."""
_REGULAR = (1, 3, 6, 12)
"""Months of the periods that follow each other in reports."""
_YEAR_AGO = re.compile(r"\b(?:an?|one) year (?:earlier|ago|before|previously)|\byear[- ](?:earlier|ago)$", re.I)
_LAST = re.compile(r"last (?:month|quarter)", re.I)


class EarlierPeriods:
    """Fills the period of what other figures are compared with: by its own words, else as the article compares."""

    def __init__(self, rules: RuleSet) -> None:
        self._reach = PeriodReach(rules)
        self._possessive = rules.pattern("link.periods.possessive")
        self._revised = rules.pattern("link.periods.revised")
        self._first_given = rules.pattern("link.periods.first-given")
        self._opened = rules.pattern("link.periods.opened")
        self._reported = rules.pattern("link.periods.reported")
        self._whole_of = rules.pattern("link.periods.whole-of")

    def assign(self, view: SentenceView, readings: list[Reading], roles: PeriodRoles, passage: Passage) -> None:
        """Fill the periods of all figures of a sentence that others are compared with."""
        last: Timespan | None = None
        for reading in readings:
            if not reading.is_earlier:
                continue
            head = reading.head
            main: Timespan | None = head.get("period") if head else (passage.period.value if passage.period else None)
            if reading.get("status") in AHEAD and (head or passage.period):
                if head:
                    copy_slot(reading, head, "period")
                elif passage.period:
                    reading.slots["period"] = Filled(passage.period.value, "inherited", passage.period.span)
                continue
            periods = [*roles.covers, *roles.bases, *self._reported_for(view, reading, roles.told, main)]
            mention = self._own_earlier(view, reading, sorted(periods, key=lambda p: p.start))
            if mention is not None and mention.period is not None:
                whole = self._whole_of.search(view.words(view.start, mention.start))
                last = mention.period if whole else aligned(mention, main)
                if main is not None and main.months and last.months != main.months and _YEAR_AGO.search(mention.text):
                    last = shift_months(main, -_YEAR)  # whatever was spoken of before
                late = main is not None and last.first > main.last and _LAST.match(mention.text)
                if main is not None and late and last.months:  # the month before that of the report
                    last = shift_months(main, -last.months)
                reading.slots["period"] = Filled(last, "local", (mention.start, mention.end))
            elif mention is None and (since := self._begun(view, reading)) is not None:
                reading.slots["period"] = Filled(since.period, "local", (since.start, since.end))
            elif head and reading.measure == "growth" and head.measure == "level":
                copy_slot(reading, head, "period")  # "worth 2 bn after a drop of 5%"
            elif head and self._is_of_same_time(view, reading, head):
                copy_slot(reading, head, "period")
            elif last is not None and main is not None and last.months == main.months:
                reading.slots["period"] = Filled(last, "inherited")
            elif main is not None:
                offsets = offsets_of(view, passage, passage.base_offsets)
                told = [step for b in roles.bases if b.period and (step := offset_between(main, b.period))]
                if told:
                    offsets = {main.months: told[0]}  # as the sentence compares
                if reading.measure == "growth" and main.months in _REGULAR:
                    offsets = {main.months: main.months}  # "growth eased to 3% from 5%": from the period just before
                reading.slots["period"] = Filled(step_back(main, offsets), "default")

    def ahead_of_year(self, view: SentenceView, readings: list[Reading], roles: PeriodRoles) -> None:
        """ "It is to top 16 bn after 14 bn in 1986": what is foreseen is held against a year, so it is the year's after."""
        periods = sorted([*roles.covers, *roles.bases], key=lambda p: p.start)
        for earlier in readings:
            head = earlier.head
            if not earlier.is_earlier or head is None or head.get("status") not in AHEAD:
                continue
            filled = head.slots.get("period")
            own = self._own_earlier(view, earlier, periods)
            if (
                filled is None
                or filled.how == "local"
                or own is None
                or own.period is None
                or own.period.months != _YEAR
            ):
                continue
            later = Filled(shift_months(own.period, _YEAR), "inherited", filled.span)
            alike = [r for r in readings if r is head or (r.get("status") in AHEAD and r.slots.get("period") == filled)]
            for reading in alike:
                reading.slots["period"] = later

    def _reported_for(
        self, view: SentenceView, reading: Reading, told: list[Mention], main: Timespan | None
    ) -> list[Mention]:
        """ "From the revised 3 bn reported in May" in a report on June: May is what the 3 bn is of, not when it was told."""
        after = [p for p in told if p.start >= reading.value.end and p.period and main and p.period.last < main.first]
        return [p for p in after if self._reported.fullmatch(view.words(reading.value.end, p.start))]

    def _begun(self, view: SentenceView, reading: Reading) -> Mention | None:
        """ "Since 2015 exports have gone from A to B": A is of 2015."""
        before = [p for p in view.periods if p.end <= reading.value.start and p.period]
        opened = [p for p in before if self._opened.match(view.words(view.start, p.start))]
        return opened[-1] if opened and "from" in view.words(opened[-1].end, reading.value.start) else None

    def _is_of_same_time(self, view: SentenceView, reading: Reading, head: Reading) -> bool:
        """Is the figure it is compared with of the same period: a first estimate, another flow, another country's?"""
        if self._revised.search(view.words(view.start, reading.value.start)) or self._first_given.match(reading.tail):
            return True
        return reading.get("reporter") != head.get("reporter") or {head.flow, reading.flow} == {"export", "import"}

    def _own_earlier(self, view: SentenceView, reading: Reading, periods: list[Mention]) -> Mention | None:
        value = reading.value
        pre = [p for p in periods if self._reach.leads(view, p, value)]
        post = [p for p in periods if p.start >= value.end and self._reach.follows(view, value, p)]
        if pre and self._possessive.match(view.words(pre[-1].end, value.start)):
            return pre[-1]
        if post and "F" not in view.words(value.end, post[0].start).replace("F", "", 1):
            return post[0]
        return pre[-1] if pre and not post else (post[0] if post else None)
