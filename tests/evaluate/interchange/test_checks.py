"""Labels that the guide does not allow."""

from __future__ import annotations

import pytest

from extractor.evaluate.gold import load_gold, make_gold
from extractor.evaluate.interchange.checks import problems_of
from tests.samples import ROOT

MENTION: dict[str, object] = {
    "id": "M1",
    "start": 0,
    "end": 2,
    "text": "$1",
    "label": "MONEY",
    "value": 1,
    "unit": "USD",
}
PLACE: dict[str, object] = {"id": "C1", "start": 3, "end": 4, "text": "a", "label": "PLACE", "code": "PER"}
CLAIM: dict[str, object] = {
    "value_mention": "M1", "measure": "level", "value": 1, "unit": "USD", "flow": "export", "reporter": "PER",
}  # fmt: skip


def problems(mentions: list[dict[str, object]], claims: list[dict[str, object]]) -> list[str]:
    return problems_of(make_gold({"article": "a.txt", "mentions": mentions, "claims": claims}, where="test"))


def test_our_gold_has_none() -> None:
    assert [problem for gold in load_gold(ROOT / "gold") for problem in problems_of(gold)] == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"value": None}, "M1: no value"),
        ({"unit": None}, "M1: no unit"),
        ({"value_low": 2, "value_high": 3}, "M1: the value 1 is not between 2 and 3"),
        ({"value_low": 1}, "M1: a range has both ends"),
        ({"label": "FLOW"}, "M1: no flow"),
        ({"label": "PLACE", "code": "Peru"}, "M1: 'Peru' is not a place code"),
        ({"label": "PLACE"}, "M1: None is not a place code"),
        ({"label": "PERIOD", "period": ["2018-02-01", "2018-01-01"]}, "M1: period ends before it begins"),
    ],
)
def test_mentions(change: dict[str, object], reason: str) -> None:
    assert problems([{**MENTION, **change}], []) == [reason]


@pytest.mark.parametrize("code", ["PER", "EU", "non-EU", "CN-GD", "DEU+JPN+USA", "G20", "MERCOSUR"])
def test_place_codes(code: str) -> None:
    assert problems([MENTION, {**PLACE, "code": code}], [{**CLAIM, "reporter": code, "partner": code}]) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"measure": "amount"}, "measure can't be 'amount'"),
        ({"flow": ["export", "sale"]}, "flow can't be 'sale'"),
        ({"bound": "!"}, "bound can't be '!'"),
        ({"status": "final"}, "status can't be 'final'"),
        ({"reporter": None}, "no reporter"),
        ({"partner": "China"}, "'China' is not a place code"),
        ({"value_low": 2, "value_high": 3}, "the value 1 is not between 2 and 3"),
        ({"period": ["2018-02-01", "2018-01-01"]}, "period ends before it begins"),
        ({"base_period": ["2018-02-01", "2018-01-01"]}, "base_period ends before it begins"),
    ],
)
def test_claims(change: dict[str, object], reason: str) -> None:
    assert problems([MENTION], [{**CLAIM, **change}]) == [f"claim 1 (M1): {reason}"]


def test_sets() -> None:
    assert problems([MENTION, PLACE], [{**CLAIM, "value_mention": "C1"}]) == ["claim 1 (C1): PLACE is no value"]
    assert problems([MENTION], [CLAIM, CLAIM]) == ["claim 2 (M1): said twice"]
    assert problems([MENTION, MENTION], []) == ["two mentions have the same id"]
