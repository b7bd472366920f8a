"""Looks for calendar expressions only near the words they can't do without.

Most patterns begin with optional parts and would be tried at every character of a text. A rule whose `with` has `near`
names the kinds of words that each of its matches contains (`period_near` in rules/words/calendar.yml); it is run around
these words only. The result is the same as a search of the whole text, which the tests check.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from extractor.pipeline.matching import Match, Matcher, as_match
from extractor.rules import Rule, RuleSet

_BEFORE, _AFTER = 80, 110
Window = tuple[int, int]


class NearMatcher(Matcher):
    """A `Matcher` that reads only the neighbourhoods of the words that a rule needs."""

    def __init__(self, rules: RuleSet, kind: str, makers: Mapping[str, object] | None = None) -> None:
        super().__init__(rules, kind, makers)
        near = rules.list("period_near").meanings
        words = {word.casefold() for wordings in near.values() for word in wordings}
        # a word may be of several kinds, and so may one that another begins with ("second", "sec")
        self._kinds = {
            word: tuple(kind for kind, begins in near.items() if any(word.startswith(b.casefold()) for b in begins))
            for word in words
        }
        any_word = "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
        self._cue = re.compile(rf"(?<![a-z])(?:{any_word})", re.I)
        self._needs = {rule.id: tuple(rule.with_.get("near", "").split()) for rule, _ in self._compiled}

    def find(self, text: str) -> Iterator[Match]:
        """Every match of every rule, as `Matcher.find` gives them."""
        return self.find_near(text, self.windows(text))

    def find_near(self, text: str, windows: Mapping[str, list[Window]]) -> Iterator[Match]:
        """The same where the `windows` of the text are known already."""
        for rule, pattern in self._compiled:
            for start, end in self._places(rule, windows, len(text)):
                for match in pattern.finditer(text, start, end):
                    if match.end() > match.start():
                        yield as_match(rule, match)

    def _places(self, rule: Rule, windows: Mapping[str, list[Window]], length: int) -> list[Window]:
        needs = self._needs[rule.id]
        if not needs:
            return [(0, length)]
        if len(needs) == 1:
            return windows.get(needs[0], [])
        return _merge(sorted(window for need in needs for window in windows.get(need, ())))

    def windows(self, text: str) -> Mapping[str, list[Window]]:
        """Around each kind of word, from white space to white space."""
        found: dict[str, list[Window]] = defaultdict(list)
        for cue in self._cue.finditer(text):
            start = text.rfind(" ", 0, max(0, cue.start() - _BEFORE)) + 1
            end = text.find(" ", min(len(text), cue.end() + _AFTER))
            for kind in self._kinds[cue[0].casefold()]:
                found[kind].append((start, len(text) if end < 0 else end))
        return {name: _merge(windows) for name, windows in found.items()}


def _merge(windows: list[Window]) -> list[Window]:
    merged: list[Window] = []
    for start, end in windows:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
