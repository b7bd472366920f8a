"""Fit the weights that make a claim's confidence mean something, and show whether it does.

    python scripts/calibrate.py [GOLD=ARTICLES[=METADATA.csv[=SPLIT]] ...] [--measure GOLD=ARTICLES=METADATA.csv ...]
                                [--weights] [--write]

The model is a logistic regression of "is core-exact" (the labelling guide's last section) on the features of
`extractor.link.confidence`. Figures of the sets that it is fitted on are by leaving out the article in question, so
that they are not flattered; those of `--measure` sets are totals of the fitted model. `--write` stores the weights in
`rules/link.yml`. Without sets, the repository's own gold of the split `test` is taken: on articles that rules were
written for nearly every claim is right, which says nothing about others.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from spacy.language import Language

from extractor.evaluate.gold import load_gold
from extractor.evaluate.score import score_article
from extractor.link.confidence import PREFIX, Features, features, probability
from extractor.link.reading import views
from extractor.models import Extraction
from extractor.read.metadata import read_metadata
from extractor.read.registry import read_article
from extractor.settings import rules_dir
from extractor.workflow import load_pipeline

ROOT = Path(__file__).resolve().parent.parent
BANDS = (0.0, 0.5, 0.7, 0.8, 0.9, 1.01)
RIDGE = 40.0
"""Pull of every weight towards 0, but not of `always`: few articles, many features."""

RARE = 8
"""Features seen in fewer claims get no weight."""

STEPS = 30


@dataclass(frozen=True)
class Case:
    """A claim that was found: its features, whether it is core-exact, and what the linker itself thought of it."""

    article: str
    found: Features
    right: bool
    stated: float
    weight: float = 1.0


@dataclass(frozen=True)
class GoldSet:
    """A folder of gold with its articles, or the part of it that is of one split."""

    gold: Path
    articles: Path
    metadata: Path | None
    split: str | None

    @classmethod
    def read(cls, argument: str) -> GoldSet:
        """From GOLD=ARTICLES[=METADATA[=SPLIT]]."""
        gold, articles, metadata, split, *_ = [*argument.split("="), "", "", ""]
        return cls(Path(gold), Path(articles), Path(metadata) if metadata else None, split or None)

    @property
    def name(self) -> str:
        """For the tables."""
        return f"{self.gold.parent.name}/{self.gold.name}" + (f" ({self.split})" if self.split else "")

    def cases(self, nlp: Language) -> Iterator[Case]:
        """Every claim found in the articles."""
        known = read_metadata(self.metadata) if self.metadata else {}
        chosen = self._chosen()
        for gold in load_gold(self.gold):
            if chosen is not None and gold.article not in chosen:
                continue
            article = read_article(self.articles / gold.article, metadata=known)
            doc = nlp.make_doc(article.text)
            doc._.published = article.published
            doc = nlp(doc)
            claims = list(doc._.claims)
            extraction = Extraction(article=article, mentions=tuple(doc._.mentions), claims=tuple(claims))
            right = {id(o.found) for o in score_article(gold, extraction).claims if o.core_exact}
            for one, found in zip(extraction.claims, features(list(views(doc)), claims), strict=True):
                yield Case(gold.article, found, id(one) in right, one.confidence)

    def _chosen(self) -> set[str] | None:
        if self.split is None or self.metadata is None:
            return None
        with self.metadata.open(encoding="utf-8", newline="") as file:
            return {row["name"] for row in csv.DictReader(file) if row.get("split") == self.split}


OWN = GoldSet(ROOT / "gold", ROOT / "corpus", ROOT / "corpus" / "metadata.csv", "test")


def balanced(sets: Sequence[Sequence[Case]]) -> list[list[Case]]:
    """Every set counts the same in the fit, however many claims it has."""
    each = sum(map(len, sets)) / len(sets)
    return [[replace(case, weight=each / len(cases)) for case in cases] for cases in sets]


def fit(cases: Sequence[Case]) -> dict[str, float]:
    """The weights by name: penalised logistic regression by Newton's method."""
    counts: dict[str, int] = {}
    for case in cases:
        for name, value in case.found.items():
            counts[name] = counts.get(name, 0) + bool(value)
    names = sorted(name for name, count in counts.items() if count >= RARE)
    x = np.array([[case.found.get(name, 0.0) for name in names] for case in cases])
    y = np.array([float(case.right) for case in cases])
    w = np.array([case.weight for case in cases])
    pull = np.diag([0.0 if name == "always" else RIDGE for name in names])
    weights = np.zeros(len(names))
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (w * (y - p)) - pull @ weights
        bend = (x * (w * p * (1 - p))[:, None]).T @ x + pull + 1e-6 * np.eye(len(names))
        step = np.linalg.solve(bend, slope)
        weights += step
        if float(np.abs(step).max()) < 1e-6:
            break
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}


