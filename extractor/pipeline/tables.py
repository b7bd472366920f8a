"""Cells of a small table in running text, below a heading such as "in billions of crowns:". No mentions yet.

Wire tables often come as one line: "in millions of dollars: June May change pct Exports 41.2 40.8 +1.0 Imports ...".
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
_LISTED = re.compile(r"\s?;\s[A-Z]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORD = re.compile(r"[^\W\d_]{2,}")
_PROSE = re.compile(r"[a-z]{2}[.!?]\s+[A-Z]|\n\s*\n\s*\n")
_MAX_TABLE = 4000
_MAX_HEADER_WORDS, _MAX_LABEL_WORDS = 25, 6


@dataclass(frozen=True)
class Cell:
    """The number of one cell, without its sign. `kind`: "percent", "volume", "value", or "" where nothing tells."""

    start: int
    end: int
    kind: str


class Tables:
    """Reads tables; the wording of column heads is in rules/patterns/amounts.yml."""

    def __init__(self, rules: RuleSet) -> None:
        self._period = re.compile(rules.expand("$column_period"), re.IGNORECASE)
        self._column = re.compile(
            rf"(?P<percent>{rules.expand('$column_percent')})|(?P<volume>{rules.expand('$column_volume')})"
            rf"|(?P<value>{rules.expand('$column_value')})|(?P<period>{rules.expand('$column_period')})",
            re.IGNORECASE,
        )

    def cells(self, text: str, start: int, stop: int) -> list[Cell]:
        """The cells from `start`, where the heading ends, to `stop` or to where prose begins."""
        stop = min(stop, start + _MAX_TABLE)
        heads = [match.span() for match in self._period.finditer(text, start, stop)]
        rows = list(_rows(text, start, stop, heads))
        if not rows:
            return []
        header = text[start : rows[0][0].start()]
        lines = len(rows) > 1 and "\n" in text[rows[0][-1].end() : rows[1][0].start()]
        listed = len(rows) > 1 and _LISTED.match(text, rows[0][-1].end())
        if len(_WORD.findall(header)) > _MAX_HEADER_WORDS or (len(rows[0]) < 2 and not lines and not listed):
            return []
        columns = self._columns(header)
        return [
            cell
            for row in rows
            for at, match in enumerate(row)
            if (cell := _cell(match, _fitting(columns, len(row)), at, "percent" in columns))
        ]

    def _columns(self, header: str) -> list[str]:
        """The kinds of the column heads; "yr/yr (%)" is one."""
        columns: list[str] = []
        end = 0
        for match in self._column.finditer(header):
            kind = str(match.lastgroup)
            if not (columns and kind == columns[-1] == "percent" and not _WORD.search(header[end : match.start()])):
                columns.append(kind)
            end = match.end()
        return columns


def _rows(text: str, start: int, stop: int, heads: list[tuple[int, int]]) -> Iterator[list[re.Match[str]]]:
    """Runs of cells with nothing but space between them; ends where prose begins."""
    row: list[re.Match[str]] = []
    end = start
    for match in _CELL.finditer(text, start, stop):
        if not row and (_YEAR.fullmatch(match["number"] or "") or any(a < match.start("number") < b for a, b in heads)):
            continue  # "1987" and "MAY 87" are column heads
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


def _fitting(columns: list[str], cells: int) -> list[str]:
    """The kinds of a row's cells, where the heads fit them; the heads may be repeated for each of several periods."""
    kinds = [column for column in columns if column != "period"]
    for heads in (columns, kinds):
        if len(heads) == cells:
            return heads
    measured = "volume" in kinds or "value" in kinds
    return kinds * (cells // len(kinds)) if measured and cells % len(kinds) == 0 else []


def _cell(match: re.Match[str], columns: list[str], at: int, some_percent: bool) -> Cell | None:
    if match["none"]:
        return None
    if match["percent"] or (not columns and some_percent and match["sign"] == "+"):
        kind = "percent"
    else:
        kind = columns[at].replace("period", "") if columns else ""
    end = match.end("percent") if match["percent"] else match.end("number")
    return Cell(match.start("number"), end, kind)
