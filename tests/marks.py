"""Sentences with marked mentions, `[[words|normal form]]`, as the case files have them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import spacy
import yaml
from spacy.language import Language

from extractor.models import Label
from extractor.spans import mentions_of

_MARK = re.compile(r"\[\[(?P<words>[^|\]]+)\|(?P<form>[^\]]+)\]\]")


def read_marks(marked: str) -> tuple[str, list[tuple[str, str]]]:
    """The text without marks, and the marked words with their normal forms."""
    return _MARK.sub(lambda m: m["words"], marked), [(m["words"], m["form"]) for m in _MARK.finditer(marked)]


def found(nlp: Language, text: str, label: str, on: date | None = None) -> list[tuple[str, str]]:
    """Words and normal forms of the mentions of one label that the pipeline finds, in order; each span is checked."""
    doc = nlp.make_doc(text)
    doc._.published = on
    for _, component in nlp.pipeline:
        doc = component(doc)
    mentions = mentions_of(doc, Label(label))
    assert all(text[m.start : m.end] == m.text for m in mentions)
    return [(m.text, m.normal_form) for m in mentions]


def marked_sentences(kind: str) -> list[dict[str, str]]:
    """The cases of one kind, of every class: `text` with marks and sometimes `on`, a date."""
    file = Path(__file__).parent / "cases" / f"{kind}.yml"
    return [case for cases in yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader).values() for case in cases]


def pipeline_of(*kinds: str) -> Language:
    """A blank pipeline with the components of some kinds, in this order."""
    nlp = spacy.blank("en")
    for kind in kinds:
        nlp.add_pipe(f"trade_{kind}")
    return nlp
