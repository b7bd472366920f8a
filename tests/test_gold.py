"""The gold labels belong to the articles of the corpus, word for word."""

import csv
from pathlib import Path

import pytest

from extractor.evaluate.gold import SCORES_NAME, GoldArticle, check_gold, load_gold
from extractor.read.metadata import read_metadata
from extractor.read.registry import read_article
from tests.samples import ROOT

CORPUS = ROOT / "corpus"
GOLD = load_gold(ROOT / "gold")


@pytest.mark.parametrize("gold", GOLD, ids=lambda gold: gold.article)
def test_labels_fit_the_text(gold: GoldArticle) -> None:
    article = read_article(CORPUS / gold.article)
    check_gold(gold, article)
    for mention in gold.mentions:
        assert article.text[mention.start : mention.end] == mention.text


@pytest.mark.parametrize("gold", GOLD, ids=lambda gold: gold.article)
def test_labels_and_metadata_agree_on_the_date(gold: GoldArticle) -> None:
    assert read_metadata(CORPUS / "metadata.csv")[gold.article].published == gold.published


def test_each_article_is_labelled_and_listed() -> None:
    names = {path.name for path in CORPUS.glob("*.txt")}
    with (CORPUS / "metadata.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert names == {gold.article for gold in GOLD} == {row["name"] for row in rows}
    assert {row["split"] for row in rows} == {"tune", "test"}
    files = {path.stem for path in (ROOT / "gold").glob("*.json") if path.name != SCORES_NAME}
    assert files == {Path(gold.article).stem for gold in GOLD}
