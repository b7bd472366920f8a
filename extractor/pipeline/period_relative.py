"""Expressions counted from the article's date or from the period that the passage is about."""

from __future__ import annotations

import re
from datetime import date, timedelta

from extractor import timespan as ts
from extractor.pipeline.matching import Match
from extractor.pipeline.period_context import Context
from extractor.pipeline.period_read import NotAPeriod, full_year, nearest_weekday, parts_of
from extractor.pipeline.period_window import DAYS, MONTHS, WindowMaker, in_year
from extractor.timespan import Timespan

_OVER = re.compile(r"\b(?:over|in|within|during)\s+the\s+\Z", re.I)
_PART = re.compile(r"\b(?:quarter|half|Q[1-4])\b", re.I)
_HARDLY = 60
"""Days of a quarter in which no figures of it are out."""
_RELATIVE = re.compile(r"\b(this|last|next)\s+(year|quarter|month|week)\b", re.I)


class PeriodMaker(WindowMaker):
    """All makers. Units in words are `day`, `week`, `month`, `quarter`, `half`, `year`, `decade`."""

    def weekday(self, m: Match, at: Context) -> Timespan | None:
        """`Monday`: the last one, or the next where the sentence looks ahead."""
        if at.anchor is None or at.anchor.by != "day":
            return None
        g, now = parts_of(m), at.anchor.on
        word = g.get("rel", "").lower().split()[-1:]
        number = self.read.weekday(g["weekday"])
        if "week" in g:
            week = ts.week(now + timedelta(days=7 * self.read.relative(g["week"]).by))
            return ts.day(week.first + timedelta(days=number))
        if word in (["last"], ["past"], ["previous"]):
            return ts.day(nearest_weekday(now - timedelta(days=1), number, ahead=False))
        if word == ["next"]:
            return ts.day(ts.week(now + timedelta(days=7)).first + timedelta(days=number))
        if word == ["coming"]:
            return ts.day(nearest_weekday(now + timedelta(days=1), number, ahead=True))
        return ts.day(nearest_weekday(now, number, ahead=at.tense == "future"))

    def relative_day(self, m: Match, at: Context) -> Timespan | None:
        """`yesterday`, `today`, `tomorrow`."""
        if at.anchor is None or at.anchor.by != "day":
            return None
        by = {"yesterday": -1, "today": 0, "tomorrow": 1}[m.groups["word"].lower()]
        return ts.day(at.anchor.on + timedelta(days=by))

    def relative(self, m: Match, at: Context) -> Timespan | None:
        """`last year`, `this month`, `previous quarter`, `current fiscal year`, `past year`."""
        g = parts_of(m)
        rel, unit = self.read.relative(g["rel"]), self.read.unit(g["unit"])
        if unit == "year" and "kind" not in g and at.anchor is not None and at.anchor.by == "day":
            over = g["rel"].lower() in ("last", "next") and _OVER.search(at.text, max(0, m.start - 14), m.start)
            if over:
                return self._window(rel.by, unit, at)  # "over the last year": the twelve months up to now
        if unit == "decade":
            return self._decade(rel.by, at)
        if unit == "weekend":
            week = self._from_now(rel.by, "week", at)
            return Timespan(week.last - timedelta(days=1), week.last) if week else None
        if "fiscal" in g:
            return self.read.relative_year(g["rel"], True, at)
        if unit == "year" and not rel.window:
            return self.read.relative_year(g["rel"], self.read.is_fiscal(g.get("kind")), at)
        if rel.window:
            return self._window(-1, unit, at)
        if unit == "quarter" and g["rel"].lower() == "this" and (reported := self._quarter_reported(at)) is not None:
            return reported
        if rel.topical:
            return self._from_topic(rel.by, unit, at)
        return self._from_now(rel.by, unit, at)

    def _quarter_reported(self, at: Context) -> Timespan | None:
        """ "This quarter", in figures told when the next one has hardly begun: the one that the article reports on."""
        topic = at.subject()
        if topic is None or at.anchor is None or at.anchor.by != "day" or at.tense == "future":
            return None
        quarter = ts.quarter(topic.last.year, (topic.last.month + 2) // 3)
        days = (at.anchor.on - quarter.last).days
        return quarter if topic.last == quarter.last and 0 < days <= _HARDLY else None

    def weekend(self, m: Match, at: Context) -> Timespan | None:
        """`over the weekend`: the last one, or this week's where the sentence looks ahead."""
        if at.anchor is None or at.anchor.by != "day":
            return None
        sunday = nearest_weekday(at.anchor.on, 6, ahead=at.tense == "future")
        return Timespan(sunday - timedelta(days=1), sunday)

    def back(self, m: Match, at: Context) -> Timespan | None:
        """`a year earlier`, `year-ago`, `month before`, `two years ago`, `a decade ago`."""
        g = parts_of(m)
        unit, count = self.read.unit(g["unit"]), self.read.count(g["n"]) if "n" in g else 1
        unit, count = _in_years(unit, count)
        later = g["dir"].lower() == "later"
        ago = g["dir"].lower() == "ago"
        if unit == "decade" or (unit == "year" and count > 1 and ago):
            years = count * (10 if unit == "decade" else 1)
            return self._years_from(years if later else -years, at, ago=ago)
        if unit == "period":
            topic = at.subject()
            return ts.before(topic) if topic else None
        bare = "a" not in g and "n" not in g
        if (
            bare
            and unit == "year"
            and re.search(r"\bthe\s+$", at.text[max(0, m.start - 5) : m.start], re.I)
            and "of" not in g
        ):
            return at.year_before_topic()
        if unit in DAYS:
            return self._days_back(count * DAYS[unit], unit, at, ago=ago)
        topic = at.subject()
        if topic is None:
            return at.year_before_topic() if unit == "year" else self._from_now(-count, unit, at)
        whole = topic.months is not None and count * MONTHS[unit] % topic.months == 0
        told = ago and at.cues.told(at.text[max(0, m.start - 30) : m.start])
        if unit != "year" and (not whole or told):
            if ago and (unit == "month" or told):
                return self._from_now(-count, unit, at)
            return self._from_topic(count if later else -count, unit, at)
        return ts.shift_months(topic, (count if later else -count) * MONTHS[unit])

    def _years_from(self, years: int, at: Context, *, ago: bool) -> Timespan | None:
        """`two years ago` counts from the article, `a decade earlier` from the passage's year."""
        passage = None if ago else at.topic_year()
        if passage is not None:
            return ts.year(passage.first.year + years)
        return ts.year(at.anchor.on.year + years) if at.anchor else None

    def _days_back(self, days: int, unit: str, at: Context, *, ago: bool) -> Timespan | None:
        topic = at.subject()
        if topic is not None and topic.months is None and not ago:
            return Timespan(topic.first - timedelta(days=days), topic.last - timedelta(days=days))
        if at.anchor is None or at.anchor.by != "day":
            return None
        then = at.anchor.on - timedelta(days=days)
        return ts.week(then) if unit == "week" else ts.day(then)

    def before_last(self, m: Match, at: Context) -> Timespan | None:
        """`year before last`, `month after next`."""
        by = -2 if "before" in m.groups["dir"].lower() else 2
        unit = self.read.unit(m.groups["unit"])
        if unit == "year":
            return ts.year(at.anchor.on.year + by) if at.anchor else None
        return self._from_now(by, unit, at)

    def same(self, m: Match, at: Context) -> Timespan | None:
        """`same period of 2013`, `same month last year`, `corresponding 2013 quarter`, `same month a year ago`."""
        g = parts_of(m)
        unit = self.read.unit(g["unit"])
        if g["unit"].lower() == "months" and "n" not in g:
            unit = "period"  # "the same months of 2015" are as many as the passage speaks of
        if unit == "period" and g["unit"].lower() in ("time", "point", "stage") and not ({"ref", "year"} & set(g)):
            raise NotAPeriod(m.text)
        length = (self.read.count(g["n"]) if "n" in g else 1) * MONTHS.get(unit, 0)
        base = (at.subject_of(length) if length else None) or at.subject()
        if unit in DAYS and "n" in g and at.days is not None:
            base = at.days  # "the same 10-day period" after "the first 10 days of May"
        if "month" in g:
            year = int(g["month_year"]) if "month_year" in g else None
            number = self.read.month(g["month"])
            return ts.months(year, number) if year else at.place(lambda y: ts.months(y, number))
        if base is None:
            return None
        if "end_month" in g:
            return ts.months_to(ts.months(int(g["end_year"]), self.read.month(g["end_month"])).last, base.months or 1)
        if "in_month" in g:
            month = at.place(lambda y: ts.months(y, self.read.month(g["in_month"])))
            return _same_days(base, month) if month else None
        if length and base.months != length:
            base = ts.months_to(base.last, length)
        ref = g.get("ref") or g.get("year")
        if ref is None:
            against = at.compared or at.cues.sets_against(at.text[max(0, m.start - 40) : m.start])
            return ts.shift_years(base, -1) if against else base
        if re.search(r"(?:month|quarter)", ref, re.I):
            return ts.shift_months(base, -3 if "quarter" in ref.lower() else -1)
        if re.fullmatch(r"(?:a |one )?year[- ]?(?:ago|earlier|before|previously|prior)", ref, re.I):
            return ts.shift_years(base, -1)
        span = in_year(base, self.read.year_ref(ref, at))
        itself = span == base and re.search(r"\blast\b", ref, re.I) is not None
        return ts.shift_years(base, -1) if itself else span  # December is "up 5% on the same month last year"

    def part_bare(self, m: Match, at: Context) -> Timespan | None:
        """ "1.9% in the fourth quarter after 2.4% in the third": a quarter or half like the one named before."""
        topic = at.subject()
        before = at.text[at.sentence.start : m.start]
        if topic is None or topic.months not in (3, 6) or not _PART.search(before):
            raise NotAPeriod(m.text)
        number = self.read.ordinal(m.groups["ord"])
        if not 0 < number <= MONTHS["year"] // topic.months:
            raise NotAPeriod(m.text)
        span = ts.months(topic.first.year, (number - 1) * topic.months + 1, topic.months)
        late = at.anchor is not None and topic.last <= at.anchor.on < span.first and at.tense != "future"
        return ts.shift_years(span, -1) if late or (at.compared and span.first > topic.first) else span

    def relative_bare(self, m: Match, at: Context) -> Timespan | None:
        """ "4.2% this year and 5.1% next": the unit stands with the one before."""
        named = list(_RELATIVE.finditer(at.text, at.sentence.start, m.start))
        if not named:
            raise NotAPeriod(m.text)
        by, unit = self.read.relative(m.groups["rel"]).by, self.read.unit(named[-1][2])
        if by == self.read.relative(named[-1][1]).by:
            raise NotAPeriod(m.text)
        return self._from_now(by, unit, at) if unit != "year" or at.anchor is None else ts.year(at.anchor.on.year + by)

    def full_year(self, m: Match, at: Context) -> Timespan | None:
        """`full-year 2018`; "its full-year forecast" is of the year the article is written in."""
        ref = parts_of(m).get("ref")
        if ref:
            return self.read.year_ref(ref, at)
        around = at.text[max(at.sentence.start, m.start - 60) : min(at.sentence.end, m.end + 40)]
        if at.anchor is not None and (at.tense == "future" or at.cues.looks_ahead(around)):
            return ts.year(at.anchor.on.year)
        return self._current("year", at)

    def that(self, m: Match, at: Context) -> Timespan | None:
        """`that month`, the passage's; `that year`, the one just named."""
        if (
            m.rule.id.endswith("after-value")
            and self.read.unit(m.groups["unit"]) == "year"
            and at.last_year is not None
        ):
            return at.last_year
        return self._current(self.read.unit(m.groups["unit"]), at)

    def the_unit(self, m: Match, at: Context) -> Timespan | None:
        """`the month`, `the full year`, where the passage places them."""
        g = parts_of(m)
        if self.read.unit(g["unit"]) == "year" and re.search("fiscal|financial", m.text, re.I):
            return at.current_fiscal_year()
        return self._current(self.read.unit(g["unit"]), at)

    def _current(self, unit: str, at: Context) -> Timespan | None:
        if unit == "period":
            return at.subject()
        if unit in DAYS:
            return None
        if unit == "year":
            topic = at.subject()
            return topic if topic is not None and topic.months == 12 else at.year_around_topic()
        return at.subject_of(MONTHS[unit]) or self._from_topic(0, unit, at)

    def to_date(self, m: Match, at: Context) -> Timespan | None:
        """`year to date`, `so far this year`: to the last month that has been reported."""
        g = parts_of(m)
        end = at.data_end() or (at.anchor.on if at.anchor and at.anchor.by == "day" else None)
        if "month" in g:
            start = self.day(m, at) if "day" in g else self.month(m, at)
            return Timespan(start.first, max(at.anchor.on, start.last)) if start and at.anchor else None
        if end is None:
            return None
        if "rest" in g and g["rest"].isdigit():
            end = min(end, date(int(g["rest"]), 12, 31))
            return Timespan(date(int(g["rest"]), 1, 1), end) if end.year == int(g["rest"]) else None
        if re.search("fiscal|financial", m.text, re.I):
            year = at.current_fiscal_year()
            return Timespan(year.first, end) if year and year.first <= end else None
        if self.read.unit(g.get("unit", "year")) == "year":
            this = at.anchor.on.year if at.anchor else end.year
            if end.year < this and re.search("this|start|beginning", m.text, re.I) and at.anchor:
                end = at.last_data_of(this) or at.anchor.on
            return Timespan(date(end.year, 1, 1), end)
        return self._from_now(0, self.read.unit(g["unit"]), at)

    def rest(self, m: Match, at: Context) -> Timespan | None:
        """`rest of the year`: from the month after the last reported one."""
        g = parts_of(m)
        if self.read.unit(g["unit"]) in ("month", "quarter"):
            current = self._from_now(0, self.read.unit(g["unit"]), at)
            return Timespan(at.anchor.on, current.last) if current and at.anchor else None
        if self.read.is_fiscal(g.get("kind")):
            year = at.current_fiscal_year()
        elif "year" in g:
            year = ts.year(full_year(g["year"], at))
        else:
            year = ts.year(at.anchor.on.year) if at.anchor else at.topic_year()
        if year is None:
            return None
        end = at.data_end()
        if end is not None and year.first <= end < year.last:
            return Timespan(end + timedelta(days=1), year.last)
        now = at.anchor.on if at.anchor and at.anchor.by == "day" else None
        return Timespan(max(now, year.first), year.last) if now and now <= year.last else None

    def week_of_day(self, m: Match, at: Context) -> Timespan | None:
        """`week of May 5`: the calendar week; `week beginning May 5`: seven days."""
        span = self.day(m, at)
        if span is None:
            return None
        return ts.week(span.first) if re.match(r"week\s+of", m.text, re.I) else ts.days_from(span.first, 7)


def _same_days(base: Timespan, month: Timespan) -> Timespan:
    """The days of another month: after "June 1-10", those from the 1st to the 10th of May."""
    if base.months is not None or base.first.month != base.last.month:
        return month
    last = min(base.last.day, month.last.day)
    return Timespan(month.first.replace(day=min(base.first.day, last)), month.first.replace(day=last))


def _in_years(unit: str, count: int) -> tuple[str, int]:
    """Twelve months, four quarters, 52 weeks are a year."""
    per_year = {"month": 12, "quarter": 4, "half": 2, "week": 52}.get(unit)
    return ("year", count // per_year) if per_year and count % per_year == 0 else (unit, count)
