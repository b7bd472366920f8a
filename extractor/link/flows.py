"""Which flow a value is of, if of any: the flow word it stands with, or the passage's."""

from __future__ import annotations

import re

from extractor.link.balances import BalanceFinder, Spots
from extractor.link.dealings import DealingFinder, Deals
from extractor.link.flow_pairs import FlowPairs
from extractor.link.flow_passage import PassageFlow
from extractor.link.not_trade import NotTrade
from extractor.link.reading import Passage, Reading, SentenceView
from extractor.link.subjects import Subjects
from extractor.models import Cue, Flow, Mention
from extractor.rules import RuleSet

_BALANCES = ("surplus", "deficit", "balance")


class FlowFinder:
    """Gives each reading its flow; readings that are about something else get none."""

    def __init__(self, rules: RuleSet) -> None:
        self._right_of_value = rules.pattern("link.flows.right")
        self._plain_side = rules.pattern("link.flows.plain-side")
        self._plain_side_after = rules.pattern("link.flows.plain-side-after")
        self._sales = rules.list("sales_word")
        self._of_balance = rules.pattern("link.flows.of-balance")
        self._on_balance = rules.pattern("link.flows.on-balance")
        self._share_in = rules.pattern("link.flows.share-in")
        self._share_lead = rules.pattern("link.flows.share-lead")
        self._aside = rules.pattern("link.flows.aside")
        self._or = rules.pattern("link.values.or")
        self._own_sales = rules.pattern("link.flows.own-sales")
        self._apposed = rules.pattern("link.flows.apposed")
        self._bracketed = rules.pattern("link.flows.bracketed")
        self._as_part = rules.pattern("link.flows.as-part")
        self._beside_it = rules.pattern("link.flows.beside")
        self._of_owned = rules.pattern("link.flows.of-owned")
        self._part_of_change = rules.pattern("link.values.part-of-change")
        self._whole_lead = rules.pattern("link.flows.whole-lead")
        self._fronted = rules.pattern("link.flows.fronted")
        self._figures = rules.pattern("link.flows.figures")
        self._later_flow = rules.pattern("link.flows.later")
        self._cost_of = rules.pattern("link.flows.cost-of")
        self._other_in = rules.pattern("link.flows.other-in")
        self._other_with_verb = rules.pattern("link.flows.other-with-verb")
        self._volumes = rules.pattern("link.flows.volumes")
        self._adjunct = rules.pattern("link.flows.adjunct")
        self._joined = rules.pattern("link.flows.joined")
        self._subjects = Subjects(rules)
        self._not_trade = NotTrade(rules)
        self._pairs = FlowPairs(rules)
        self._passage = PassageFlow(rules)
        self._balances = BalanceFinder(rules)
        self._dealings = DealingFinder(rules)

    def assign(self, view: SentenceView, readings: list[Reading], passage: Passage) -> list[Reading]:
        """The readings that are about trade, each with its flow; one value of two flows is read twice."""
        found: list[Reading] = []
        spots = self._balances.spots(view)
        deals = self._dealings.spots(view, passage)
        for reading in readings:
            if reading.settled:
                found.append(reading)
                continue
            if reading.head and reading.role == "dual":
                reading.take_flow(reading.head)
                reading.measure, reading.sign = reading.head.measure, reading.head.sign
            else:
                self._one(view, reading, readings, passage, spots, deals)
            if reading.flow is None:
                continue
            found.append(reading)
            second = self._pairs.second(view, reading, one_sum=any(r.flow == "total" for r in found[:-1]))
            if second:
                found.append(second)
        self._pairs.settle(view, found)
        self._balances.printed(view, found, passage)
        for reading in found:
            if reading.judged and reading.flow == "deficit":
                reading.sign = -reading.sign  # a deficit that improves gets smaller
        return found

    def balance_of(self, view: SentenceView) -> Flow | None:
        """The surplus or deficit that a sentence speaks of."""
        return self._balances.named(view)

    def _one(
        self,
        view: SentenceView,
        reading: Reading,
        readings: list[Reading],
        passage: Passage,
        spots: Spots,
        deals: Deals,
    ) -> None:
        if self._not_trade.holds(
            view,
            reading,
            self._right(view, reading),
            is_balance=reading.value.start in spots,
            sales=not passage.trading,
        ):
            return
        value, leader = reading.value, reading.leader if reading.is_earlier else None
        if (
            leader
            and leader.flow
            and not view.flows_between(leader.value.end, value.start)
            and not self._right(view, reading)
        ):
            reading.take_flow(leader)
            return
        takes_up = reading.measure == "share" and passage.hot and passage.flow
        if takes_up and self._figures.search(view.words(view.start, value.start)):
            reading.flow, reading.flow_mention, reading.flow_how = passage.flow, passage.flow_mention, "inherited"
            return
        balance = self._balances.flow(view, reading, readings, passage, spots)
        if balance:
            reading.flow, reading.flow_mention = balance, self._left(view, value, view.start)
            return
        self._beside(view, reading, readings, passage, deals)

    def _beside(
        self,
        view: SentenceView,
        reading: Reading,
        readings: list[Reading],
        passage: Passage,
        deals: Deals,
    ) -> None:
        """The flow word right after the value, a word of direction, the flow word before it, or one farther away."""
        value = reading.value
        right = self._right(view, reading)
        left = self._left(view, value, view.start)
        told = [r for r in readings if r.value.end <= value.start][-1:]
        if told and not told[0].flow and not right and self._is_own_change(view, reading, told[0]):
            return  # "investments of $500m, a 34% increase"
        if right and self._take_right(view, reading, right, left, told, passage):
            return
        other = self._subjects.measured(view, value, sales=not passage.trading, of_flow=left is not None)
        if other and not (reading.measure == "share" and left):
            return
        deal = self._deal(view, reading, readings, passage, deals, left)
        if deal:
            reading.flow, reading.flow_how = deal, "local"
            return
        last = next((f for f in reversed(view.flows) if f.end <= value.start), None)
        same_word = bool(told and told[0].flow and last is told[0].flow_mention is not None)
        if same_word and last and (reading.role == "bracket" or told[0].flow != last.flow):
            reading.take_flow(told[0])  # "9.8% of exports (R9.6bn)", "exports exceeded imports by $2bn, a 5% rise"
            return
        if left is not None:
            sales = not passage.trading or left.flow == "import"
            if self._is_settled(view, left, value, told) or not self._blocked(view, left, reading, sales=sales):
                reading.take_word(left)
                reading.flow = self._balances.side(view, left, passage)
            return
        of_country = passage.hot or self._own_sales.search(view.words(view.start, value.start))
        if passage.trading and of_country and not other and self._take_plain_side(view, reading, passage):
            return
        earlier = [r for r in readings if r.value.end <= value.start and r.flow and r.flow_mention is None]
        if earlier and not other:
            reading.take_flow(earlier[-1])
            return
        later = self._later(view, reading)
        if later:
            reading.take_word(later)
            return
        self._passage.inherit(view, reading, passage)

    def _take_right(
        self,
        view: SentenceView,
        reading: Reading,
        right: Mention,
        left: Mention | None,
        told: list[Reading],
        passage: Passage,
    ) -> bool:
        """Take the flow word right after the value, unless it only names the whole of a share."""
        if told and told[0].flow and self._is_part_of_other(view, reading, told[0]):
            reading.take_flow(told[0])  # "a surplus of $242m, or 5.1% of exports"
            return True
        in_clause = left is not None and left.start >= view.clauses[reading.clause].start
        if left is not None and in_clause and self._is_share_of_right(view, reading, left, right):
            return False
        reading.take_word(right)
        reading.flow = self._balances.side(view, right, passage)
        return True

    def _deal(
        self,
        view: SentenceView,
        reading: Reading,
        readings: list[Reading],
        passage: Passage,
        deals: Deals,
        left: Mention | None,
    ) -> Flow | None:
        """What words of buying and selling tell, where they stand nearer than the flow word `left` of the value."""
        start, value = view.clauses[reading.clause].start, reading.value
        deal = self._dealings.in_or_out(reading, readings, passage)
        if deal is None and value.start in deals and (left is None or left.end <= deals[value.start][0]):
            deal = deals[value.start][1]
        if deal is None and (left is None or left.end <= start):
            deal = self._dealings.other_way(view, reading, readings, passage)
        if deal is None and (left is None or left.end <= start or "V" in view.words(left.end, value.start)):
            deal = self._dealings.flow(view, reading, readings, passage)
        return deal

    def _take_plain_side(self, view: SentenceView, reading: Reading, passage: Passage) -> bool:
        """ "Sales" and "purchases" in a report on trade; no other subject may stand in the clause."""
        start = view.clauses[reading.clause].start
        after = self._plain_side_after.match(reading.tail)
        match = after or self._plain_side.search(view.words(start, reading.value.start))
        others = self._subjects.others(view, reading.value, sales=False)
        if match is None or any(start <= cue.start < reading.value.start for cue in others):
            return False
        side: Flow = "export" if match["export"] else "import"
        same = passage.flow == side
        reading.flow, reading.flow_mention = side, passage.flow_mention if same else None
        reading.flow_how = "inherited" if same else "local"
        return True

    def _is_own_change(self, view: SentenceView, reading: Reading, last: Reading) -> bool:
        """Is it the change of the figure right before, beside that figure?"""
        return (
            reading.role == "delta"
            and last.measure == "level"
            and last.clause == reading.clause
            and self._apposed.fullmatch(view.words(last.value.end, reading.value.start)) is not None
        )

    def _is_part_of_other(self, view: SentenceView, reading: Reading, last: Reading) -> bool:
        """Is a figure told again as a part of something else, not of another country's trade?"""
        gap = view.words(last.value.end, reading.value.start)
        return (
            reading.measure == "share"
            and last.measure == "level"
            and reading.role != "earlier"
            and (
                self._as_part.fullmatch(gap) is not None
                or (last.flow in _BALANCES and self._beside_it.fullmatch(gap) is not None)
            )
            and not self._of_owned.match(reading.tail)
        )

    def _is_share_of_right(self, view: SentenceView, reading: Reading, left: Mention, right: Mention) -> bool:
        """ "Copper exports made up 40% of exports": the share is told of the flow word on its left."""
        if {left.flow, right.flow} == {"export", "import"} and self._of_owned.match(reading.tail):
            return False  # "20% of Peru's tea exports, 15% of Chile's tea imports"
        return (
            reading.measure == "share"
            and not self._owned(view, left, reading.value)
            and not self._joined.search(view.words(left.end, reading.value.start))
        )

    def _right(self, view: SentenceView, reading: Reading) -> Mention | None:
        end = reading.row_end or reading.value.end
        following = next((v for v in view.values if v.start >= end), None)
        tail = reading.tail if reading.row_end is None else view.words(end, following.start if following else view.end)
        if reading.role == "delta" and not self._right_of_value.match(tail):
            tail = view.words(end, following.start if following else view.end)  # "a 5% fall in paper and board exports"
        if following and reading.role in ("delta", "share") and self._part_of_change.fullmatch(tail):
            stop = min([view.end, *(v.start for v in view.values if v.start >= following.end)])
            end, tail = following.end, view.words(following.end, stop)  # "$1bn of the $4bn increase in imports"
        elif following and reading.role == "delta" and self._or.fullmatch(tail):
            stop = min([view.end, *(v.start for v in view.values if v.start >= following.end)])
            end, tail = following.end, view.words(following.end, stop)  # "a 2% or $586m fall in imports"
        match = self._right_of_value.match(tail)
        if not match:
            return None
        position = view.masked.at(end) + match.end() - 1
        offset = view.masked.source(position)
        return next((flow for flow in view.flows if flow.start == offset), None)

    def _left(self, view: SentenceView, value: Mention, start: int) -> Mention | None:
        before = [flow for flow in view.flows if start <= flow.start and flow.end <= value.start]
        if not before:
            return None
        last = before[-1]
        if len(before) > 1 and self._whole_lead.search(view.words(view.start, last.start)):
            return before[-2]  # "exports, 52% of total exports, rose 8%": the whole is not the subject
        one_before = before[-2] if len(before) > 1 else None
        if last.flow == "balance" and one_before and self._on_balance.fullmatch(view.words(one_before.end, last.start)):
            return one_before  # "the deficit in the freight balance halved to $3m"
        for head in before[:-1]:
            if head.flow == "balance" and last.flow in ("surplus", "deficit"):
                continue  # "the balance of services showed a deficit of 8bn"
            words = view.words(head.end, value.start)
            share = self._share_in.fullmatch(view.words(head.end, last.start))
            if share and self._share_lead.search(view.words(start, head.start)):
                return head  # "the share of rice exports in world trade fell to 5%"
            if self._aside.fullmatch(words) or self._bracketed.match(words):
                return head
            if last.flow not in _BALANCES and head.flow in _BALANCES and self._of_balance.match(words):
                return head  # "the surplus of exports over imports rose 8%"
        return last

    @staticmethod
    def _owned(view: SentenceView, flow: Mention, value: Mention) -> bool:
        """Does another value stand between the flow word and this value?"""
        return any(flow.end <= other.start < value.start for other in view.values)

    def _is_settled(self, view: SentenceView, flow: Mention, value: Mention, told: list[Reading]) -> bool:
        """Is the figure before one of the same flow word, with nothing else named since: "exports slumped 2%, to $3bn"?"""
        return bool(told and told[0].flow_mention is flow) and not any(
            told[0].value.end <= cue.start < value.start for cue in self._subjects.others(view, value)
        )

    def _blocked(self, view: SentenceView, flow: Mention, reading: Reading, *, sales: bool) -> bool:
        """Something that is no trade stands between, as subject of its own: "as the economy grew 5%"."""
        value = reading.value
        if reading.head and reading.head.flow and reading.role in ("earlier", "dual"):
            return False
        if reading.leader and reading.leader.flow is None and reading.role == "earlier":
            return True
        before = view.words(view.start, flow.start)
        if self._cost_of.search(before):
            return True
        others = self._subjects.others(view, value, sales=sales)
        if any(self._other_in.fullmatch(before[view.masked.at(c.end) :]) for c in others):
            return True  # "wages in export industries", "prices of imported goods"
        wares = [item for item in view.items if item.relation == "object" and item.anchor == flow.start]
        for cue in others:
            if not flow.end <= cue.start or cue.end > value.start:
                continue
            if any(ware.start <= cue.start < ware.end for ware in wares):
                continue  # "imports of crude": what is traded is no subject of its own
            if self._is_adjunct(view, flow, cue, value) or self._volumes.search(view.words(cue.end, value.start)):
                continue
            between = view.words(cue.end, value.start)
            if "F" in between or (re.search(r"[,;]", between) and not re.search(r",[^,]*,", between)):
                continue
            if flow.start >= view.clauses[reading.clause].start and self._other_with_verb.match(between):
                continue
            return True
        return False

    def _is_adjunct(self, view: SentenceView, flow: Mention, cue: Cue, value: Mention) -> bool:
        """Is another subject only what the flow suffers ("exports hit by tariffs fell 5%"), a verb coming after it?"""
        verbs = view.cues_of("verb", "level")
        return (
            self._adjunct.fullmatch(view.words(flow.end, cue.start)) is not None
            and not any(
                flow.end <= verb.start < cue.start and not verb.text.endswith("ing") for verb in view.cues_of("verb")
            )
            and any(cue.end <= verb.start < value.start for verb in verbs)
        )

    def _later(self, view: SentenceView, reading: Reading) -> Mention | None:
        """A flow word further right with no other value between: "up 5% were exports", "Up 5%, exports reached"."""
        if self._fronted.fullmatch(view.words(view.start, reading.value.start)):
            return next(
                (
                    f
                    for f in view.flows
                    if f.start > reading.value.end and "V" not in view.words(reading.value.end, f.start)
                ),
                None,
            )
        end = view.clauses[reading.clause].end
        words = view.words(reading.value.end, end)
        match = self._later_flow.match(words)
        if not match:
            return None
        offset = view.masked.source(view.masked.at(reading.value.end) + match.end() - 1)
        return next((flow for flow in view.flows if flow.start == offset), None)
