"""The article's date: its own dateline, else the date given with it, else worked out from the years it names.

An article that gives figures of 2011 and calls that year "last year" was written in 2012; one that compares with "the
same period in 2003" was written in 2004 or later; one that forecasts 2005, in 2005 or earlier. Where only the year can
be told, the last day that the text gives figures of says which months lie behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from extractor.pipeline.matching import Match
from extractor.pipeline.period_context import Anchor, Context
from extractor.pipeline.period_read import Reader, parts_of
from extractor.pipeline.period_window import WindowMaker
from extractor.pipeline.period_years import SINCE, NamedYears, is_apposed, named_years
from extractor.timespan import Timespan

_HEAD = 900
_LINE_LEFT = 45
_DASH = re.compile(r"\s*(?:\(\w[\w ]*\)|/\w[\w ]*/)?\s*(?:--?|–|—|/)\s")
_TIME = re.compile(r"\d{1,2}[:.]\d\d|[ap]\.?m\.?|[A-Z]{2,4}\b|\b(?:updated|published|posted|last|on|at|by)\b|\W", re.I)
_STATED = frozenset({"day", "month", "month_range", "first_n", "part", "named_quarter", "ended", "n_of"})
_YEAR = 12


def find_anchor(matches: Sequence[Match], at: Context, reader: Reader, published: date | None) -> Anchor | None:
    """When the article was written, from what is known best; None where nothing tells."""
    own = _own_date(matches, at, reader, published)
    if own is not None:
        return Anchor(own)
    if published is not None:
        return Anchor(published)
    years = NamedYears.gather(matches, at)
    written = years.written()
    if written is None:
        return None
    written += _is_after_since(matches, at, reader, written)
    return Anchor(
        date(written, 12, 31), "year", _twins(matches, at, reader), _horizon(matches, at, reader, years, written)
    )


def _horizon(matches: Sequence[Match], at: Context, reader: Reader, years: NamedYears, written: int) -> date | None:
    """The last day that figures are given of, as far as the text states years; else the end of what it expects."""
    told: list[date] = [date(written - 1, 12, 31)] if years.ends_whole(written - 1) else []
    hoped: list[date] = []
    for span in _stated(matches, at, reader):
        if span.first.year in (written - 1, written) and (span.months or 0) < _YEAR and not at.compared:
            (hoped if at.tense == "future" else told).append(span.last)
    return max(told, default=None) or min(hoped, default=None)


def _is_after_since(matches: Sequence[Match], at: Context, reader: Reader, year: int) -> bool:
    """ "The widest in January since August 2008": a month that is compared with an earlier one lies after it."""
    since, first = 0, None
    for match in matches:
        if match.rule.make != "month":
            continue
        month = reader.month(match.groups["month"])
        if not (named := named_years(match.text)):
            first = first or month
        elif named[0] == year and SINCE.search(at.text, max(0, match.start - 12), match.start):
            since = max(since, month)
        elif named[0] >= year:
            return False
    return first is not None and first <= since


def _stated(matches: Sequence[Match], at: Context, reader: Reader) -> Iterator[Timespan]:
    """The periods whose year the text states, each while the context stands at it."""
    maker = WindowMaker(reader)
    at.restart()
    for match in matches:
        if match.rule.make in _STATED and named_years(match.text):
            at.enter(match)
            if is_apposed(match, at):
                continue
            try:
                span = getattr(maker, match.rule.make)(match, at)
            except (ValueError, OverflowError):
                span = None
            if span is not None:
                yield span
            at.leave(match, None, topical=False)


def _twins(matches: Sequence[Match], at: Context, reader: Reader) -> dict[int, int]:
    """The months compared with those of a stated year: in "5 bn in May from 4 bn in May 2003", {5: 2003}."""
    twins: dict[int, int] = {}
    at.restart()
    for match in matches:
        if match.rule.make == "month" and (year := named_years(match.text)):
            at.enter(match)
            if (at.compared or is_apposed(match, at)) and not SINCE.search(
                at.text, max(0, match.start - 12), match.start
            ):
                twins[reader.month(match.groups["month"])] = year[0]
            at.leave(match, None, topical=False)
    return twins


def _own_date(matches: Sequence[Match], at: Context, reader: Reader, published: date | None) -> date | None:
    for match in matches:
        if match.start > _HEAD:
            break
        if match.rule.make not in ("day", "numeric_day"):
            continue
        groups = parts_of(match)
        dated = "year" in groups
        if dated and _alone(match, at.text):
            return _full(match, at, reader)
        if _before_dash(match, at.text):
            return _full(match, at, reader) if dated else _of_year(groups, at, matches, reader, published)
    return None


def _full(match: Match, at: Context, reader: Reader) -> date | None:
    maker = WindowMaker(reader)
    try:
        span = maker.day(match, at) if match.rule.make == "day" else maker.numeric_day(match, at)
    except ValueError:
        return None
    return span.first if span else None


def _of_year(
    groups: dict[str, str], at: Context, matches: Sequence[Match], reader: Reader, published: date | None
) -> date | None:
    """A dateline without a year: the one nearest to the given date, else that of the years in the text."""
    month, number = reader.month(groups["month"]), reader.day_number(groups["day"])
    if published is not None:
        near = [d for y in (-1, 0, 1) if (d := _date(published.year + y, month, number))]
        return min(near, key=lambda d: abs(d - published), default=None)
    years = NamedYears.gather(matches, at)
    year = years.written()
    if year is None:
        return None
    if not years.says_last and not years.says_this and year in years.whole and month <= 4:
        year += 1  # whole-year figures are published early in the next year
    return _date(year, month, number)


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _alone(match: Match, text: str) -> bool:
    """Does the date have its line to itself, but for a time, a place or a section's name?"""
    start = text.rfind("\n", 0, match.start) + 1
    end = text.find("\n", match.end)
    line = text[start : match.start] + " " + text[match.end : len(text) if end < 0 else end]
    if re.search(r"/\s*[A-Z]|copyright|©|photo|\|", line, re.I):
        return False
    return (
        len(_TIME.sub("", line)) <= _LINE_LEFT and match.start - start <= _LINE_LEFT and not line.rstrip().endswith(".")
    )


def _before_dash(match: Match, text: str) -> bool:
    """`ANKARA, March 16 - ` at the beginning of a line."""
    start = text.rfind("\n", 0, match.start) + 1
    place = text[start : match.start].strip()
    return (
        len(place) <= 60
        and (not place or place[0].isupper())
        and "." not in place[:-1].replace("St.", "")
        and _DASH.match(text, match.end) is not None
    )
