"""Rows of figures under a heading of periods: "June May(rev) change pct ... Exports 39.1 39.0 +0.2".

The heading may stand in the same line (wire copy often loses its line ends) or a few lines above the row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.link.reading import Filled, Reading, SentenceView
from extractor.models import Label, Mention

_HEAD = re.compile(r"(?:(?:T ?(?:\([a-z.]+\))?|(?:pct |percent |% )?(?:change|chg)(?: pct| percent| %)?)[ |]*){2,}")
_ONE = re.compile(r"T ?(?:\((?P<note>[a-z.]+)\))?|(?:pct |percent |% )?(?:change|chg)(?: pct| percent| %)?")
_ROW = re.compile(
    r"F(?: [a-z]+){0,2}[ :|]*(?P<cells>(?:[-+(]?V[)]?|n\.?a\.?|-)(?:[ |]+(?:[-+(]?V[)]?|n\.?a\.?|-)(?![a-z]))*)"
)
_CELL = re.compile(r"(?P<sign>[-+(]?)V|n\.?a\.?|-")
_FAR = 6


@dataclass(frozen=True)
class Column:
    """One column: its period, or a change between the periods of the first two columns."""

    period: Mention | None
    note: str


class TableReader:
    """Fills the slots of readings that stand in a row under a heading of periods."""

    def __init__(self) -> None:
        self._columns: list[Column] = []
        self._age = 0

    def apply(self, view: SentenceView, readings: list[Reading]) -> None:
        """Read the rows of a sentence: their readings are settled, with flow, period, measure and status."""
        words = view.masked.text
        head = next((m for m in _HEAD.finditer(words) if m[0].count("T") > 1), None)
        if head is not None and not re.search(r"[VF]", words[: head.start()][-12:]):
            self._columns, self._age = self._read_head(view, head), 0
        else:
            self._age += 1
        if len(self._columns) < 2 or self._age > _FAR:
            return
        for row in _ROW.finditer(words, head.end() if head and self._age == 0 else 0):
            cells = list(_CELL.finditer(row["cells"]))
            if len(cells) == len(self._columns):
                self._row(view, row, cells, readings)

    @staticmethod
    def _read_head(view: SentenceView, head: re.Match[str]) -> list[Column]:
        columns = []
        for match in _ONE.finditer(head[0]):
            offset = view.masked.source(head.start() + match.start())
            period = next((p for p in view.periods if p.start == offset), None)
            columns.append(Column(period, match["note"] or ""))
        return columns

    def _row(self, view: SentenceView, row: re.Match[str], cells: list[re.Match[str]], readings: list[Reading]) -> None:
        by_start = {reading.value.start: reading for reading in readings}
        flow = next((f for f in view.flows if f.start == view.masked.source(row.start())), None)
        dated = [column.period for column in self._columns if column.period is not None]
        for cell, column in zip(cells, self._columns, strict=True):
            at = row.start("cells") + cell.start() + len(cell["sign"] or "")
            reading = by_start.get(view.masked.source(at))
            if reading is None or flow is None:
                continue
            reading.flow, reading.flow_mention, reading.flow_how = flow.flow, flow, "local"
            self._cell(reading, column, dated, negative=cell["sign"] in ("-", "("))
            reading.settled = True

    @staticmethod
    def _cell(reading: Reading, column: Column, dated: list[Mention], *, negative: bool) -> None:
        reading.role, reading.rule, reading.head, reading.bound = "level", "lead.table", None, "="
        change = column.period is None
        period = dated[0] if change else column.period
        if period is not None and period.period is not None:
            reading.slots["period"] = Filled(period.period, "local", (period.start, period.end))
        reading.measure = "growth" if change and reading.value.label is Label.PERCENT else "level"
        reading.sign = -1 if negative and change else 1
        if change and len(dated) > 1 and dated[1].period is not None:
            reading.slots["base_period"] = Filled(dated[1].period, "local", (dated[1].start, dated[1].end))
        if reading.flow == "balance" and not change:
            reading.flow = "deficit" if negative else "surplus"
        if column.note.startswith("rev"):
            reading.slots["status"] = Filled("revised", "local")
        elif column.note.startswith(("prov", "prel")):
            reading.slots["status"] = Filled("preliminary", "local")
