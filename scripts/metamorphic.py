"""How many claims follow when an article is rewritten: countries, years, amounts, months and currencies exchanged.

python scripts/metamorphic.py FOLDER [--metadata FILE.csv] [--failures] [--show NAME REWRITING]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from extractor.evaluate.metamorphic import REWRITERS, Outcome, follow_article, shares
from extractor.models import Article
from extractor.read.metadata import read_metadata
from extractor.read.registry import article_paths, read_article
from extractor.rules import load_rules
from extractor.workflow import extract_article, load_pipeline


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--metadata", type=Path)
    parser.add_argument("--failures", action="store_true", help="list the claims that don't follow")
    parser.add_argument("--show", nargs=2, metavar=("NAME", "REWRITING"), help="print an article rewritten")
    options = parser.parse_args()
    known = read_metadata(options.metadata) if options.metadata else {}
    articles = [read_article(path, metadata=known) for path, _ in article_paths([options.folder])]
    nlp, rules = load_pipeline(), load_rules()
    if options.show:
        _show(options.show[0], options.show[1], articles)
        return
    outcomes = [o for article in articles for o in follow_article(article, rules, lambda a: extract_article(nlp, a))]
    for row in shares(outcomes):
        counts = f"{row.follow:>5} of {row.claims:>5} claims follow"
        print(f"{row.name:<12} {row.articles:>4} articles  {counts}  {row.share:.3f}")
    if options.failures:
        for outcome in outcomes:
            if not outcome.follows:
                print(_line(outcome))


def _show(name: str, rewriting: str, articles: list[Article]) -> None:
    nlp, rules = load_pipeline(), load_rules()
    article = next(a for a in articles if a.name.startswith(name))
    made = next(r for r in REWRITERS if r.__name__ == rewriting)(extract_article(nlp, article), rules)
    print(made.text(article.text) if made else "can't be rewritten so")


def _line(outcome: Outcome) -> str:
    claim = outcome.found or outcome.expected
    assert claim is not None
    where = f"{outcome.article} {outcome.rewriting}: {claim.value_text!r}"
    if outcome.expected is None or outcome.found is None:
        return f"{where}: {'appears' if outcome.expected is None else 'is lost'} in {claim.sentence!r}"
    slots = (f"{s}: {getattr(outcome.expected, s)} -> {getattr(outcome.found, s)}" for s in outcome.wrong)
    return f"{where}: {'; '.join(slots)} in {claim.sentence!r}"


if __name__ == "__main__":
    main()
