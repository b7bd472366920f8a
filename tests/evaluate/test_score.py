"""When a slot or a mention is right, and the figures that follow."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from extractor.evaluate.gold import GoldArticle, GoldClaim, GoldMention
from extractor.evaluate.report import as_json
from extractor.evaluate.score import figures, mention_right, same_wording, score_article, slot_right, wrong_slots
from extractor.models import Label, Mention
from extractor.timespan import year
from tests.samples import TEXT, claim, extraction

AT = TEXT.index("$2.5 billion")


def gold_claim(**slots: object) -> GoldClaim:
    given = {
        "value_mention": "M1",
        "measure": "level",
        "value": 2500000000,
        "unit": "USD",
        "flow": "export",
        "reporter": "PER",
        "period": ["2018-01-01", "2018-06-30"],
    }
    return GoldClaim.model_validate({**given, **slots})


def gold_article(*claims: GoldClaim, claims_only: bool = False) -> GoldArticle:
    money = {
        "id": "M1",
        "start": AT,
        "end": AT + 12,
        "text": "$2.5 billion",
        "label": "MONEY",
        "value": 2500000000,
        "unit": "USD",
    }
    place = {"id": "C1", "start": 0, "end": 4, "text": "Peru", "label": "PLACE", "code": "PER"}
    return GoldArticle(
        article="peru.txt",
        mentions=(GoldMention.model_validate(money), GoldMention.model_validate(place)),
        claims=claims,
        claims_only=claims_only,
    )


def test_all_right() -> None:
    assert wrong_slots(gold_claim(), claim()) == ()


@pytest.mark.parametrize(
    ("slot", "gold", "found", "right"),
    [
        ("value", {"value": 2500400000}, {}, True),
        ("value", {"value": 2501000000}, {}, False),
        ("value", {"value": 0}, {"value": 0}, True),
        ("value", {"value_low": 10, "value_high": 12}, {"value_low": 10, "value_high": 12}, True),
        ("value", {"value_low": 10, "value_high": 12}, {}, False),
        ("value", {"value_low": 10, "value_high": 10}, {}, True),
        ("partner", {"partner": None}, {"partner": ""}, True),
        ("partner", {"partner": ["CHN", None]}, {}, True),
        ("partner", {"partner": "CHN"}, {}, False),
        ("reporter", {"flow": "total", "reporter": "CHN", "partner": "PER"}, {"flow": "total", "partner": "CHN"}, True),
        ("reporter", {"flow": "total", "reporter": "CHN"}, {"flow": "total", "partner": "CHN"}, False),
        ("reporter", {"flow": "export", "reporter": "CHN", "partner": "PER"}, {"partner": "CHN"}, False),
        ("item", {"item": "copper concentrates"}, {"item": "copper"}, True),
        ("item", {"item": ["zinc", None]}, {}, True),
        ("item", {"item": "zinc"}, {}, False),
        ("period", {"period": None}, {}, False),
        ("period", {"period": None}, {"period": None}, True),
        ("base_period", {"base_period": ["2017-01-01", "2017-12-31"]}, {"base_period": year(2017)}, True),
        ("bound", {"bound": [">", ">="]}, {"bound": ">="}, True),
    ],
)
def test_slots(slot: str, gold: dict[str, Any], found: dict[str, Any], right: bool) -> None:
    assert slot_right(slot, gold_claim(**gold), claim(**found)) is right


@pytest.mark.parametrize(
    ("gold", "found", "right"),
    [
        ("civilian aircraft", "aircraft", True),
        ("the aircraft and the parts", "Aircraft part", True),
        ("non-oil products", "oil products", False),
        ("computer software licence fees", "fees", False),
        ("total exports", "all exports", True),
        ("total", "overall", False),
        ("industries", "industry", True),
        (None, "", True),
        (None, "goods", False),
        ("goods", None, False),
    ],
)
def test_wording(gold: str | None, found: str | None, right: bool) -> None:
    assert same_wording(gold, found) is right


@pytest.mark.parametrize(
    ("label", "gold", "found", "right"),
    [
        (Label.MONEY, {"value": 5, "unit": "USD"}, {"value": Decimal(5), "unit": "USD"}, True),
        (Label.MONEY, {"value": 5, "unit": "USD"}, {"value": Decimal(5), "unit": "CAD"}, False),
        (Label.QUANTITY, {"value": 5, "unit": "tonnes"}, {"value": Decimal(5), "unit": "tonne"}, True),
        (Label.PERIOD, {"period": None}, {"period": year(2018)}, True),
        (Label.PERIOD, {"period": (date(2018, 1, 1), date(2018, 12, 31))}, {"period": year(2018)}, True),
        (Label.PERIOD, {"period": (date(2018, 1, 1), date(2018, 12, 31))}, {}, False),
        (Label.PLACE, {"code": "PER"}, {"place": "PER"}, True),
        (Label.FLOW, {"flow": "import"}, {"flow": "export"}, False),
    ],
)
def test_mentions(label: Label, gold: dict[str, object], found: dict[str, object], right: bool) -> None:
    place = {"start": 0, "end": 1, "text": "x", "label": label}
    one = GoldMention.model_validate({"id": "X", **place, **gold})
    assert mention_right(one, Mention.model_validate({"rule": "r", **place, **found})) is right


def test_figures() -> None:
    found = extraction(claims=(claim(), claim(words="Peru", reporter="CHL"), claim(words="exports")))
    score = score_article(gold_article(gold_claim(), gold_claim(flow="import"), gold_claim(item="copper")), found)
    report = as_json([score])
    assert report["claims"]["detection"] == {
        "p": 0.3333, "r": 0.3333, "f1": 0.3333, "f1_95": [0.3333, 0.3333], "f1_mean": 0.3333, "gold": 3, "found": 3
    }  # fmt: skip
    assert report["claims"]["full_exact"]["f1"] == 0.3333
    assert set(report["slot_accuracy"].values()) == {1.0}
    money = report["mentions"]["MONEY"]
    assert {money[part] for part in ("p", "r", "f1", "span_exact_f1", "overlap_f1", "gold", "found")} == {1.0}
    assert report["mentions"]["FLOW"]["p"] == 0.0
    assert report["by_article"]["peru.txt"]["f1"] == {
        "MONEY": 1.0, "PLACE": 1.0, "PERIOD": 0.0, "FLOW": 0.0,
        "detection": 0.3333, "core_exact": 0.3333, "full_exact": 0.3333,
    }  # fmt: skip
    assert [(o.gold is None, o.found is None) for o in score.claims].count((False, True)) == 2


def test_core_and_full() -> None:
    score = score_article(gold_article(gold_claim(source="Customs")), extraction())
    (outcome,) = score.claims
    assert (outcome.wrong, outcome.core_exact, outcome.full_exact) == (("source",), True, False)


def test_a_missing_article_is_all_missed() -> None:
    totals = figures([score_article(gold_article(gold_claim()), None)])
    assert (totals.missing, totals.detection.recall, totals.detection.gold) == (("peru.txt",), 0.0, 1)
    assert totals.slots["measure"] == 0.0


def test_mentions_of_claims_only_gold_are_not_scored() -> None:
    score = score_article(gold_article(gold_claim(), claims_only=True), extraction())
    assert score.mentions == ()
    assert len(score.claims) == 1


def test_filled_slots() -> None:
    golds = (
        gold_claim(partner="CHN"),
        gold_claim(flow="import", partner=["CHN", None]),
        gold_claim(flow="total"),
        gold_claim(flow="re-export", partner="CHL"),
    )
    founds = (claim(partner="CHN"), claim(flow="import"), claim(flow="total", partner="FRA"))
    totals = figures([score_article(gold_article(*golds), extraction(claims=founds))])
    partner, measure = totals.filled["partner"], totals.filled["measure"]
    assert (partner.right, partner.gold, partner.found) == (1, 2, 2)  # the second may be empty, and is
    assert (measure.right, measure.gold, measure.found) == (3, 4, 3)  # the last was missed


def test_mean_of_articles_is_not_weighted() -> None:
    nothing = score_article(gold_article(claims_only=True), extraction(claims=()))
    bad = score_article(gold_article(*[gold_claim()] * 3), None)
    good = score_article(gold_article(gold_claim()), extraction())
    detection = as_json([good, bad, nothing])["claims"]["detection"]
    assert detection["f1"] == 0.4
    assert detection["f1_mean"] == 0.5  # the third has nothing to find and is not counted
    assert as_json([nothing])["by_article"]["peru.txt"]["f1"] == {}
