"""PERIOD mentions: a table of forms, and every written form reads back as the days it was written from."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import spacy
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from extractor import timespan as ts
from extractor.models import Label, Mention
from extractor.pipeline import periods
from extractor.pipeline.matching import Matcher
from extractor.pipeline.period_sieve import NearMatcher
from extractor.pipeline.periods import article_date
from extractor.rules import load_rules
from extractor.spans import add_mentions, register
from extractor.timespan import Timespan

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "periods.yml").read_text(encoding="utf-8"))
NAMES = [date(2000, month, 1).strftime("%B") for month in range(1, 13)]
ORDINALS = ["first", "second", "third", "fourth"]


def _pipeline() -> Language:
    register()
    nlp = spacy.blank("en")
    assert periods.make_periods
    nlp.add_pipe("trade_periods")
    return nlp


NLP = _pipeline()


def read(text: str, on: date | None = None, place: str | None = None) -> Doc:
    """Run the component on a text, as of a date, in an article about a country."""
    doc = NLP.make_doc(text)
    doc._.published = on
    if place:
        word = text.split()[0]
        start = text.index(word)
        add_mentions(
            doc, [Mention(label=Label.PLACE, start=start, end=start + len(word), text=word, rule="t", place=place)]
        )
    return NLP(doc)


def found(doc: Doc) -> list[str]:
    """The mentions as the tables write them."""
    return [f"{m.text} => {m.period or '?'}" for m in doc._.mentions if m.label is Label.PERIOD]


def _table() -> list[Any]:
    return [
        pytest.param(
            group.get("written"),
            group.get("place"),
            case["text"],
            case["want"],
            id=f"{group['group']}: {case['text'][:60]}",
        )
        for group in CASES
        for case in group["cases"]
    ]


@pytest.mark.parametrize(("on", "place", "text", "want"), _table())
def test_table(on: date | None, place: str | None, text: str, want: list[str]) -> None:
    assert found(read(text, on, place)) == want


@st.composite
def written(draw: st.DrawFn) -> tuple[str, Timespan]:
    """A period with a stated year, written in one of the usual ways."""
    year, month = draw(st.integers(1950, 2049)), draw(st.integers(1, 12))
    name = draw(st.sampled_from([NAMES[month - 1], NAMES[month - 1].upper()]))
    day = draw(st.integers(1, 28))
    quarter, half, count = draw(st.integers(1, 4)), draw(st.integers(1, 2)), draw(st.integers(2, 11))
    last = draw(st.integers(month, 12))
    forms = [
        (f"{year}", ts.year(year)),
        (f"{name} {year}", ts.months(year, month)),
        (f"{name}, {year}", ts.months(year, month)),
        (f"{name} of {year}", ts.months(year, month)),
        (f"{name} {day}, {year}", ts.day(date(year, month, day))),
        (f"{day} {name} {year}", ts.day(date(year, month, day))),
        (f"{year}-{month:02}-{day:02}", ts.day(date(year, month, day))),
        (f"{ORDINALS[quarter - 1]} quarter of {year}", ts.quarter(year, quarter)),
        (f"Q{quarter} {year}", ts.quarter(year, quarter)),
        (f"{quarter}Q {year}", ts.quarter(year, quarter)),
        (f"{year} Q{quarter}", ts.quarter(year, quarter)),
        (f"{ORDINALS[half - 1]} half of {year}", ts.half(year, half)),
        (f"H{half} {year}", ts.half(year, half)),
        (f"first {count} months of {year}", ts.months(year, 1, count)),
        (f"{count} months to {name} {year}", ts.months_to(ts.months(year, month).last, count)),
        (f"year ended {name} {year}", ts.months_to(ts.months(year, month).last, 12)),
        (f"{name} 1-{day} {year}", Timespan(date(year, month, 1), date(year, month, day))),
    ]
    if last > month:
        forms.append((f"{name}-{NAMES[last - 1]} {year}", ts.months(year, month, last - month + 1)))
        forms.append((f"{name} to {NAMES[last - 1]} {year}", ts.months(year, month, last - month + 1)))
    return draw(st.sampled_from([form for form in forms if "1-1 " not in form[0]]))


@settings(max_examples=300, deadline=None)
@given(
    written(),
    st.sampled_from(["Exports fell in the {}.", "in the {} figures", "({})", "Trade, {}: up", "exports (in {}) rose"]),
)
def test_what_is_written_reads_back(form: tuple[str, Timespan], frame: str) -> None:
    words, span = form
    assert found(read(frame.format(words), date(2014, 11, 6))) == [f"{words} => {span}"]


@settings(max_examples=100, deadline=None)
@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)))
def test_relative_to_any_day(on: date) -> None:
    got = dict(
        line.split(" => ") for line in found(read("last year; this month; next month; yesterday; last week", on))
    )
    now = ts.months(on.year, on.month)
    assert got == {
        "last year": str(ts.year(on.year - 1)),
        "this month": str(now),
        "next month": str(ts.shift_months(now, 1)),
        "yesterday": str(ts.day(on - timedelta(days=1))),
        "last week": str(ts.week(on - timedelta(days=7))),
    }


@settings(max_examples=100, deadline=None)
@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)), st.integers(1, 12))
def test_a_past_month_is_the_last_one_begun(on: date, month: int) -> None:
    [line] = found(read(f"Exports fell in {NAMES[month - 1]}.", on))
    first = date.fromisoformat(line.split(" => ")[1][:10])
    assert first <= on < first + timedelta(days=367)
    assert first.month == month


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(codec="ascii"), max_size=80), st.lists(written(), min_size=1, max_size=3))
def test_nothing_crashes_and_offsets_hold(noise: str, forms: list[tuple[str, Timespan]]) -> None:
    text = f"{noise} {' and '.join(words for words, _ in forms)} {noise}"
    for mention in read(text, date(2014, 11, 6))._.mentions:
        assert text[mention.start : mention.end] == mention.text


def test_one_odd_date_costs_no_other() -> None:
    assert (
        found(read("It fell on February 31, 2013 and in May 2013.", date(2014, 11, 6)))[-1]
        == "May 2013 => 2013-05-01..2013-05-31"
    )


def test_reading_only_near_the_needed_words_finds_the_same() -> None:
    rules = load_rules()
    near = NearMatcher(rules, "period")
    whole = Matcher(rules, "period")
    texts = [case["text"] for group in CASES for case in group["cases"]]
    for text in [*texts, "\n\n".join(texts)]:
        assert list(near.find(text)) == list(whole.find(text))


def test_sections_begin_with_the_main_period() -> None:
    text = (
        "Trade of Norway\n\nExports were 9 bn in January-September 2014. In September they were 2 bn.\n\n"
        "By region\n\nThe north sold 3 bn, 4% more than a year earlier."
    )
    nlp = spacy.blank("en")
    nlp.add_pipe("trade_sections")
    nlp.add_pipe("trade_periods")
    doc = nlp.make_doc(text)
    doc._.published = date(2014, 10, 20)
    assert found(nlp(doc))[-1] == "a year earlier => 2013-01-01..2013-09-30"


@pytest.mark.parametrize(
    ("text", "published", "want"),
    [
        ("OSLO, March 16 - Exports fell.", date(1987, 3, 17), date(1987, 3, 16)),
        ("OSLO, Dec 31 - Exports fell.", date(1988, 1, 2), date(1987, 12, 31)),
        ("Exports fell.", date(1988, 1, 2), date(1988, 1, 2)),
        ("Exports fell.", None, None),
        ("Exports were $4bn in 2011. Last year imports rose.", None, date(2012, 12, 31)),
        ("Mon Feb 17, 2014 6:15pm GMT\n\nExports fell.", None, date(2014, 2, 17)),
    ],
)
def test_article_date(text: str, published: date | None, want: date | None) -> None:
    doc = NLP.make_doc(text)
    doc._.published = published
    assert article_date(doc) == want
