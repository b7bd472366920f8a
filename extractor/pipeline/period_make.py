"""From a matched calendar expression to its first and last day. One method for each `make` of the rules.

A method returns the span, or None for an expression that nothing in the article places ("end of January"), or raises
`NotAPeriod` where the words mean no period at all. Wordings counted from the article's date or from the passage's
period are in `period_relative`.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from extractor import timespan as ts
from extractor.pipeline.matching import Match
from extractor.pipeline.period_context import Context
from extractor.pipeline.period_days import DayMaker
from extractor.pipeline.period_read import NotAPeriod, full_year, parts_of
from extractor.timespan import Timespan

_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_LATE = 4
_YEAR = 12
_QUARTER = 3
_CHANGED = re.compile(
    r"\b(?:chang\w*|rose|rise|risen|rising|fell|fall|fallen|falling|grew|growth|grown|gain\w*|drop\w*|declin\w*|increas\w*|"
    r"decreas\w*|jump\w*|slip\w*|climb\w*|up|down|edg\w+|narrow\w*|widen\w*|slid|shrank|surg\w+|dip\w*|eas\w+)"
    r"(?:\s+(?:by\s+)?(?:an?\s+)?\S*\d\S*(?:\s+\w+)?)?\s+from\s+\Z",
    re.I,
)
_MOVED = re.compile(
    r"\b(?:narrowed|widened|grew|rose|fell|shrank|increased|decreased|declined|dropped|climbed|expanded|surged|doubled|went|"
    r"growth|rise|fall|drop|decline|increase|down|up)\b[^.;]*\d",
    re.I,
)
_MOVED_FROM = re.compile(
    r"\b(?:narrowed|widened|grew|rose|fell|shrank|increased|decreased|declined|dropped|climbed|expanded|surged|doubled)"
    r"(?: [a-z]+| by [^a-z]*\d\S*(?: (?:million|billion|percent|per cent|pct))?){0,3} (?:from|in) \Z",
    re.I,
)


class CalendarMaker(DayMaker):
    """Expressions that name days, months, quarters, years."""

    # --- months ---------------------------------------------------------------------------------------------------

    def month(self, m: Match, at: Context) -> Timespan | None:
        """`May`, `last May`, `May last year`, `October, 2009`."""
        g = parts_of(m)
        if m.text.islower() and re.search(r"\d\s$", at.text[max(0, m.start - 2) : m.start]):
            raise NotAPeriod(m.text)  # "data due July 15 may show"
        if "pre" in g and g["month"].islower():
            raise NotAPeriod(m.text)  # "and 2010 may be worse"
        number = self.read.month(g["month"])
        ref = g.get("ref") or g.get("year") or g.get("pre")
        if ref:
            span = self.read.year_ref(ref, at)
            return ts.month_within(span, number) if span else None
        if "rel" in g:
            span = self._relative_month(g["rel"], number, at)
            again = span is not None and at.compared and span == at.subject()
            return ts.shift_years(span, -1) if span and again else span  # August is "5% down on last August"
        twin = at.ahead_year or at.year_after_twin(number)
        if number >= _LATE and twin is None and (topic := at.year_just_over()) is not None:
            return ts.months(topic.last.year, number)  # December's figures come with those of the whole year
        return at.place(lambda y: ts.months(y, number), key=f"month {number}")

    def short_year(self, m: Match, at: Context) -> Timespan | None:
        """`Feb 87`."""
        g = parts_of(m)
        return ts.months(full_year(g["year"], at), self.read.month(g["month"]))

    def month_range(self, m: Match, at: Context) -> Timespan | None:
        """`January-September`, `Oct. 2013 to Jan. 2014`."""
        g = parts_of(m)
        first, last = self.read.month(g["month"]), self.read.month(g["month2"])
        count = (last - first) % 12 + 1
        if "between" in m.rule.id and count == 2 and not at.cues.adds_up(at.text[at.sentence.start : at.sentence.end]):
            raise NotAPeriod(m.text)  # "dipped between June and July" compares two months
        begin = g.get("year") or g.get("ref1")
        if begin:
            if "ref" in g:
                self._refuse_ends(m, at)
            start = self.read.year_ref(begin, at)
            if start is None:
                return None
            begins = ts.months(start.first.year, first)
            end = self.read.year_ref(g["ref"], at) if "ref" in g else None
            return ts.join(begins, ts.months(end.first.year, last)) if end else ts.part(begins, 0, count)
        if "ref" not in g:
            if count == 2 and _CHANGED.search(at.text[at.sentence.start : m.start]) and " to " in m.text:
                raise NotAPeriod(m.text)  # "fell 3 pct from June to July" compares two months
            return self._months(first, last, None, at)
        span = self.read.year_ref(g["ref"], at)
        return self._months(first, last, span, at) if span else None

    def _months(self, first: int, last: int, year: Timespan | None, at: Context) -> Timespan | None:
        """From month to month, so that the last is in the given year, else the latest ones that are over."""
        count = (last - first) % 12 + 1
        topic = at.sentence_topic()
        if year is None and topic is not None and topic.months == _YEAR and at.text[at.at - 1 : at.at] == "(":
            within = ts.month_within(topic, first), ts.month_within(topic, last)
            if within[0] <= within[1]:
                return ts.join(*within)  # "in 2013/14 (July-March)"
        if year is not None:
            return ts.part(ts.month_within(year, last), 1 - count, count)
        return at.place(
            lambda y: ts.part(ts.months(y, last), 1 - count, count), whole=True, key=f"months {first}-{last}"
        )

    def month_numeric(self, m: Match, at: Context) -> Timespan | None:
        """`2016-11`, `11/2016`; `2010-11` is a pair of years."""
        g = parts_of(m)
        number = int(g["number"])
        if "year_a" in m.groups and len(g["number"]) == 2 and number > int(g["year"]) % 100 and "." not in m.text:
            raise NotAPeriod(m.text)
        return ts.months(int(g["year"]), number)

    def nth_month(self, m: Match, at: Context) -> Timespan | None:
        """`third month of 2014`."""
        g = parts_of(m)
        span, number = self.read.year_ref(g["ref"], at), self.read.ordinal(g["ord"])
        return ts.part(span, number - 1 if number > 0 else 11, 1) if span else None

    def half_month(self, m: Match, at: Context) -> Timespan | None:
        """`first half of May`: to the 15th."""
        span = self.month(m, at)
        if span is None:
            return None
        middle = span.first.replace(day=15)
        first = self.read.ordinal(m.groups["ord"]) == 1
        return Timespan(span.first, middle) if first else Timespan(middle + timedelta(days=1), span.last)

    def week_of_month(self, m: Match, at: Context) -> Timespan | None:
        """`first week of May`: seven days from the 1st; `last`: the last seven."""
        g = parts_of(m)
        if "rel" in g:
            if at.anchor is None or at.anchor.by != "day":
                return None
            now = ts.months(at.anchor.on.year, at.anchor.on.month)
            span: Timespan | None = ts.shift_months(now, self.read.relative(g["rel"]).by)
        else:
            span = self.month(m, at)
        if span is None:
            return None
        number = self.read.ordinal(g["ord"])
        return ts.days_to(span.last, 7) if number < 0 else ts.days_from(span.first + timedelta(days=7 * number - 7), 7)

    # --- years ----------------------------------------------------------------------------------------------------

    def year(self, m: Match, at: Context) -> Timespan | None:
        """`2014`, `fiscal 2014`."""
        ref = parts_of(m)["ref"]
        named = at.fiscal_year_named(int(ref)) if ref.isdigit() else None
        return named or self.read.year_ref(ref, at)

    def year_range(self, m: Match, at: Context) -> Timespan | None:
        """`1991-94`, `2017/18`, `2007 to 2009`."""
        g = parts_of(m)
        if "word" in m.groups:  # "from 2010 to 2013"
            self._refuse_ends(m, at)
            return Timespan(date(int(g["year"]), 1, 1), date(int(g["year2"]), 12, 31))
        return self.read.split_year(g["year"], g["year2"], g["sep"], at)

    @staticmethod
    def _refuse_ends(m: Match, at: Context) -> None:
        """ "Narrowed by 4 bn between 2015 and 2019" compares two years; a sum or a rate of the years between doesn't."""
        before = at.text[at.sentence.start : m.start]
        ends = before.endswith("between ") and _MOVED.search(before) and not at.cues.adds_up(before)
        if ends or _MOVED_FROM.search(before):
            raise NotAPeriod(m.text)

    def year_to_month(self, m: Match, at: Context) -> Timespan | None:
        """`2013 to the end of October`; `2013 to May 2015` spans years."""
        g = parts_of(m)
        if "rel" in g:
            year = self.read.relative_year(g["rel"], False, at)
            return Timespan(year.first, ts.months(year.first.year, self.read.month(g["month"])).last) if year else None
        last = ts.months(int(g.get("year2", g["year"])), self.read.month(g["month"]))
        return Timespan(date(int(g["year"]), 1, 1), last.last)

    def month_to_year(self, m: Match, at: Context) -> Timespan | None:
        """`between May 2013 and 2014`."""
        g = parts_of(m)
        last = ts.months(int(g["year2"]), self.read.month(g["month2"])) if "month2" in g else ts.year(int(g["year2"]))
        first = ts.months(int(g["year"]), self.read.month(g["month"])) if "month" in g else ts.year(int(g["year"]))
        if not {"month", "month2"} & set(g):
            raise NotAPeriod(m.text)
        return ts.join(first, last)

    def season_year(self, m: Match, at: Context) -> Timespan | None:
        """`1986/87 (October/September)`."""
        g = parts_of(m)
        first, last = self.read.month(g["month"]), self.read.month(g["month2"])
        return ts.months(int(g["ref"][:4]), first, (last - first) % 12 + 1)

    def century(self, m: Match, at: Context) -> Timespan:
        """`19th century`."""
        last = int(m.groups["number"]) * 100
        return Timespan(date(last - 99, 1, 1), date(last, 12, 31))

    def decade(self, m: Match, at: Context) -> Timespan | None:
        """`1930s`; "late 1970s" has no normal form."""
        g = m.groups
        if "loose" in g:
            return None
        if "decade" in g:
            first = int(g["decade"])
        else:
            if not re.search(r"(?:the|mid|of|late|early|in)[ -]+$", at.text[max(0, m.start - 8) : m.start], re.I):
                raise NotAPeriod(m.text)
            first = 1900 + (int(g["short"]) if "short" in g else self.read.decade(g["word"]))
        return Timespan(date(first, 1, 1), date(first + 9, 12, 31))

    # --- halves and quarters --------------------------------------------------------------------------------------

    def part(self, m: Match, at: Context) -> Timespan | None:
        """`first half of 2014`, `third quarter`, `last year's fourth quarter`, `1Q25`."""
        g = parts_of(m)
        ref = g.get("ref") or g.get("pre") or g.get("yy")
        if "kind" in g:
            length, number = {"Q": 3, "H": 6, "M": 1}[g["kind"].upper()], self.read.count(g["n"])
        else:
            length, number = _MONTHS[self.read.unit(g["unit"])], self.read.ordinal(g["ord"])
        latter = g.get("ord", "").lower() == "latter" and length != 6
        if latter or number * length > 12 or (number < 0 and not ref and g.get("ord", "").lower() == "last"):
            raise NotAPeriod(m.text)
        offset = (number - 1) * length if number > 0 else 12 - length
        key = f"part {length} {number}"
        if ref:
            year = self.read.year_ref(ref, at)
            if ref.lower() == "year" and at.tense == "future" and at.anchor is not None and year is not None:
                year = ts.year(max(at.anchor.on.year, year.first.year))  # "it will ease in the second half of the year"
            if ref.lower() == "year" and at.tense != "future":
                year = at.running_year(year, lambda y: ts.part(y, offset, length))
            span = ts.part(year, offset, length) if year else None
            at.remember(key, span, year)
            return span
        if (told := self._spelled_out(m, length, at)) is not None:
            at.spell_out(key, told)
            return told
        if length == _QUARTER and (told := self._quarter_of_fiscal(offset, at)) is not None:
            return told
        if "fiscal" in m.text.lower() or "financial" in m.text.lower():
            return self._fiscal_part(offset, length, at)
        return at.place(lambda y: ts.months(y, offset + 1, length), key=key)

    def _spelled_out(self, m: Match, length: int, at: Context) -> Timespan | None:
        """`fourth quarter (January-March 2011)`: the months that follow say which ones it has."""
        found = self.read.months_after(at.text, m.end)
        if found is None or (found[1] - found[0]) % 12 + 1 != length:
            return None
        return self._months(found[0], found[1], ts.year(found[2]) if found[2] else None, at)

    def _quarter_of_fiscal(self, offset: int, at: Context) -> Timespan | None:
        """A bare "first quarter" in an article that spells it out somewhere as July to September, the country's fiscal one."""
        start = at.fiscal_start()
        if start in (None, 1):
            return None
        first = (start + offset - 1) % _YEAR + 1
        last = (first + 1) % _YEAR + 1
        return self._months(first, last, None, at) if at.spells_out(first, last) else None

    def _fiscal_part(self, offset: int, length: int, at: Context) -> Timespan | None:
        """`fiscal first quarter`: the last one that has begun, unless the sentence looks ahead."""
        year = at.current_fiscal_year()
        if year is None or at.anchor is None:
            return None
        span = ts.part(year, offset, length)
        return ts.shift_years(span, -1) if span.first > at.anchor.on and at.tense != "future" else span

    def parts(self, m: Match, at: Context) -> Timespan | None:
        """`second and third quarters of 2014`."""
        g = parts_of(m)
        span, length = self.read.year_ref(g["ref"], at), _MONTHS[self.read.unit(g["unit"])]
        first, last = self.read.ordinal(g["ord"]), self.read.ordinal(g["ord2"])
        if not 0 < first < last <= 12 // length:
            raise NotAPeriod(m.text)
        return ts.part(span, (first - 1) * length, (last - first + 1) * length) if span else None

    def code_range(self, m: Match, at: Context) -> Timespan | None:
        """`Q1 of 2013 to Q3 2014`."""
        g = parts_of(m)
        begin, end = g.get("year") or g.get("pre"), g.get("year2") or g.get("pre2")
        if not begin and not end:
            raise NotAPeriod(m.text)
        first = ts.quarter(int(begin or end or 0), int(g["n"]))
        return ts.join(first, ts.quarter(int(end or begin or 0), int(g["n2"])))

    def named_quarter(self, m: Match, at: Context) -> Timespan | None:
        """`June quarter`: the three months that end with June."""
        g = parts_of(m)
        month = self.read.month(g["month"])
        if "ref" in g:
            span = self.read.year_ref(g["ref"], at)
            return ts.part(ts.month_within(span, month), -2, 3) if span else None
        return at.place(lambda y: ts.months(y, month - 2, 3), key=f"part 3 {month // 3}")

    def named_year(self, m: Match, at: Context) -> Timespan | None:
        """`June 2017 year`, `the March year`: the twelve months that end so; `June 2017 half`: the six."""
        g = parts_of(m)
        month, length = self.read.month(g["month"]), _MONTHS[self.read.unit(g["unit"])]
        if "year" in g:
            return ts.part(ts.months(int(g["year"]), month), 1 - length, length)
        return at.place(lambda y: ts.part(ts.months(y, month), 1 - length, length), whole=True, key=f"to {month}")

    def season(self, m: Match, at: Context) -> Timespan | None:
        """`last summer`, `spring of 1986`: three whole months, as the weather services count."""
        g = parts_of(m)
        month = self.read.season(g["season"])
        if "ref" in g:
            span = self.read.year_ref(g["ref"], at)
            return ts.months(span.first.year, month, 3) if span else None
        if at.anchor is None:
            return None
        now, word = at.anchor.on, g["rel"].lower().split()[-1]
        spans = [ts.months(y, month, 3) for y in range(now.year - 2, now.year + 3)]
        if word in ("last", "past"):
            return [span for span in spans if span.last < now][-1]
        ahead = [span for span in spans if span.last >= now]
        return ahead[1] if word == "next" and ahead[0].first <= now else ahead[0]

    def unplaced(self, m: Match, at: Context) -> None:
        """`end of January`, `mid-1984`: marked, but where it begins and ends is not told."""
