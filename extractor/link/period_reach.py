"""Which value a period stands with: right before or behind it, or in brackets with it."""

from __future__ import annotations

from extractor.link.period_roles import is_stretch
from extractor.link.reading import Reading, SentenceView
from extractor.models import Mention
from extractor.rules import RuleSet

_REACH = 110
"""Characters at most between a value and the period after it that it is of."""


class PeriodReach:
    """Tells whether a period before or after a value is its own."""

    def __init__(self, rules: RuleSet) -> None:
        self._before_value = rules.pattern("link.periods.before-value")
        self._whose_value = rules.pattern("link.periods.whose-value")
        self._compared = rules.pattern("link.periods.compared")
        self._subordinate = rules.pattern("link.periods.subordinate")
        self._aside = rules.pattern("link.periods.aside")

    def leads(self, view: SentenceView, period: Mention, value: Mention) -> bool:
        """Does the period stand right before the value?"""
        return period.end <= value.start and self._before_value.match(view.words(period.end, value.start)) is not None

    def owns_next(self, view: SentenceView, period: Mention) -> bool:
        """Is the value behind the period that period's: "in May it was $3bn"?"""
        return self._whose_value.match(view.words(period.end, view.end)) is not None

    def follows(self, view: SentenceView, value: Mention, period: Mention) -> bool:
        """Is the period after a value the value's own?"""
        gap = view.words(value.end, period.start)
        while (opening := gap.find("(")) >= 0 and (closing := gap.find(")", opening)) >= 0:
            gap = gap[:opening] + gap[closing + 1 :]
        if is_stretch(gap, period):
            gap = gap.removesuffix("from ")
        if "V" in gap or ";" in gap or self._subordinate.search(gap) or self._compared.search(gap) or len(gap) > _REACH:
            return False
        if self._aside.search(gap) and "V" not in view.words(
            period.end, view.clauses[view.clause_of(period.start)].end
        ):
            return False
        return not self.owns_next(view, period)


def in_row(view: SentenceView, readings: list[Reading]) -> bool:
    """Do all values stand in brackets: "with Chad (3 bn in May) and Mali (2 bn)"?"""
    return len(readings) > 1 and all(bracket(view, r.value.start) is not None for r in readings)


def shut_in(view: SentenceView, offset: int, other: int) -> bool:
    """Does a period stand in a bracket with a figure of its own, "(-4% in May)", where the other offset does not?"""
    opened = bracket(view, offset)
    if opened is None or opened == bracket(view, other):
        return False
    closed = view.text.find(")", offset, view.end)
    return "V" in view.words(opened, closed if closed >= 0 else view.end)


def bracket(view: SentenceView, offset: int) -> int | None:
    """Where the bracket that an offset stands in was opened; None outside brackets."""
    opened = view.text.rfind("(", view.start, offset)
    return opened if opened > view.text.rfind(")", view.start, offset) else None
