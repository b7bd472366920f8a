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


def test_lines_wrapped_wider_than_wire_copy_are_one_paragraph() -> None:
    text = (
        "Norway's exports of salmon rose by 12.5 per cent over the year in the third quarter of 2016, a reversal of\n"
        "the 3.1 per cent fall in the second quarter. At the same time, imports of feed from Chile and Peru gained 4\n"
        "per cent.\n"
        "\n"
        "For the whole of 2016, trade in fish came to 91 billion crowns, from 74 billion crowns in the year before.\n"
        "Cod brought in more, too.\n"
    )
    found = [text[sentence.start : sentence.end] for sentence in NLP(text)._.sentences]
    assert [sentence.split()[0] + " " + sentence.split()[-1] for sentence in found] == [
        "Norway's quarter.",
        "At cent.",
        "For before.",
        "Cod too.",
    ]


def test_lines_that_are_paragraphs_stay_apart() -> None:
    text = (
        "Exports of tulips from the Netherlands rose by 12.5 per cent over the year in the third quarter of 2016.\n"
        "Imports of bulbs gained 4 per cent.\n"
        "Bulbs from Turkey and Israel made up most of what the growers of the country bought abroad in the year.\n"
    )
    assert len(NLP(text)._.sentences) == 3
