"""Work on gold labels: to annotation tools and back, and labels to begin with. Joins reading, extracting and labels."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from extractor.errors import GoldError, ReadError
from extractor.evaluate.gold import check_gold, gold_data, load_gold
from extractor.evaluate.interchange.checks import problems_of
from extractor.evaluate.interchange.labelled import Labelled, write_text
from extractor.evaluate.interchange.registry import read_gold, write_gold
from extractor.evaluate.prefill import prefilled
from extractor.read.registry import article_paths, read_article
from extractor.workflow import Sources, extract

_AROUND = 20
"""Characters shown on both sides of the place where two texts part."""


@dataclass(frozen=True)
class Converted:
    """How much was written."""

    articles: int
    mentions: int
    claims: int


def as_json(labelled: Labelled) -> str:
    """The text of a gold file."""
    return json.dumps(gold_data(labelled.gold), ensure_ascii=False, indent=1) + "\n"


def convert_to(format_: str, gold_dir: Path, articles_dir: Path, out: Path) -> Converted:
    """Write gold labels, verified or not, for another program. Raises `GoldError`, `ReadError`."""
    paths = _articles(articles_dir)
    labelled = []
    for gold in load_gold(gold_dir, unverified=True):
        if gold.article not in paths:
            raise ReadError(f"{articles_dir}: there is no article {gold.article}")
        article = read_article(paths[gold.article])
        check_gold(gold, article)
        labelled.append(Labelled(gold, article.text))
    write_gold(labelled, format_, out)
    return _counted(labelled)


def convert_from(format_: str, folder: Path, articles_dir: Path | None, out: Path) -> Converted:
    """Write what another program wrote as gold files. Raises `GoldError` with all problems before it writes anything.

    With `articles_dir` the texts must be those of the articles.
    """
    labelled = read_gold(folder, format_)
    problems = [f"{one.gold.article}: {problem}" for one in labelled for problem in problems_of(one.gold)]
    names = [one.gold.article for one in labelled]
    problems += [f"{name}: labelled twice" for name in sorted({name for name in names if names.count(name) > 1})]
    if articles_dir is not None:
        paths = _articles(articles_dir)
        problems += filter(None, (_other_text(one, paths.get(one.gold.article)) for one in labelled))
    if problems:
        raise GoldError("\n".join(problems))
    try:
        out.mkdir(parents=True, exist_ok=True)
        for one in labelled:
            write_text(out / f"{one.stem}.json", as_json(one))
    except OSError as error:
        raise GoldError(f"{error.filename or out}: {error.strerror}") from None
    return _counted(labelled)


def prefill(sources: Sources, *, rules: Path | None = None) -> Labelled:
    """Labels for one article to begin with: what the program finds, marked as not verified. Raises `ReadError`."""
    found = extract(sources, rules=rules)
    if len(found) != 1:
        raise ReadError(f"labels are made for one article at a time, not for {len(found)}")
    return prefilled(found[0])


def _articles(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        raise ReadError(f"{folder}: no such folder of articles")
    return {path.name: path for path, error in article_paths([folder]) if error is None}


def _other_text(one: Labelled, path: Path | None) -> str | None:
    if path is None:
        return f"{one.gold.article}: there is no such article"
    text = read_article(path).text
    if text == one.text:
        return None
    at = next(i for i, (a, b) in enumerate(zip_longest(text, one.text)) if a != b)
    here, there = (given[max(0, at - _AROUND) : at + _AROUND] for given in (one.text, text))
    return f"{one.gold.article}: the labelled text differs from the article at {at}: {here!r} is not {there!r}"


def _counted(labelled: Sequence[Labelled]) -> Converted:
    return Converted(
        articles=len(labelled),
        mentions=sum(len(one.gold.mentions) for one in labelled),
        claims=sum(len(one.gold.claims) for one in labelled),
    )
