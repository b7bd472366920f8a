"""spaCy: `labels.spacy`, a DocBin. Mentions are spans of the group that the pipeline uses, claims are user data.

A token is cut where a mention begins or ends within it ("2.3bn-plus"), so that every mention is a span of tokens. A
span carries its id, and its normal form as text in `kb_id_`. Beside the pipeline, only this module needs spaCy.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.errors import GoldError
from extractor.evaluate.gold import GoldMention, gold_data
from extractor.evaluate.interchange.labelled import Labelled, build, compact, normal_form, parse
from extractor.settings import SPANS_KEY

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

FILE = "labels.spacy"
_USER_DATA = "trade_labels"


def write(labelled: Sequence[Labelled], folder: Path) -> None:
    """Write `labels.spacy`."""
    from spacy.lang.en import English
    from spacy.tokens import DocBin

    nlp = English()
    DocBin(store_user_data=True, docs=[_doc(nlp, one) for one in labelled]).to_disk(folder / FILE)


def _doc(nlp: Language, one: Labelled) -> Doc:
    from spacy.tokens import Doc

    nlp.max_length = max(nlp.max_length, len(one.text) + 1)
    edges = {edge for mention in one.gold.mentions for edge in (mention.start, mention.end)}
    words, spaces = [], []
    for token in nlp.make_doc(one.text):
        begin, end = token.idx, token.idx + len(token)
        cuts = [begin, *sorted(edge for edge in edges if begin < edge < end), end]
        words += [one.text[a:b] for a, b in pairwise(cuts)]
        spaces += [False] * (len(cuts) - 2) + [bool(token.whitespace_)]
    doc = Doc(nlp.vocab, words=words, spaces=spaces)
    doc.spans[SPANS_KEY] = [_span(doc, mention, one) for mention in one.gold.mentions]
    data = {name: value for name, value in gold_data(one.gold).items() if name not in ("mentions", "sha256")}
    doc.user_data[_USER_DATA] = compact(data)
    return doc


def _span(doc: Doc, mention: GoldMention, one: Labelled) -> Span:
    form = compact(normal_form(mention))
    span = doc.char_span(mention.start, mention.end, label=str(mention.label), kb_id=form, span_id=mention.id)
    if span is None:
        raise GoldError(f"{one.gold.article}: {mention.id}: {mention.text!r} begins or ends with a space")
    return span


def read(folder: Path) -> list[Labelled]:
    """Read every `*.spacy`. Raises `GoldError`."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    found, vocab = [], Vocab()
    for path in sorted(folder.glob("*.spacy")):
        try:
            docs = list(DocBin(store_user_data=True).from_disk(path).get_docs(vocab))
        except (OSError, ValueError, KeyError, zlib.error) as error:
            raise GoldError(f"{path}: not a DocBin: {error}") from None
        found += [_labels(doc, f"{path}: document {number}") for number, doc in enumerate(docs, 1)]
    return found


def _labels(doc: Doc, where: str) -> Labelled:
    if _USER_DATA not in doc.user_data or SPANS_KEY not in doc.spans:
        raise GoldError(f"{where}: a document without labels of this project")
    data: dict[str, Any] = parse(doc.user_data[_USER_DATA], where=where)
    mentions = [
        {
            "id": span.id_,
            "start": span.start_char,
            "end": span.end_char,
            "label": span.label_,
            **parse(span.kb_id_ or "{}", where=f"{where}: {span.text}"),
        }
        for span in doc.spans[SPANS_KEY]
    ]
    return build(doc.text, {**data, "mentions": mentions}, where=where)
