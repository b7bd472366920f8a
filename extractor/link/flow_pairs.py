"""Two flows told together: each with its own value, or both with one."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from extractor.link.reading import Reading, SentenceView, copy_slot
from extractor.link.wordings import Wordings
from extractor.models import Label
from extractor.rules import RuleSet


class FlowPairs:
    """Settles the flows of readings that only make sense together."""

    def __init__(self, rules: RuleSet) -> None:
        self._words = Wordings(rules, "link.flows.")

    def settle(self, view: SentenceView, readings: list[Reading]) -> None:
        """Give each of two values the flow that the order of the words tells."""
        self._respectively(view, readings)
        self._outpacing(view, readings)

    def fill(self, view: SentenceView, readings: list[Reading]) -> None:
        """ "$3bn from the export of 2 million bags of coffee": the money is for what the quantity is of."""
        for money, quantity in pairwise(readings):
            if money.value.label is not Label.MONEY or quantity.value.label is not Label.QUANTITY:
                continue
            if not self._words["for-quantity"].fullmatch(view.words(money.value.end, quantity.value.start)):
                continue
            for slot in ("item", "topic", "partner", "period"):
                own = money.slots.get(slot)
                if own is None or own.value is None or own.how != "local":
                    copy_slot(money, quantity, slot)

    def _outpacing(self, view: SentenceView, readings: list[Reading]) -> None:
        """ "Imports grew faster than exports, 5% against 3%": each rate has its own flow."""
        for first, second in pairwise(readings):
            flows = [f for f in view.flows if f.end <= first.value.start][-2:]
            if (
                first.measure == second.measure == "growth"
                and {f.flow for f in flows} == {"export", "import"}
                and self._words["set-against"].fullmatch(view.words(first.value.end, second.value.start))
                and self._words["outpaced"].fullmatch(view.words(flows[0].end, flows[1].start))
            ):
                first.flow, first.flow_mention = flows[0].flow, flows[0]
                second.flow, second.flow_mention = flows[1].flow, flows[1]
                second.role, second.head = "level", None

    def _respectively(self, view: SentenceView, readings: list[Reading]) -> None:
        """ "Exports and imports rose by 4.5 and 6.1 percent respectively": each value has its own flow."""
        if not view.cues_of("respectively") or len(readings) < 2:
            return
        for first, second in pairwise(readings):
            gap = view.words(first.value.end, second.value.start)
            flows = [f for f in view.flows if f.end <= first.value.start][-2:]
            if (
                len(flows) == 2
                and flows[0].flow != flows[1].flow
                and self._words["row-of-values"].fullmatch(gap)
                and self._words["row-of-flows"].fullmatch(view.words(flows[0].end, flows[1].start))
            ):
                first.flow, first.flow_mention = flows[0].flow, flows[0]
                second.flow, second.flow_mention = flows[1].flow, flows[1]
        self._compared_respectively(view, readings)

    def _compared_respectively(self, view: SentenceView, readings: list[Reading]) -> None:
        """ "Exports were A and imports B, up C and D, respectively" or "against C and D": each belongs to its own main one."""
        pairs = zip(readings, readings[1:], readings[2:], readings[3:], strict=False)
        for one, other, first, second in pairs:
            gap = view.words(first.value.end, second.value.start)
            if (
                first.is_earlier is second.is_earlier
                and (first.is_earlier or first.measure == second.measure != other.measure)
                and not (one.is_earlier or other.is_earlier)
                and {one.flow, other.flow} == {"export", "import"}
                and self._words["row-of-values"].fullmatch(gap)
            ):
                for reading, main in ((first, one), (second, other)):
                    if reading.is_earlier:
                        reading.head, reading.measure = main, main.measure
                    reading.take_flow(main)

    def second(self, view: SentenceView, reading: Reading, *, one_sum: bool) -> Reading | None:
        """ "Exports and imports both rose 5%": the value is said of both."""
        mention = reading.flow_mention
        if mention is None or reading.flow_how != "local" or reading.flow != mention.flow:
            return None
        before = [f for f in view.flows if f.end <= mention.start]
        share = reading.measure == "share"
        if not before or before[-1].flow == mention.flow:
            return None
        gap = view.words(before[-1].end, mention.start)
        both = view.words(mention.end, reading.value.start)
        if not self._words["two-flows"].fullmatch(gap) or mention.end > reading.value.start:
            return None
        each = self._words["each-of-both"].search(view.words(view.start, view.end))
        if self._words["respectively"].search(view.words(reading.value.end, view.end)):
            return None
        if (
            {mention.flow, before[-1].flow} == {"export", "import"}
            and not each
            and (share or one_sum or reading.measure == "level")
        ):
            reading.flow = "total"  # "imports and exports came to $3bn": one sum, of both together
            return None
        if re.search(r"\bV\b", both) or (not each and reading.measure == "level"):
            return None
        return replace(reading, flow=before[-1].flow, flow_mention=before[-1], slots={})
