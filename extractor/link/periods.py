"""When: the period a figure covers, and the period it is compared with."""

from __future__ import annotations

import re
from itertools import pairwise

from extractor.link.reading import Filled, Passage, Reading, SentenceView
from extractor.models import Mention
from extractor.timespan import Timespan, before, months, shift_months

_BASE_LEAD = re.compile(
    r"\b(?:from|against|compared (?:with|to)|over|than|versus|vs|on|as against|in comparison (?:with|to)|relative to|since|after|above|below|short of|up on|down on)"
    r" (?:(?:in|the|that of|that in|those of|those in|its|figures? (?:of|for|in)|levels? (?:of|in|seen in)|a|what was seen in|recorded in|the one in|during|for) ?)*\Z"
)
_PRE = re.compile(
    r"\A(?:'s)?(?: (?!(?:rose|fell|and|was|were|from|to|against|compared|exports|while|in|by|up|down|at|showed|recorded|posted|had) )[a-z'.-]+){0,4}(?: F)?(?: of)?(?: growth to| growth of| growth at)?(?: (?:a|an|the|just|only|about|some|nearly|around|over))? ?\Z"
)
_COMPARE_BETWEEN = re.compile(
    r"\b(?:from|against|compared (?:with|to)|versus|than|after) (?:(?:the|a|its|that of|those of|in|of|just|only|about) )*\Z"
)
_SUBORDINATE = re.compile(
    r"\b(?:as|that|which|after|because|since|when|before|until|where|what|who|although|though|if|ahead of)\b(?! (?:well|much)\b)"
)
_YEAR_TO = re.compile(r"(?:the )?(?:year|12 months|twelve months) to\b", re.I)
_LEVEL_OF = re.compile(r"\b(?:of|than|from|below|above|under|over|on|short of) (?:the |its )?\Z")
_OPENS = re.compile(r"(?:from|over|after|on|during) (?:the )?")
_RELATIVE = re.compile(r"\b(?:where|which|who|whose|when)\b")
_COVERED = re.compile(
    r"\b(?:tariffs?|duties|levies|taxes|restrictions|sanctions|quotas|targeting|hitting|affecting|covering)\b[^VF;]*\b(?:on|targeting|hitting|affecting|covering|worth)\b[^VF;]*\Z|\b(?:hitting|affecting|covering) [^VF;]{0,24}\Z|(?<!is )(?<!are )(?<!was )\btargeting [^VF;]{0,24}\Z"
)
_SAME_LAST = re.compile(r"\b(?:last|previous|preceding) year\b", re.I)
_YEAR = 12
"""Months."""
_RATE_GAP = 24
"""Characters at most between a value and the words that make it a rate: "$2bn of goods a year"."""


