"""What changed since an earlier evaluation, claim by claim, and whether the difference could be chance."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extractor.errors import GoldError
from extractor.evaluate.report import CLAIM_FIGURES, all_counts
from extractor.evaluate.score import CORE, ArticleScore, ClaimOutcome
from extractor.evaluate.significance import Counts, p_value


class _Earlier(BaseModel):
    """One article of an earlier evaluation."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    counts: Mapping[str, Counts]
    claims: tuple[tuple[str, ...] | None, ...]


class Baseline(BaseModel):
    """What `extractor evaluate --json` wrote, as far as it is compared."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    articles: Mapping[str, _Earlier] = Field(alias="by_article")


@dataclass(frozen=True)
class Change:
    """A figure before and after, and how likely such a difference is by chance."""

    before: float
    after: float
    p: float


@dataclass(frozen=True)
class Moved:
    """The claims of one article that became right in the slots that make the fact, and those that no longer are."""

    article: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """All changes; `left_out` are articles that only one side has, or whose gold labels have changed."""

    figures: Mapping[str, Change]
    moved: tuple[Moved, ...]
    left_out: tuple[str, ...]


def read_baseline(path: Path) -> Baseline:
    """Read an earlier evaluation. Raises `GoldError` where the file is none."""
    try:
        return Baseline.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise GoldError(f"{path}: {error.strerror}") from None
    except ValidationError:
        raise GoldError(f"{path}: not an evaluation (write one with `extractor evaluate ... --json`)") from None
    except ValueError as error:
        raise GoldError(f"{path}: not JSON: {error}") from None


def compare(scores: Sequence[ArticleScore], baseline: Baseline) -> Comparison:
    """Compare with an earlier evaluation of the same articles."""
    both = [score for score in scores if _same_gold(score, baseline.articles.get(score.name))]
    names = {score.name for score in both}
    after = [all_counts(score) for score in both]
    before = [baseline.articles[score.name].counts for score in both]
    figures = {
        name: _change([b[name] for b in before], [a[name] for a in after]) for name in (after[0] if after else ())
    }
    moved = (_moved(score, baseline.articles[score.name]) for score in both)
    others = {score.name for score in scores} | set(baseline.articles)
    return Comparison(figures, tuple(m for m in moved if m.gained or m.lost), tuple(sorted(others - names)))


def _same_gold(score: ArticleScore, earlier: _Earlier | None) -> bool:
    now = all_counts(score)
    if earlier is None or len(earlier.claims) != now["detection"][1]:
        return False
    return all(name in earlier.counts and earlier.counts[name][1] == gold for name, (_, gold, _) in now.items())


def _change(before: Sequence[Counts], after: Sequence[Counts]) -> Change:
    return Change(_f1(before), _f1(after), p_value(before, after))


def _f1(counts: Sequence[Counts]) -> float:
    right, gold, found = (sum(one[at] for one in counts) for at in range(3))
    return 2 * right / (gold + found) if right else 0.0


def _moved(score: ArticleScore, earlier: _Earlier) -> Moved:
    gained: list[str] = []
    lost: list[str] = []
    for outcome in sorted((o for o in score.claims if o.number is not None), key=lambda o: o.number or 0):
        wrong = earlier.claims[outcome.number or 0]
        was_right = wrong is not None and not CORE.intersection(wrong)
        if was_right != outcome.core_exact:
            (gained if outcome.core_exact else lost).append(_named(score, outcome))
    return Moved(score.name, tuple(gained), tuple(lost))


def _named(score: ArticleScore, outcome: ClaimOutcome) -> str:
    words = " ".join(score.text[slice(*outcome.span)].split()) or f"claim {(outcome.number or 0) + 1}"
    flow = "/".join(filter(None, outcome.gold.flow)) if outcome.gold else ""
    return f"{words} ({flow})"


def describe(comparison: Comparison) -> list[str]:
    """The comparison in lines of text."""
    lines = []
    for name, change in comparison.figures.items():
        if name in CLAIM_FIGURES or change.before != change.after:
            difference = 100 * (change.after - change.before)
            p = f", p = {change.p:.3f}" if change.before != change.after else ""
            lines.append(
                f"{name.replace('_', '-')}: F1 {change.before:.3f} -> {change.after:.3f} ({difference:+.1f}{p})"
            )
    for moved in comparison.moved:
        lines.append(f"{moved.article}: {len(moved.gained)} gained, {len(moved.lost)} lost")
        lines += [f"  + {claim}" for claim in moved.gained] + [f"  - {claim}" for claim in moved.lost]
    if comparison.left_out:
        lines.append(f"not compared: {', '.join(comparison.left_out)}")
    return lines
