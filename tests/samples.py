"""Made-up articles, mentions and claims for tests, and a stand-in for the pipeline."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from extractor.models import Article, Claim, Evidence, Extraction, Label, Mention
from extractor.read.registry import make_article
from extractor.timespan import Timespan, half

ROOT = Path(__file__).resolve().parent.parent

TEXT = "Peru's exports rose to $2.5 billion in the first half of 2018, <Customs> & partners said."


def article(text: str = TEXT, name: str = "peru.txt", published: date | None = None) -> Article:
    """An article as a reader would give it."""
    return make_article(text, name, f"/news/{name}", None, published)


def claim(text: str = TEXT, words: str = "$2.5 billion", **slots: Any) -> Claim:
    """A claim on the first place of `words` in the text; slots as given, else Peru's exports."""
    start = text.index(words)
    given = {
        "sentence": text,
        "value_start": start,
        "value_end": start + len(words),
        "value_text": words,
        "measure": "level",
        "value": Decimal("2500000000"),
        "unit": "USD",
        "flow": "export",
        "reporter": "PER",
        "period": half(2018, 1),
        "confidence": 0.9,
        "rule": "test.claim",
        "evidence": (Evidence(slot="value", start=start, end=start + len(words), how="local"),),
    }
    return Claim.model_validate({**given, **slots})


def mention(text: str, words: str, label: Label, **form: object) -> Mention:
    """A mention at the first place of `words` in the text."""
    start = text.index(words)
    return Mention.model_validate(
        {"label": label, "start": start, "end": start + len(words), "text": words, "rule": "test.mention", **form}
    )


def extraction(**changes: object) -> Extraction:
    """A small extraction with a mention of each sort of normal form."""
    given = {
        "article": article(),
        "mentions": (
            mention(TEXT, "Peru", Label.PLACE, place="PER"),
            mention(TEXT, "exports", Label.FLOW, flow="export"),
            mention(TEXT, "$2.5 billion", Label.MONEY, value=Decimal("2500000000"), unit="USD"),
            mention(TEXT, "first half of 2018", Label.PERIOD, period=half(2018, 1)),
        ),
        "claims": (claim(),),
    }
    return Extraction.model_validate({**given, **changes})


def find_dollars(doc: Doc) -> Doc:
    """A stand-in for the pipeline: every "$N billion" is a mention and a claim on exports in 2018."""
    mentions, claims = [], []
    for match in re.finditer(r"\$([\d.]+) billion", doc.text):
        value = Decimal(match[1]) * 10**9
        mentions.append(mention(doc.text, match[0], Label.MONEY, value=value, unit="USD"))
        claims.append(claim(doc.text, match[0], value=value, period=Timespan(date(2018, 1, 1), date(2018, 12, 31))))
    doc._.mentions, doc._.claims = mentions, claims
    return doc
