"""The article's date: its own dateline, else the date given with it, else worked out from the years it names.

An article that gives figures of 2011 and calls that year "last year" was written in 2012; one that compares with "the
same period in 2003" was written in 2004 or later; one that forecasts 2005, in 2005 or earlier.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from extractor.pipeline.matching import Match
from extractor.pipeline.period_context import Anchor, Context
from extractor.pipeline.period_read import NotAPeriod, Reader, parts_of

_HEAD = 900
_LINE_LEFT = 45
_DASH = re.compile(r"\s*(?:\(\w[\w ]*\)|/\w[\w ]*/)?\s*(?:--?|–|—|/)\s")
_TIME = re.compile(r"\d{1,2}[:.]\d\d|[ap]\.?m\.?|[A-Z]{2,4}\b|\b(?:updated|published|posted|last|on|at|by)\b|\W", re.I)
_TO_YEAR_END = re.compile(r"\b(?:Dec|fourth|Q4|4Q|second half|H2|2H)", re.I)
_SINCE = re.compile(r"\bsince\s+(?:\w+\s+)?\Z|\bAct\s+of\s+\Z", re.I)
_SPLIT = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/–](\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def find_anchor(matches: Sequence[Match], at: Context, reader: Reader, published: date | None) -> Anchor | None:
    """When the article was written, from what is known best; None where nothing tells."""
    own = _own_date(matches, at, reader, published)
    if own is not None:
        return Anchor(own)
    if published is not None:
        return Anchor(published)
    worked_out = _Years.gather(matches, at).written()
    return Anchor(date(worked_out, 12, 31), "year", _twins(matches, at, reader)) if worked_out else None


def _twins(matches: Sequence[Match], at: Context, reader: Reader) -> dict[int, int]:
    """The months compared with those of a stated year: in "5 bn in May from 4 bn in May 2003", {5: 2003}."""
    twins: dict[int, int] = {}
    for match in matches:
        if match.rule.make == "month" and (year := _YEAR.search(match.text)):
            at.enter(match)
            if at.compared and not _SINCE.search(at.text, max(0, match.start - 12), match.start):
                twins[reader.month(match.groups["month"])] = int(year[0])
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
    from extractor.pipeline.period_make import CalendarMaker

    maker = CalendarMaker(reader)
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
    years = _Years.gather(matches, at)
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


def _without_year(text: str) -> str:
    return re.sub(r"(?:\W+(?:of|in))?\W*(?:19|20)\d\d$", "", text.casefold())


def _years_in(text: str) -> list[int]:
    """The years that the words name; of a split year "2003-04" both."""
    return [int(year) for year in _YEAR.findall(text)] + [
        int(first) + 1 for first, second in _SPLIT.findall(text) if (int(first) + 1) % 100 == int(second)
    ]


@dataclass(frozen=True)
class _Years:
    """What the text says about years: `past` figures (`whole` years among them), those only compared with, those that
    lie ahead, those named as "since 1980"; does it say "last year", "this year", "expected this year"?
    """

    past: frozenset[int]
    whole: frozenset[int]
    compared: frozenset[int]
    ahead: frozenset[int]
    long_ago: frozenset[int]
    says_last: bool
    says_this: bool
    expects_this: bool

    @classmethod
    def gather(cls, matches: Sequence[Match], at: Context) -> _Years:
        past: set[int] = set()
        whole: set[int] = set()
        compared: set[int] = set()
        ahead: set[int] = set()
        long_ago: set[int] = set()
        running: set[int] = set()
        last = this = ahead_this = False
        bare = {"", *(match.text.casefold() for match in matches)}  # "May" stands beside "compared with May 2003"
        for match in matches:
            try:
                at.enter(match)
            except NotAPeriod:
                continue
            sentence = at.sentence
            named = _years_in(match.text)
            if match.rule.make == "relative" and "year" in match.text.lower() and "fiscal" not in match.text.lower():
                rel = match.groups["rel"].lower()
                last |= rel == "last" and not sentence.furniture
                this |= rel == "this" and not sentence.furniture
                ahead_this |= rel == "this" and at.tense == "future" and not sentence.furniture
            before = at.text[max(sentence.start, match.start - 60) : match.start]
            if named and (
                re.search(r"\bby\s+$", before, re.I)
                or (match.rule.make == "year" and (at.tense == "future" or at.cues.looks_ahead(before)))
            ):
                ahead.update(named)
            elif _SINCE.search(before):
                long_ago.update(named)
            elif match.rule.make == "ended" and not re.search(r"ended", match.text, re.I):
                (ahead if at.tense == "future" or at.cues.looks_ahead(before) else running).update(named)
            elif named and (match.rule.make == "same" or (at.compared and _without_year(match.text) in bare)):
                compared.update(named)
            else:
                past.update(named)
                if match.rule.make == "year" or _TO_YEAR_END.search(match.text):
                    whole.update(named)
            at.leave(match, None, topical=False)
        if running and (not past or min(running) <= max(past)):
            past.update(running)  # "the year to March 2005" may well end after the article was written
        return cls(
            frozenset(past),
            frozenset(whole),
            frozenset(compared),
            frozenset(ahead),
            frozenset(long_ago),
            last,
            this,
            ahead_this,
        )

    def written(self) -> int | None:
        """The year the article was written in."""
        latest = max(self.past or self.long_ago, default=None)
        compared = max(self.compared, default=None)
        if latest is None and compared is None:
            return min(self.ahead) - 1 if self.ahead and not self.says_this else min(self.ahead, default=None)
        at_least = max(latest or 0, (compared or 0) + 1)
        if latest is not None and latest in self.whole and at_least == latest and (self.says_last or self.expects_this):
            return latest + 1
        return at_least
