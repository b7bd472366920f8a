"""Our figures are those of `score.py`, an independent program for the same rules, on a small set.

`small_set/found` is what some program might have found: nothing of it depends on our rules. `small_set/score.json` is
what `score.py` printed for it; where that program is at hand (beside the repository, or named by the environment
variable `SCORE_PY`) it is run again.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extractor.evaluate.gold import check_gold, load_gold
from extractor.evaluate.report import as_json
from extractor.evaluate.score import score_article
from extractor.models import Extraction
from extractor.store.schema import open_database
from extractor.store.write import find_place, write_extraction
from tests.samples import ROOT

SET = Path(__file__).parent / "small_set"
SCORE_PY = Path(os.environ.get("SCORE_PY", ROOT.parent / "shared" / "tools" / "score.py"))
FOUND = {
    extraction.article.name: extraction
    for path in sorted((SET / "found").glob("*.json"))
    if (extraction := Extraction.model_validate_json(path.read_text(encoding="utf-8")))
}
THEIRS = json.loads((SET / "score.json").read_text(encoding="utf-8")) if (SET / "score.json").exists() else {}


def only_as_in(ours: Any, theirs: Any) -> Any:
    """Our figures without those that the other program doesn't have."""
    return {key: only_as_in(ours[key], theirs[key]) for key in theirs} if isinstance(theirs, dict) else ours


def test_the_same_figures() -> None:
    golds = load_gold(SET / "gold")
    ours = as_json([score_article(gold, FOUND.get(gold.article)) for gold in golds])
    assert only_as_in(ours, THEIRS) == THEIRS


def test_the_set_is_worth_comparing() -> None:
    for gold in load_gold(SET / "gold"):
        if gold.article in FOUND:
            check_gold(gold, FOUND[gold.article].article)
    figures = [*THEIRS["mentions"].values(), *THEIRS["claims"].values()]
    assert THEIRS["articles_missing"] == ["fiji.txt"]
    assert all(0 < figure["f1"] < 1 for figure in figures)
    assert 0 < THEIRS["claims"]["full_exact"]["f1"] < THEIRS["claims"]["core_exact"]["f1"]
    assert sum(accuracy < 1 for accuracy in THEIRS["slot_accuracy"].values()) >= 12


@pytest.mark.skipif(not SCORE_PY.exists(), reason="score.py is not here")
def test_what_it_printed_is_what_it_prints(tmp_path: Path) -> None:
    path = tmp_path / "claims.db"
    with open_database(path, create=True) as db:
        for extraction in FOUND.values():
            write_extraction(db, extraction, find_place(db, extraction.article, "test"), "test")
    command = [sys.executable, str(SCORE_PY), str(path), str(SET / "gold"), "--json"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert json.loads(printed) == THEIRS
