"""PERCENT mentions: sentences of every class."""

from __future__ import annotations

import pytest

from tests.marks import found, marked_sentences, pipeline_of, read_marks

NLP = pipeline_of("sections", "places", "amounts", "percents", "quantities")


@pytest.mark.parametrize("marked", [case["text"] for case in marked_sentences("percents")])
def test_sentence(marked: str) -> None:
    text, expected = read_marks(marked)
    assert found(NLP, text, "PERCENT") == expected
