"""What else a sentence speaks of: subjects of figures that are no trade."""

from __future__ import annotations

from extractor.link.reading import SentenceView
from extractor.models import Cue, Label, Mention
from extractor.rules import RuleSet


class Subjects:
    """Tells which cues of the kind `other` may be the subject of a value."""

    def __init__(self, rules: RuleSet) -> None:
        self._people = rules.list("counted_people")
        self._complement = rules.pattern("link.flows.complement")

    def others(self, view: SentenceView, value: Mention) -> list[Cue]:
        """Subjects that are no trade, where they can be the subject of the value.

        Money is not counted in people ("arrivals left 3 bn baht"), and in "receipts from tourists" they are no subject.
        """
        cues = view.cues_of("other")
        return [
            cue
            for cue in cues
            if not (
                self._people.lookup(cue.text)
                and (value.label is Label.MONEY or self._complement.search(view.words(view.start, cue.start)))
            )
        ]
