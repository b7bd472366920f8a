"""What else a sentence speaks of: subjects of figures that are no trade."""

from __future__ import annotations

import re

from extractor.link.reading import SentenceView
from extractor.models import Cue, Label, Mention
from extractor.rules import RuleSet

_BARE = re.compile(r"[\d.,\s]+(?:[a-z]+illion|bn|mln|m)?", re.IGNORECASE)
"""An amount without its currency: whether it is money at all hangs on what is counted."""


_MONEY_WORD = re.compile(r"\b(?:revenues?|income|earnings|receipts|spending|sales|proceeds)\Z", re.IGNORECASE)


class Subjects:
    """Tells which cues of the kind `other` may be the subject of a value."""

    def __init__(self, rules: RuleSet) -> None:
        self._people = rules.list("counted_people")
        self._sales = rules.list("sales_word")
        self._economies = rules.list("economy_word")
        self._trade_money = rules.list("trade_money")
        self._complement = rules.pattern("link.flows.complement")
        self._process = rules.list("process_word")
        self._rate = rules.list("rate_word")
        self._losses = rules.list("down_noun")
        self._change_of_flow = rules.pattern("link.flows.change-of-flow")
        self._of_value = rules.pattern("link.flows.of-value")
        self._for_process = rules.pattern("link.flows.for-process")
        self._annual_rate = rules.pattern("link.flows.annual-rate")
        self._of_change = rules.pattern("link.flows.rate-of-change")
        self._terms = rules.pattern("link.flows.terms")
        self._of_partner = rules.pattern("link.flows.of-partner")
        self._markets = rules.list("market_word")
        self._money_of_flow = rules.pattern("link.flows.money-of-flow")
        self._of_credit = rules.pattern("link.flows.of-credit")
        self._to_other = rules.pattern("link.flows.to-other")
        self._of_other = rules.pattern("link.flows.of-other")

    def others(self, view: SentenceView, value: Mention, *, sales: bool = True) -> list[Cue]:
        """Subjects that are no trade, where they can be the subject of the value.

        Money is not counted in people ("arrivals left 3 bn baht"), and in "receipts from tourists" they are no subject.
        Sales are one where `sales`: in a report on trade they are exports, as are the market shares of countries. Neither
        are the currency of "in dollar terms", partners ("to Asian economies") and the money of a flow ("export sales").
        """
        return [
            cue
            for cue in view.cues_of("other")
            if not self._is_none(view, value, cue) and (sales or not self._is_sale(view, cue.text))
        ]

    def measured(self, view: SentenceView, value: Mention, *, sales: bool = True, of_flow: bool = False) -> bool:
        """Does the value measure such a subject: "3% inflation", "a 5% fall in ore prices", "5% of the budget"?

        Where a flow word stands before (`of_flow`) money is only what it came to: "exports reached $2bn in revenues".
        """
        return any(
            cue.start >= value.end
            and self._to_other.fullmatch(view.words(value.end, cue.start))
            and not (
                of_flow and self._trade_money.lookup(cue.text) and view.words(value.end, cue.start).startswith(" in ")
            )
            for cue in self.others(view, value, sales=sales)
        )

    def stated(self, view: SentenceView, value: Mention) -> bool:
        """Is the value said to be that of such a subject: "tariffs of 25%", "inflation at 3%"?"""
        return any(
            cue.end <= value.start and self._of_other.fullmatch(view.words(cue.end, value.start))
            for cue in self.others(view, value)
        )

    def is_same_money(self, cue: Cue, flow: Mention | None) -> bool:
        """Is it the money that the flow word names: "the revenue", after "tourism revenue"?"""
        return flow is not None and bool(self._trade_money.lookup(cue.text)) and bool(_MONEY_WORD.search(flow.text))

    def _is_sale(self, view: SentenceView, word: str) -> bool:
        return bool(self._sales.lookup(word) or (self._markets.lookup(word) and view.places))

    def _is_none(self, view: SentenceView, value: Mention, cue: Cue) -> bool:
        word, before, after = cue.text, view.words(view.start, cue.start), view.words(cue.end, view.end)
        if cue.end <= value.start and self._of_value.search(before):
            return True  # "22% of the market and 20% of"
        return bool(
            (self._people.lookup(word) and (_is_money(value) or self._complement.search(before)))
            or (self._economies.lookup(word) and self._of_partner.search(before))
            or (self._trade_money.lookup(word) and (before.endswith("F ") or self._money_of_flow.match(after)))
            or (self._process.lookup(word) and self._for_process.search(before))
            or (
                self._rate.lookup(word)
                and (self._annual_rate.search(before) or self._of_change.match(after) or before.endswith("growth "))
            )
            or (self._markets.lookup(word) and (before.endswith("F ") or bool(view.places and view.flows)))
            or (self._losses.lookup(word) and (before.endswith("F ") or self._change_of_flow.match(after)))
            or self._of_credit.search(before)
            or self._terms.match(after)
        )


def _is_money(value: Mention) -> bool:
    return value.label is Label.MONEY and _BARE.fullmatch(value.text) is None
