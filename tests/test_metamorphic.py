"""Nothing is memorised: an article with other countries, years or amounts gives claims changed in the same way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from spacy.language import Language

from extractor.evaluate.exchange import countries, currencies
from extractor.evaluate.metamorphic import Outcome, differing, follow_article, rewrite, shares
from extractor.evaluate.rewriting import Rewriter, amounts, months, years
from extractor.models import Extraction
from extractor.read.metadata import read_metadata
from extractor.read.registry import article_paths, make_article, read_article
from extractor.rules import load_rules
from extractor.workflow import extract_article
from tests.samples import ROOT, claim

CORPUS = ROOT / "corpus"
EACH = 8
LEAST = 0.97
"""Share of claims that must follow."""


@pytest.fixture(scope="module")
def outcomes(nlp: Language) -> list[Outcome]:
    """The outcomes for every eighth article of the corpus."""
    known = read_metadata(CORPUS / "metadata.csv")
    articles = [read_article(path, metadata=known) for path, _ in list(article_paths([CORPUS]))[::EACH]]
    return [o for article in articles for o in follow_article(article, load_rules(), lambda a: extract_article(nlp, a))]


def test_claims_follow_the_text(outcomes: list[Outcome]) -> None:
    *each, total = shares(outcomes)
    assert {row.name for row in each} >= {"countries", "years", "amounts", "currencies"}
    assert total.claims > 500
    assert total.share >= LEAST, [(row.name, row.share) for row in each]


TEXT = (
    "Chinese exports to the United States rose 5% to $2,750.5 million in May 2017. "
    "The US sold four million tonnes of soybeans to China."
)


def _extraction(nlp: Language, text: str, published: date | None = date(2017, 6, 20)) -> Extraction:
    return extract_article(nlp, make_article(text, "a.txt", "a.txt", None, published))


@pytest.mark.parametrize(
    ("rewriter", "text", "new"),
    [
        (
            years,
            "Peru's exports rose 5% in FY2017-18 to $2,017 million from 2016/17 (see 2018-03).",
            "Peru's exports rose 5% in FY2023-24 to $2,017 million from 2022/23 (see 2024-03).",
        ),
        (
            amounts,
            "India exported 1,18,000.5 tonnes of tea for $9.99bn in 2016, two million tonnes less.",
            "India exported 3,54,001.5 tonnes of tea for $29.97bn in 2016, six million tonnes less.",
        ),
        (
            months,
            "Peru's imports were $3bn in April, up from $2bn in Feb. and $1bn in March 2017.",
            "Peru's imports were $3bn in May, up from $2bn in Mar. and $1bn in April 2017.",
        ),
        (
            currencies,
            "Japan's exports were 60 billion yen (£400 million) in May 2017, a 5-billion-yen rise.",
            "Japan's exports were 60 billion euros (US$400 million) in May 2017, a 5-billion-euro rise.",
        ),
        (months, "Peru's imports were $3bn in the first quarter and $1bn in April 2017.", None),
        (months, "Peru's imports were $3bn in January and $1bn in December 2016.", None),
    ],
)
def test_rewriting(nlp: Language, rewriter: Rewriter, text: str, new: str | None) -> None:
    made = rewriter(_extraction(nlp, text), load_rules())
    assert (made.text(text) if made else None) == new


def test_countries_change_with_their_adjectives_articles_and_own_currency(nlp: Language) -> None:
    text = (
        "JAPAN'S TRADE SURPLUS\n\nJapanese exports to the United States were 60 billion yen in May 2017; "
        "the U.S. deficit fell. South Korea gained."
    )
    made = countries(_extraction(nlp, text), load_rules())
    assert made is not None
    new = made.text(text)
    assert not any(word in new for word in ("JAPAN", "Japan", "United States", "U.S.", "yen", "Korea"))
    assert "the the" not in new
    assert new.count("the ") == 1  # that of the deficit, not that of the United States
    assert set(made.places) >= {"JPN", "USA", "KOR"}
    assert "JPY" in made.units


def test_spans_and_facts_move_with_the_text(nlp: Language) -> None:
    original = _extraction(nlp, TEXT)
    assert len(original.claims) == 3
    made = countries(original, load_rules())
    assert made is not None
    new = rewrite(original.article, made).text
    assert [new[c.value_start : c.value_end] for c in map(made.expected, original.claims)] == [
        "5%",
        "$2,750.5 million",
        "four million tonnes",
    ]
    assert {made.expected(c).reporter for c in original.claims} == {made.places["CHN"], made.places["USA"]}
    made = amounts(original, load_rules())
    assert made is not None
    assert [made.expected(c).value for c in original.claims] == [5, 8_251_500_000, 12_000_000]
    made = years(original, load_rules())
    assert made is not None
    assert made.published == date(2023, 6, 20)
    assert {period.first.year for c in original.claims if (period := made.expected(c).period)} == {2023}


def test_what_does_not_follow_is_named() -> None:
    one = claim()
    assert differing(one, one) == ()
    assert differing(one, one.model_copy(update={"value": Decimal(1), "item": "tin"})) == ("value", "item")
    total = claim(flow="total", partner="CHN")
    assert differing(total, total.model_copy(update={"reporter": "CHN", "partner": "PER"})) == ()
    lost = Outcome("a.txt", "years", one, None)
    assert not lost.follows
    assert shares([lost, Outcome("a.txt", "years", one, one)])[0].share == 0.5