class PeriodFinder:
    """Fills period and base_period."""

    def assign(self, view: SentenceView, readings: list[Reading], passage: Passage) -> None:
        """Fill the periods of all readings of a sentence: own words first, then clause, sentence, passage."""
        bases = {id(p) for p in view.periods if self._is_base(view, p)}
        ignored = {
            id(p)
            for p in view.periods
            if re.search(r"\bsince (?:the )?\Z", view.words(view.start, p.start)) and id(p) not in bases
        }
        free = [
            p
            for p in view.periods
            if id(p) not in bases | ignored and p.period is not None and p.period.first != p.period.last
        ]
        base_list = [p for p in view.periods if id(p) in bases and p.period is not None]
        mains = [r for r in readings if not r.is_earlier and r.role != "dual" and not r.settled]
        own: dict[int, Mention] = {id(r): p for r in mains if (p := self._own(view, r, free, readings))}
        for number in range(len(mains)):
            self._main(view, mains, number, own, passage)
        self._respectively(view, mains, free)
        for reading in readings:
            if reading.role == "dual" and reading.head:
                _copy(reading, reading.head, "period")
        self._earlier(view, readings, free, base_list, passage)
        for reading in readings:
            if reading.measure in ("growth", "change") and "base_period" not in reading.slots:
                self._base(view, reading, readings, base_list, passage)

    def _main(
        self, view: SentenceView, mains: list[Reading], number: int, own: dict[int, Mention], passage: Passage
    ) -> None:
        """Fill the period of one value that is not compared with: nothing where its time is vague ("a year", "so far")."""
        reading = mains[number]
        mention = own.get(id(reading))
        period = mention.period if mention else None
        year_to = mention is not None and _YEAR_TO.match(mention.text)
        if mention and period and year_to and reading.measure == "growth" and period.months == _YEAR:
            last_month = months(period.last.year, period.last.month)
            reading.slots["period"] = Filled(last_month, "local", (mention.start, mention.end))
            return
        vague = view.cues_of("vague")
        rate = any(
            0 <= cue.start - reading.value.end < _RATE_GAP and "V" not in view.words(reading.value.end, cue.start)
            for cue in vague
        )
        vaguely = any(
            view.clause_of(cue.start) == reading.clause and (cue.end <= reading.value.start or "years" in cue.text)
            for cue in vague
        )
        if mention is None and not vaguely:
            mention = self._neighbour(view, reading, mains, own, number)
        measured = _COVERED.search(view.words(view.start, reading.value.start))
        if rate or measured or (vaguely and mention is None):
            reading.slots["period"] = Filled(None, "local")
        elif mention is not None and mention.period is not None:
            reading.slots["period"] = Filled(mention.period, "local", (mention.start, mention.end))
        else:
            self._inherit(view, reading, mains[:number], passage)

    @staticmethod
    def _is_base(view: SentenceView, period: Mention) -> bool:
        lead = view.words(view.start, period.start)
        after = view.words(period.end, view.end)
        if _LEVEL_OF.search(lead) and re.match(
            r"(?:'s)? (?:level|figure|total|result|reading|peak|low|high)s?\b", after
        ):
            return True
        if not _BASE_LEAD.search(lead) or _OPENS.fullmatch(lead):
            return False
        if re.match(r"(?:'s)?(?: (?!(?:to|and|in|while|when|as|by) )[a-z-]+){0,3}(?: F)?(?: of)? V", after):
            return False
        if re.search(r"\b(?:since|on|after) (?:the )?\Z", lead):
            return bool(
                re.search(
                    r"\b(?:up|down|rise|increase|growth|fall|drop|decline|higher|lower|year|V) (?:on|since) (?:the )?\Z",
                    lead,
                )
            )
        return True

    def _own(
        self, view: SentenceView, reading: Reading, free: list[Mention], readings: list[Reading]
    ) -> Mention | None:
        value = reading.value
        clause = view.clauses[reading.clause]
        local = [p for p in free if clause.start <= p.start < clause.end]
        pre = [p for p in local if p.end <= value.start and _PRE.match(view.words(p.end, value.start))]
        post = [p for p in local if p.start >= value.end and self._follows(view, value, p)]
        if post and not (pre and view.words(pre[-1].end, value.start).startswith("'s")):
            return post[0]
        if pre:
            return pre[-1]
        leading = [
            p
            for p in local
            if p.end <= value.start
            and not self._belongs_before(view, p, value)
            and not _RELATIVE.search(view.words(view.start, p.start).rpartition(",")[2])
        ]
        return leading[-1] if leading else None

    @staticmethod
    def _follows(view: SentenceView, value: Mention, period: Mention) -> bool:
        gap = re.sub(r"\([^()]*\)", "", view.words(value.end, period.start))
        if "V" in gap or _SUBORDINATE.search(gap) or _COMPARE_BETWEEN.search(gap) or len(gap) > 110:
            return False
        after = view.words(period.end, view.end)
        return not re.match(r"'s (?:[a-z-]+ ){0,3}(?:F of )?V", after)

    @staticmethod
    def _belongs_before(view: SentenceView, period: Mention, value: Mention) -> bool:
        """ "exports were A in 1995 and B": the period between two values is the first one's, but holds on."""
        lead = view.words(view.clauses[view.clause_of(period.start)].start, period.start)
        return bool(
            re.search(r"V[^F;]*\b(?:from|against|compared (?:with|to)|versus|than|after)\b[^F;]*V[^F;]*\Z", lead)
        ) and "F" not in view.words(period.end, value.start)

    @staticmethod
    def _neighbour(
        view: SentenceView, reading: Reading, mains: list[Reading], own: dict[int, Mention], number: int
    ) -> Mention | None:
        """The period of a neighbour in the clause, of the clause before, or of the next one."""
        same = [own[id(r)] for r in mains if r.clause == reading.clause and id(r) in own]
        if same:
            after = [p for p in same if p.start > reading.value.start]
            return after[0] if after else same[-1]
        earlier = [own[id(r)] for r in mains[:number] if id(r) in own]
        if earlier:
            return earlier[-1]
        later = [r for r in mains[number + 1 :] if id(r) in own]
        if later and later[0].flow_how == "local":
            return own[id(later[0])]
        return None

    @staticmethod
    def _inherit(view: SentenceView, reading: Reading, mains: list[Reading], passage: Passage) -> None:
        done = [r for r in mains if r.get("period")]
        if done:
            _copy(reading, done[-1], "period")
            return
        sentence_wide = [
            p
            for p in view.periods
            if p.period is not None and p.start < reading.value.start and view.clause_of(p.start) < reading.clause
        ]
        del sentence_wide
        same_paragraph = view.sentence.block == passage.block
        source = (
            passage.period
            if same_paragraph and passage.period
            else (passage.section_period or passage.main_period or passage.period)
        )
        if source is not None:
            reading.slots["period"] = Filled(source.value, "inherited", source.span)

    @staticmethod
    def _respectively(view: SentenceView, mains: list[Reading], free: list[Mention]) -> None:
        """ "A and B in 2010 and 2011 respectively": each value has its own period."""
        if not view.cues_of("respectively") or len(mains) != len(free) or len(free) < 2:
            return
        gaps = [view.words(a.end, b.start) for a, b in pairwise(free)]
        if all(re.fullmatch(r",? ?(?:and )?(?:in )?", gap) for gap in gaps):
            for reading, period in zip(mains, free, strict=True):
                reading.slots["period"] = Filled(period.period, "local", (period.start, period.end))

    def _earlier(
        self, view: SentenceView, readings: list[Reading], free: list[Mention], bases: list[Mention], passage: Passage
    ) -> None:
        last: Timespan | None = None
        for number, reading in enumerate(readings):
            if not reading.is_earlier:
                continue
            head = reading.head
            main: Timespan | None = head.get("period") if head else (passage.period.value if passage.period else None)
            if reading.get("status") in ("forecast",) and head:
                _copy(reading, head, "period")
                continue
            mention = self._own_earlier(view, reading, [*free, *bases], readings[number + 1 :])
            if mention is not None and mention.period is not None:
                span = _aligned(mention, main)
                reading.slots["period"] = Filled(span, "local", (mention.start, mention.end))
                last = span
            elif (
                re.search(r"revised (?:up |down )?(?:from|to)", view.words(view.start, reading.value.start)[-24:])
                and head
            ):
                _copy(reading, head, "period")
            elif last is not None and main is not None and last.months == main.months:
                reading.slots["period"] = Filled(last, "inherited")
            elif head is not None and {head.flow, reading.flow} == {"export", "import"}:
                _copy(reading, head, "period")  # "imports of A against exports of B": the same period
            elif main is not None:
                offset = passage.base_offset
                reading.slots["period"] = Filled(_offset(main, offset), "default")

    @staticmethod
    def _own_earlier(
        view: SentenceView, reading: Reading, periods: list[Mention], following: list[Reading]
    ) -> Mention | None:
        value = reading.value
        pre = [p for p in periods if p.end <= value.start and _PRE.match(view.words(p.end, value.start))]
        post = [p for p in periods if p.start >= value.end and PeriodFinder._follows(view, value, p)]
        possessive = pre and re.match(r"'s|(?: [a-z-]+){0,2} F", view.words(pre[-1].end, value.start))
        if possessive:
            return pre[-1]
        if post and "F" not in view.words(value.end, post[0].start).replace("F", "", 1):
            return post[0]
        return pre[-1] if pre and not post else (post[0] if post else None)

    def _base(
        self, view: SentenceView, reading: Reading, readings: list[Reading], bases: list[Mention], passage: Passage
    ) -> None:
        period: Timespan | None = reading.get("period")
        if reading.role == "dual" and reading.head:
            _copy(reading, reading.head, "base_period")
            return
        if period is None:
            return
        if (
            reading.get("status") == "forecast"
            and reading.is_earlier
            and reading.head
            and reading.head.get("base_period")
        ):
            _copy(reading, reading.head, "base_period")
            return
        clause = view.clauses[reading.clause]
        explicit = [p for p in bases if clause.start <= p.start < clause.end] or [
            p for p in bases if p.start >= clause.end
        ][:1]
        if explicit and not reading.is_earlier:
            nearest = min(explicit, key=lambda p: abs(p.start - reading.value.start))
            span = _aligned(nearest, period)
            other = reading.head.get("period") if reading.head else None
            if other is not None and other != period and (step := offset_between(other, span)):
                span = shift_months(period, -int(step))
            if span != period and span.first < period.first:
                reading.slots["base_period"] = Filled(span, "local", (nearest.start, nearest.end))
                return
        basis = [c for c in view.cues_of("basis") if clause.start <= c.start < clause.end] or view.cues_of("basis")
        if basis:
            nearest_cue = min(basis, key=lambda c: abs(c.start - reading.value.start))
            months = {"year": 12, "month": 1, "quarter": 3}[nearest_cue.value]
            reading.slots["base_period"] = Filled(
                shift_months(period, -months), "local", (nearest_cue.start, nearest_cue.end)
            )
            return
        compared = [
            r
            for r in readings
            if r.is_earlier and r.head and r.head.clause == reading.clause and r.get("period") and r.measure == "level"
        ]
        if compared and not reading.is_earlier and compared[0].get("period") != period:
            reading.slots["base_period"] = Filled(compared[0].get("period"), "local")
            return
        reading.slots["base_period"] = Filled(
            _offset(period, passage.base_offset), "inherited" if passage.base_offset else "default"
        )


def _copy(reading: Reading, other: Reading, slot: str) -> None:
    filled = other.slots.get(slot)
    if filled is not None:
        reading.slots[slot] = Filled(filled.value, "inherited", filled.span)


def _aligned(mention: Mention, main: Timespan | None) -> Timespan:
    """ "From B last year" in a report on September means September of that year."""
    span = mention.period
    assert span is not None
    if main is None or main.months is None or span.months is None:
        return span
    if span.months == 12 and main.months < 12 and not (span.first <= main.first and main.last <= span.last):
        return shift_months(main, 12 * (span.first.year - main.first.year)) if span.first.month == 1 else span
    return span


def _offset(period: Timespan, offset: str | None) -> Timespan:
    if offset == "before":
        return before(period)
    if offset:
        return shift_months(period, -int(offset))
    return shift_months(period, -12)


def offset_between(period: Timespan, base: Timespan) -> str | None:
    """How far before a period its base lies, in months; None where they are not of the same length."""
    if period.months is None or period.months != base.months:
        return None
    months = (period.first.year - base.first.year) * 12 + period.first.month - base.first.month
    return str(months) if 0 < months <= 12 else None
