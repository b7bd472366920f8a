"""JSON: an object for one article, a list for several; fields are called as the tables' columns are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from extractor.models import Extraction
from extractor.records import article_record, claim_record, evidence_record, mention_record


def as_data(extraction: Extraction) -> dict[str, Any]:
    """One article with its mentions and claims as JSON data."""
    return {
        "article": article_record(extraction.article),
        "mentions": [mention_record(mention) for mention in extraction.mentions],
        "claims": [
            {**claim_record(claim), "evidence": [evidence_record(evidence) for evidence in claim.evidence]}
            for claim in extraction.claims
        ],
    }


def as_json(extractions: Sequence[Extraction], *, several: bool = False) -> str:
    """The text of an object, or with `several` of a list."""
    data = [as_data(extraction) for extraction in extractions]
    return json.dumps(data if several else data[0], ensure_ascii=False, indent=1) + "\n"
