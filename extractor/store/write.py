"""Putting extractions and failures in. One transaction an article; what is up to date already is left as it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from sqlite_utils import Database

from extractor.models import Article, Extraction
from extractor.records import Record, article_record, claim_record, evidence_record, mention_record

_DESCRIPTION = ("title", "publisher", "url")
"""Columns that don't change what is extracted."""


class Standing(Enum):
    """How an article that was just read stands to what is stored."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True)
class Place:
    """Where an article belongs: the row of its older self, if any, and whether that must be made again."""

    standing: Standing
    id: int | None = None


def find_place(db: Database, article: Article, made_by: str) -> Place:
    """Look for the article's older self; `made_by` names the rules and program that would extract it now."""
    row = _older_self(db, article)
    if row is None:
        return Place(Standing.NEW)
    record = article_record(article)
    same = row["made_by"] == made_by and all(row[c] == record[c] for c in ("sha256", "published"))
    return Place(Standing.SAME if same else Standing.CHANGED, int(str(row["id"])))


def _older_self(db: Database, article: Article) -> Record | None:
    """The row of the same path; else of the same name, where it is a copy or its file has been moved away."""
    for row in db.query("select * from articles where path = ?", [article.path]):
        return row
    for row in db.query("select * from articles where name = ? order by id", [article.name]):
        if row["sha256"] == article.sha256 or not Path(row["path"]).exists():
            return row
    return None


def write_extraction(db: Database, extraction: Extraction, place: Place, made_by: str) -> None:
    """Store an article with all that was found in it, in place of its older self, and forget that it once failed."""
    with db.atomic():
        if place.id is not None:
            db.execute("delete from mentions where article_id = ?", [place.id])
            db.execute("delete from claims where article_id = ?", [place.id])
        article = {**article_record(extraction.article), "made_by": made_by}
        article_id = _save_article(db, article, place.id)
        for mention in extraction.mentions:
            _insert(db, "mentions", {"article_id": article_id, **mention_record(mention)})
        for claim in extraction.claims:
            claim_id = _insert(db, "claims", {"article_id": article_id, **claim_record(claim)})
            for evidence in claim.evidence:
                _insert(db, "evidence", {"claim_id": claim_id, **evidence_record(evidence)})
        _forget_failure(db, extraction.article.path)


def keep_article(db: Database, article: Article, place: Place) -> None:
    """Note that an article is up to date; take over its description where only that has changed."""
    record = article_record(article)
    with db.atomic():
        for row in db.query("select * from articles where id = ?", [place.id]):
            changed = {column: record[column] for column in _DESCRIPTION if row[column] != record[column]}
            if changed:
                _update(db, "articles", changed, place.id)
        _forget_failure(db, article.path)


def write_failure(db: Database, path: str, error: str) -> None:
    """Record that a file could not be read; the same failure keeps the time at which it was first seen."""
    with db.atomic():
        db.execute(
            "insert into failures (path, error, failed_at) values (?, ?, ?) on conflict (path) do update set "
            "error = excluded.error, failed_at = excluded.failed_at where error <> excluded.error",
            [path, error, datetime.now(UTC).isoformat(timespec="seconds")],
        )


def _forget_failure(db: Database, path: str) -> None:
    db.execute("delete from failures where path = ?", [path])


def _save_article(db: Database, record: Record, article_id: int | None) -> int:
    if article_id is None:
        return _insert(db, "articles", record)
    _update(db, "articles", record, article_id)
    return article_id


def _update(db: Database, table: str, record: Record, row_id: int | None) -> None:
    columns = ", ".join(f"{column} = :{column}" for column in record)
    db.execute(f"update {table} set {columns} where id = :id", {**record, "id": row_id})


def _insert(db: Database, table: str, record: Record) -> int:
    columns = ", ".join(record)
    values = ", ".join(f":{column}" for column in record)
    row_id = db.execute(f"insert into {table} ({columns}) values ({values})", record).lastrowid
    if row_id is None:
        raise AssertionError(f"SQLite gave a row of {table} no id")
    return row_id
