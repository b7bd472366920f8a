"""MONEY mentions: sentences of every class, and amounts written out from numbers must read back exactly."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.models import Label
from extractor.rules import load_rules
from extractor.spans import mentions_of
from tests.marks import found, marked_sentences, pipeline_of, read_marks

CASES = marked_sentences("amounts")
RULES = load_rules()
SCALES = {word: Decimal(number) for number, words in RULES.list("scale").meanings.items() for word in words}
SIGNS = {word: code for code, words in RULES.list("currency_sign").meanings.items() for word in words if code.isupper()}
NAMES = {word: code for code, words in RULES.list("currency_name").meanings.items() for word in words if code.isupper()}
NUMBERS = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("999999"), places=2)


NLP = pipeline_of("sections", "places", "amounts")


@pytest.mark.parametrize(
    ("marked", "on"),
    [(case["text"], case.get("on")) for case in CASES],
)
def test_sentence(marked: str, on: str | None) -> None:
    text, expected = read_marks(marked)
    assert found(NLP, text, "MONEY", date.fromisoformat(on) if on else None) == expected


def test_sign_inside_a_word_is_no_currency() -> None:
    assert found(NLP, "The price wa|s $16.", "MONEY") == [("$16", "16 USD")]


@pytest.mark.parametrize("name", ["cardinal", "multiple"])
def test_every_number_word_passes_the_quick_look(name: str) -> None:
    start = re.compile(RULES.expand("$number_start"), re.IGNORECASE)
    assert [word for word in RULES.list(name).words() if not start.match(word)] == []


@settings(max_examples=150, deadline=None)
@given(number=NUMBERS, scale=st.sampled_from(sorted(SCALES)), sign=st.sampled_from(sorted(SIGNS)))
def test_sign_number_scale_reads_back(number: Decimal, scale: str, sign: str) -> None:
    written = f"{sign}{number:,} {scale}"
    (mention,) = mentions_of(NLP(f"They spent {written} on it."), Label.MONEY)
    assert mention.text == written
    assert (mention.value, mention.unit) == (number * SCALES[scale], SIGNS[sign])


@settings(max_examples=150, deadline=None)
@given(number=NUMBERS, scale=st.sampled_from(sorted(SCALES)), name=st.sampled_from(sorted(NAMES)))
def test_number_scale_name_reads_back(number: Decimal, scale: str, name: str) -> None:
    written = f"{number} {scale} {name}"
    doc = NLP.make_doc(f"They spent {written} on it.")
    doc._.published = date(2020, 1, 1)
    for _, component in NLP.pipeline:
        doc = component(doc)
    (mention,) = mentions_of(doc, Label.MONEY)
    assert mention.text == written
    assert (mention.value, mention.unit) == (number * SCALES[scale], NAMES[name])


@settings(max_examples=100, deadline=None)
@given(text=st.text(alphabet="0123456789.,$£€ -–()tobnmilaUS%\n", max_size=60))
def test_any_text_is_survived_and_spans_hold(text: str) -> None:
    for mention in mentions_of(NLP(text), Label.MONEY):
        assert text[mention.start : mention.end] == mention.text
        assert isinstance(mention.value, Decimal)
        assert mention.unit
        assert len(mention.unit) == 3
