"""Headings that tell the flow of the figures in the section or the list below them."""

from __future__ import annotations

import re
from typing import cast

from extractor.link.reading import Passage, SentenceView
from extractor.models import Flow
from extractor.rules import Rule, RuleSet

_OPPOSITE: dict[Flow, Flow] = {"export": "import", "import": "export"}
_LONGEST_QUESTION = 8
"""Words at most, for a question in running text to be a heading."""


class HeadingReader:
    """Keeps the flow of the section in the passage."""

    def __init__(self, rules: RuleSet) -> None:
        all_rules = [(rule, rules.compile(rule)) for rule in rules.of("heading")]
        self._headings = [(rule, pattern) for rule, pattern in all_rules if rule.make != "line"]
        self._line = next(pattern for rule, pattern in all_rules if rule.make == "line")

    def heading(self, view: SentenceView, passage: Passage) -> None:
        """A line without figures: what it tells is the flow of its section; a heading that tells none ends the last."""
        text = view.masked.text.strip()
        question = text.endswith("?") and text.count(" ") < _LONGEST_QUESTION
        if not (question or view.sentence.kind == "headline") or not any(c.isalpha() for c in text):
            return
        passage.section_flow = self._flow(view, passage)
        if passage.section_flow and passage.trading:
            self._take(passage)

    def line(self, view: SentenceView, passage: Passage) -> None:
        """A line of a list with figures is of the section's flow, whatever the line before was about."""
        listed = view.sentence.kind in ("table", "headline") or self._line.match(view.masked.text)
        if passage.section_flow and listed and view.sentence.block != passage.block and passage.trading:
            self._take(passage)

    @staticmethod
    def _take(passage: Passage) -> None:
        if passage.flow != passage.section_flow:
            passage.flow, passage.flow_mention = passage.section_flow, None
        passage.hot = max(passage.hot, 1)

    def _flow(self, view: SentenceView, passage: Passage) -> Flow | None:
        flows = {flow.flow for flow in view.flows}
        if flows:
            return flows.pop() if len(flows) == 1 else None
        for rule, pattern in self._headings:
            match = pattern.search(view.masked.text)
            if match:
                return self._seen_from_home(view, rule, match, passage)
        return None

    @staticmethod
    def _seen_from_home(view: SentenceView, rule: Rule, match: re.Match[str], passage: Passage) -> Flow:
        flow = cast(Flow, rule.make)
        groups = match.groupdict()
        name = "buyer" if groups.get("buyer") else "seller"
        if groups.get(name) != "C":
            return flow
        offset = view.masked.source(match.start(name))
        place = next((p.place for p in view.places if p.start == offset), None)
        return _OPPOSITE[flow] if passage.home and place != passage.home else flow
