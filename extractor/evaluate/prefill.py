"""What the program found in the form of labels, for somebody to correct. Marked as not verified by anybody."""

from __future__ import annotations

from typing import Any

from extractor.evaluate.interchange.labelled import Labelled, build
from extractor.models import VALUE_LABELS, Claim, Extraction, Label, Mention
from extractor.timespan import Timespan

_MENTION = ("start", "end", "label", "value", "value_low", "value_high", "unit", "flow")
_CLAIM = (
    "measure", "value", "value_low", "value_high", "unit", "bound", "flow", "reporter", "partner", "region", "item",
    "topic", "share_of", "status", "source",
)  # fmt: skip


def prefilled(extraction: Extraction) -> Labelled:
    """Labels that say what was found. The number of a claim becomes a mention even where none was found."""
    article = extraction.article
    values = {(m.start, m.end) for m in extraction.mentions if m.label in VALUE_LABELS}
    unmarked = {
        (c.value_start, c.value_end): c for c in extraction.claims if (c.value_start, c.value_end) not in values
    }
    mentions = [*map(_mention, extraction.mentions), *map(_number, unmarked.values())]
    mentions.sort(key=lambda mention: (mention["start"], mention["end"]))
    data = {
        "article": article.name,
        "published": article.published,
        "verified": False,
        "mentions": mentions,
        "claims": [_claim(claim) for claim in extraction.claims],
    }
    return build(article.text, data, where=article.name)


def _mention(mention: Mention) -> dict[str, Any]:
    kind = "value" if mention.label in VALUE_LABELS else mention.label
    return {
        **mention.model_dump(include=set(_MENTION)),
        "id": f"new-{kind}-{mention.start}-{mention.end}",
        "code": mention.place,
        "period": _days(mention.period),
    }


def _number(claim: Claim) -> dict[str, Any]:
    return {
        "id": f"new-value-{claim.value_start}-{claim.value_end}",
        "start": claim.value_start,
        "end": claim.value_end,
        "label": Label.PERCENT if claim.unit in ("%", "pp", "bp") else Label.MONEY,
        **claim.model_dump(include={"value", "value_low", "value_high", "unit"}),
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        **claim.model_dump(include=set(_CLAIM)),
        "value_mention": f"new-value-{claim.value_start}-{claim.value_end}",
        "period": _days(claim.period),
        "base_period": _days(claim.base_period),
    }


def _days(span: Timespan | None) -> tuple[str, str] | None:
    return (span.first.isoformat(), span.last.isoformat()) if span else None
