"""What the components keep on a spaCy `Doc`, and how mentions become spans.

    doc._.published   date of the article, or None
    doc._.blocks      list of Block: headline, dateline, body, caption, table, furniture
    doc._.sentences   list of Sentence, in order
    doc._.mentions    list of Mention, in order
    doc._.hints       list of PlaceHint, in order
    doc._.cues        list of Cue, in order
    doc._.items       list of ItemPhrase, in order
    doc._.clauses     list of Clause, in order
    doc._.claims      list of Claim
    doc.spans["trade"] the mentions as spans; span.label_ is the label, span._.mention the Mention itself

Character offsets are the truth: a mention may begin or end inside a token ("U.S.-China"), its span then covers the
whole token.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from spacy.tokens import Doc, Span

from extractor.models import Cue, Label, Mention
from extractor.settings import SPANS_KEY


@dataclass(frozen=True)
class Block:
    """A run of lines that belong together. `kind`: headline, dateline, body, caption, table or furniture."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """One sentence (or table row, or headline) with the kind and number of its block."""

    start: int
    end: int
    kind: str
    block: int


@dataclass(frozen=True)
class ItemPhrase:
    """A noun phrase that may be what is traded. `relation` says how it hangs on what stands at `anchor`:

    modifier (before a flow word), object ("exports of ..."), of-value ("$2bn worth of ..."), growth-in ("5% rise in
    ..."), subject (before a verb of the statistics).
    """

    start: int
    end: int
    relation: str
    anchor: int


@dataclass(frozen=True)
class PlaceHint:
    """Words that point to a country but are no mention. `kind`: office (reports that country's trade) or capital."""

    start: int
    end: int
    place: str
    kind: str


@dataclass(frozen=True)
class Clause:
    """A stretch of a sentence that says one thing: from one subject of trade to the next."""

    start: int
    end: int
    sentence: int


_DOC_DEFAULTS: dict[str, Any] = {
    "published": None,
    "blocks": [],
    "sentences": [],
    "mentions": [],
    "hints": [],
    "cues": [],
    "items": [],
    "clauses": [],
    "claims": [],
}


def register() -> None:
    """Register the extensions; safe to call again (worker processes do)."""
    for name, default in _DOC_DEFAULTS.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)
    if not Span.has_extension("mention"):
        Span.set_extension("mention", default=None)


def add_mentions(doc: Doc, found: Iterable[Mention]) -> Doc:
    """Add mentions to the document, keeping all sorted by position."""
    return set_mentions(doc, [*doc._.mentions, *found])


def set_mentions(doc: Doc, mentions: Iterable[Mention]) -> Doc:
    """Replace the document's mentions and the span group made from them."""
    ordered = sorted(mentions, key=lambda m: (m.start, -m.end))
    spans = []
    for mention in ordered:
        span = doc.char_span(mention.start, mention.end, label=str(mention.label), alignment_mode="expand")
        assert span is not None, "a mention lies inside its document"
        span._.mention = mention
        spans.append(span)
    doc._.mentions = ordered
    doc.spans[SPANS_KEY] = spans
    return doc


def add_cues(doc: Doc, found: Iterable[Cue]) -> Doc:
    """Add cues to the document, keeping all sorted by position."""
    doc._.cues = sorted([*doc._.cues, *found], key=lambda c: (c.start, -c.end))
    return doc


def mentions_of(doc: Doc, *labels: Label) -> list[Mention]:
    """The document's mentions of some labels, in order."""
    return [mention for mention in doc._.mentions if mention.label in labels]
