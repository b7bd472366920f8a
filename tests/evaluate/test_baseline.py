"""Gains and losses since an earlier evaluation."""

import json
from pathlib import Path

import pytest

from extractor.errors import GoldError
from extractor.evaluate.baseline import compare, describe, read_baseline
from extractor.evaluate.report import as_json, below, parse_floors
from extractor.evaluate.score import ArticleScore, score_article
from tests.evaluate.test_score import gold_article, gold_claim
from tests.samples import claim, extraction


def scored(*found: object, **gold: object) -> list[ArticleScore]:
    return [score_article(gold_article(gold_claim(), gold_claim(flow="import")), extraction(claims=found))]


def saved(folder: Path, scores: list[ArticleScore]) -> Path:
    path = folder / "before.json"
    path.write_text(json.dumps(as_json(scores)))
    return path


def test_gains_and_losses(tmp_path: Path) -> None:
    before = read_baseline(saved(tmp_path, scored(claim())))
    comparison = compare(scored(claim(reporter="CHL"), claim(flow="import")), before)
    (moved,) = comparison.moved
    assert (moved.article, moved.gained, moved.lost) == (
        "peru.txt",
        ("$2.5 billion (import)",),
        ("$2.5 billion (export)",),
    )
    assert comparison.figures["detection"].before < comparison.figures["detection"].after == 1.0
    lines = describe(comparison)
    assert "detection: F1 0.667 -> 1.000 (+33.3, p = 0.000)" in lines
    assert "  + $2.5 billion (import)" in lines


def test_nothing_changed(tmp_path: Path) -> None:
    scores = scored(claim())
    comparison = compare(scores, read_baseline(saved(tmp_path, scores)))
    assert not comparison.moved
    assert not comparison.left_out
    assert all(change.p == 1.0 for change in comparison.figures.values())


def test_articles_with_other_labels_are_left_out(tmp_path: Path) -> None:
    before = read_baseline(saved(tmp_path, [score_article(gold_article(gold_claim()), extraction())]))
    comparison = compare(scored(claim()), before)
    assert comparison.left_out == ("peru.txt",)
    assert describe(comparison) == ["not compared: peru.txt"]


@pytest.mark.parametrize(
    ("text", "reason"), [("{", "not JSON"), ('{"articles": 3}', "not an evaluation"), ("[]", "not an")]
)
def test_wrong_files(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(GoldError, match=reason):
        read_baseline(tmp_path / "x.json")
    with pytest.raises(GoldError, match="No such file"):
        read_baseline(tmp_path / "none.json")


def test_floors() -> None:
    floors = parse_floors(["core=0.8", "MONEY = 1"])
    assert floors == {"core_exact": 0.8, "MONEY": 1.0}
    assert below(scored(claim()), floors) == ["F1 of core-exact is 0.6667, less than 0.8"]
    wrongs = {
        "speed=1": "no figure",
        "core=high": "not a number",
        "core": "not a number",
        "core=80": "0.8",
        "core=nan": "0 and 1",
    }
    for wrong, reason in wrongs.items():
        with pytest.raises(GoldError, match=reason):
            parse_floors([wrong])
