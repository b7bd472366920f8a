"""Cues: words that are no mentions but tell the linker how mentions belong together."""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from extractor.models import Cue, Label
from extractor.pipeline.matching import Match, Matcher, longest
from extractor.rules import RuleSet, load_rules
from extractor.spans import add_cues, register, text_of


@Language.factory("trade_cues", default_config={"rules": None}, assigns=["doc._.cues"])
def make_cues(nlp: Language, name: str, rules: str | None) -> Cues:
    """Cues, from rules/patterns/cues.yml and rules/words/cues.yml."""
    register()
    return Cues(load_rules(Path(rules) if rules else None))


class Cues:
    """Adds cues to the document; of overlapping ones of the same kind the longest is kept."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._matcher = Matcher(rules, "cue")

    def __call__(self, doc: Doc) -> Doc:
        by_kind: dict[str, list[Cue]] = {}
        for match in self._matcher.find(text_of(doc)):
            by_kind.setdefault(match.rule.make, []).append(self._cue(match))
        taken = [(m.start, m.end) for m in doc._.mentions if m.label in (Label.PLACE, Label.MONEY, Label.FLOW)]
        if others := by_kind.get("other"):  # the "euro" of "euro zone" is no subject
            by_kind["other"] = [c for c in others if not any(a <= c.start < b for a, b in taken)]
        return add_cues(doc, (cue for cues in by_kind.values() for cue in longest(cues, lambda c: (c.start, c.end))))

    def _cue(self, match: Match) -> Cue:
        constants = match.rule.with_
        value = constants.get("value")
        if value is None:
            value = self._rules.list(constants["list"]).lookup(match.groups["word"]) or constants["list"]
        return Cue(
            kind=match.rule.make, value=value, start=match.start, end=match.end, text=match.text, rule=match.rule.id
        )
