"""Scores for people and programs: tables in the terminal, and JSON that a later run can be compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from extractor.errors import GoldError
from extractor.evaluate.score import SLOTS, ArticleScore, Figure, Figures, figures
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
    totals, counts = figures(scores), counts_by_figure(scores)
    accuracy, filled = slot_counts(scores)
    return {
        "articles": totals.articles,
        "articles_missing": list(totals.missing),
        "mentions": {
            str(label): {
                **_figure(figure, counts[label]),
                "span_exact_f1": round(totals.exact[label].f1, _PLACES),
                "overlap_f1": round(totals.overlap[label].f1, _PLACES),
            }
            for label, figure in totals.mentions.items()
        },
        "claims": {name: _figure(figure, counts[name]) for name, figure in claim_figures(totals).items()},
        "slot_accuracy": {slot: round(part, _PLACES) for slot, part in totals.slots.items()},
        "slot_accuracy_95": {slot: _bounds(accuracy[slot]) for slot in totals.slots},
        "slots_filled": {slot: _figure(figure, filled[slot]) for slot, figure in totals.filled.items()},
        "by_article": {score.name: _article(score) for score in scores},
    }


def _figure(figure: Figure, by_article: Sequence[Counts]) -> dict[str, Any]:
    return {
        "p": round(figure.precision, _PLACES),
        "r": round(figure.recall, _PLACES),
        "f1": round(figure.f1, _PLACES),
        "f1_95": _bounds(by_article),
        "f1_mean": round(mean_f1(by_article), _PLACES),
        "gold": figure.gold,
        "found": figure.found,
    }


def _bounds(by_article: Sequence[Counts]) -> list[float]:
    return [round(bound, _PLACES) for bound in interval(by_article)]


def _article(score: ArticleScore) -> dict[str, Any]:
    """Counts and F1 of every figure, and for each gold claim the wrong slots, or null where it was missed."""
    claims = sorted((o.number, o) for o in score.claims if o.number is not None)
    counts = all_counts(score)
    return {
        "counts": {name: list(of_one) for name, of_one in counts.items()},
        "f1": {name: round(f1, _PLACES) for name, of_one in counts.items() if (f1 := f1_of(of_one)) is not None},
        "claims": [list(outcome.wrong) if outcome.paired else None for _, outcome in claims],
    }


def all_counts(score: ArticleScore) -> dict[str, Counts]:
    """Right, gold and found of one article by name of the figure."""
    one = figures([score])
    named = {**{str(label): figure for label, figure in one.mentions.items()}, **claim_figures(one)}
    return {name: (figure.right, figure.gold, figure.found) for name, figure in named.items()}


def counts_by_figure(scores: Sequence[ArticleScore]) -> dict[str, list[Counts]]:
    """The counts of every figure, article by article."""
    by_article = [all_counts(score) for score in scores]
    return {name: [of_one[name] for of_one in by_article] for name in (*map(str, Label), *CLAIM_FIGURES)}


def slot_counts(scores: Sequence[ArticleScore]) -> tuple[dict[str, list[Counts]], dict[str, list[Counts]]]:
    """By slot and article the counts of its accuracy among the claims found, and of its being filled."""
    ones = [figures([score]) for score in scores]
    accuracy = {
        slot: [(round(one.slots[slot] * one.detection.right), *(one.detection.right,) * 2) for one in ones]
        for slot in SLOTS
    }
    filled = {slot: [(f.right, f.gold, f.found) for one in ones if (f := one.filled[slot])] for slot in SLOTS}
    return accuracy, filled


def f1_of(counts: Counts) -> float | None:
    """F1 of one article; none where there is nothing to find and nothing was found."""
    right, gold, found = counts
    return 2 * right / (gold + found) if gold + found else None


def mean_f1(by_article: Sequence[Counts]) -> float:
    """The mean of the articles' F1, each as heavy as any other (those with something to find or found)."""
    known = [f1 for counts in by_article if (f1 := f1_of(counts)) is not None]
    return sum(known) / len(known) if known else 0.0


def claim_figures(totals: Figures) -> Mapping[str, Figure]:
    """The figures on claims by name."""
    return {name: getattr(totals, name) for name in CLAIM_FIGURES}


def as_table(scores: Sequence[ArticleScore]) -> RenderableType:
    """The figures as tables for a terminal.

    Behind F1 the bounds that hold for 95 of 100 redrawn sets of articles, and the mean of the articles' F1.
    """
    from rich.console import Group

    totals, counts = figures(scores), counts_by_figure(scores)
    mentions = _table("mentions", *_numeric("P", "R", "F1", "95 %", "mean", "place", "span", "gold", "found"))
    for label, figure in totals.mentions.items():
        lenient = (f"{totals.overlap[label].f1:.3f}", f"{totals.exact[label].f1:.3f}")
        mentions.add_row(label, *_parts(figure, counts[label]), *lenient, str(figure.gold), str(figure.found))
    claims = _table("claims", *_numeric("P", "R", "F1", "95 %", "mean", "gold", "found"))
    for name, figure in claim_figures(totals).items():
        claims.add_row(name.replace("_", "-"), *_parts(figure, counts[name]), str(figure.gold), str(figure.found))
    missing = f"; not there, counted as missed: {', '.join(totals.missing)}" if totals.missing else ""
    return Group(f"{totals.articles} articles{missing}", mentions, claims, _slot_table(scores, totals))


def _slot_table(scores: Sequence[ArticleScore], totals: Figures) -> Table:
    """Accuracy among the claims found, empty slots included; then of filled slots over all claims."""
    table = _table("slots", *_numeric("right", "95 %", "filled: P", "R", "F1", "95 %", "gold", "found"))
    accuracy, filled = slot_counts(scores)
    for slot, figure in totals.filled.items():
        p, r, f1, bounds, _ = _parts(figure, filled[slot])
        right = (f"{totals.slots[slot]:.3f}", _between(accuracy[slot]))
        table.add_row(slot, *right, p, r, f1, bounds, str(figure.gold), str(figure.found))
    return table


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
        if name.strip() not in names:
            raise GoldError(f"{one!r}: no figure is called {name!r} (there are {', '.join(names)})")
        try:
            floor = float(number)
        except ValueError:
            raise GoldError(f"{one!r}: {number!r} is not a number like 0.8") from None
        if not 0 <= floor <= 1:
            raise GoldError(f"{one!r}: F1 is between 0 and 1 (80 percent are 0.8)")
        floors[names[name.strip()]] = floor
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


def _parts(figure: Figure, by_article: Sequence[Counts]) -> tuple[str, str, str, str, str]:
    numbers = f"{figure.precision:.3f}", f"{figure.recall:.3f}", f"{figure.f1:.3f}"
    return *numbers, _between(by_article), f"{mean_f1(by_article):.3f}"


def _between(by_article: Sequence[Counts]) -> str:
    low, high = interval(by_article)
    return f"{low:.2f}-{high:.2f}"
