"""Spans of days: arithmetic that keeps whole months whole."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import timespan as ts
from extractor.timespan import Timespan

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("span", "want"),
    [
        (ts.week(date(2014, 11, 6)), "2014-11-03..2014-11-09"),
        (ts.week(date(2014, 11, 9)), "2014-11-03..2014-11-09"),
        (ts.days_from(date(2014, 2, 27), 3), "2014-02-27..2014-03-01"),
        (ts.days_to(date(2014, 3, 1), 7), "2014-02-23..2014-03-01"),
        (ts.months_to(date(2014, 2, 28), 3), "2013-12-01..2014-02-28"),
        (ts.months_to(date(2014, 2, 10), 12), "2013-02-11..2014-02-10"),
        (ts.months_from(date(2014, 4, 1), 12), "2014-04-01..2015-03-31"),
        (ts.part(ts.months(2013, 4, 12), 6, 3), "2013-10-01..2013-12-31"),
        (ts.part(ts.year(2014), -2, 3), "2013-11-01..2014-01-31"),
        (ts.join(ts.months(2013, 11), ts.months(2014, 2)), "2013-11-01..2014-02-28"),
        (ts.month_within(ts.months(2013, 4, 12), 1), "2014-01-01..2014-01-31"),
        (ts.month_within(ts.year(2014), 1), "2014-01-01..2014-01-31"),
    ],
)
def test_spans(span: Timespan, want: str) -> None:
    assert str(span) == want


def test_a_span_can_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        ts.join(ts.year(2014), ts.year(2013))


@given(DAYS)
def test_a_week_has_seven_days_and_the_day(at: date) -> None:
    week = ts.week(at)
    assert week.first <= at <= week.last == week.first + timedelta(days=6)
    assert week.first.weekday() == 0


@given(DAYS, st.integers(1, 48))
def test_months_to_and_from_are_as_long_as_asked(at: date, count: int) -> None:
    last = ts.months(at.year, at.month).last
    assert ts.months_to(last, count).months == count
    assert ts.months_to(last, count).last == last
    assert ts.months_from(last + timedelta(days=1), count).months == count


@given(DAYS, st.integers(1, 12), st.integers(1, 12))
def test_each_month_is_in_the_year_that_holds_it(at: date, start: int, month: int) -> None:
    year = ts.months(at.year, start, 12)
    found = ts.month_within(year, month)
    assert found.first.month == month
    assert year.first <= found.first <= found.last <= year.last


@given(DAYS, st.integers(1, 12), st.integers(-60, 60))
def test_shifting_there_and_back(at: date, count: int, by: int) -> None:
    span = ts.months(at.year, at.month, count)
    assert ts.shift_months(ts.shift_months(span, by), -by) == span
    assert ts.before(span).last == span.first - timedelta(days=1)
    assert ts.before(span).months == count
