"""The page of errors: complete, filterable, escaped, by itself."""

import re

from extractor.evaluate.baseline import Baseline, compare
from extractor.evaluate.errors_page import as_html
from extractor.evaluate.report import as_json
from extractor.evaluate.score import score_article
from tests.evaluate.test_score import gold_article, gold_claim
from tests.samples import article, claim, extraction


def test_every_error_is_there_and_can_be_filtered() -> None:
    found = extraction(claims=(claim(partner="CHN", rule="link.partner"), claim(words="Peru", rule="link.other")))
    page = as_html([score_article(gold_article(gold_claim(), gold_claim(flow="import")), found)])
    errors = re.findall(r'<article class="error" data-kind="(\w+)" data-what="([^"]*)"[^>]*data-rule="([^"]*)"', page)
    assert sorted(errors) == [
        ("FLOW", "spurious", "test.mention"),
        ("PERIOD", "spurious", "test.mention"),
        ("claim", "missed", ""),
        ("claim", "partner", "link.partner"),
        ("claim", "spurious", "link.other"),
    ]
    assert "<td></td><td>CHN</td>" in page
    assert "<mark>$2.5 billion</mark>" in page
    assert "<option>partner</option>" in page
    assert page.count("<rect") == 30
    assert "<tr><th>peru.txt</th>" in page


def test_page_is_escaped_and_by_itself() -> None:
    text = "<b>$2.5 billion</b> & more"
    gold = gold_article(claims_only=True)
    found = extraction(article=article(text), mentions=(), claims=(claim(text, item="<i>"),))
    page = as_html([score_article(gold, found)])
    assert "&lt;b&gt;<mark>$2.5 billion</mark>&lt;/b&gt; &amp; more" in page
    assert "<i>" not in page
    assert not re.search(r"https?://|<link|@import", page)


def test_changes_are_shown() -> None:
    scores = [score_article(gold_article(gold_claim()), extraction())]
    before = Baseline.model_validate(as_json([score_article(gold_article(gold_claim()), extraction(claims=()))]))
    page = as_html(scores, compare(scores, before))
    assert "+ $2.5 billion (export)" in page
    assert "Against the baseline" in page
