"""Figures that are no trade though they stand beside words of it: prices, rates, what is made at home."""

from __future__ import annotations

from extractor.link.reading import Reading, SentenceView
from extractor.link.subjects import Subjects
from extractor.link.wordings import Wordings
from extractor.models import Label, Mention
from extractor.rules import RuleSet


class NotTrade:
    """Tells figures that no words around them can make a figure of trade."""

    def __init__(self, rules: RuleSet) -> None:
        self._words = Wordings(rules, "link.flows.")
        self._subjects = Subjects(rules)

    def holds(self, view: SentenceView, reading: Reading, right: Mention | None, *, is_balance: bool) -> bool:
        """Is the value a price, a rate, or of something that is no trade?

        `right` is the flow word right after it, `is_balance` says that the words around tell a balance of trade.
        """
        value, leader = reading.value, reading.leader if reading.is_earlier else None
        before = view.words(view.clauses[reading.clause].start, value.start)
        return (
            self._is_price(view, reading, before)
            or self._is_rate(view, reading, before)
            or (not is_balance and self._is_other_balance(reading, before))
            or (right is None and self._is_made(reading, before))
            or (right is None and leader is not None and leader.flow is None)
            or self._is_of_own(reading, before)
            or (self._subjects.stated(view, value) and not self._words["pace-of-flow"].search(before))
        )

    def _is_price(self, view: SentenceView, reading: Reading, before: str) -> bool:
        """The price of a unit, of goods or of money, or a percentage right after one."""
        value = reading.value
        if self._words["price"].match(reading.tail) or self._words["right-price"].match(reading.tail):
            return True
        if self._words["unit-price"].search(view.words(view.start, value.start)):
            return True
        if value.label is Label.MONEY and self._is_exchange(view, value):
            return True
        last = next((v for v in reversed(view.values) if v.end <= value.start), None)
        if last is None or value.label is not Label.PERCENT:
            return False
        gap = view.words(last.end, value.start)
        return bool(self._words["after-price"].fullmatch(gap) and self._words["price"].match(gap))

    def _is_exchange(self, view: SentenceView, value: Mention) -> bool:
        """ "(1 euro = 1.14 dollars)", "at 7.2 crowns to the euro": what currencies cost."""
        before, after = view.words(view.start, value.start), view.words(value.end, view.end)
        return bool(self._words["exchange-before"].search(before) or self._words["exchange-after"].match(after))

    def _is_rate(self, view: SentenceView, reading: Reading, before: str) -> bool:
        """A ratio of flows, a tariff, a rule of thumb ("each 1%"), the size of a revision, what a currency costs."""
        tariff = ("tariff-rate",) if reading.value.label is Label.PERCENT else ()
        names = ("ratio", "size-of-revision", "each", *tariff)
        return self._words["exchange"].match(view.masked.text) is not None or any(
            self._words[name].search(before) for name in names
        )

    def _is_other_balance(self, reading: Reading, before: str) -> bool:
        """A balance that is no mention is that of another account: "a $3bn budget deficit"."""
        after = self._words["its-other-balance"].match(reading.tail)
        return bool(after or self._words["other-balance"].search(before))

    def _is_made(self, reading: Reading, before: str) -> bool:
        """ "The mills produced 3 million tonnes"."""
        return reading.value.label is not Label.MONEY and self._words["made"].search(before) is not None

    def _is_of_own(self, reading: Reading, before: str) -> bool:
        """ "Imports 16% of its shoes from China": a share of the shoes."""
        if reading.value.label is not Label.PERCENT or not self._words["of-own"].match(reading.tail):
            return False
        return self._words["verb-before"].search(before) is not None
