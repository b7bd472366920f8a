"""Mentions and claims as flat records, under the column names of the tables: what the store and the formats write."""

from __future__ import annotations

from decimal import Decimal

from extractor.models import Article, Claim, Evidence, Mention
from extractor.timespan import Timespan

Cell = str | int | float | None
Record = dict[str, Cell]


def number(value: Decimal | None) -> int | float | None:
    """A decimal as a number that prints without noise: 64100000000, 53.6."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _days(name: str, span: Timespan | None) -> Record:
    first, last = (span.first.isoformat(), span.last.isoformat()) if span else (None, None)
    return {f"{name}_start": first, f"{name}_end": last}


def article_record(article: Article) -> Record:
    """The article's row, without ids."""
    published = article.published.isoformat() if article.published else None
    return {**article.model_dump(exclude={"text", "published"}), "published": published, "text": article.text}


def mention_record(mention: Mention) -> Record:
    """The mention's row, without ids."""
    return {
        "start_char": mention.start,
        "end_char": mention.end,
        "text": mention.text,
        "label": str(mention.label),
        "value": number(mention.value),
        "value_low": number(mention.value_low),
        "value_high": number(mention.value_high),
        "unit": mention.unit,
        **_days("period", mention.period),
        "place": mention.place,
        "flow": mention.flow,
        "rule": mention.rule,
    }


def claim_record(claim: Claim) -> Record:
    """The claim's row, without ids and evidence."""
    plain = claim.model_dump(exclude={"evidence", "value", "value_low", "value_high", "period", "base_period"})
    return {
        **plain,
        "value": number(claim.value),
        "value_low": number(claim.value_low),
        "value_high": number(claim.value_high),
        **_days("period", claim.period),
        **_days("base", claim.base_period),
    }


def evidence_record(evidence: Evidence) -> Record:
    """The evidence's row, without ids."""
    return {
        "slot": evidence.slot,
        "start_char": evidence.start,
        "end_char": evidence.end,
        "how": evidence.how,
    }
