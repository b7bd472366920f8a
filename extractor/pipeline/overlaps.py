"""Which mention wins where those of different kinds overlap."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from extractor.models import Label, Mention
from extractor.spans import Stretches, register, set_mentions

_RANK = {Label.MONEY: 0, Label.PERCENT: 1, Label.QUANTITY: 2, Label.PERIOD: 3, Label.FLOW: 4, Label.PLACE: 5}


@Language.factory("trade_overlaps", assigns=["doc._.mentions", "doc.spans"])
def make_overlaps(nlp: Language, name: str) -> Overlaps:
    """Resolves overlaps between kinds."""
    register()
    return Overlaps()


class Overlaps:
    """Keeps the longest of overlapping mentions, then by kind: "35 billion U.S. dollars" is money, not a place."""

    def __call__(self, doc: Doc) -> Doc:
        mentions: list[Mention] = doc._.mentions
        taken = Stretches()
        ordered = sorted(mentions, key=lambda m: (m.start - m.end, _RANK[m.label], m.start))
        kept = [mention for mention in ordered if taken.add(mention.start, mention.end)]
        return set_mentions(doc, kept) if len(kept) < len(mentions) else doc