def left_out(cases: Sequence[Case]) -> list[float]:
    """For each case its probability by a model that has not seen its article."""
    models: Mapping[str, dict[str, float]] = {
        article: fit([case for case in cases if case.article != article]) for article in {c.article for c in cases}
    }
    return [probability(models[case.article], case.found) for case in cases]


def table(name: str, right: Sequence[bool], confidence: Sequence[float]) -> Iterator[str]:
    """Reliability by band, expected calibration error, Brier score, and how well right and wrong are told apart."""
    n = len(right)
    yield f"{name}: {n} claims, {sum(right) / n:.3f} core-exact"
    for low, high in pairwise(BANDS):
        inside = [r for r, c in zip(right, confidence, strict=True) if low <= c < high]
        if inside:
            mean = sum(c for c in confidence if low <= c < high) / len(inside)
            band = f"{low:.1f}-{min(high, 1):.1f}"
            share = f"{len(inside) / n:5.1%}"
            yield f"  {band}  n {len(inside):4} ({share})  said {mean:.3f}  right {sum(inside) / len(inside):.3f}"
    brier = sum((c - r) ** 2 for r, c in zip(right, confidence, strict=True)) / n
    error, apart = calibration_error(right, confidence), auc(right, confidence)
    yield f"  expected calibration error {error:.3f}, Brier {brier:.3f}, AUC {apart:.3f}"


def calibration_error(right: Sequence[bool], confidence: Sequence[float], bins: int = 10) -> float:
    """How far what is said is from what is right, averaged over ten bands of equal width."""
    error = 0.0
    for number in range(bins):
        at = [i for i, c in enumerate(confidence) if min(bins - 1, int(c * bins)) == number]
        error += abs(sum(right[i] - confidence[i] for i in at))
    return error / len(right)


def auc(right: Sequence[bool], confidence: Sequence[float]) -> float:
    """The chance that a right claim has more confidence than a wrong one."""
    good = [c for r, c in zip(right, confidence, strict=True) if r]
    bad = [c for r, c in zip(right, confidence, strict=True) if not r]
    if not good or not bad:
        return 1.0
    return sum((g > b) + (g == b) / 2 for g in good for b in bad) / (len(good) * len(bad))


def write(weights: Mapping[str, float], path: Path) -> None:
    """Put the weights in place of the older ones; the rest of the file stays."""
    text = path.read_text(encoding="utf-8")
    kept = re.findall(rf"^  (?!{re.escape(PREFIX)})[\w.-]+: .*$", _section(text, "weights"), re.M)
    lines = [*kept, *(f"  {PREFIX}{name}: {weight}" for name, weight in sorted(weights.items()) if weight)]
    section = "weights:\n" + "\n".join(lines) + "\n"
    path.write_text(text.replace(_section(text, "weights"), section), encoding="utf-8")


def _section(text: str, name: str) -> str:
    match = re.search(rf"^{name}:.*\n(?:[ #].*\n|\n)*", text, re.M)
    if match is None:
        raise SystemExit(f"rules/link.yml has no {name}:")
    return match[0]


def report(sets: Iterable[tuple[str, Sequence[Case], Sequence[float]]]) -> None:
    """Print the tables."""
    for name, cases, confidence in sets:
        print("\n".join(table(name, [case.right for case in cases], confidence)))


def main() -> None:
    """Fit, show, and store if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", type=GoldSet.read, default=[OWN])
    parser.add_argument("--measure", nargs="*", type=GoldSet.read, default=[])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--weights", action="store_true", help="print the weights")
    options = parser.parse_args()
    nlp = load_pipeline()
    fitted = balanced([list(one.cases(nlp)) for one in options.sets])
    every = [case for cases in fitted for case in cases]
    weights, said = fit(every), left_out(every)
    at = 0
    for one, cases in zip(options.sets, fitted, strict=True):
        report([(f"{one.name}, each article left out", cases, said[at : at + len(cases)])])
        report([(f"{one.name}, as the linker says now", cases, [case.stated for case in cases])])
        at += len(cases)
    report([("all, each article left out", every, said)])
    for one in options.measure:
        cases = list(one.cases(nlp))
        report([(f"{one.name}, not fitted on", cases, [probability(weights, case.found) for case in cases])])
    if options.weights:
        for name, weight in sorted(weights.items(), key=lambda pair: pair[1]):
            print(f"{weight:7.3f}  {name}")
    if options.write:
        write(weights, rules_dir() / "link.yml")


if __name__ == "__main__":
    main()
