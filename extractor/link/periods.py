"""When: the period that a figure covers."""

from __future__ import annotations

import re
from itertools import pairwise

from extractor.link.bases import BaseFinder, aligned, offset_between, offsets_of, step_back
from extractor.link.period_roles import PeriodRoleFinder, PeriodRoles, is_stretch
from extractor.link.period_stretches import AHEAD, PeriodStretches
from extractor.link.reading import Filled, Passage, Reading, SentenceView, copy_slot
from extractor.models import Cue, Mention
from extractor.rules import RuleSet
from extractor.timespan import Timespan, shift_months

_YEAR = 12
"""Months."""
_RATE_GAP = 60
"""Characters at most between a value and the words that make it a rate: "$2bn of goods a year"."""
_REACH = 110
"""Characters at most between a value and the period after it that it is of."""

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
_YEAR_AGO = re.compile(r"\b(?:an?|one) year (?:earlier|ago|before|previously)|\byear[- ](?:earlier|ago)$", re.I)
_LAST = re.compile(r"last (?:month|quarter)", re.I)


class PeriodFinder:
    """Fills period and base_period."""

    def __init__(self, rules: RuleSet) -> None:
        self._roles = PeriodRoleFinder(rules)
        self._bases = BaseFinder(rules)
        self._stretches = PeriodStretches(rules)
        self._before_value = rules.pattern("link.periods.before-value")
        self._possessive = rules.pattern("link.periods.possessive")
        self._whose_value = rules.pattern("link.periods.whose-value")
        self._compared = rules.pattern("link.periods.compared")
        self._subordinate = rules.pattern("link.periods.subordinate")
        self._relative = rules.pattern("link.periods.relative")
        self._first_of_two = rules.pattern("link.periods.first-of-two")
        self._covered = rules.pattern("link.periods.covered")
        self._revised = rules.pattern("link.periods.revised")
        self._first_given = rules.pattern("link.periods.first-given")
        self._list_gap = rules.pattern("link.periods.respectively")
        self._back = rules.pattern("link.periods.back")
        self._opened = rules.pattern("link.periods.opened")
        self._reported = rules.pattern("link.periods.reported")
        self._continues = rules.pattern("link.periods.continues")
        self._when_it = rules.pattern("link.periods.when-it")
        self._worth = rules.pattern("link.periods.worth")
        self._recorded = rules.pattern("link.periods.recorded")
        self._after_it = rules.pattern("link.periods.after-it")
        self._brought = rules.pattern("link.periods.brought")
        self._to_value = rules.pattern("link.periods.to-value")
        self._general = rules.pattern("link.periods.general")
        self._general_after = rules.pattern("link.periods.general-after")
        self._aside = rules.pattern("link.periods.aside")
        self._by_then = rules.pattern("link.periods.by-then")
        self._held_against = rules.pattern("link.periods.held-against")
        self._closed = rules.pattern("link.periods.closed")
        self._whole_of = rules.pattern("link.periods.whole-of")
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
        self._ahead_of_year(view, readings, roles)
        self._earlier(view, readings, roles, passage)
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
                period = _part_named(view, covers, reading, mention) or period
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

    def _ahead_of_year(self, view: SentenceView, readings: list[Reading], roles: PeriodRoles) -> None:
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

    def _is_of_earlier(self, view: SentenceView, period: Mention, readings: list[Reading]) -> bool:
        """Does a period follow an amount that another is compared with: "from A in 2014 to B"?"""
        before = [r for r in readings if r.value.end <= period.start]
        if not before or not before[-1].is_earlier or before[-1].clause != view.clause_of(period.start):
            return False
        if self._whose_value.match(view.words(period.end, view.end)):
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
        if recorded and not self._whose_value.match(view.words(recorded[0].end, view.end)):
            return recorded[0]
        opened = _bracket(view, value.start)
        near = view.periods if reading.measure == "level" else covers
        inside = [p for p in near if p.period and opened is not None and _bracket(view, p.start) == opened]
        if len(inside) == 1 and inside[0].end <= value.start and "V" not in view.words(opened or 0, value.start):
            return inside[0]
        local = [p for p in covers if clause.start <= p.start < clause.end]
        pre = [p for p in local if p.end <= value.start and self._before_value.match(view.words(p.end, value.start))]
        post = [p for p in local if p.start >= value.end and self._follows(view, value, p)]
        post = [p for p in post if not _shut_in(view, p.start, value.start)]
        if post and not (pre and view.words(pre[-1].end, value.start).startswith("'s")):
            return post[0]
        if pre:
            return pre[-1]
        leading = [
            p
            for p in local
            if p.end <= value.start
            and not self._belongs_before(view, p, value)
            and not _shut_in(view, p.start, value.start)
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

    def _follows(self, view: SentenceView, value: Mention, period: Mention) -> bool:
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
        return not self._whose_value.match(view.words(period.end, view.end))

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
        row = _in_row(view, mains[: number + 1])
        like = {id(r) for r in mains if (r.get("status") in AHEAD) == (reading.get("status") in AHEAD)}
        shared = {
            key: p
            for key, p in own.items()
            if key in like
            and p in covers
            and not self._is_tied(view, p)
            and (row or _bracket(view, p.start) in (None, _bracket(view, value.start)))
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
        if not _in_row(view, [*mains, reading]):
            done = [r for r in done if not _shut_in(view, _at(r), reading.value.start)]
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

    def _earlier(self, view: SentenceView, readings: list[Reading], roles: PeriodRoles, passage: Passage) -> None:
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
        pre = [p for p in periods if p.end <= value.start and self._before_value.match(view.words(p.end, value.start))]
        post = [p for p in periods if p.start >= value.end and self._follows(view, value, p)]
        if pre and self._possessive.match(view.words(pre[-1].end, value.start)):
            return pre[-1]
        if post and "F" not in view.words(value.end, post[0].start).replace("F", "", 1):
            return post[0]
        return pre[-1] if pre and not post else (post[0] if post else None)


def _is_rate_word(view: SentenceView, cue: Cue, reading: Reading, mains: list[Reading]) -> bool:
    """Does "annually" say what a growth is measured against ("rose 5% annually to 3 bn"), not when a figure is of?"""
    if cue.text.lower() != "annually":
        return False
    return reading.measure == "growth" or any(
        r.measure == "growth" and not view.words(r.value.end, cue.start).strip() for r in mains
    )


def _part_named(view: SentenceView, covers: list[Mention], reading: Reading, mention: Mention) -> Timespan | None:
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


def _at(reading: Reading) -> int:
    """Where the words stand that a reading has its period from; the value where none do."""
    span = reading.slots["period"].span
    return span[0] if span else reading.value.start


def _in_row(view: SentenceView, readings: list[Reading]) -> bool:
    """Do all values stand in brackets: "with Chad (3 bn in May) and Mali (2 bn)"?"""
    return len(readings) > 1 and all(_bracket(view, r.value.start) is not None for r in readings)


def _shut_in(view: SentenceView, offset: int, other: int) -> bool:
    """Does a period stand in a bracket with a figure of its own, "(-4% in May)", where the other offset does not?"""
    opened = _bracket(view, offset)
    if opened is None or opened == _bracket(view, other):
        return False
    closed = view.text.find(")", offset, view.end)
    return "V" in view.words(opened, closed if closed >= 0 else view.end)


def _bracket(view: SentenceView, offset: int) -> int | None:
    """Where the bracket that an offset stands in was opened; None outside brackets."""
    opened = view.text.rfind("(", view.start, offset)
    return opened if opened > view.text.rfind(")", view.start, offset) else None
