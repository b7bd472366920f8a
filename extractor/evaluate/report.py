"""Figures for people and programs: a table in the terminal, JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from extractor.evaluate.score import Figure, Figures

if TYPE_CHECKING:
    from rich.console import RenderableType

_PLACES = 4


def as_json(figures: Figures) -> dict[str, Any]:
    """The figures as JSON data, rounded to four places."""
    return {
        "articles": figures.articles,
        "articles_missing": list(figures.missing),
        "mentions": {
            str(label): {
                **_figure(figure),
                "span_exact_f1": round(figures.exact[label].f1, _PLACES),
                "overlap_f1": round(figures.overlap[label].f1, _PLACES),
            }
            for label, figure in figures.mentions.items()
        },
        "claims": {name: _figure(figure) for name, figure in claim_figures(figures).items()},
        "slot_accuracy": {slot: round(part, _PLACES) for slot, part in figures.slots.items()},
    }


def claim_figures(figures: Figures) -> dict[str, Figure]:
    """The figures on claims, by name, from lenient to strict."""
    return {name: getattr(figures, name) for name in ("detection", "core_exact", "full_exact")}


def _figure(figure: Figure) -> dict[str, float | int]:
    return {
        "p": round(figure.precision, _PLACES),
        "r": round(figure.recall, _PLACES),
        "f1": round(figure.f1, _PLACES),
        "gold": figure.gold,
        "found": figure.found,
    }


def as_table(figures: Figures) -> RenderableType:
    """The figures as tables for a terminal."""
    from rich.console import Group
    from rich.table import Table

    mentions = Table("mentions", *_numeric("precision", "recall", "F1", "in place F1", "exact F1", "gold", "found"))
    for label, figure in figures.mentions.items():
        lenient = (f"{figures.overlap[label].f1:.3f}", f"{figures.exact[label].f1:.3f}")
        mentions.add_row(str(label), *_parts(figure), *lenient, str(figure.gold), str(figure.found))
    claims = Table("claims", *_numeric("precision", "recall", "F1", "gold", "found"))
    for name, figure in claim_figures(figures).items():
        claims.add_row(name.replace("_", "-"), *_parts(figure), str(figure.gold), str(figure.found))
    slots = Table("slot", *_numeric("right"))
    for slot, part in figures.slots.items():
        slots.add_row(slot, f"{part:.3f}")
    lines = [f"{figures.articles} articles" + (f", not there: {', '.join(figures.missing)}" if figures.missing else "")]
    return Group(*lines, mentions, claims, slots)


def _numeric(*names: str) -> list[Any]:
    from rich.table import Column

    return [Column(name, justify="right") for name in names]


def _parts(figure: Figure) -> tuple[str, str, str]:
    return f"{figure.precision:.3f}", f"{figure.recall:.3f}", f"{figure.f1:.3f}"
