"""QUANTITY mentions: sentences of every class."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.marks import found, marked_sentences, pipeline_of, read_marks

NLP = pipeline_of("sections", "places", "amounts", "percents", "quantities")


@pytest.mark.parametrize("marked", [case["text"] for case in marked_sentences("quantities")])
def test_sentence(marked: str) -> None:
    text, expected = read_marks(marked)
    assert found(NLP, text, "QUANTITY") == expected


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
