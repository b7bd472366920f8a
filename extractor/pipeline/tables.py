"""Cells of a small table in running text, below a heading such as "in billions of crowns:". No mentions yet.

Wire tables often come as one line: "... in millions of dollars: June May change pct Exports 41.2 40.8 +1.0 Imports ...".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.rules import RuleSet

_CELL = re.compile(
    r"(?<![\w.,/])(?P<sign>[-+–−(]?)[$£€¥]?(?P<number>\d[\d,]*(?:\.\d+)?|\.\d+)(?P<percent>~?%)?\)?(?![\w/]|[.,]\d)"
    r"|(?<![\w.])(?P<none>n\.?\s?a\.?|nil|--+|\.\.+|unch)(?!\w)".replace("~", r"\s?"),
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORD = re.compile(r"[^\W\d_]{2,}")
_PROSE = re.compile(r"[a-z]{2}[.!?]\s+[A-Z]|\n\s*\n\s*\n")
_MAX_HEADER_WORDS, _MAX_LABEL_WORDS = 25, 6


@dataclass(frozen=True)
class Cell:
    """The number of one cell, without its sign; `percent` where its column or its own sign says so."""

    start: int
    end: int
    percent: bool


class Tables:
    """Reads tables; the wording of column heads is in rules/patterns/amounts.yml."""

    def __init__(self, rules: RuleSet) -> None:
        self._column = re.compile(
            rf"(?P<percent>{rules.expand('$column_percent')})|(?P<value>{rules.expand('$column_value')})", re.IGNORECASE
        )

    def cells(self, text: str, start: int, stop: int) -> list[Cell]:
        """The cells from `start`, where the heading ends, to `stop` or to where prose begins."""
        rows = list(_rows(text, start, stop))
        if not rows:
            return []
        header = text[start : rows[0][0].start()]
        if len(_WORD.findall(header)) > _MAX_HEADER_WORDS or (len(rows[0]) < 2 and len(rows) < 2):
            return []
        columns = [bool(match["percent"]) for match in self._column.finditer(header)]
        return [
            cell
            for row in rows
            for at, match in enumerate(row)
            if (cell := _cell(match, columns if len(columns) == len(row) else [], at, any(columns)))
        ]


def _rows(text: str, start: int, stop: int) -> Iterator[list[re.Match[str]]]:
    """Runs of cells with nothing but space between them; ends where prose begins."""
    row: list[re.Match[str]] = []
    end = start
    for match in _CELL.finditer(text, start, stop):
        if not row and _YEAR.fullmatch(match["number"] or ""):
            continue  # years are column heads
        gap = text[end : match.start()]
        if row and gap.strip(" \t|"):
            yield row
            row = []
            if _PROSE.search(gap) or len(_WORD.findall(gap)) > _MAX_LABEL_WORDS:
                return
            if _YEAR.fullmatch(match["number"] or ""):
                end = match.end()
                continue
        elif not row and end == start and _PROSE.search(gap):
            return
        row.append(match)
        end = match.end()
    if row:
        yield row


def _cell(match: re.Match[str], columns: list[bool], at: int, some_percent: bool) -> Cell | None:
    if match["none"]:
        return None
    percent = bool(match["percent"])
    if not percent:
        percent = columns[at] if columns else some_percent and match["sign"] == "+"
    end = match.end("percent") if match["percent"] else match.end("number")
    return Cell(match.start("number"), end, percent)
