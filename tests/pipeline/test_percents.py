"""PERCENT mentions: sentences of every class."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
import yaml
from spacy.language import Language

from tests.marks import found, read_marks

CASES = yaml.load((Path(__file__).parents[1] / "cases" / "percents.yml").read_text(encoding="utf-8"), yaml.BaseLoader)


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipeline = spacy.blank("en")
    for name in ("trade_sections", "trade_places", "trade_amounts", "trade_percents", "trade_quantities"):
        pipeline.add_pipe(name)
    return pipeline


@pytest.mark.parametrize("marked", [case["text"] for cases in CASES.values() for case in cases])
def test_sentence(nlp: Language, marked: str) -> None:
    text, expected = read_marks(marked)
    assert found(nlp, text, "PERCENT") == expected
