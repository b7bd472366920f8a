"""Agreement of two labellings: who wrote first makes no difference, and what both accept is agreed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from extractor.errors import GoldError
from extractor.evaluate.agreement import agreement, as_markdown, compare_labels
from extractor.evaluate.gold import GoldArticle, GoldClaim, GoldMention
from extractor.evaluate.score import SLOTS
from extractor.models import Label
from tests.samples import TEXT, article

MONEY = {"label": "MONEY", "value": 2500000000, "unit": "USD"}
CLAIM = {
    "value_mention": "M",
    "measure": "level",
    "value": 2500000000,
    "unit": "USD",
    "flow": "export",
    "reporter": "PER",
}


def mention(words: str, ident: str = "M", **form: object) -> GoldMention:
    start = TEXT.index(words)
    given = {"id": ident, "start": start, "end": start + len(words), "text": words, **(form or MONEY)}
    return GoldMention.model_validate(given)


def labels(mentions: Sequence[GoldMention], claims: Sequence[dict[str, object]] = (), **more: object) -> GoldArticle:
    return GoldArticle(
        article="peru.txt",
        mentions=tuple(mentions),
        claims=tuple(GoldClaim.model_validate({**CLAIM, **claim}) for claim in claims),
        **{"sha256": article().sha256, **more},  # type: ignore[arg-type]
    )


def test_mentions() -> None:
    place = {"label": "PLACE", "code": "PER"}
    one = labels(
        [mention("$2.5 billion"), mention("Peru", "C", **place), mention("exports", "F", label="FLOW", flow="export")]
    )
    other = labels(
        [mention("2.5 billion"), mention("Peru's", "C", **place), mention("exports", "F", label="FLOW", flow="import")]
    )
    mentions, _ = compare_labels([one], [other])
    figures = agreement(mentions, [])
    assert figures.articles == 1
    assert (figures.exact[Label.MONEY].f1, figures.mentions[Label.MONEY].f1) == (0, 1)
    assert (figures.exact[Label.PLACE].f1, figures.mentions[Label.PLACE].f1) == (0, 1)
    assert (figures.exact[Label.FLOW].f1, figures.mentions[Label.FLOW].f1) == (1, 0)
    assert figures.mentions[Label.PERIOD].f1 == 0


@pytest.mark.parametrize(
    ("one", "other", "differing", "preferring"),
    [
        ({}, {}, (), ()),
        ({"item": ["copper", None]}, {"item": [None, "copper"]}, (), ("item",)),
        ({"item": "copper ore"}, {"item": "the copper ores"}, (), ()),
        ({"item": "copper"}, {"item": "zinc"}, ("item",), ("item",)),
        ({"period": ["2018-01-01", "2018-06-30"]}, {}, ("period",), ("period",)),
        ({"value": Decimal("2500000001")}, {}, (), ()),
        ({"value_low": 1, "value_high": 2}, {"value_low": 1, "value_high": 3}, ("value",), ("value",)),
        ({"flow": "total", "partner": "CHN"}, {"flow": "total", "reporter": "CHN", "partner": "PER"}, (), ()),
        ({"partner": "CHN"}, {"reporter": "CHN", "partner": "PER"}, ("reporter", "partner"), ("reporter", "partner")),
    ],
)
def test_slots(
    one: dict[str, object], other: dict[str, object], differing: tuple[str, ...], preferring: tuple[str, ...]
) -> None:
    money = [mention("$2.5 billion")]
    for a, b in ((one, other), (other, one)):
        _, (pair,) = compare_labels([labels(money, [a])], [labels(money, [b])])
        assert (pair.differing, pair.preferring) == (differing, preferring)
        figures = agreement([], [pair])
        assert [slot for slot in SLOTS if figures.slots[slot] == 0] == list(differing)
        assert [slot for slot in SLOTS if figures.preferred[slot] == 0] == list(preferring)
        assert figures.full_exact.f1 == (not differing)


def test_a_claim_of_one_only() -> None:
    money = [mention("$2.5 billion")]
    _, claims = compare_labels([labels(money, [{}, {"flow": "import"}])], [labels(money, [{}])])
    figures = agreement([], claims)
    assert [claim.both for claim in claims] == [True, False]
    assert (figures.detection.right, figures.detection.gold, figures.detection.found) == (1, 2, 1)


def test_kappa() -> None:
    mentions = [mention("$2.5 billion", "M"), mention("2018", "N", label="PERCENT", value=1, unit="%")]
    one = labels(mentions, [{}, {"value_mention": "N", "flow": "import"}])
    _, same = compare_labels([one], [one])
    assert agreement([], same).kappa["flow"] == 1
    assert agreement([], same).kappa["measure"] is None  # with one value only, nothing tells agreement from chance
    _, less = compare_labels([one], [labels(mentions, [{}, {"value_mention": "N"}])])
    assert agreement([], less).kappa["flow"] == 0
    assert agreement([], []).kappa["flow"] is None


def test_sets_that_cannot_be_compared() -> None:
    one = labels([])
    with pytest.raises(GoldError, match="no article is in both"):
        compare_labels([one], [])
    with pytest.raises(GoldError, match="different texts"):
        compare_labels([one], [labels([], sha256="0")])
    assert compare_labels([one], [labels([], published=date(2018, 9, 30))]) == ([], [])


def test_as_markdown() -> None:
    one = labels([mention("$2.5 billion")], [{}])
    shown = as_markdown(agreement(*compare_labels([one], [one])))
    assert "| `MONEY` | 1 | 1 | 100.0 | 100.0 |" in shown
    assert "Claims (1 by the first, 1 by the second), F1: detection 100.0, core-exact 100.0, full-exact 100.0." in shown
    assert "| `measure` | 100.0 | 100.0 |  |" in shown
