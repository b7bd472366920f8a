"""A span of whole days, both ends inclusive, and arithmetic on it. Pure."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, order=True)
class Timespan:
    """First and last day, both inclusive: the first half of 2018 is 2018-01-01..2018-06-30."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"a period can't end before it begins: {self.first}..{self.last}")

    def __str__(self) -> str:
        return f"{self.first.isoformat()}..{self.last.isoformat()}"

    @property
    def months(self) -> int | None:
        """Length in whole calendar months, or None where it doesn't begin and end with one."""
        if self.first.day != 1 or self.last.day != month_end(self.last.year, self.last.month):
            return None
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1


def month_end(year: int, month: int) -> int:
    """The last day's number of a month."""
    return monthrange(year, month)[1]


def year(number: int) -> Timespan:
    """A calendar year."""
    return Timespan(date(number, 1, 1), date(number, 12, 31))


def months(year_: int, month: int, count: int = 1) -> Timespan:
    """`count` whole months beginning with the given one."""
    ends = year_ * 12 + month - 1 + count - 1
    return Timespan(date(year_, month, 1), date(ends // 12, ends % 12 + 1, month_end(ends // 12, ends % 12 + 1)))


def quarter(year_: int, number: int) -> Timespan:
    """Calendar quarter 1-4."""
    return months(year_, 3 * number - 2, 3)


def half(year_: int, number: int) -> Timespan:
    """Calendar half-year 1-2."""
    return months(year_, 6 * number - 5, 6)


def day(at: date) -> Timespan:
    """One day."""
    return Timespan(at, at)


def week(at: date) -> Timespan:
    """The calendar week, Monday to Sunday, that a day is in."""
    monday = at - timedelta(days=at.weekday())
    return Timespan(monday, monday + timedelta(days=6))


def days_from(first: date, count: int) -> Timespan:
    """`count` days beginning with the given one."""
    return Timespan(first, first + timedelta(days=count - 1))


def days_to(last: date, count: int) -> Timespan:
    """`count` days ending with the given one."""
    return Timespan(last - timedelta(days=count - 1), last)


def months_to(last: date, count: int) -> Timespan:
    """`count` months ending with a day; whole months where the day is the last of its month."""
    if last.day == month_end(last.year, last.month):
        at = last.year * 12 + last.month - count
        return months(at // 12, at % 12 + 1, count)
    return Timespan(_shift_day(last, -count) + timedelta(days=1), last)


def months_from(first: date, count: int) -> Timespan:
    """`count` months beginning with a day."""
    return Timespan(first, _shift_day(first, count) - timedelta(days=1))


def part(span: Timespan, offset: int, count: int) -> Timespan:
    """`count` months of a longer span, beginning `offset` months after it does."""
    at = span.first.year * 12 + span.first.month - 1 + offset
    return months(at // 12, at % 12 + 1, count)


def join(first: Timespan, last: Timespan) -> Timespan:
    """From the beginning of one span to the end of another. Raises `ValueError` where that is no span."""
    return Timespan(first.first, last.last)


def month_within(span: Timespan, month: int) -> Timespan:
    """The given calendar month of a year that need not begin in January."""
    ahead = (month - span.first.month) % 12
    return part(span, ahead, 1)


def shift_months(span: Timespan, by: int) -> Timespan:
    """The same-shaped span `by` months later (negative: earlier); whole months stay whole months."""
    whole = span.months
    if whole is not None:
        at = span.first.year * 12 + span.first.month - 1 + by
        return months(at // 12, at % 12 + 1, whole)
    return Timespan(_shift_day(span.first, by), _shift_day(span.last, by))


def shift_years(span: Timespan, by: int) -> Timespan:
    """The same span `by` years later (negative: earlier)."""
    return shift_months(span, 12 * by)


def before(span: Timespan) -> Timespan:
    """The span of the same length that ends just before this one begins."""
    whole = span.months
    if whole is not None:
        return shift_months(span, -whole)
    length = span.last - span.first
    return Timespan(span.first - timedelta(days=1) - length, span.first - timedelta(days=1))


def _shift_day(day: date, by: int) -> date:
    at = day.year * 12 + day.month - 1 + by
    year_, month = at // 12, at % 12 + 1
    return date(year_, month, min(day.day, month_end(year_, month)))
