"""Scores that are kept in the repository: what the program must not fall below.

`gold/scores.json` lies among the labels. It carries empty labels of its own, so that a program which takes every
`*.json` of that folder for labels passes over it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from extractor.errors import GoldError
from extractor.evaluate.gold import SCORES_NAME
from extractor.evaluate.report import claim_figures
from extractor.evaluate.score import ArticleScore, Figure, figures

_PLACES = 4

Parts = Mapping[str, Mapping[str, Any]]
"""The figures of each part of the corpus, as JSON data."""


def committed(parts: Mapping[str, Sequence[ArticleScore]]) -> dict[str, Any]:
    """The data of the file, from the scores of each part of the corpus."""
    return {
        "about": "Scores of the program on these labels, by part of the corpus; `make docs` writes them, `make check`"
        " fails where they have fallen. No labels: the empty ones are for programs that read every file here.",
        "article": SCORES_NAME,
        "claims_only": True,
        "mentions": [],
        "claims": [],
        "parts": {part: _part(scores) for part, scores in parts.items()},
    }


def _part(scores: Sequence[ArticleScore]) -> dict[str, Any]:
    totals = figures(scores)
    return {
        "articles": totals.articles,
        "mentions": {str(label): _figure(figure) for label, figure in totals.mentions.items()},
        "claims": {name: _figure(figure) for name, figure in claim_figures(totals).items()},
        "slot_accuracy": {slot: round(right, _PLACES) for slot, right in totals.slots.items()},
    }


def _figure(figure: Figure) -> dict[str, Any]:
    named = {"p": figure.precision, "r": figure.recall, "f1": figure.f1}
    return {**{name: round(part, _PLACES) for name, part in named.items()}, "gold": figure.gold, "found": figure.found}


def as_text(data: Mapping[str, Any]) -> str:
    """The text of the file."""
    return json.dumps(data, indent=1) + "\n"


def read_committed(path: Path) -> Parts:
    """The figures that the file holds; none where there is no file yet. Raises `GoldError` where it is another."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise GoldError(f"{path}: {error.strerror}") from None
    except ValueError as error:
        raise GoldError(f"{path}: not JSON: {error} (`make docs` writes it anew where it is not there)") from None
    parts = data.get("parts") if isinstance(data, dict) else None
    if not isinstance(parts, dict) or not all(isinstance(part, dict) for part in parts.values()):
        raise GoldError(f"{path}: no scores (`make docs` writes it anew where it is not there)")
    return parts


def fallen(before: Parts, after: Parts) -> list[str]:
    """Every figure that is lower than it was, in words. Where the labels have changed, nothing can be compared."""
    return [
        f"{part}: {name} fell from {was:.4f} to {now:.4f}"
        for part in before
        if part in after and _labels(before[part]) == _labels(after[part])
        for (name, was), (_, now) in zip(_named(before[part]), _named(after[part]), strict=True)
        if now < was
    ]


def _labels(part: Mapping[str, Any]) -> list[Any]:
    """What tells that the labels are the same: which figures there are, and how much is labelled."""
    try:
        counts = [(kind, name, one["gold"]) for kind in ("mentions", "claims") for name, one in part[kind].items()]
        return [part["articles"], *counts, *part["slot_accuracy"]]
    except (KeyError, TypeError, AttributeError):
        return []  # another version's file


def _named(part: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for kind in ("mentions", "claims"):
        for name, figure in part[kind].items():
            yield f"F1 of {name.replace('_', '-')}", figure["f1"]
    for slot, right in part["slot_accuracy"].items():
        yield f"accuracy of {slot}", right
