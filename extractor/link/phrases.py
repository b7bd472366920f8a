"""The words of item phrases: trimmed, compared, and counted in a text."""

from __future__ import annotations

import re

from extractor.rules import RuleSet


class Phrases:
    """Compares the names of items and topics, of which some go by a long and a short one."""

    def __init__(self, rules: RuleSet) -> None:
        self._article = rules.pattern("link.items.article")
        self._shorts = [(long, short) for short, longs in rules.list("item_short").meanings.items() for long in longs]
        singular = rules.list("item_singular").meanings.items()
        self._same = [*self._shorts, *((many, one) for one, manies in singular for many in manies)]

    def clean(self, text: str) -> str:
        """A phrase on one line, without its article and quotation marks."""
        return self._article.sub("", " ".join(text.split())).strip(" ’'\"“”")

    def words(self, phrase: str) -> set[str]:
        """The words of a phrase, in the singular and by their short names."""
        phrase = phrase.lower()
        for long, short in self._same:
            phrase = phrase.replace(long, short)
        return {word.rstrip("s") for word in re.findall(r"\w+", phrase)}

    def times(self, phrase: str, text: str) -> int:
        """How often a lower-case text names a subject, by its long or its short name."""
        phrase = phrase.lower()
        if " and " in phrase:
            return max(self.times(part, text) for part in phrase.split(" and "))
        words = phrase.rstrip("s")
        count = _begins(words, text)
        for long, short in self._shorts:
            if long in words:
                count += _begins(words.replace(long, short), text)
            elif re.search(rf"\b{short}\b", words):
                count += _begins(re.sub(rf"\b{short}\b", long, words), text)
        return count


def _begins(words: str, text: str) -> int:
    stem = re.escape(words[:-1]) + "(?:y|ies)" if words.endswith("y") else re.escape(words)
    return len(re.findall(rf"(?<!\w){stem}", text))
