"""What the periods of a sentence do: cover its figures, be what they are compared with, or date something else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from extractor.link.reading import SentenceView
from extractor.models import Mention
from extractor.rules import RuleSet

_STRETCH = re.compile(r"[A-Z0-9]\S*(?: \d{4})? (?:to|through|until|till) ")


def is_stretch(lead: str, period: Mention) -> bool:
    """Is a "from" before a period the beginning of a stretch, "from January to May", not of a comparison?"""
    return lead.endswith("from ") and _STRETCH.match(period.text) is not None


@dataclass(frozen=True)
class PeriodRoles:
    """The placed periods of a sentence by role, each in order of position.

    `covers` are those that figures may be of, `bases` those that figures are compared with, `told` those in which a
    figure was given out or foreseen. Periods that date a rank ("its worst month of 2015") or open a stretch without end
    ("since 2015") have no role.
    """

    covers: list[Mention]
    bases: list[Mention]
    told: list[Mention]


class PeriodRoleFinder:
    """Tells the roles by the words around each period."""

    def __init__(self, rules: RuleSet) -> None:
        self._base_lead = rules.pattern("link.periods.base-lead")
        self._base_far = rules.pattern("link.periods.base-far")
        self._base_level = rules.pattern("link.periods.base-level")
        self._base_fronted = rules.pattern("link.periods.base-fronted")
        self._base_since = rules.pattern("link.periods.base-since")
        self._level_of = rules.pattern("link.periods.level-of")
        self._opens = rules.pattern("link.periods.opens")
        self._owns_value = rules.pattern("link.periods.owns-value")
        self._since = rules.pattern("link.periods.since")
        self._open_end = rules.pattern("link.periods.open-end")
        self._another_base = rules.pattern("link.periods.another-base")
        self._between = rules.pattern("link.periods.between")
        self._and = rules.pattern("link.periods.and")
        self._still = rules.pattern("link.periods.still")
        self._rank = rules.pattern("link.periods.rank")
        self._told_before = rules.pattern("link.periods.told-before")
        self._told_after = rules.pattern("link.periods.told-after")
        self._told_lead = rules.pattern("link.periods.told-lead")
        self._event = rules.pattern("link.periods.event")

    def roles(self, view: SentenceView) -> PeriodRoles:
        """The roles of the periods that are longer than a day and placed on the calendar."""
        found = PeriodRoles([], [], [])
        before: Mention | None = None
        first_of_two = {id(a) for a, b in pairwise(view.periods) if self._is_between(view, a, b)}
        for period in view.periods:
            if period.period is None:
                continue
            lead, after = view.words(view.start, period.start), view.words(period.end, view.end)
            again = before is not None and before in found.bases and self._goes_on(view, before)
            before = period
            if id(period) in first_of_two or again or (self._is_base(lead, after) and not is_stretch(lead, period)):
                found.bases.append(period)
            elif (
                period.period.first == period.period.last
                or self._is_no_time_of_trade(lead, period)
                or (lead.endswith(", ") and self._still.match(after))
            ):
                continue
            elif self._is_told(view, period, lead, after):
                found.told.append(period)
            else:
                found.covers.append(period)
        return found

    def is_base(self, view: SentenceView, period: Mention) -> bool:
        """Is it what figures are compared with, whether placed on the calendar or not?"""
        return self._is_base(view.words(view.start, period.start), view.words(period.end, view.end))

    def _is_no_time_of_trade(self, lead: str, period: Mention) -> bool:
        """Does it open a stretch without end, or date a rank or an event?"""
        if period.text.lower().startswith(("start of", "beginning of")):
            return False  # "since the start of the year": up to now
        return any(pattern.search(lead) for pattern in (self._open_end, self._rank, self._event))

    def _is_told(self, view: SentenceView, period: Mention, lead: str, after: str) -> bool:
        clause = view.clauses[view.clause_of(period.start)]
        opening = self._told_lead.fullmatch(view.words(clause.start, period.start))
        told = self._told_before.search(lead)
        if told and not told["prep"] and not period.text.lower().startswith(("last", "this", "earlier")):
            told = None  # "said April exports were"
        return bool(told or (opening and self._told_after.match(after)))

    def _is_between(self, view: SentenceView, first: Mention, second: Mention) -> bool:
        """ "Exports grew 5% between May and June": June is compared with May."""
        return bool(
            self._between.search(view.words(view.start, first.start))
            and self._and.fullmatch(view.words(first.end, second.start))
        )

    def _goes_on(self, view: SentenceView, base: Mention) -> bool:
        """Is the next period compared with as well: "5% and 7% compared with April and with May respectively"?"""
        return self._another_base.match(view.words(base.end, view.end)) is not None

    def _is_base(self, lead: str, after: str) -> bool:
        if lead.endswith("since ") and self._rank.search(lead):
            return False  # "their biggest fall since May" ranks it
        if self._base_level.search(lead) and self._level_of.match(after):
            return True
        if self._base_far.search(lead) and not self._owns_value.match(after):
            return True
        if not self._base_lead.search(lead) or self._opens.fullmatch(lead):
            return False
        if self._base_fronted.match(lead):
            return True
        if self._owns_value.match(after):
            return False
        if not self._since.search(lead):
            return True
        return self._base_since.search(lead) is not None and not self._rank.search(lead)
