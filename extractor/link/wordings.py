"""The patterns of one family of link rules, compiled once and asked for by name."""

from __future__ import annotations

import re

from extractor.rules import RuleSet


class Wordings:
    """`wordings["owner"]` is the compiled pattern of the rule `link.places.owner`, where the family is `link.places.`."""

    def __init__(self, rules: RuleSet, family: str) -> None:
        """Raises `RuleError` where a pattern of the family is no good."""
        self._patterns = {
            rule.id.removeprefix(family): rules.pattern(rule.id)
            for rule in rules.of("link")
            if rule.id.startswith(family)
        }

    def __getitem__(self, name: str) -> re.Pattern[str]:
        return self._patterns[name]
