"""The tables, as a list of migrations that only grows, and the one way to open a database.

What the columns mean is the contract's business (README.md, "The tables"). Foreign keys cascade: with an article go its
mentions, claims and their evidence.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database, Migrations

from extractor.errors import StoreError

migrations = Migrations("trade-claims-extractor")

_WAIT_SECONDS = 30

_TABLES = """
create table articles (
  id integer primary key,
  name text not null,
  path text not null unique,
  sha256 text not null,
  title text,
  published text,
  publisher text,
  url text,
  text text not null,
  made_by text not null
);
create index articles_name on articles (name);

create table mentions (
  id integer primary key,
  article_id integer not null references articles (id) on delete cascade,
  start_char integer not null,
  end_char integer not null,
  text text not null,
  label text not null,
  value real,
  value_low real,
  value_high real,
  unit text,
  period_start text,
  period_end text,
  place text,
  flow text,
  rule text not null
);
create index mentions_article on mentions (article_id);

create table claims (
  id integer primary key,
  article_id integer not null references articles (id) on delete cascade,
  sentence text not null,
  value_start integer not null,
  value_end integer not null,
  value_text text not null,
  measure text not null,
  value real not null,
  value_low real,
  value_high real,
  unit text not null,
  bound text not null,
  flow text not null,
  basis text,
  reporter text,
  partner text,
  region text,
  item text,
  topic text,
  period_start text,
  period_end text,
  base_start text,
  base_end text,
  share_of text,
  status text not null,
  source text,
  confidence real not null,
  rule text not null
);
create index claims_article on claims (article_id);
create index claims_reporter on claims (reporter, flow, period_start);

create table evidence (
  claim_id integer not null references claims (id) on delete cascade,
  slot text not null,
  start_char integer not null,
  end_char integer not null,
  how text not null
);
create index evidence_claim on evidence (claim_id);

create table failures (
  path text primary key,
  error text not null,
  failed_at text not null
)
"""


@migrations()
def m001_articles_mentions_claims(db: Database) -> None:
    """The tables of the first version."""
    for statement in _TABLES.split(";"):  # one by one: executescript() would end the migration's transaction
        db.execute(statement)


@contextmanager
def open_database(path: Path, *, create: bool = False) -> Iterator[Database]:
    """Open our database, bring its tables up to date, and close it at the end.

    With `create` a file that isn't there (or is empty) becomes one. Raises `StoreError` where the file is missing, is
    no SQLite, belongs to another program, was made by a later version, or can't be written.
    """
    if path.is_dir():
        raise StoreError(f"{path}: a folder, not a database")
    if not create and not path.exists():
        raise StoreError(f"{path}: no such database (`extractor ingest` makes one)")
    try:
        connection = sqlite3.connect(path, timeout=_WAIT_SECONDS)
        try:
            yield _prepared(Database(connection), path)
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path}: {error}") from error


def _prepared(db: Database, path: Path) -> Database:
    db.execute("pragma foreign_keys = on")
    db.execute("pragma synchronous = normal")
    applied = {migration.name for migration in migrations.applied(db)}
    if db.table_names() and not applied:
        raise StoreError(f"{path}: a database of another program; give another file with --db")
    if applied - {migration.name for migration in migrations.pending(Database(memory=True))}:
        raise StoreError(f"{path}: made by a later version of this program; upgrade it or give another file with --db")
    if migrations.pending(db):
        migrations.apply(db)
    return db
