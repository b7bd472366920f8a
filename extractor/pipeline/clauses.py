"""Clauses: stretches of a sentence from one subject of trade to the next, the unit of linking."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from extractor.masking import Masked, mask
from extractor.rules import RuleSet, load_rules
from extractor.spans import Clause, register, text_of


@Language.factory("trade_clauses", default_config={"rules": None}, assigns=["doc._.clauses"])
def make_clauses(nlp: Language, name: str, rules: str | None) -> Clauses:
    """Clauses, from the patterns of kind `clause` in rules/patterns/clauses.yml."""
    register()
    return Clauses(load_rules(Path(rules) if rules else None))


class Clauses:
    """Sets `doc._.clauses`."""

    def __init__(self, rules: RuleSet) -> None:
        self._breaks = [(rule, rules.compile(rule)) for rule in rules.of("clause")]

    def __call__(self, doc: Doc) -> Doc:
        mentions, text = doc._.mentions, text_of(doc)
        clauses = []
        at = 0
        for number, sentence in enumerate(doc._.sentences):
            while at < len(mentions) and mentions[at].start < sentence.start:
                at += 1
            last = at
            while last < len(mentions) and mentions[last].start < sentence.end:
                last += 1
            masked = mask(text, sentence.start, sentence.end, mentions[at:last])
            starts = [sentence.start, *self._starts(masked)]
            for start, end in zip(starts, [*starts[1:], sentence.end], strict=True):
                clauses.append(Clause(start, end, number))
        doc._.clauses = clauses
        return doc

    def _starts(self, masked: Masked) -> Iterator[int]:
        """Where new clauses begin: after the joining word or comma, if the clause before states a value."""
        found = sorted(
            {match.start("begin") for rule, pattern in self._breaks for match in pattern.finditer(masked.text)}
        )
        last = 0
        for position in found:
            has_value = "V" in masked.text[last:position]
            if has_value and "V" in masked.text[position:] and position > last:
                last = position
                yield masked.source(position)
