"""A table of claims for the terminal, an article after the other."""

from __future__ import annotations

import io
from collections.abc import Sequence
from shutil import get_terminal_size

from extractor.formats.readable import amount, heading, period
from extractor.models import Claim, Extraction

_COLUMNS = ("value", "measure", "flow", "reporter", "partner", "item", "period", "compared with", "notes")
_WIDTH_WITHOUT_TERMINAL = 160


def as_table(extractions: Sequence[Extraction], *, several: bool = False, width: int | None = None) -> str:
    """The table as text, at most `width` characters wide (default: the terminal's width)."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    out = io.StringIO()
    console = Console(
        file=out,
        width=width or get_terminal_size((_WIDTH_WITHOUT_TERMINAL, 0)).columns,
        color_system=None,
        highlight=False,
    )
    for extraction in extractions:
        article = extraction.article
        name = article.name if article.title else None
        about = " · ".join(filter(None, (name, heading(article), str(article.published or ""))))
        if not extraction.claims:
            console.print(Text(f"{about}\n  no claims\n"))
            continue
        table = Table(title=Text(about), title_justify="left", pad_edge=False)
        for name in _COLUMNS:
            table.add_column(name, justify="right" if name == "value" else "left", no_wrap=name in ("value", "period"))
        for claim in extraction.claims:
            table.add_row(*map(Text, _cells(claim)))
        console.print(table)
        console.print()
    return out.getvalue()


def _cells(claim: Claim) -> tuple[str, ...]:
    item = ", ".join(filter(None, (claim.item, claim.topic and f"({claim.topic})")))
    reporter = " ".join(filter(None, (claim.reporter, claim.region and f"({claim.region})")))
    notes = [
        claim.share_of and f"of {claim.share_of}",
        claim.basis,
        None if claim.status == "actual" else claim.status,
        claim.source,
    ]
    return (
        amount(claim),
        claim.measure,
        claim.flow,
        reporter,
        claim.partner or "",
        item,
        period(claim.period),
        period(claim.base_period),
        "; ".join(filter(None, notes)),
    )
