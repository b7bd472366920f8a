"""Since when: the period that a change or growth is compared with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from extractor.link.period_roles import PeriodRoles
from extractor.link.reading import Filled, Passage, Reading, SentenceView, copy_slot
from extractor.models import Cue, Mention
from extractor.rules import RuleSet
from extractor.timespan import Timespan, shift_months

_YEAR = 12
"""Months: what a figure is compared with where nothing tells."""

_SHORT = (1, 3)
"""Months of the periods whose figures some countries compare with those just before."""

_FEW = 2
"""Rates and bases, at least, that "respectively" pairs."""

_BASIS = {"year": 12, "quarter": 3, "month": 1}
"""Months back that "year on year" and the like mean."""

Offsets = Mapping[int | None, int]
"""For periods of a length (in months, None: no whole ones): how many months back their base lies."""


class BaseFinder:
    """Fills base_period: from words of comparison beside the figure, else as the article compares elsewhere."""

    def __init__(self, rules: RuleSet) -> None:
        self._in_a_row = rules.list("compares_with_month_before")
        self._base_amount = rules.pattern("link.periods.base-amount")
        self._outdone = rules.pattern("link.periods.outdone")
        self._average = rules.pattern("link.periods.average-rate")
        self._respectively = rules.pattern("link.periods.base-respectively")

    def _offsets(self, reading: Reading, period: Timespan, passage: Passage) -> Offsets:
        """As the article compares elsewhere; else, in a report on all trade of a country that adjusts its figures for the
        season, with the month or quarter before.
        """
        if period.months not in _SHORT or period.months in passage.base_offsets or reading.get("partner"):
            return passage.base_offsets
        whole = passage.tells_whole or reading.get("item") in (None, "goods", "services")
        adjusts = whole and self._in_a_row.lookup(reading.get("reporter") or "") is not None
        return {**passage.base_offsets, period.months: period.months} if adjusts else passage.base_offsets

    def assign(self, view: SentenceView, readings: list[Reading], roles: PeriodRoles, passage: Passage) -> None:
        """Fill the base of every change and growth of a sentence whose period is known."""
        for number, reading in enumerate(readings):
            if reading.measure in ("growth", "change") and "base_period" not in reading.slots:
                self._base(view, readings, number, roles, passage)

    def _base(
        self, view: SentenceView, readings: list[Reading], number: int, roles: PeriodRoles, passage: Passage
    ) -> None:
        reading = readings[number]
        period: Timespan | None = reading.get("period")
        head = reading.head
        if head and (reading.role == "dual" or (reading.is_earlier and reading.get("status") == "forecast")):
            copy_slot(reading, head, "base_period")
            if "base_period" in reading.slots or reading.role == "dual":
                return
        if period is None or self._is_average(view, reading):
            return
        found = (
            self._in_order(view, readings, number, roles, period)
            or self._worded(view, readings, number, roles, period, own=True)
            or self._as_before(readings, number, period)
            or _as_last(view, readings, number, period, passage)
            or self._worded(view, readings, number, roles, period, own=False)
            or self._compared(view, readings, reading, period)
            or _usual(period, offsets_of(view, passage, self._offsets(reading, period, passage)))
        )
        reading.slots["base_period"] = found
        if found.how == "local" and (step := offset_between(period, found.value)):
            passage.comparison = (view.sentence.block, period.months, step)

    def _worded(
        self,
        view: SentenceView,
        readings: list[Reading],
        number: int,
        roles: PeriodRoles,
        period: Timespan,
        *,
        own: bool,
    ) -> Filled | None:
        """The base that the words of its own clause, or of the other clauses, tell: the nearest first."""
        reading = readings[number]
        hints: list[Mention | Cue] = [*view.cues_of("basis")]
        if not reading.is_earlier:
            hints += roles.bases
        hints = [hint for hint in hints if (view.clause_of(hint.start) == reading.clause) == own]
        hints = [hint for hint in hints if not self._is_of_another(view, hint, reading)]
        for hint in sorted(hints, key=lambda h: _distance(view, reading, h)):
            span = _months_back(hint, period) if isinstance(hint, Cue) else self._explicit(hint, reading, period)
            if span is not None and (own or period.months is None or span.months == period.months):
                return Filled(span, "local", (hint.start, hint.end))
        return None

    def _is_of_another(self, view: SentenceView, hint: Mention | Cue, reading: Reading) -> bool:
        """ "Rose 8% to $3bn, exceeding the 2015 level by 3%": the 8% is not held against 2015."""
        apart = "V" in view.words(reading.value.end, hint.start) if hint.start >= reading.value.end else False
        return apart and self._outdone.search(view.words(view.start, hint.start)) is not None

    @staticmethod
    def _explicit(mention: Mention, reading: Reading, period: Timespan) -> Timespan | None:
        span = aligned(mention, period)
        if mention.text.lower().startswith("same ") and span.months == period.months:
            span = shift_months(period, _YEAR * (span.last.year - period.last.year))
        other = reading.head.get("period") if reading.head else None
        if other is not None and other != period and (step := offset_between(other, span)):
            span = shift_months(period, -step)
        return span if span.first < period.first and span.last < period.last else None

    @staticmethod
    def _as_before(readings: list[Reading], number: int, period: Timespan) -> Filled | None:
        """ "Exports rose 2% on the month and 5% on the year, imports 3% and 4%": in the same order again.

        A rate that another is compared with is of the same kind as that one.
        """
        reading = readings[number]
        other = reading.head if reading.is_earlier else _counterpart(readings, number)
        base = other.slots.get("base_period") if other else None
        if base is None or other is None or base.how == "default" or other.get("period") is None:
            return None
        step = offset_between(other.get("period"), base.value)
        if step is None or step < (period.months or 0):
            return None  # the month before is no base of a year
        return Filled(shift_months(period, -step), "inherited", base.span)

    def _is_average(self, view: SentenceView, reading: Reading) -> bool:
        """Is it the average rate of some years?"""
        clause = view.clauses[reading.clause]
        return reading.measure == "growth" and self._average.search(view.words(clause.start, clause.end)) is not None

    def _in_order(
        self, view: SentenceView, readings: list[Reading], number: int, roles: PeriodRoles, period: Timespan
    ) -> Filled | None:
        """ "Up 5% and 7% on April and on May 2014 respectively"."""
        rates = [r for r in readings if r.measure == readings[number].measure and not r.is_earlier]
        bases = [b for b in roles.bases if b.start > rates[-1].value.end]
        if len(rates) < _FEW or not bases or not self._respectively.match(view.words(rates[-1].value.end, view.end)):
            return None
        bases = [p for p in view.periods if p.start >= bases[0].start and p.period]
        if len(bases) != len(rates):
            return None
        mention = bases[rates.index(readings[number])]
        span = self._explicit(mention, readings[number], period)
        return Filled(span, "local", (mention.start, mention.end)) if span else None

    def _reckoned_from(self, view: SentenceView, readings: list[Reading], reading: Reading) -> Timespan | None:
        """The period of the amount after a rate that it is reckoned from: "up 5% over the $3bn of May"."""
        after = next((r for r in readings if r.value.start >= reading.value.end), None)
        if reading.measure != "growth" or after is None or after.measure != "level":
            return None
        found = self._base_amount.fullmatch(view.words(reading.value.end, after.value.start))
        return after.get("period") if found else None

    def _compared(
        self, view: SentenceView, readings: list[Reading], reading: Reading, period: Timespan
    ) -> Filled | None:
        """The period of the amount that its own amount is compared with: "rose 5% to A from B in May"."""
        reckoned = self._reckoned_from(view, readings, reading)
        if reckoned is not None and reckoned != period and reckoned.first < period.first:
            return Filled(reckoned, "local")
        if reading.is_earlier:
            return None
        amounts = [r for r in readings if r.is_earlier and r.head and r.measure == "level"]
        amounts = [r for r in amounts if r.head is not None and r.head.clause == reading.clause]
        after = [r for r in amounts if r.value.start > reading.value.end]
        earlier = (after or amounts)[0].get("period") if amounts else None
        return Filled(earlier, "local") if earlier not in (None, period) else None


def _as_last(
    view: SentenceView, readings: list[Reading], number: int, period: Timespan, passage: Passage
) -> Filled | None:
    """ "Exports rose 2% on the month and 5% on the year. Imports rose 3% and 4%.": in the order of the last sentence."""
    rates = [r for r in readings if r.measure == "growth" and not r.is_earlier]
    last = [r for r in passage.last if r.measure == "growth" and not r.is_earlier]
    if len(rates) < _FEW or len(rates) != len(last) or view.cues_of("basis") or readings[number] not in rates:
        return None
    model = last[rates.index(readings[number])]
    base = model.slots.get("base_period")
    if base is None or base.how == "default" or model.get("period") != period:
        return None
    return Filled(base.value, "inherited", base.span)


def usual_offsets(readings: Iterable[Reading]) -> Offsets:
    """How far back the article's figures are usually compared, by the length of their period, where words tell.

    Rates tell it before amounts that are set against each other. Figures adjusted for the season are made to be compared with the month or quarter before.
    """
    rates: dict[int | None, Counter[int]] = {}
    levels: dict[int | None, Counter[int]] = {}
    adjusted = set[int]()
    for reading in readings:
        base, period = reading.slots.get("base_period"), reading.get("period")
        head = reading.head.get("period") if reading.is_earlier and reading.head else None
        step: int | None = None
        if base is not None and base.how == "local" and period:
            step = offset_between(period, base.value)
        elif head and period and reading.slots["period"].how == "local":
            step, period = offset_between(head, period), head
        if step:
            (levels if head and reading.measure == "level" else rates).setdefault(period.months, Counter())[step] += 1
        if reading.get("basis") == "seasonally adjusted" and period and period.months in _SHORT:
            adjusted.add(period.months)
    usual = {length: steps.most_common(1)[0][0] for length, steps in (levels | rates).items()}
    return {length: length for length in adjusted} | usual


def step_back(period: Timespan, offsets: Offsets) -> Timespan:
    """What a figure of a period is compared with in this article."""
    return shift_months(period, -offsets.get(period.months, _YEAR))


def aligned(mention: Mention, main: Timespan | None) -> Timespan:
    """The part of a period that is compared: "last year" in a report on September means September of that year."""
    span = mention.period
    assert span is not None
    if main is None or main.months is None or span.months is None:
        return span
    if main.months == _YEAR and span.months < _YEAR and span.last.month == main.last.month and span.last < main.last:
        return shift_months(main, -_YEAR * (main.last.year - span.last.year))  # the year up to then
    if span.months == _YEAR and main.months < _YEAR and not (span.first <= main.first and main.last <= span.last):
        return shift_months(main, _YEAR * (span.first.year - main.first.year)) if span.first.month == 1 else span
    return span


def offset_between(period: Timespan, base: Timespan) -> int | None:
    """How far before a period its base lies, in months; None where they are not of the same length."""
    if period.months is None or period.months != base.months:
        return None
    months = (period.first.year - base.first.year) * 12 + period.first.month - base.first.month
    return months if 0 < months <= _YEAR else None


def offsets_of(view: SentenceView, passage: Passage, offsets: Offsets) -> Offsets:
    """The article's comparisons, but first as the paragraph has compared last: "3% on the year. Imports rose 5%."."""
    if passage.comparison is None or passage.comparison[0] != view.sentence.block:
        return offsets
    return {**offsets, passage.comparison[1]: passage.comparison[2]}


