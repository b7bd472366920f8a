"""Expressions counted from the article's date or from the period that the passage is about."""

from __future__ import annotations

import re
from datetime import date, timedelta

from extractor import timespan as ts
from extractor.pipeline.matching import Match
from extractor.pipeline.period_context import Context
from extractor.pipeline.period_make import CalendarMaker
from extractor.pipeline.period_read import NotAPeriod, full_year, nearest_weekday, parts_of
from extractor.timespan import Timespan

_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120}
_DAYS = {"day": 1, "week": 7}


class PeriodMaker(CalendarMaker):
    """All makers. Units in words are `day`, `week`, `month`, `quarter`, `half`, `year`, `decade`."""

    def weekday(self, m: Match, at: Context) -> Timespan | None:
        """`Monday`: the last one, or the next where the sentence looks ahead."""
        if at.anchor is None or at.anchor.by != "day":
            return None
        g, now = parts_of(m), at.anchor.on
        word = g.get("rel", "").lower().split()[-1:]
        number = self.read.weekday(g["weekday"])
        if word == ["last"]:
            return ts.day(nearest_weekday(now - timedelta(days=1), number, ahead=False))
        if word in (["next"], ["coming"]):
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
        if unit == "decade":
            return self._decade(rel.by, at)
        if unit == "year" and not rel.window:
            return self.read.relative_year(g["rel"], self.read.is_fiscal(g.get("kind")), at)
        if rel.window:
            return self._window(-1, unit, at)
        if rel.topical:
            return self._from_topic(rel.by, unit, at)
        return self._from_now(rel.by, unit, at)

    def _from_now(self, by: int, unit: str, at: Context) -> Timespan | None:
        if at.anchor is None or at.anchor.by != "day":
            return None
        now = at.anchor.on
        if unit == "week":
            return ts.week(now + timedelta(days=7 * by))
        length = _MONTHS[unit]
        return ts.shift_months(ts.months(now.year, (now.month - 1) // length * length + 1, length), by * length)

    def _from_topic(self, by: int, unit: str, at: Context) -> Timespan | None:
        if unit == "week":
            topic = at.subject()
            if topic is not None and (topic.last - topic.first).days == 6:
                return Timespan(topic.first + timedelta(days=7 * by), topic.last + timedelta(days=7 * by))
            return self._from_now(by, unit, at)
        length = _MONTHS[unit]
        topic = at.subject_of(length) or at.subject()
        if topic is None:
            return self._from_now(by, unit, at)
        if topic.months == length:
            return ts.shift_months(topic, by * length)
        end = topic.last
        return ts.shift_months(ts.months(end.year, (end.month - 1) // length * length + 1, length), by * length)

    def _decade(self, by: int, at: Context) -> Timespan | None:
        if at.anchor is None:
            return None
        if by < 0:
            return self._window(-10, "year", at)
        first = at.anchor.on.year // 10 * 10 + 10 * by
        return Timespan(date(first, 1, 1), date(first + 9, 12, 31))

    def window(self, m: Match, at: Context) -> Timespan | None:
        """`past three years`, `next 60 days`, `two previous quarters`, `last six months`."""
        g = parts_of(m)
        count, unit = self.read.count(g["n"]), self.read.unit(g["unit"])
        if count > 400:
            raise NotAPeriod(m.text)
        if g["rel"].lower() == "upcoming":
            g["rel"] = "next"
        rel = self.read.relative("last" if g["rel"].lower() == "latest" else g["rel"])
        if "ref" in g:
            return self.first_n(m, at)
        if rel.topical or unit == "period":
            return self._windows_of_topic(count if rel.by > 0 else -count, unit, at)
        return self._window(count if rel.by > 0 else -count, unit, at)

    def within(self, m: Match, at: Context) -> Timespan | None:
        """`within 60 days`: from the day after the article's."""
        g = parts_of(m)
        return self._window(self.read.count(g["n"]), self.read.unit(g["unit"]), at)

    def _windows_of_topic(self, count: int, unit: str, at: Context) -> Timespan | None:
        topic = at.subject() if unit == "period" else (at.subject_of(_MONTHS.get(unit, 0)) or at.subject())
        if unit == "period" and (topic is None or topic.months is None):
            return None
        if topic is None or unit in _DAYS:
            return self._window(count, unit, at)
        length = (topic.months or 1) if unit == "period" else _MONTHS[unit]
        if count > 0:
            return ts.months_from(topic.last + timedelta(days=1), count * length)
        return ts.months_to(topic.first - timedelta(days=1), -count * length)

    def _window(self, count: int, unit: str, at: Context) -> Timespan | None:
        """So many units back (negative) or ahead. Back, months end with the last one that has figures."""
        if at.anchor is None or at.anchor.by != "day":
            return None
        now = at.anchor.on
        if unit in _DAYS:
            length = abs(count) * _DAYS[unit]
            return ts.days_from(now + timedelta(days=1), length) if count > 0 else ts.days_to(now, length)
        length = abs(count) * _MONTHS[unit]
        if count > 0:
            if unit == "quarter":
                current = self._from_now(0, "quarter", at)
                return ts.months_from(current.last + timedelta(days=1), length) if current else None
            return ts.months_from(now + timedelta(days=1), length)
        if unit == "quarter":
            current = self._from_now(0, "quarter", at)
            return ts.months_to(current.first - timedelta(days=1), length) if current else None
        end = at.data_end() if unit == "month" else None
        return ts.months_to(end or now, length)

    def n_period(self, m: Match, at: Context) -> Timespan | None:
        """`the five months`, `previous three-month period`: as long a period as one named before, else the year's first."""
        g = parts_of(m)
        unit = self.read.unit(g["unit"])
        count = self.read.count(g["n"]) * _MONTHS.get(unit, 0)
        if not 0 < count <= 36:
            raise NotAPeriod(m.text)
        rel = self.read.relative(g["rel"]) if g.get("rel", "same").lower() not in ("same", "corresponding") else None
        base = at.subject_of(count)
        if base is None:
            base = self._year_to_data(count, at)
        if base is None:
            return None
        if rel is not None:
            return ts.shift_months(base, rel.by * count)
        if "same_ref" in m.groups:
            return _in_year(base, self.read.year_ref(m.groups["same_ref"], at))
        return base

    def _year_to_data(self, count: int, at: Context) -> Timespan | None:
        """N months ending with the last month of data; after N months of a year these are its first N."""
        end = at.data_end()
        if end is None and count < _MONTHS["year"]:
            return at.place(lambda y: ts.months(y, 1, count), whole=True)
        return ts.months_to(end, count) if end else None

    def first_n(self, m: Match, at: Context) -> Timespan | None:
        """`first eight months of 2014`, `first 20 days of May`, `last four months of 2013`."""
        g = parts_of(m)
        if "from" in g:
            year = self.read.year_ref(g["of"], at) if "of" in g else None
            return self._months(self.read.month(g["from"]), self.read.month(g["to"]), year, at)
        count, unit = self.read.count(g["n"]), self.read.unit(g["unit"])
        front = self.read.ordinal(g["ord"]) > 0 if "ord" in g else False
        whole = self._whole(m, at)
        if unit in _DAYS:
            if whole is None or not ("month" in g or "rel" in g):
                return None
            length = count * _DAYS[unit]
            span = ts.days_from(whole.first, length) if front else ts.days_to(whole.last, length)
            if span.last > whole.last or span.first < whole.first:
                raise NotAPeriod(m.text)
            return span
        length = count * _MONTHS.get(unit, 0)
        if not 0 < length <= 12:
            raise NotAPeriod(m.text)
        if whole is not None:
            return ts.part(whole, 0 if front else 12 - length, length)
        if "ref" in g or "pre" in g:
            return None
        if not front:
            return self._window(-count, unit, at)
        return at.place(lambda y: ts.months(y, 1, length), whole=True, key=f"first {length}")

    def _whole(self, m: Match, at: Context) -> Timespan | None:
        """What "first N" is of: a month or a year, or None where that is not said."""
        g = parts_of(m)
        if "month" in g:
            return self.month(m, at) if "rel" not in g else None
        if "rel" in g and "ord" in g:
            now = self._from_now(0, "month", at)
            return ts.shift_months(now, self.read.relative(g["rel"]).by) if now else None
        ref = g.get("ref") or g.get("pre")
        return self.read.year_ref(ref, at) if ref else None

    def ended(self, m: Match, at: Context) -> Timespan | None:
        """`three months to August`, `year ended March 31`, `week ending May 10`."""
        g = parts_of(m)
        count, unit = self.read.count(g["n"]) if "n" in g else 1, self.read.unit(g["unit"])
        end = self._end(m, at)
        if end is None:
            return None
        if unit in _DAYS:
            return ts.days_to(end, count * _DAYS[unit])
        length = count * _MONTHS[unit]
        if length > 240:
            raise NotAPeriod(m.text)
        return ts.months_to(end, length)

    def _end(self, m: Match, at: Context) -> date | None:
        g = parts_of(m)
        number = self.read.month(g["month"])
        if "ref" in g:
            year = self.read.year_ref(g["ref"], at)
            span = ts.month_within(year, number) if year else None
        elif re.search(r"\bending\b", m.text, re.I) and at.anchor is not None:
            now = at.anchor.on
            span = next(s for y in (now.year, now.year + 1) if (s := ts.months(y, number)).last >= now)
            if at.tense == "past" and (span.last - now).days > 300:
                span = ts.shift_years(span, -1)
        else:
            span = at.place(lambda y: ts.months(y, number), whole="day" not in g, key=f"to {number}")
        if span is None:
            return None
        return span.first.replace(day=self.read.day_number(g["day"])) if "day" in g else span.last

    def year_beginning(self, m: Match, at: Context) -> Timespan | None:
        """`year beginning April 1`: twelve months from then."""
        g = parts_of(m)
        if "day" in g:
            first = self.day(m, at)
        elif "year" in g:
            first = ts.months(int(g["year"]), self.read.month(g["month"]))
        else:
            first = at.place(lambda y: ts.months(y, self.read.month(g["month"])))
        return ts.months_from(first.first, _MONTHS["year"]) if first else None

    def back(self, m: Match, at: Context) -> Timespan | None:
        """`a year earlier`, `year-ago`, `month before`, `two years ago`, `a decade ago`."""
        g = parts_of(m)
        unit, count = self.read.unit(g["unit"]), self.read.count(g["n"]) if "n" in g else 1
        later = g["dir"].lower() == "later"
        ago = g["dir"].lower() == "ago"
        if unit == "decade" or (unit == "year" and count > 1 and ago):
            years = count * (10 if unit == "decade" else 1)
            return ts.year(at.anchor.on.year - years) if at.anchor else None
        if unit == "period":
            topic = at.subject()
            return ts.before(topic) if topic else None
        bare = "a" not in g and "n" not in g
        if bare and unit == "year" and re.search(r"\bthe\s+$", at.text[max(0, m.start - 5) : m.start], re.I) and "of" not in g:
            return at.year_before_topic()
        if unit in _DAYS:
            return self._days_back(count * _DAYS[unit], unit, at, ago=ago)
        topic = at.subject()
        if topic is None:
            return at.year_before_topic() if unit == "year" else self._from_now(-count, unit, at)
        if unit != "year" and (topic.months or 0) != _MONTHS[unit]:
            if ago and unit == "month":
                return self._from_now(-count, unit, at)
            return self._from_topic(count if later else -count, unit, at)
        return ts.shift_months(topic, (count if later else -count) * _MONTHS[unit])

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
        if unit == "period" and g["unit"].lower() in ("time", "point", "stage") and not ({"ref", "year"} & set(g)):
            raise NotAPeriod(m.text)
        length = (self.read.count(g["n"]) if "n" in g else 1) * _MONTHS.get(unit, 0)
        base = (at.subject_of(length) if length else None) or at.subject()
        if "month" in g:
            year = int(g["month_year"]) if "month_year" in g else None
            number = self.read.month(g["month"])
            return ts.months(year, number) if year else at.place(lambda y: ts.months(y, number))
        if base is None:
            return None
        if length and base.months != length:
            base = ts.months_to(base.last, length)
        ref = g.get("ref") or g.get("year")
        if ref is None:
            return base
        if re.search(r"(?:month|quarter)", ref, re.I):
            return ts.shift_months(base, -3 if "quarter" in ref.lower() else -1)
        if re.fullmatch(r"(?:a |one )?year[- ]?(?:ago|earlier|before|previously|prior)", ref, re.I):
            return ts.shift_years(base, -1)
        return _in_year(base, self.read.year_ref(ref, at))

    def that(self, m: Match, at: Context) -> Timespan | None:
        """`that month`, `that year`: the passage's."""
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
        if unit in _DAYS:
            return None
        if unit == "year":
            topic = at.subject()
            return topic if topic is not None and topic.months == 12 else at.topic_year()
        return at.subject_of(_MONTHS[unit]) or self._from_topic(0, unit, at)

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
            if end.year < this and re.search("this", m.text, re.I) and at.anchor:
                end = at.anchor.on
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


def _in_year(base: Timespan, year: Timespan | None) -> Timespan | None:
    """The same months in another year; a span over the turn of the year counts by its end."""
    if year is None:
        return None
    if base.months == _MONTHS["year"]:
        return year if base.first.month == year.first.month else ts.shift_years(base, year.last.year - base.last.year)
    shifted = (ts.shift_years(base, y - base.last.year) for y in (year.first.year, year.last.year))
    return next((span for span in shifted if year.first <= span.last <= year.last), None)
