"""Balances told without the words surplus and deficit: "in the red", "exports outran imports by", "the difference was"."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import cast

from extractor.link.reading import Passage, Reading, SentenceView
from extractor.link.signs import printed_sign
from extractor.models import Flow, Label, Mention
from extractor.rules import Rule, RuleSet

Spots = dict[int, tuple[Rule, "re.Match[str]"]]
"""For the article offset of a value: the rule that makes it a balance, and its match in the masked sentence."""

_ROUNDING = Decimal("0.02")
"""How far a printed balance may be from the difference of the printed flows, as part of the larger flow."""

_SEGMENT = re.compile(r".*[,;:]", re.DOTALL)
_OPPOSITE: dict[Flow, Flow] = {"surplus": "deficit", "deficit": "surplus"}


class BalanceFinder:
    """Finds the figures of a sentence that are balances by the rules of kind `balance`."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = [(rule, rules.compile(rule)) for rule in rules.of("balance")]
        self._sides = rules.list("dealing_side")
        self._trade = rules.pattern("link.flows.trade-word")
        self._accounts = rules.list("other_balance")
        self._gaps = rules.list("gap_word")
        self._between_sides = rules.pattern("link.flows.between-sides")
        self._signs = rules.list("balance_sign")
        self._sign_before = rules.pattern("link.flows.balance-sign")

    def spots(self, view: SentenceView) -> Spots:
        """Where figures of balances stand in a sentence; the first rule that fits a figure counts."""
        spots: Spots = {}
        if len(view.values) == 0:
            return spots
        for rule, pattern in self._rules:
            for match in pattern.finditer(view.masked.text):
                groups = match.groupdict()
                name = "value" if groups.get("value") else "sum"
                spots.setdefault(view.masked.source(match.start(name)), (rule, match))
        return spots

    def flow(
        self, view: SentenceView, reading: Reading, readings: list[Reading], passage: Passage, spots: Spots
    ) -> Flow | None:
        """Surplus or deficit, where the words or the arithmetic make the value a balance of trade."""
        found = spots.get(reading.value.start)
        if found is None:
            return None
        rule, match = found
        if reading.value.label is Label.PERCENT and rule.with_.get("percent") != "yes":
            return None
        told = [r for r in readings if r.flow and r.value.start < reading.value.start]
        if rule.make == "difference":
            balance = self._difference(match, reading, told, passage)
            about_trade = bool(told or passage.hot or passage.trading)
            return balance or ("balance" if rule.with_.get("named") == "yes" and about_trade else None)
        if match.groupdict().get("second"):
            return self._larger(view, rule, match, reading)
        about_trade = bool(told or passage.hot or passage.trading or view.flows or self._trade.search(view.masked.text))
        about_trade = about_trade or rule.with_.get("sure") == "yes"
        if not about_trade or self._of_other(view, match, reading):
            return None
        if rule.with_.get("sure") == "yes":
            _as_level(reading)
        return cast(Flow, rule.make)

    def named(self, view: SentenceView) -> Flow | None:
        """The last surplus or deficit that a sentence names."""
        told = (f.flow for f in reversed(view.flows) if f.flow in _OPPOSITE and not self._is_open(view, f))
        return next(told, None)

    def side(self, view: SentenceView, mention: Mention, passage: Passage) -> Flow | None:
        """Which side a balance is on: a "negative trade balance" is a deficit, a "gap between" two what the passage told."""
        if mention.flow == "balance":
            sign = self._sign_before.search(view.words(view.start, mention.start))
            return cast(Flow, self._signs.lookup(sign[0].split()[0])) if sign else mention.flow
        return passage.balance if passage.balance and self._is_open(view, mention) else mention.flow

    def _is_open(self, view: SentenceView, mention: Mention) -> bool:
        """Is it a gap between two sides, either of which may be the larger?"""
        if not self._gaps.lookup(mention.text):
            return False
        return self._between_sides.match(view.words(mention.end, view.end)) is not None

    @staticmethod
    def printed(view: SentenceView, readings: list[Reading], passage: Passage) -> None:
        """Amounts of a balance with a printed minus are deficits; those without one in the same list are surpluses."""
        for reading in readings:
            if reading.flow not in (*_OPPOSITE, "balance") or reading.value.label is not Label.MONEY:
                continue
            sign = printed_sign(view, reading) if reading.measure == "level" else 0
            listed = reading.flow_how == "inherited" and any(r.signed for r in passage.last)
            if sign < 0 or (listed and not sign):
                reading.flow, reading.signed = "deficit" if sign < 0 else "surplus", True
            elif sign > 0 and (reading.flow == "balance" or listed):
                reading.flow, reading.signed = "surplus", True

    def _of_other(self, view: SentenceView, match: re.Match[str], reading: Reading) -> bool:
        """Is it the balance of something else: of an account named before, or of another subject in the same segment?"""
        segment = _SEGMENT.match(view.masked.text, 0, match.start())
        start = view.masked.source(segment.end() if segment else 0)
        told = [v.end for v in view.values if v.end <= reading.value.start]
        accounts = max([view.clauses[reading.clause].start, *told])
        return any(
            cue.start >= start or (cue.start >= accounts and self._accounts.lookup(cue.text))
            for cue in view.cues_of("other")
            if cue.start < reading.value.end
        )

    def _larger(self, view: SentenceView, rule: Rule, match: re.Match[str], reading: Reading) -> Flow | None:
        """The balance by which of two sides is said to be the larger."""
        first, second = (self._side(view, match, name) for name in ("first", "second"))
        if {first, second} != {"export", "import"}:
            return None
        _as_level(reading)
        balance = cast(Flow, rule.make)
        return balance if first == "export" else _OPPOSITE[balance]

    def _side(self, view: SentenceView, match: re.Match[str], name: str) -> str | None:
        if match[name] != "F":
            return self._sides.lookup(match[name])
        offset = view.masked.source(match.start(name))
        return next((flow.flow for flow in view.flows if flow.start == offset), None)

    @staticmethod
    def _difference(match: re.Match[str], reading: Reading, told: list[Reading], passage: Passage) -> Flow | None:
        """The balance by arithmetic; where the figures are not told, that of the passage."""
        balance = _by_arithmetic(reading, [*passage.last, *told])
        if balance is None and match.groupdict().get("second"):
            balance = passage.balance or "balance"
        if balance is not None:
            _as_level(reading)
        return balance


def _as_level(reading: Reading) -> None:
    """An amount by which one side is the larger is how much, not how much more; a rate stays what it is."""
    if reading.value.label is not Label.PERCENT:
        reading.measure, reading.role = "level", "level"


def _by_arithmetic(reading: Reading, told: list[Reading]) -> Flow | None:
    """Whether the value is the difference of the last export and the last import figure before it."""
    levels = [
        r
        for r in told
        if r.measure == "level" and not r.is_earlier and r.value.label is reading.value.label is Label.MONEY
    ]
    last = {flow: next((r.value for r in reversed(levels) if r.flow == flow), None) for flow in ("export", "import")}
    sold, bought, value = last["export"], last["import"], reading.value.value
    if sold is None or bought is None or sold.value is None or bought.value is None or value is None:
        return None
    difference = sold.value - bought.value
    if abs(abs(difference) - value) > _ROUNDING * max(sold.value, bought.value):
        return None
    return "surplus" if difference > 0 else "deficit"
