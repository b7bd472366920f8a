"""Labels to begin with say what was found, and that nobody has looked."""

from __future__ import annotations

from decimal import Decimal

from extractor.evaluate.interchange.checks import problems_of
from extractor.evaluate.prefill import prefilled
from extractor.evaluate.score import figures, score_article
from extractor.models import Label
from extractor.timespan import year
from tests.samples import TEXT, claim, extraction


def test_everything_found() -> None:
    found = extraction(claims=(claim(base_period=year(2017), measure="growth", value=Decimal("2.5"), item="copper"),))
    gold = prefilled(found).gold
    assert not gold.verified
    assert problems_of(gold) == []
    assert [mention.id for mention in gold.mentions] == ["C1", "F1", "M1", "T1"]
    result = figures([score_article(gold, found)])
    assert result.full_exact.f1 == 1
    assert [result.mentions[label].f1 for label in (Label.PLACE, Label.FLOW, Label.MONEY, Label.PERIOD)] == [1] * 4


def test_a_number_that_was_no_mention() -> None:
    gold = prefilled(extraction(mentions=())).gold
    (mention,) = gold.mentions
    assert (mention.id, mention.text, mention.label) == ("M1", "$2.5 billion", Label.MONEY)
    share = claim(words="2018", unit="%", measure="share", flow="import")
    gold = prefilled(extraction(mentions=(), claims=(claim(), share, share.model_copy(update={"flow": "export"})))).gold
    assert [(m.id, TEXT[m.start : m.end]) for m in gold.mentions] == [("M1", "$2.5 billion"), ("P1", "2018")]
    assert [c.value_mention for c in gold.claims] == ["M1", "P1", "P1"]
