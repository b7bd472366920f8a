"""FLOW mentions: sentences with each flow word marked."""

from __future__ import annotations

import pytest

from tests.marks import found, marked_sentences, pipeline_of, read_marks

NLP = pipeline_of("sections", "places", "amounts", "percents", "flows")


@pytest.mark.parametrize("marked", [case["text"] for case in marked_sentences("flows")])
def test_sentence(marked: str) -> None:
    text, expected = read_marks(marked)
    assert found(NLP, text, "FLOW") == expected
