"""Getting stored articles out again, as the models they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from sqlite_utils import Database

from extractor.models import Article, Claim, Evidence, Extraction, Mention
from extractor.timespan import Timespan

Row = dict[str, Any]
_NUMBERS = ("value", "value_low", "value_high")


def read_extractions(db: Database, *, name: str | None = None) -> Iterator[Extraction]:
    """Yield every stored article in order of name, or those of one name."""
    where = "where name = ?" if name is not None else ""
    for row in list(db.query(f"select * from articles {where} order by name, id", [name] if name is not None else [])):
        mentions = db.query("select * from mentions where article_id = ? order by id", [row["id"]])
        claims = list(db.query("select * from claims where article_id = ? order by id", [row["id"]]))
        evidence = _evidence(db, row["id"])
        yield Extraction(
            article=Article.model_validate(_only(Article, row)),
            mentions=tuple(map(_mention, mentions)),
            claims=tuple(_claim(claim, evidence[claim["id"]]) for claim in claims),
        )


def _only(model: type[Article | Mention | Claim], row: Row) -> Row:
    return {name: row[name] for name in model.model_fields if name in row}


def _numbers(row: Row) -> Row:
    return {name: Decimal(repr(row[name])) if row[name] is not None else None for name in _NUMBERS}


def _span(row: Row, name: str) -> Timespan | None:
    first, last = row[f"{name}_start"], row[f"{name}_end"]
    return Timespan(date.fromisoformat(first), date.fromisoformat(last)) if first and last else None


def _mention(row: Row) -> Mention:
    return Mention.model_validate(
        {
            **_only(Mention, row),
            **_numbers(row),
            "start": row["start_char"],
            "end": row["end_char"],
            "period": _span(row, "period"),
        }
    )


def _claim(row: Row, evidence: Iterable[Row]) -> Claim:
    return Claim.model_validate(
        {
            **_only(Claim, row),
            **_numbers(row),
            "period": _span(row, "period"),
            "base_period": _span(row, "base"),
            "evidence": tuple(
                Evidence(slot=e["slot"], start=e["start_char"], end=e["end_char"], how=e["how"]) for e in evidence
            ),
        }
    )


def _evidence(db: Database, article_id: int) -> dict[int, list[Row]]:
    rows: dict[int, list[Row]] = defaultdict(list)
    of_article = "select id from claims where article_id = ?"
    for row in db.query(f"select * from evidence where claim_id in ({of_article}) order by rowid", [article_id]):
        rows[row["claim_id"]].append(row)
    return rows
