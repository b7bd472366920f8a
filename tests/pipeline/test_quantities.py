"""QUANTITY mentions: sentences of every class."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import spacy
import yaml
from spacy.language import Language

from tests.marks import found, read_marks

CASES = yaml.load((Path(__file__).parents[1] / "cases" / "quantities.yml").read_text(encoding="utf-8"), yaml.BaseLoader)


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipeline = spacy.blank("en")
    for name in ("trade_sections", "trade_places", "trade_amounts", "trade_percents", "trade_quantities"):
        pipeline.add_pipe(name)
    return pipeline


@pytest.mark.parametrize("marked", [case["text"] for cases in CASES.values() for case in cases])
def test_sentence(nlp: Language, marked: str) -> None:
    text, expected = read_marks(marked)
    assert found(nlp, text, "QUANTITY") == expected


def test_quantulum_is_only_imported_for_units_that_the_word_list_lacks() -> None:
    script = (
        "import spacy, sys\n"
        "nlp = spacy.blank('en')\n"
        "nlp.add_pipe('trade_quantities')\n"
        "nlp('It shipped 4.2 million tonnes and 1,500 cases worth $3m.')\n"
        "print('quantulum3' in sys.modules)\n"
        "nlp('It makes chips of 28 nm.')\n"
        "print('quantulum3' in sys.modules)\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "True"]
