"""Sentences: the longest that there may be."""

from __future__ import annotations

from tests.marks import pipeline_of

NLP = pipeline_of("sections")


def test_a_line_without_full_stops_is_cut_into_sentences_that_miss_no_word() -> None:
    text = "Copper 12 14 16 " * 1000
    sentences = NLP(text)._.sentences
    assert max(s.end - s.start for s in sentences) <= 2000
    assert " ".join(text[s.start : s.end].strip() for s in sentences).split() == text.split()


def test_a_long_word_is_cut_too() -> None:
    assert sum(s.end - s.start for s in NLP("1," * 3000)._.sentences) == 6000
