"""Scores for people and programs: tables in the terminal, and JSON that a later run can be compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from extractor.errors import GoldError
from extractor.evaluate.score import ArticleScore, Figure, Figures, figures
from extractor.evaluate.significance import Counts, interval
from extractor.models import Label

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

_PLACES = 4

CLAIM_FIGURES = ("detection", "core_exact", "full_exact")
"""The figures on claims, from lenient to strict."""


def as_json(scores: Sequence[ArticleScore]) -> dict[str, Any]:
    """The figures as JSON data, rounded to four places; `by_article` is what `--baseline` reads."""
    totals = figures(scores)
    return {
        "articles": totals.articles,
        "articles_missing": list(totals.missing),
        "mentions": {
            str(label): {
                **_figure(figure, counts(scores, str(label))),
                "span_exact_f1": round(totals.exact[label].f1, _PLACES),
                "overlap_f1": round(totals.overlap[label].f1, _PLACES),
            }
            for label, figure in totals.mentions.items()
        },
        "claims": {name: _figure(getattr(totals, name), counts(scores, name)) for name in CLAIM_FIGURES},
        "slot_accuracy": {slot: round(part, _PLACES) for slot, part in totals.slots.items()},
        "by_article": {score.name: _article(score) for score in scores},
    }


def _figure(figure: Figure, by_article: Sequence[Counts]) -> dict[str, Any]:
    return {
        "p": round(figure.precision, _PLACES),
        "r": round(figure.recall, _PLACES),
        "f1": round(figure.f1, _PLACES),
        "f1_95": [round(bound, _PLACES) for bound in interval(by_article)],
        "gold": figure.gold,
        "found": figure.found,
    }


def _article(score: ArticleScore) -> dict[str, Any]:
    """Counts of every figure, and for each gold claim the wrong slots, or null where it was missed."""
    claims = sorted((o.number, o) for o in score.claims if o.number is not None)
    return {
        "counts": {name: list(of_one) for name, of_one in all_counts(score).items()},
        "claims": [list(outcome.wrong) if outcome.paired else None for _, outcome in claims],
    }


def all_counts(score: ArticleScore) -> dict[str, Counts]:
    """Right, gold and found of one article by name of the figure."""
    one = figures([score])
    named = {**{str(label): figure for label, figure in one.mentions.items()}, **claim_figures(one)}
    return {name: (figure.right, figure.gold, figure.found) for name, figure in named.items()}


def counts(scores: Sequence[ArticleScore], name: str) -> list[Counts]:
    """One figure's counts, article by article."""
    return [all_counts(score)[name] for score in scores]


def claim_figures(totals: Figures) -> Mapping[str, Figure]:
    """The figures on claims by name."""
    return {name: getattr(totals, name) for name in CLAIM_FIGURES}


def as_table(scores: Sequence[ArticleScore]) -> RenderableType:
    """The figures as tables for a terminal; behind F1 the bounds that hold for 95 of 100 redrawn sets of articles."""
    from rich.console import Group

    totals = figures(scores)
    mentions = _table("mentions", *_numeric("P", "R", "F1", "95 %", "place", "span", "gold", "found"))
    for label, figure in totals.mentions.items():
        lenient = (f"{totals.overlap[label].f1:.3f}", f"{totals.exact[label].f1:.3f}")
        parts = _parts(figure, counts(scores, str(label)))
        mentions.add_row(str(label), *parts, *lenient, str(figure.gold), str(figure.found))
    claims = _table("claims", *_numeric("P", "R", "F1", "95 %", "gold", "found"))
    for name, figure in claim_figures(totals).items():
        parts = _parts(figure, counts(scores, name))
        claims.add_row(name.replace("_", "-"), *parts, str(figure.gold), str(figure.found))
    slots = _table("slot of claims found", *_numeric("right"))
    for slot, part in totals.slots.items():
        slots.add_row(slot, f"{part:.3f}")
    missing = f"; not there, counted as missed: {', '.join(totals.missing)}" if totals.missing else ""
    return Group(f"{totals.articles} articles{missing}", mentions, claims, slots)


def rival_table(ours: Sequence[ArticleScore], theirs: Sequence[ArticleScore], name: str) -> RenderableType:
    """F1 of value mentions beside that of another extractor."""
    table = _table("F1 of mentions", *_numeric("ours", name))
    our_figures, their_figures = figures(ours).mentions, figures(theirs).mentions
    for label in our_figures:
        if their_figures[label].found:
            table.add_row(str(label), f"{our_figures[label].f1:.3f}", f"{their_figures[label].f1:.3f}")
    return table


def parse_floors(given: Sequence[str]) -> dict[str, float]:
    """Read `core=0.8` and the like. Raises `GoldError` where there is no such figure or the number is none."""
    names = {name.partition("_")[0]: name for name in CLAIM_FIGURES} | {str(label): str(label) for label in Label}
    floors = {}
    for one in given:
        name, _, number = one.partition("=")
        try:
            floors[names[name.strip()]] = float(number)
        except KeyError:
            raise GoldError(f"{one!r}: no figure is called {name!r} (there are {', '.join(names)})") from None
        except ValueError:
            raise GoldError(f"{one!r}: {number!r} is not a number like 0.8") from None
    return floors


def below(scores: Sequence[ArticleScore], floors: Mapping[str, float]) -> list[str]:
    """What is under its floor, in words."""
    totals = figures(scores)
    named = {**{str(label): figure for label, figure in totals.mentions.items()}, **claim_figures(totals)}
    return [
        f"F1 of {name.replace('_', '-')} is {named[name].f1:.4f}, less than {floor}"
        for name, floor in floors.items()
        if named[name].f1 < floor
    ]


def _table(*columns: Any) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Column, Table

    first, *others = columns
    return Table(Column(first, no_wrap=True), *others, box=SIMPLE_HEAD, pad_edge=False)


def _numeric(*names: str) -> list[Any]:
    from rich.table import Column

    return [Column(name, justify="right", no_wrap=True) for name in names]


def _parts(figure: Figure, by_article: Sequence[Counts]) -> tuple[str, str, str, str]:
    low, high = interval(by_article)
    return f"{figure.precision:.3f}", f"{figure.recall:.3f}", f"{figure.f1:.3f}", f"{low:.2f}-{high:.2f}"
