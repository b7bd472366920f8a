"""What the components keep on a spaCy `Doc`, and how mentions become spans.

    doc._.published   date of the article, or None
    doc._.source      the article's text, kept: use `text_of(doc)`
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

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

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
    """Words that point to a country but are no mention.

    `kind`: office (reports that country's trade), body (another that is called after it) or capital.
    """

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
    "written": None,
    "source": None,
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


def text_of(doc: Doc) -> str:
    """`doc.text`, which spaCy puts together anew from the tokens each time, kept with the document."""
    if doc._.source is None:
        doc._.source = doc.text
    return cast(str, doc._.source)


def sentence_at(doc: Doc, offset: int) -> Sentence | None:
    """The sentence that a character belongs to; None between sentences, and where nobody has found any."""
    sentences: list[Sentence] = doc._.sentences
    number = bisect_right(sentences, offset, key=lambda sentence: sentence.start) - 1
    return sentences[number] if number >= 0 and offset < sentences[number].end else None


class Stretches:
    """Parts of a text that are taken, none overlapping another; tells in logarithmic time whether a new one would."""

    def __init__(self, taken: Iterable[tuple[int, int]] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(taken):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def overlap(self, start: int, end: int) -> bool:
        """Is any character between the two offsets taken?"""
        before = bisect_left(self._starts, end)
        return before > 0 and self._ends[before - 1] > start

    def add(self, start: int, end: int) -> bool:
        """Take a stretch where all of it is free; tell whether it was."""
        at = bisect_left(self._starts, end)
        if at > 0 and self._ends[at - 1] > start:
            return False
        self._starts.insert(at, start)
        self._ends.insert(at, end)
        return True


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
