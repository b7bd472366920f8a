"""Stretches of days and months counted back, ahead, or from the beginning of a year: "first eight months of 2014"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from extractor import timespan as ts
from extractor.pipeline.matching import Match
from extractor.pipeline.period_context import Context
from extractor.pipeline.period_make import CalendarMaker
from extractor.pipeline.period_read import NotAPeriod, parts_of
from extractor.timespan import Timespan

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120}
DAYS = {"day": 1, "week": 7}
_MOST = 400
_LONGEST = 240
_STALE = timedelta(days=400)
_FRESH = timedelta(days=120)
_NAMED = re.compile(
    r"(?:\d[-/]\d\d|\bcurrent|\bthis|\bpresent|\blast|\bnext|(?:half|quarter|months) of the)\s+\Z", re.I
)


class WindowMaker(CalendarMaker):
    """Expressions with a number of units. Units in words are `day`, `week`, `month`, `quarter`, `half`, `year`."""

    def _from_now(self, by: int, unit: str, at: Context) -> Timespan | None:
        now = at.today()
        if now is None or at.anchor is None:
            return None
        if unit == "week":
            return ts.week(now + timedelta(days=7 * by)) if at.anchor.by == "day" else None
        length = MONTHS[unit]
        return ts.shift_months(ts.months(now.year, (now.month - 1) // length * length + 1, length), by * length)

    def _from_topic(self, by: int, unit: str, at: Context) -> Timespan | None:
        if unit == "week":
            topic = at.subject()
            if topic is not None and (topic.last - topic.first).days == 6:
                return Timespan(topic.first + timedelta(days=7 * by), topic.last + timedelta(days=7 * by))
            return self._from_now(by, unit, at)
        length = MONTHS[unit]
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
        if count > _MOST:
            raise NotAPeriod(m.text)
        if g["rel"].lower() == "upcoming":
            g["rel"] = "next"
        rel = self.read.relative("last" if g["rel"].lower() in ("latest", "trailing") else g["rel"])
        if "ref" in g:
            return self.first_n(m, at)
        if rel.topical or unit == "period":
            return self._windows_of_topic(count if rel.by > 0 else -count, unit, at)
        return self._window(count if rel.by > 0 else -count, unit, at)

    def _windows_of_topic(self, count: int, unit: str, at: Context) -> Timespan | None:
        topic = at.subject()
        alike = topic is not None and topic.months == abs(count) * MONTHS.get(unit, 0)  # the three months before three
        if unit != "period" and not alike:
            topic = at.subject_of(MONTHS.get(unit, 0)) or topic
        if unit == "period" and (topic is None or topic.months is None):
            return None
        if topic is None or unit in DAYS:
            return self._window(count, unit, at)
        length = (topic.months or 1) if unit == "period" else MONTHS[unit]
        if count > 0:
            return ts.months_from(topic.last + timedelta(days=1), count * length)
        return ts.months_to(topic.first - timedelta(days=1), -count * length)

    def _window(self, count: int, unit: str, at: Context) -> Timespan | None:
        """So many units back (negative) or ahead. Back, months end with the last one that has figures."""
        now = at.today()
        if now is None or at.anchor is None or (at.anchor.by != "day" and unit not in ("month", "quarter")):
            return None
        if unit in DAYS:
            length = abs(count) * DAYS[unit]
            return ts.days_from(now + timedelta(days=1), length) if count > 0 else ts.days_to(now, length)
        length = abs(count) * MONTHS[unit]
        if count > 0:
            if unit == "quarter":
                current = self._from_now(0, "quarter", at)
                return ts.months_from(current.last + timedelta(days=1), length) if current else None
            return ts.months_from(now + timedelta(days=1), length)
        if unit == "quarter":
            current = self._from_now(0, "quarter", at)
            return ts.months_to(current.first - timedelta(days=1), length) if current else None
        end = at.data_end() if unit in ("month", "year") else None
        if end is not None and now - end > (_STALE if unit == "month" else _FRESH):
            end = None  # the passage looks back on another time
        return ts.months_to(end or now, length)

    def n_period(self, m: Match, at: Context) -> Timespan | None:
        """`the five months`, `previous three-month period`: as long as one named before, else the year's first ones."""
        g = parts_of(m)
        unit = self.read.unit(g["unit"])
        if unit == "day" and at.days is not None and (at.days.last - at.days.first).days + 1 == self.read.count(g["n"]):
            return at.days
        count = self.read.count(g["n"]) * MONTHS.get(unit, 0)
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
            return in_year(base, self.read.year_ref(m.groups["same_ref"], at))
        return base

    def _year_to_data(self, count: int, at: Context) -> Timespan | None:
        """N months ending with the last month of data; after N months of a year these are its first N."""
        end = at.data_end()
        if end is None and count < MONTHS["year"]:
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
        if unit in DAYS:
            if whole is None or not {"month", "rel", "this"} & set(g):
                return None
            length = count * DAYS[unit]
            span = ts.days_from(whole.first, length) if front else ts.days_to(whole.last, length)
            if span.last > whole.last or span.first < whole.first:
                raise NotAPeriod(m.text)
            return span
        length = count * MONTHS.get(unit, 0)
        if not 0 < length <= 12:
            raise NotAPeriod(m.text)
        if whole is not None and front and g.get("ref", g.get("pre", "")).lower() == "year":
            whole = at.running_year(whole, lambda y: ts.part(y, 0, length)) or whole
        if whole is not None:
            span = ts.part(whole, 0 if front else 12 - length, length)
            if front:
                at.remember(f"first {length}", span, whole)
            return span
        if "ref" in g or "pre" in g:
            return None
        if not front:
            return self._window(-count, unit, at)
        return at.place(lambda y: ts.months(y, 1, length), whole=True, key=f"first {length}")

    def n_of(self, m: Match, at: Context) -> Timespan | None:
        """`nine months of 2014`: the first nine."""
        g = parts_of(m)
        year, count = self.read.year_ref(g["ref"], at), self.read.count(g["n"])
        if not 0 < count < MONTHS["year"]:
            raise NotAPeriod(m.text)
        return ts.part(year, 0, count) if year else None

    def n_m(self, m: Match, at: Context) -> Timespan | None:
        """`9M 2018`, `9M23`: the first nine months."""
        g = parts_of(m)
        year = self.read.year_ref(g.get("ref") or g["yy"], at)
        return ts.part(year, 0, int(g["n"])) if year else None

    def _whole(self, m: Match, at: Context) -> Timespan | None:
        """What "first N" is of: a month or a year, or None where that is not said."""
        g = parts_of(m)
        if "month" in g:
            return self.month(m, at) if "rel" not in g else None
        if "rel" in g and "ord" in g:
            now = self._from_now(0, "month", at)
            return ts.shift_months(now, self.read.relative(g["rel"]).by) if now else None
        if "this" in g:
            return at.subject_of(1) or self._from_now(0, "month", at)  # "in the first 20 days of the month"
        ref = g.get("ref") or g.get("pre")
        return self.read.year_ref(ref, at) if ref else None

    def ended(self, m: Match, at: Context) -> Timespan | None:
        """`three months to August`, `year ended March 31`, `week ending May 10`."""
        g = parts_of(m)
        if _NAMED.search(at.text, max(0, m.start - 16), m.start):
            raise NotAPeriod(m.text)  # "the 1985/86 season ended June 30" names a year and a day
        count, unit = self.read.count(g["n"]) if "n" in g else 1, self.read.unit(g["unit"])
        end = self._end(m, at)
        if end is None:
            return None
        if unit in DAYS:
            return ts.days_to(end, count * DAYS[unit])
        length = count * MONTHS[unit]
        if length > _LONGEST:
            raise NotAPeriod(m.text)
        return ts.months_to(end, length)

    def years_to(self, m: Match, at: Context) -> Timespan | None:
        """`five years to 2013`: five calendar years."""
        last, count = int(m.groups["year"]), self.read.count(m.groups["n"])
        return ts.join(ts.year(last - count + 1), ts.year(last))

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
            if re.search(r"\bended\b", m.text, re.I):
                at.tense = "past"
            span = at.place(lambda y: ts.months(y, number), whole="day" not in g, key=f"to {number}")
        if span is None:
            return None
        return span.first.replace(day=self.read.day_number(g["day"])) if "day" in g else span.last

    def year_beginning(self, m: Match, at: Context) -> Timespan | None:
        """`year beginning April 1`: twelve months from then."""
        g = parts_of(m)
        if _NAMED.search(at.text, max(0, m.start - 16), m.start):
            raise NotAPeriod(m.text)
        if "day" in g:
            first = self.day(m, at)
        elif "year" in g:
            first = ts.months(int(g["year"]), self.read.month(g["month"]))
        else:
            first = at.place(lambda y: ts.months(y, self.read.month(g["month"])))
        return ts.months_from(first.first, MONTHS["year"]) if first else None


def in_year(base: Timespan, year: Timespan | None) -> Timespan | None:
    """The same months in another year; a span over the turn of the year counts by its end."""
    if year is None:
        return None
    if base.months == MONTHS["year"]:
        return year if base.first.month == year.first.month else ts.shift_years(base, year.last.year - base.last.year)
    shifted = (ts.shift_years(base, y - base.last.year) for y in (year.first.year, year.last.year))
    return next((span for span in shifted if year.first <= span.last <= year.last), None)
