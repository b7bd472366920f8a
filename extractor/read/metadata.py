"""What is known about articles beside their text: a CSV with `name` and any of the fields of `Metadata`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path, PurePath

from extractor.errors import MetadataError, ReadError
from extractor.models import Model
from extractor.read.plain_text import read_plain_text

_FIELDS = ("published", "title", "url", "publisher", "split")
_SURPLUS = "(surplus)"


class Metadata(Model):
    """One row; a field with nothing in it is None. `split` is the part of a labelled corpus, like tune and test."""

    published: date | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    split: str | None = None


def read_metadata(path: Path) -> Mapping[str, Metadata]:
    """Return the rows by article name. Raises `MetadataError` with the first problem, its line and how many follow."""
    try:
        text = read_plain_text(path.read_bytes())
    except OSError as error:
        raise MetadataError(f"{path}: {error.strerror}") from None
    except ReadError as error:
        raise MetadataError(f"{path}: {error}") from None
    found: dict[str, Metadata] = {}
    problems: list[str] = []
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey=_SURPLUS, strict=True)
    try:
        reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
        if "name" not in reader.fieldnames:
            raise MetadataError(f"{path}: no column is called 'name' (the first line must be the header)")
        for row in reader:
            problems += (f"line {reader.line_num}: {problem}" for problem in _add(found, row))
    except csv.Error as error:
        problems.append(f"line {reader.line_num}: not CSV: {error}")
    if problems:
        more = f" (and {len(problems) - 1} more like this)" if problems[1:] else ""
        raise MetadataError(f"{path}: {problems[0]}{more}")
    return found


def _add(found: dict[str, Metadata], row: dict[str, str]) -> Iterator[str]:
    """Add one row; yield what is wrong with it."""
    if _SURPLUS in row:
        yield "more cells than the header has (a comma in a title needs quotes)"
        return
    cells = {name: (value or "").strip() or None for name, value in row.items()}
    name = cells.get("name")
    if name is None:
        if any(cells.values()):
            yield "no name"
    else:
        published = cells.get("published")
        try:
            day = date.fromisoformat(published) if published else None
        except ValueError:
            yield f"published: {published!r} is not a date like 2018-09-30"
            return
        meta = Metadata(published=day, **{field: cells.get(field) for field in _FIELDS[1:]})
        if found.setdefault(PurePath(name).name, meta) != meta:
            yield f"{name} is there twice and differs"
