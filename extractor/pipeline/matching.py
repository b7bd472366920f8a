"""From rules to matches: compile the patterns of one kind once, run each over the text once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from extractor.errors import RuleError
from extractor.rules import Rule, RuleSet
from extractor.spans import Stretches

T = TypeVar("T")
_LEAD = 40


@dataclass(frozen=True)
class Match:
    """Where a rule matched in the text `source`; `groups` are its named parts that took part in the match."""

    rule: Rule
    start: int
    end: int
    text: str
    groups: Mapping[str, str]
    spans: Mapping[str, tuple[int, int]]
    source: str = field(default="", repr=False, compare=False)

    @property
    def lead(self) -> str:
        """The few words before the match."""
        return self.source[max(0, self.start - _LEAD) : self.start]


class Matcher:
    """All rules of one kind, compiled. Raises `RuleError` naming each rule whose pattern or `make` is no good."""

    def __init__(self, rules: RuleSet, kind: str, makers: Mapping[str, object] | None = None) -> None:
        self._compiled: list[tuple[Rule, re.Pattern[str]]] = []
        problems = []
        for rule in rules.of(kind):
            where = f"{rules.origin.get(rule.id, 'rules')}: rule {rule.id}"
            if makers is not None and rule.make not in makers:
                problems.append(f"{where}: make: {rule.make!r} is not one of {', '.join(sorted(makers))}")
            try:
                self._compiled.append((rule, rules.compile(rule)))
            except ValueError as error:
                problems.append(f"{where}: pattern: {error}")
        if problems:
            raise RuleError(problems)

    def find(self, text: str) -> Iterator[Match]:
        """Every match of every rule, rule by rule; matches of one rule don't overlap each other."""
        for rule, pattern in self._compiled:
            for match in pattern.finditer(text):
                if match.end() > match.start():
                    yield as_match(rule, match)


def as_match(rule: Rule, match: re.Match[str]) -> Match:
    """What a rule's pattern has matched. A group `span`, where the pattern has one, is what counts as the match; the rest is its context."""
    groups = {name: value for name, value in match.groupdict().items() if value is not None}
    start, end = match.span("span") if "span" in groups else match.span()
    spans = {name: match.span(name) for name in groups}
    return Match(rule, start, end, match.string[start:end], groups, spans, match.string)


def longest(found: list[T], span: Callable[[T], tuple[int, int]]) -> list[T]:
    """Of things that overlap keep the longest, then the one that came first; in order of position."""
    taken = Stretches()
    ordered = sorted(found, key=lambda t: span(t)[0] - span(t)[1])
    return sorted((thing for thing in ordered if taken.add(*span(thing))), key=span)


class FullMatcher:
    """Rules of a kind that must match a whole text; `make` says what such a text is."""

    def __init__(self, rules: RuleSet, kind: str) -> None:
        self._compiled = [(rule, rules.compile(rule)) for rule in rules.of(kind)]

    def kind(self, text: str) -> str | None:
        """The `make` of the first rule that matches the whole text."""
        return next((rule.make for rule, pattern in self._compiled if pattern.fullmatch(text)), None)
