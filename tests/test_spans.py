"""What components share: sentences by offset, and stretches that are taken."""

import itertools

import spacy
from hypothesis import given
from hypothesis import strategies as st

from extractor.spans import Sentence, Stretches, register, sentence_at, text_of

SPANS = st.tuples(st.integers(0, 30), st.integers(1, 6)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def test_sentence_at_knows_the_gaps_between_sentences() -> None:
    register()
    doc = spacy.blank("en")("One. Two.")
    assert sentence_at(doc, 0) is None
    doc._.sentences = first, second = [Sentence(0, 4, "body", 0), Sentence(5, 9, "body", 0)]
    assert [sentence_at(doc, offset) for offset in (0, 3, 4, 5, 9)] == [first, first, None, second, None]


def test_text_of_is_the_text_and_is_kept() -> None:
    register()
    doc = spacy.blank("en")("Peru sold  copper.\n")
    assert text_of(doc) == doc.text
    assert text_of(doc) is text_of(doc)


@given(st.lists(SPANS), SPANS)
def test_overlap_is_what_comparing_with_each_tells(taken: list[tuple[int, int]], new: tuple[int, int]) -> None:
    assert Stretches(taken).overlap(*new) == any(new[0] < b and a < new[1] for a, b in taken)


@given(st.lists(SPANS))
def test_add_takes_only_what_is_free(spans: list[tuple[int, int]]) -> None:
    taken = Stretches()
    kept = [span for span in spans if taken.add(*span)]
    assert all(b <= c or d <= a for (a, b), (c, d) in itertools.combinations(kept, 2))
    assert all(any(a < d and c < b for c, d in kept) for a, b in spans)
