"""Side by side on the same texts: our amounts and periods, quantulum3 over whole articles, dateparser's `search_dates`.

    python benchmarks/compare.py [ARTICLES [GOLD]] [--metadata FILE.csv]

MONEY and PERCENT are right as `extractor evaluate` has it: in place, equal in value and unit. A PERIOD counts as right
when the spans overlap and the first days agree, since search_dates knows no last day. Speed is that of the second run,
after what has to be loaded is loaded, and of all that a method does: ours finds everything else in the same time.
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from extractor.evaluate.align import align
from extractor.evaluate.gold import GoldMention, load_gold
from extractor.evaluate.rival import extract_with_quantulum3
from extractor.evaluate.score import mention_right
from extractor.models import Article, Label, Mention
from extractor.read.metadata import read_metadata
from extractor.read.registry import read_article
from extractor.workflow import extract_article, load_pipeline

ROOT = Path(__file__).parents[1]
Finder = Callable[[Article], Sequence["Dated | Mention"]]


@dataclass(frozen=True)
class Dated:
    """A stretch of text that a method reads as a time beginning on a day."""

    start: int
    end: int
    first: date


@dataclass(frozen=True)
class Result:
    """One line of the table."""

    method: str
    right: int
    gold: int
    found: int
    words_per_second: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (self.gold + self.found) if self.gold + self.found else 0.0


@dataclass(frozen=True)
class Texts:
    """Articles with what is marked in them."""

    articles: Sequence[Article]
    golds: Sequence[Sequence[GoldMention]]

    @property
    def words(self) -> int:
        """Words of all articles."""
        return sum(len(article.text.split()) for article in self.articles)


def read_texts(folder: Path, gold: Path, metadata: Path | None) -> Texts:
    """The articles that have gold mentions."""
    known = read_metadata(metadata) if metadata and metadata.exists() else {}
    labelled = [one for one in load_gold(gold) if not one.claims_only]
    articles = [read_article(folder / one.article, metadata=known, published=one.published) for one in labelled]
    return Texts(articles, [one.mentions for one in labelled])


def search_dates(article: Article) -> list[Dated]:
    """What dateparser finds in the whole text, with the article's date as the day to count from."""
    from dateparser.search import search_dates as search

    base = article.published or date(2000, 1, 1)
    options = {"RELATIVE_BASE": datetime(base.year, base.month, base.day), "PREFER_DATES_FROM": "past"}
    return list(_located(article.text, search(article.text, languages=["en"], settings=options) or []))


def _located(text: str, dates: Sequence[tuple[str, datetime]]) -> Iterator[Dated]:
    """search_dates gives words without offsets, in order."""
    at = 0
    for words, when in dates:
        start = text.find(words, at)
        if start >= 0:
            yield Dated(start, start + len(words), when.date())
            at = start + len(words)


def amounts_right(golds: Sequence[GoldMention], founds: Sequence[Dated | Mention]) -> tuple[int, int, int]:
    """How many MONEY and PERCENT are right, marked, found."""
    marked = [gold for gold in golds if gold.label in (Label.MONEY, Label.PERCENT)]
    mentions = [f for f in founds if isinstance(f, Mention) and f.label in (Label.MONEY, Label.PERCENT)]

    def agree(i: int, j: int) -> bool:
        return marked[i].label == mentions[j].label and mention_right(marked[i], mentions[j])

    pairs = align([(g.start, g.end) for g in marked], [(m.start, m.end) for m in mentions], agree)
    return sum(agree(i, j) for i, j in pairs), len(marked), len(mentions)


def periods_right(golds: Sequence[GoldMention], founds: Sequence[Dated | Mention]) -> tuple[int, int, int]:
    """How many PERIODs overlap one found that begins on the same day; how many are marked; how many found."""
    marked = [gold for gold in golds if gold.label == Label.PERIOD]
    times = [dated for found in founds if (dated := _dated(found))]
    left, right = list(times), 0
    for gold in marked:
        touching = [t for t in left if t.start < gold.end and gold.start < t.end]
        match = next((t for t in touching if not gold.period or gold.period[0] == t.first), None)
        if match:
            left.remove(match)
            right += 1
    return right, len(marked), len(times)


def _dated(found: Dated | Mention) -> Dated | None:
    if isinstance(found, Dated):
        return found
    if found.label != Label.PERIOD:
        return None
    return Dated(found.start, found.end, found.period.first if found.period else date.min)


def measure(method: str, find: Finder, texts: Texts, right: Callable[..., tuple[int, int, int]]) -> Result:
    """Run a method twice over the texts; count the second time."""
    for article in texts.articles:
        find(article)
    started = time.perf_counter()
    founds = [find(article) for article in texts.articles]
    seconds = time.perf_counter() - started
    counts = [right(golds, found) for golds, found in zip(texts.golds, founds, strict=True)]
    correct, marked, found_in_all = (sum(column) for column in zip(*counts, strict=True))
    return Result(method, correct, marked, found_in_all, texts.words / seconds)


def compare(texts: Texts) -> Iterator[tuple[str, Result]]:
    """Each method's figures, with the name of what was counted."""
    nlp = load_pipeline()

    def ours(article: Article) -> Sequence[Mention]:
        return extract_article(nlp, article).mentions

    def quantulum3(article: Article) -> Sequence[Mention]:
        return extract_with_quantulum3(article).mentions

    amounts, periods = "MONEY and PERCENT", "PERIOD"
    yield amounts, measure("extractor", ours, texts, amounts_right)
    yield amounts, measure("quantulum3", quantulum3, texts, amounts_right)
    yield periods, measure("extractor", ours, texts, periods_right)
    yield periods, measure("dateparser search_dates", search_dates, texts, periods_right)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, nargs="?", default=ROOT / "corpus")
    parser.add_argument("gold", type=Path, nargs="?", default=ROOT / "gold")
    parser.add_argument("--metadata", type=Path, help="publication dates (default: metadata.csv beside the articles)")
    args = parser.parse_args()
    warnings.simplefilter("ignore")  # quantulum3 and dateparser warn of what is not installed
    texts = read_texts(args.articles, args.gold, args.metadata or args.articles / "metadata.csv")
    table = Table("mentions", "method", title=f"{len(texts.articles)} articles, {texts.words:,} words")
    for column in ("precision", "recall", "F1", "gold", "found", "words/s"):
        table.add_column(column, justify="right")
    for what, one in compare(texts):
        shares = (one.right / one.found if one.found else 0.0, one.right / one.gold if one.gold else 0.0, one.f1)
        counts = (str(one.gold), str(one.found), f"{one.words_per_second:,.0f}")
        table.add_row(what, one.method, *(f"{share:.3f}" for share in shares), *counts)
    Console().print(table)


if __name__ == "__main__":
    main()
