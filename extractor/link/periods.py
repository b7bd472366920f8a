"""When: the period that a figure covers."""

from __future__ import annotations

from itertools import pairwise

from extractor.link.bases import BaseFinder
from extractor.link.period_earlier import EarlierPeriods
from extractor.link.period_reach import PeriodReach, bracket, in_row, shut_in
from extractor.link.period_roles import PeriodRoleFinder, PeriodRoles
from extractor.link.period_stretches import AHEAD, PeriodStretches, part_named
from extractor.link.reading import Filled, Passage, Reading, SentenceView, copy_slot
from extractor.models import Cue, Mention
from extractor.rules import RuleSet

_YEAR = 12
"""Months."""
_RATE_GAP = 60
"""Characters at most between a value and the words that make it a rate: "$2bn of goods a year"."""
_OPENING = 3
"""Spaces at most before a period that a clause opens with: ", and in May"."""
_QUARTER = 3
_REGULAR = (1, 3, 6, 12)
"""Months of the periods that follow each other in reports."""
_BARE = frozenset(
    f"period.{name}"
    for name in (
        "month",
        "month-range",
        "first-n",
        "part",
        "part-code",
        "relative",
        "the-unit",
        "named-quarter",
        "to-date",
        "ended",
    )
)
"""The rules of expressions that are of some year, whether or not the text tells which."""
_EDGES = frozenset({"period.edge", "period.decade"})