def _usual(period: Timespan, offsets: Offsets) -> Filled:
    return Filled(step_back(period, offsets), "inherited" if period.months in offsets else "default")


def _months_back(cue: Cue, period: Timespan) -> Timespan | None:
    """What "on the month" and the like compare a period with; nothing where that would be a part of itself."""
    step = _BASIS[cue.value]
    return None if step < (period.months or 0) else shift_months(period, -step)


def _distance(view: SentenceView, reading: Reading, hint: Mention | Cue) -> tuple[int, int]:
    """Nearness of words of comparison to a value: right after it, right before it, beyond other values."""
    value = reading.value
    after = hint.start >= value.end
    gap = view.words(value.end, hint.start) if after else view.words(hint.end, value.start)
    return (gap.count("V") * 2 + (not after) + 2 * (after and "," in gap), len(gap))


def _counterpart(readings: list[Reading], number: int) -> Reading | None:
    """The rate at the same place in the row of rates of the clause before."""
    reading = readings[number]
    rates = [r for r in readings if r.measure == reading.measure and not r.is_earlier]
    here = [r for r in rates if r.clause == reading.clause]
    earlier = [r for r in rates if r.clause < reading.clause]
    before = [r for r in earlier if r.clause == earlier[-1].clause]
    if reading not in here or len(before) != len(here):
        return before[-1] if before else None
    return before[here.index(reading)]
