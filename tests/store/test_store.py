"""The database: what goes in comes out, twice is once, and strangers' files are left alone."""

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlite_utils import Database

from extractor.errors import StoreError
from extractor.models import Extraction
from extractor.store.query import read_extractions
from extractor.store.schema import open_database
from extractor.store.write import Standing, find_place, keep_article, write_extraction, write_failure
from tests.samples import TEXT, article, claim, extraction

CONTRACT = {
    "articles": "id name path sha256 title published publisher url text",
    "mentions": "id article_id start_char end_char text label value value_low value_high unit period_start period_end "
    "place flow rule",
    "claims": "id article_id sentence value_start value_end value_text measure value value_low value_high unit bound "
    "flow basis reporter partner region item topic period_start period_end base_start base_end share_of status source "
    "confidence rule",
    "evidence": "claim_id slot start_char end_char how",
    "failures": "path error failed_at",
}


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "claims.db", create=True) as opened:
        yield opened


def store(db: Database, found: Extraction, made_by: str = "1") -> Standing:
    place = find_place(db, found.article, made_by)
    if place.standing is Standing.SAME:
        keep_article(db, found.article, place)
    else:
        write_extraction(db, found, place, made_by)
    return place.standing


def rows(db: Database) -> dict[str, list[dict[str, object]]]:
    return {table: list(db.query(f"select rowid, * from {table}")) for table in CONTRACT}


@pytest.mark.parametrize("table", CONTRACT)
def test_columns_of_the_contract(db: Database, table: str) -> None:
    assert set(CONTRACT[table].split()) <= {column.name for column in db[table].columns}


def test_what_goes_in_comes_out(db: Database) -> None:
    found = extraction(claims=(claim(), claim(item="copper", value_low=2, value_high=3, base_period=None)))
    store(db, found)
    assert list(read_extractions(db)) == [found]
    assert list(read_extractions(db, name="other.txt")) == []


def test_numbers_are_numbers_and_nothing_is_null(db: Database) -> None:
    store(db, extraction(claims=(claim(value="64100000000.5"),)))
    (row,) = db.query("select value, typeof(value) as type, partner, period_start from claims")
    assert row == {"value": 64100000000.5, "type": "real", "partner": None, "period_start": "2018-01-01"}


def test_twice_is_once(db: Database) -> None:
    store(db, extraction())
    before = rows(db)
    assert store(db, extraction()) is Standing.SAME
    assert rows(db) == before


@pytest.mark.parametrize(
    ("changes", "made_by"),
    [
        ({"text": TEXT.replace("2.5", "2.7")}, "1"),
        ({"published": date(2018, 9, 30)}, "1"),
        ({}, "2"),
    ],
)
def test_a_changed_article_replaces_its_older_self(db: Database, changes: dict[str, object], made_by: str) -> None:
    store(db, extraction())
    text = str(changes.get("text", TEXT))
    newer = extraction(article=article(text).model_copy(update={"sha256": text, **changes}), claims=())
    assert store(db, newer, made_by) is Standing.CHANGED
    assert [len(found) for found in rows(db).values()] == [1, 4, 0, 0, 0]
    assert next(iter(read_extractions(db))).article.text == text


def test_a_new_title_leaves_the_claims(db: Database) -> None:
    store(db, extraction())
    before = rows(db)
    store(db, extraction(article=article().model_copy(update={"title": "Up"})))
    after = rows(db)
    assert after.pop("articles")[0]["title"] == "Up"
    assert after == {table: found for table, found in before.items() if table != "articles"}


def test_same_name_elsewhere(db: Database, tmp_path: Path) -> None:
    """A copy is the same article; another text is another one, unless the old file has moved away."""
    here = tmp_path / "peru.txt"
    here.write_text(TEXT)
    store(db, extraction(article=article().model_copy(update={"path": str(here)})))
    assert store(db, extraction(article=article().model_copy(update={"path": "/copy/peru.txt"}))) is Standing.SAME
    other = extraction(
        article=article("Other text").model_copy(update={"path": "/else/peru.txt"}), mentions=(), claims=()
    )
    assert find_place(db, other.article, "1").standing is Standing.NEW
    here.unlink()
    assert store(db, other) is Standing.CHANGED
    assert len(rows(db)["articles"]) == 1


def test_claims_go_with_their_article(db: Database) -> None:
    store(db, extraction())
    db.execute("delete from articles")
    assert not any(rows(db).values())


def test_half_an_article_is_never_stored(db: Database) -> None:
    bad = claim().model_copy(update={"measure": None})
    with pytest.raises(sqlite3.IntegrityError):
        store(db, extraction(claims=(claim(), bad)))
    assert not any(rows(db).values())


def test_failures_are_kept_until_the_file_is_read(db: Database) -> None:
    write_failure(db, "/news/peru.txt", "empty")
    db.execute("update failures set failed_at = 'then'")
    write_failure(db, "/news/peru.txt", "empty")
    assert [(row["error"], row["failed_at"]) for row in db.query("select * from failures")] == [("empty", "then")]
    write_failure(db, "/news/peru.txt", "binary")
    assert [row["error"] for row in db.query("select * from failures where failed_at <> 'then'")] == ["binary"]
    store(db, extraction())
    assert not rows(db)["failures"]


def test_strangers(tmp_path: Path) -> None:
    text = tmp_path / "text.db"
    text.write_text("this is no database at all, however long it may be")
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("create table articles (id)")
    for path, reason in ((text, "not a database"), (other, "another program"), (tmp_path, "a folder")):
        with pytest.raises(StoreError, match=reason), open_database(path, create=True):
            pass


def test_missing_and_empty(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such database"), open_database(tmp_path / "none.db"):
        pass
    with pytest.raises(StoreError, match="unable to open"), open_database(tmp_path / "no" / "x.db", create=True):
        pass
    (tmp_path / "empty.db").touch()
    with open_database(tmp_path / "empty.db", create=True) as db:
        assert "claims" in db.table_names()


def test_later_version(tmp_path: Path) -> None:
    with open_database(tmp_path / "x.db", create=True) as db:
        db.table("_sqlite_migrations").insert(
            {"migration_set": "trade-claims-extractor", "name": "m999", "applied_at": "later"}
        )
        db.conn.commit()
    with pytest.raises(StoreError, match="later version"), open_database(tmp_path / "x.db"):
        pass