class PeriodFinder:
    """Fills period and base_period."""

    def __init__(self, rules: RuleSet) -> None:
        self._roles = PeriodRoleFinder(rules)
        self._bases = BaseFinder(rules)
        self._stretches = PeriodStretches(rules)
        self._reach = PeriodReach(rules)
        self._earlier = EarlierPeriods(rules)
        self._relative = rules.pattern("link.periods.relative")
        self._first_of_two = rules.pattern("link.periods.first-of-two")
        self._covered = rules.pattern("link.periods.covered")
        self._list_gap = rules.pattern("link.periods.respectively")
        self._back = rules.pattern("link.periods.back")
        self._continues = rules.pattern("link.periods.continues")
        self._when_it = rules.pattern("link.periods.when-it")
        self._worth = rules.pattern("link.periods.worth")
        self._recorded = rules.pattern("link.periods.recorded")
        self._after_it = rules.pattern("link.periods.after-it")
        self._brought = rules.pattern("link.periods.brought")
        self._to_value = rules.pattern("link.periods.to-value")
        self._general = rules.pattern("link.periods.general")
        self._general_after = rules.pattern("link.periods.general-after")
        self._by_then = rules.pattern("link.periods.by-then")
        self._held_against = rules.pattern("link.periods.held-against")
        self._closed = rules.pattern("link.periods.closed")
        self._opening = rules.pattern("link.periods.opening")
        self._ranked = rules.pattern("link.periods.ranked")
        self._tied_to_value = rules.pattern("link.periods.tied-to-value")

    def assign(self, view: SentenceView, readings: list[Reading], passage: Passage) -> PeriodRoles:
        """Fill the periods of all readings of a sentence: own words first, then clause, sentence, passage."""
        roles = self._roles.roles(view)
        if passage.period is None and not roles.covers:
            passage.period = self._stretches.after_bases(roles, passage.written)
        told_of_earlier = {id(p) for p in roles.covers if self._is_of_earlier(view, p, readings)}
        mains = [r for r in readings if not r.is_earlier and r.role != "dual" and not r.settled]
        covers = [p for p in roles.covers if id(p) not in told_of_earlier]
        own = {id(r): p for r in mains if (p := self._told_when(view, r) or self._own(view, r, covers, passage))}
        for number in range(len(mains)):
            self._main(view, mains, number, own, covers, passage)
        self._respectively(view, mains, roles.covers)
        self._stretches.year_after(view, mains, roles)
        self._earlier.ahead_of_year(view, readings, roles)
        self._earlier.assign(view, readings, roles, passage)
        for first, second in pairwise(readings):
            if not second.is_earlier and self._worth.fullmatch(view.words(first.value.end, second.value.start)):
                copy_slot(second, first, "period")
        for reading in readings:
            self._stretches.part_of_month(view, reading, passage)
        for reading in readings:
            if reading.role == "dual" and reading.head:
                copy_slot(reading, reading.head, "period")
        self._bases.assign(view, readings, roles, passage)
        return roles

    def told_in(self, view: SentenceView, *, opens: bool) -> Filled | None:
        """The month or quarter that a sentence without any figure of trade tells of: "The current account was in surplus in May"."""
        for mention in self._roles.roles(view).covers:
            months = mention.period.months if mention.period else None
            if self._held_against.search(view.words(view.start, mention.start)):
                continue
            if months == _QUARTER or (months == 1 and view.values) or (months in _REGULAR and opens):
                return Filled(mention.period, "inherited", (mention.start, mention.end))
        return None

    def _main(
        self,
        view: SentenceView,
        mains: list[Reading],
        number: int,
        own: dict[int, Mention],
        covers: list[Mention],
        passage: Passage,
    ) -> None:
        """Fill the period of one value that is not compared with: nothing where its time is vague ("a year", "so far")."""
        reading = mains[number]
        if reading.get("status") == "target" and id(reading) not in own:
            reading.slots["period"] = self._of_target(view, mains[number:], own, passage)
            return
        mention = own.get(id(reading))
        if mention is None and reading.measure == "share" and self._is_general(view, reading):
            reading.slots["period"] = Filled(None, "local")
            return
        if mention is None and self._is_of_no_known_time(view, reading, passage):
            reading.slots["period"] = Filled(None, "local")
            return
        levels = any(own.get(id(r)) is mention and r.measure == "level" for r in mains)
        if mention and not levels and (month := self._stretches.last_month(reading, mention)):
            reading.slots["period"] = Filled(month, "local", (mention.start, mention.end))
            return
        rate, vaguely = self._vagueness(view, reading, mains)
        if mention is None and not vaguely:
            mention = self._neighbour(view, mains, own, number, covers) or self._ahead(view, reading, covers, passage)
        measured = self._covered.search(view.words(view.start, reading.value.start))
        if rate or measured or (vaguely and mention is None):
            reading.slots["period"] = Filled(None, "local")
        elif mention is not None and mention.period is not None:
            if reading.measure in ("growth", "change") and self._stretches.between_ends(view, reading, mention):
                return
            period = self._stretches.since_january(view, reading, mention)
            if reading.measure == "level":
                period = part_named(view, covers, reading, mention) or period
            reading.slots["period"] = Filled(period, "local", (mention.start, mention.end))
        else:
            self._inherit(view, reading, mains[:number], passage)
            self._stretches.to_year_end(view, reading)
            self._stretches.cumulative(view, reading)
            self._stretches.month_of_year(view, reading)
        if reading.measure == "level" and (period := reading.get("period")) is not None:
            self._stretches.of_the_year(view, reading, period)
            if id(reading) not in own and not measured:
                self._stretches.months_since(view, reading, passage)

    def _of_target(self, view: SentenceView, rest: list[Reading], own: dict[int, Mention], passage: Passage) -> Filled:
        """The period of a target with none of its own: that of the next one, or the year foreseen just before."""
        shared = self._of_next_target(rest, own)
        if shared is None and passage.ahead is not None and passage.ahead[0] >= view.sentence.block - 1:
            return passage.ahead[1]  # "Its own target is 19 mln", after a forecast for the year
        return Filled(shared and shared.period, "local", (shared.start, shared.end) if shared else None)

    def _vagueness(self, view: SentenceView, reading: Reading, mains: list[Reading]) -> tuple[bool, bool]:
        """Is a value one "a year", and does its clause tell but a vague time ("so far", "in recent years")?"""
        vague = [
            cue
            for cue in view.cues_of("vague")
            if not _is_rate_word(view, cue, reading, mains)
            and not self._ranked.search(view.words(view.start, cue.start))
            and not self._is_closed(view, cue, reading)
        ]
        rate = any(
            0 <= cue.start - reading.value.end < _RATE_GAP and "V" not in view.words(reading.value.end, cue.start)
            for cue in vague
        )
        vaguely = any(
            view.clause_of(cue.start) == reading.clause and (cue.end <= reading.value.start or "years" in cue.text)
            for cue in vague
        )
        return rate, vaguely

    def _is_of_no_known_time(self, view: SentenceView, reading: Reading, passage: Passage) -> bool:
        """ "The gap widened in May", where nothing tells which year's: neither this nor what follows is of a year named elsewhere."""
        loose = [p for p in view.periods if p.period is None and p.rule in _BARE and not self._roles.is_base(view, p)]
        if self._own(view, reading, loose, passage) is not None:
            passage.loose_main = passage.loose_main or passage.period is None
            passage.loose = True
            return True
        edges = [p for p in view.periods if p.period is None and p.rule in _EDGES and p.end <= reading.value.start]
        return any(self._opening.fullmatch(view.words(view.start, p.start)) for p in edges)

    def _is_closed(self, view: SentenceView, cue: Cue, reading: Reading) -> bool:
        """Does a vague time stand in a relative clause that ends before the figure's own words?"""
        if cue.end > reading.value.start or not self._relative.search(
            view.words(view.start, cue.start).rpartition(",")[2]
        ):
            return False
        return self._closed.match(view.words(cue.end, reading.value.start)) is not None

    def _is_general(self, view: SentenceView, reading: Reading) -> bool:
        """ "The EU buys 70% of the flowers", "80% of exports go to the EU": a share of no time told."""
        clause = view.clauses[reading.clause]
        before = view.words(clause.start, reading.value.start)
        return bool(self._general.search(before) or self._general_after.match(view.words(reading.value.end, view.end)))

    @staticmethod
    def _of_next_target(mains: list[Reading], own: dict[int, Mention]) -> Mention | None:
        """ "A target of 5 mln tonnes and 3 bn rupees for 2015": the year is that of both."""
        first = mains[0]
        later = [r for r in mains[1:] if r.clause == first.clause and r.measure == first.measure and id(r) in own]
        later = [r for r in later if r.get("status") == "target"]
        return own[id(later[0])] if later else None

    def _told_when(self, view: SentenceView, reading: Reading) -> Mention | None:
        """ "Up on the same month last year, when it was 3 bn": the period that the "when" takes up."""
        before = [p for p in view.periods if p.end <= reading.value.start and p.period]
        return (
            before[-1] if before and self._when_it.fullmatch(view.words(before[-1].end, reading.value.start)) else None
        )

    def _is_of_earlier(self, view: SentenceView, period: Mention, readings: list[Reading]) -> bool:
        """Does a period follow an amount that another is compared with: "from A in 2014 to B"?"""
        before = [r for r in readings if r.value.end <= period.start]
        if not before or not before[-1].is_earlier or before[-1].clause != view.clause_of(period.start):
            return False
        if self._reach.owns_next(view, period):
            return False
        gap = view.words(before[-1].value.end, period.start)
        return not before[-1].get("status") and "V" not in gap and "T" not in gap

    def _own(self, view: SentenceView, reading: Reading, covers: list[Mention], passage: Passage) -> Mention | None:
        value = reading.value
        clause = view.clauses[reading.clause]
        recorded = [p for p in view.periods if p.period and self._recorded.fullmatch(view.words(value.end, p.start))]
        brought = [p for p in view.periods if p.period and self._is_brought(view, p, value)]
        if brought:
            return brought[-1]
        if recorded and not self._reach.owns_next(view, recorded[0]):
            return recorded[0]
        opened = bracket(view, value.start)
        near = view.periods if reading.measure == "level" else covers
        inside = [p for p in near if p.period and opened is not None and bracket(view, p.start) == opened]
        if len(inside) == 1 and inside[0].end <= value.start and "V" not in view.words(opened or 0, value.start):
            return inside[0]
        local = [p for p in covers if clause.start <= p.start < clause.end]
        pre = [p for p in local if self._reach.leads(view, p, value)]
        post = [p for p in local if p.start >= value.end and self._reach.follows(view, value, p)]
        post = [p for p in post if not shut_in(view, p.start, value.start)]
        if post and not (pre and view.words(pre[-1].end, value.start).startswith("'s")):
            return post[0]
        if pre:
            return pre[-1]
        leading = [
            p
            for p in local
            if p.end <= value.start
            and not self._belongs_before(view, p, value)
            and not shut_in(view, p.start, value.start)
            and not (self._is_tied(view, p) and view.words(clause.start, p.start).count(" ") > _OPENING)
            and not (
                self._relative.search(view.words(view.start, p.start).rpartition(",")[2])
                and passage.main_period
                and p.period
                and p.period.last < passage.main_period.value.first
            )
        ]
        return leading[-1] if leading else None

    def _is_brought(self, view: SentenceView, period: Mention, value: Mention) -> bool:
        """ "Bringing the total for the year to 12 bn"."""
        to = self._to_value.fullmatch(view.words(period.end, value.start))
        return to is not None and self._brought.search(view.words(view.start, period.start)) is not None

    def _belongs_before(self, view: SentenceView, period: Mention, value: Mention) -> bool:
        """ "exports were A in 1995 and B": the period between two values is the first one's, but holds on."""
        lead = view.words(view.clauses[view.clause_of(period.start)].start, period.start)
        return bool(self._first_of_two.search(lead)) and "F" not in view.words(period.end, value.start)

    def _neighbour(
        self,
        view: SentenceView,
        mains: list[Reading],
        own: dict[int, Mention],
        number: int,
        covers: list[Mention],
    ) -> Mention | None:
        """The period of a neighbour in the clause, of the clause before, or of the next one."""
        reading = mains[number]
        value = reading.value
        row = in_row(view, mains[: number + 1])
        like = {id(r) for r in mains if (r.get("status") in AHEAD) == (reading.get("status") in AHEAD)}
        shared = {
            key: p
            for key, p in own.items()
            if key in like
            and p in covers
            and not self._is_tied(view, p)
            and (row or bracket(view, p.start) in (None, bracket(view, value.start)))
        }
        same = [shared[id(r)] for r in mains if r.clause == reading.clause and id(r) in shared]
        same = [p for p in same if not self._is_told_apart(view, value, p)]
        if same:
            after = [p for p in same if p.start > value.start]
            return after[0] if after else same[-1]
        earlier = [shared[id(r)] for r in mains[:number] if id(r) in shared]
        if earlier:
            return earlier[-1]
        later = [r for r in mains[number + 1 :] if id(r) in shared]
        later = [r for r in later if not self._is_told_apart(view, value, shared[id(r)])]
        if later and later[0].flow_how == "local" and shared[id(later[0])].start > later[0].value.end:
            return shared[id(later[0])]
        return None

    def _is_told_apart(self, view: SentenceView, value: Mention, period: Mention) -> bool:
        """ "The surplus of A comes after it shrank by B in 2014": 2014 is of B alone."""
        return period.start > value.end and self._after_it.search(view.words(value.end, period.start)) is not None

    @staticmethod
    def _ahead(view: SentenceView, reading: Reading, covers: list[Mention], passage: Passage) -> Mention | None:
        """ "Sales will pass a milestone this year, with exports at 3 bn": what is foreseen is of the time that lies ahead."""
        now = passage.period or passage.main_period
        if reading.get("status") not in AHEAD or now is None:
            return None
        later = [p for p in covers if p.end <= reading.value.start and p.period and p.period.first > now.value.last]
        return later[-1] if later else None

    def is_back(self, view: SentenceView, filled: Filled) -> bool:
        """Was a period told by its distance from another: "a year earlier", "the same month of 2015"?"""
        return bool(filled.span and self._back.fullmatch(view.text[slice(*filled.span)]))

    def _is_tied(self, view: SentenceView, period: Mention) -> bool:
        """Is it the period of one figure only: "the $3bn of May", "May's $3bn", or one told by its distance?"""
        if self._back.fullmatch(view.text[period.start : period.end]):
            return True
        tied_after = view.words(period.end, view.end).startswith("'s V")
        return tied_after or bool(self._tied_to_value.search(view.words(view.start, period.start)))

    def _inherit(self, view: SentenceView, reading: Reading, mains: list[Reading], passage: Passage) -> None:
        done = [r for r in mains if r.get("period")]
        if not in_row(view, [*mains, reading]):
            done = [r for r in done if not shut_in(view, _at(r), reading.value.start)]
        if done:
            copy_slot(reading, done[-1], "period")
            return
        if view.sentence.kind == "headline" and reading.get("status") in AHEAD and passage.main_ahead is not None:
            reading.slots["period"] = passage.main_ahead
            return
        goes_on = self._continues.match(view.words(view.start, view.end)) is not None
        same_paragraph = view.sentence.block == passage.block or goes_on
        if passage.loose if same_paragraph else passage.loose_main:
            return
        ahead = passage.ahead if reading.get("status") == "forecast" else None
        before = view.words(view.start, reading.value.start)
        if ahead is not None and ahead[0] >= view.sentence.block - 1 and "had " not in before:
            reading.slots["period"] = ahead[1]  # "The central bank is gloomier and sees a rise of 3%"
            return
        source = (
            passage.period
            if same_paragraph and passage.period
            else (passage.section_period or passage.lead_period or passage.main_period or passage.period)
        )
        if source is not None:
            reading.slots["period"] = Filled(source.value, "inherited", source.span)

    def _respectively(self, view: SentenceView, mains: list[Reading], covers: list[Mention]) -> None:
        """ "A and B in 2010 and 2011 respectively": each value has its own period."""
        if not view.cues_of("respectively") or len(mains) != len(covers) or len(covers) < 2:
            return
        if all(self._list_gap.fullmatch(view.words(a.end, b.start)) for a, b in pairwise(covers)):
            for reading, period in zip(mains, covers, strict=True):
                reading.slots["period"] = Filled(period.period, "local", (period.start, period.end))


def _is_rate_word(view: SentenceView, cue: Cue, reading: Reading, mains: list[Reading]) -> bool:
    """Does "annually" say what a growth is measured against ("rose 5% annually to 3 bn"), not when a figure is of?"""
    if cue.text.lower() != "annually":
        return False
    return reading.measure == "growth" or any(
        r.measure == "growth" and not view.words(r.value.end, cue.start).strip() for r in mains
    )


def _at(reading: Reading) -> int:
    """Where the words stand that a reading has its period from; the value where none do."""
    span = reading.slots["period"].span
    return span[0] if span else reading.value.start
