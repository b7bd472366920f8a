"""Scores kept in the repository: written, read, and compared with those of today."""

import json
from pathlib import Path

import pytest

from extractor.errors import GoldError
from extractor.evaluate.committed import as_text, committed, fallen, read_committed
from extractor.evaluate.gold import SCORES_NAME, load_gold
from extractor.evaluate.score import ArticleScore, score_article
from extractor.models import Claim
from tests.evaluate.test_gold import gold, write
from tests.evaluate.test_score import gold_article, gold_claim
from tests.samples import claim, extraction


def scored(*found: Claim, labelled: int = 1) -> list[ArticleScore]:
    return [score_article(gold_article(*[gold_claim()] * labelled), extraction(claims=found))]


def saved(folder: Path, scores: list[ArticleScore]) -> Path:
    path = folder / SCORES_NAME
    path.write_text(as_text(committed({"test": scores})))
    return path


def test_what_fell_is_named(tmp_path: Path) -> None:
    before = read_committed(saved(tmp_path, scored(claim())))
    after = committed({"test": scored(claim(reporter="CHL"))})["parts"]
    assert fallen(before, after) == [
        "test: F1 of core-exact fell from 1.0000 to 0.0000",
        "test: F1 of full-exact fell from 1.0000 to 0.0000",
        "test: accuracy of reporter fell from 1.0000 to 0.0000",
    ]
    assert fallen(after, before) == []
    assert fallen(before, before) == []


def test_figures_on_other_labels_are_not_compared(tmp_path: Path) -> None:
    before = read_committed(saved(tmp_path, scored(claim())))
    assert fallen(before, committed({"test": scored(claim(), labelled=2)})["parts"]) == []
    assert fallen(before, committed({"tune": scored()})["parts"]) == []
    assert fallen({"test": {"articles": 1}}, before) == []
    assert fallen({}, before) == []


def test_scores_are_no_labels(tmp_path: Path) -> None:
    write(tmp_path, gold())
    path = saved(tmp_path, scored(claim()))
    assert [one.article for one in load_gold(tmp_path)] == ["peru.txt"]
    others = json.loads(path.read_text())  # what a program sees that takes every file for labels
    assert (others["claims_only"], others["mentions"], others["claims"]) == (True, [], [])


@pytest.mark.parametrize(("text", "reason"), [("{", "not JSON"), ("[]", "no scores"), ('{"parts": 3}', "no scores")])
def test_wrong_files(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "scores.json").write_text(text)
    with pytest.raises(GoldError, match=reason):
        read_committed(tmp_path / "scores.json")
    assert read_committed(tmp_path / "none.json") == {}
