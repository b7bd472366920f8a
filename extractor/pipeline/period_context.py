"""What a period's meaning depends on: the article's date, the sentence, and the periods named before.

The passage's period ("topic") is the last one that the text is about, as opposed to those it only compares with:
after "rose to 5 bn in June from 4 bn in May", a bare "a year earlier" is June of the year before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from extractor.models import Label, Mention
from extractor.pipeline.matching import Match
from extractor.pipeline.period_cues import CueReader, Tense
from extractor.rules import RuleSet
from extractor.timespan import Timespan, months, shift_years, year

_FISCAL = re.compile(r"\b(?:fiscal|financial)\s+year\b", re.I)
_RUNS = re.compile(r"\b(?:runs?|running)\s+from\s+\Z", re.I)
_NAMES_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGIT = re.compile(r"\d")
_PARTNER = re.compile(r"\b(?:to|from|with|against|into|between)\s+(?:the\s+)?\Z", re.I)
_SINCE = re.compile(r"\W*since\s+(?:early\s+|the\s+(?:beginning|start)\s+of\s+)?", re.I)
_IN = re.compile(r"\b(?:in|on)\s+(?:the\s+)?\Z", re.I)
_THEN = re.compile(r"\b(?:before|until|followed|ahead of)\b", re.I)
_YEAR = 12
_NEXT_WORD = re.compile(r"\s+([a-z]+)", re.I)
_POSSESSIVE = re.compile(r"[’']s\b")
_OPENS = re.compile(r"\W*(?:back\s+)?(?:in|during)\s+", re.I)
_THROUGH = re.compile(r"\b(?:through|up to)\s+(?:the\s+)?(?:end\s+of\s+)?\Z", re.I)
_FOR = re.compile(r"\b(?:for|of)\s+\Z", re.I)
_RECENT = timedelta(days=100)
_FEW = 3
_TWO = 2
_DAYS = frozenset({"day", "numeric_day", "weekday", "loose_day"})
_OPEN = timedelta(days=10)
_SCENE = re.compile(r"\b(?:in|for|during|over)\s+(?:the\s+|early\s+|late\s+)?$", re.I)
_SOON = timedelta(days=75)
_COMING = timedelta(days=120)
_JUST = timedelta(days=45)
_LONG_AGO = timedelta(days=250)
_FAR = timedelta(days=200)
_RATE = re.compile(r"(?:%|\bpct|\bper ?cent|\bpoints)\s+from\s+$", re.I)
"""Before a period that a rate of change is told from: "up 7 percent from January-June"."""


@dataclass(frozen=True)
class Anchor:
    """When the article was written; `by` is how exactly that is known.

    `twins`: months with the stated year that the same month of the article is compared with. `horizon`: where only the
    year is known, the last day that the text states figures of.
    """

    on: date
    by: Literal["day", "year"] = "day"
    twins: Mapping[int, int] = field(default_factory=dict)
    horizon: date | None = None


@dataclass(frozen=True)
class Stretch:
    """A sentence, as far as periods care."""

    start: int
    end: int
    furniture: bool = False
    heading: bool = False
    block: int = 0


@dataclass
class Context:
    """The state of one reading of one article, from left to right."""

    text: str
    rules: RuleSet
    cues: CueReader
    stretches: Sequence[Stretch]
    places: Sequence[Mention] = ()
    anchor: Anchor | None = None
    published: date | None = None
    currencies: Sequence[str] = ()
    hinted: Sequence[str] = ()
    topic: Timespan | None = None
    topics: dict[int, Timespan] = field(default_factory=dict)
    days: Timespan | None = None
    ahead_year: int | None = None
    next_topic: Timespan | None = None
    _sentence: Stretch | None = None
    _sentence_topic: Timespan | None = None
    _sentence_year: int | None = None
    _block_year: int | None = None
    _previous_end: int = 0
    _previous_compared: bool = False
    _kept: tuple[Timespan | None, dict[int, Timespan]] | None = None
    _main: Timespan | None = None
    _floor: dict[int, Timespan] = field(default_factory=dict)
    _bare: dict[str, Timespan] = field(default_factory=dict)
    fiscal_years: dict[int, Timespan] = field(default_factory=dict)
    at: int = 0
    end: int = 0
    tense: Tense = None
    compared: bool = False
    event: bool = False
    last_year: Timespan | None = None
    _told: bool = False
    _since_then: bool = False
    _goes_ahead: bool = False

    def enter(self, match: Match) -> None:
        """Move on to a mention: find its sentence, tense, and whether it is only compared with."""
        sentence = self._stretch(match.start)
        if sentence is not self._sentence:
            self._leave_furniture(sentence)
            self._turn_to(sentence)
            if self._sentence is None or self._sentence.block != sentence.block:
                self._block_year = None
            self._sentence, self._sentence_topic, self._sentence_year = sentence, None, self._block_year
            self._previous_end, self._previous_compared = sentence.start, False
        self.at, self.end = match.start, match.end
        before = self.text[sentence.start : match.start]
        gap = self.text[min(self._previous_end, match.start) : match.start]
        if _is_range(match) and not _RATE.search(gap):
            gap = re.sub(r"(?:from|between|since)\s+(?:the\s+)?$", "", gap, flags=re.I)
        if match.rule.make in _DAYS:
            gap = re.sub(r"\bon\s+(?:the\s+)?$", "", gap, flags=re.I)  # "expired on May 31" compares nothing
        self.compared = (
            _in_brackets(before) or self.cues.compares(gap) or (self._previous_compared and self.cues.goes_on(gap))
        )
        continued = self._goes_ahead and self._previous_compared and self.cues.goes_on(gap)
        self._goes_ahead = continued or _THEN.search(gap) is not None
        self._since_then = _SINCE.fullmatch(before) is not None
        if self._since_then:
            self.compared = False
        self.event = self.cues.dates_event(before)
        self._told = self.cues.told(_IN.sub("", before))
        since = before[-6:].casefold() == "since "
        self.tense = "past" if since else self.cues.tense(before, self.text[match.end : sentence.end])

    def restart(self) -> None:
        """Begin to read the article once more."""
        self._sentence = None

    def leave(self, match: Match, span: Timespan | None, *, topical: bool) -> None:
        """Remember what a mention has set."""
        self._previous_end, self._previous_compared = match.end, self.compared
        if span is not None and (span.months == _YEAR or _NAMES_YEAR.search(match.text)):
            self.last_year = span if span.months == _YEAR else year(span.last.year)
        if span is None or not topical or self.compared or self.event:
            return
        if _RUNS.search(self.text, max(0, match.start - 12), match.start):
            return  # "the season, which runs from October to September"
        if self._sentence_topic is not None and _is_earlier_twin(span, self._sentence_topic):
            return
        if self._since_then and (span := self._since(span)) is None:
            return
        if span.months == 1 and _THROUGH.search(self.text, max(0, match.start - 24), match.start):
            span = Timespan(span.first.replace(month=1), span.last)  # "2 mln tons through March": the year so far
        aside = self._is_aside(span)
        if aside and not _sets_scene(self.text[self.sentence.start : match.start]):
            return
        self._sentence_topic = span
        if _NAMES_YEAR.search(match.text):
            self._sentence_year = span.last.year
            opens = _OPENS.fullmatch(self.text[self.sentence.start : match.start]) is not None
            self._block_year = span.last.year if opens and span.months == _YEAR else None
        if aside or (self.anchor is not None and self._unfinished(span, self.anchor.on)):
            return
        self._set_topic(span)

    def _set_topic(self, span: Timespan) -> None:
        self.topic = span
        if span.months is None:
            self.days = span
        if span.months:
            self.topics[span.months] = self._floor[span.months] = span
            over = self.anchor is None or span.last <= self.anchor.on
            if self._main is None and span.months <= _YEAR and over and not self.sentence.furniture:
                self._main = span

    def _unfinished(self, span: Timespan, now: date) -> bool:
        """Has it not begun, or isn't it over while the article is about one that is?"""
        return span.first > now or (self._main is not None and span.last > now + _OPEN)

    def _is_aside(self, span: Timespan) -> bool:
        """ "They were 20 bn in May of last year", "April's was revised": earlier than what the section is about."""
        topic = self._floor.get(span.months or 0)
        before_days = span.months == 1 and self.days is not None and span.last < self.days.first
        return before_days or (topic is not None and span.last < topic.last)

    def _since(self, span: Timespan) -> Timespan | None:
        """ "Since January exports have grown 5 pct" speaks of the months up to the last that has figures."""
        end = self.data_end()
        return Timespan(span.first, end) if span.months == 1 and end is not None and end > span.last else None

    def _turn_to(self, sentence: Stretch) -> None:
        """A new section begins with what the article is about; so does a paragraph after one on a part of that."""
        if self._sentence is None or self._main is None:
            return
        if any(self._sentence.start < start <= sentence.start for start in self._headings()):
            self.topic = self._main
            self._floor.clear()
        elif self._sentence.block != sentence.block and self.topic is not None and _is_part(self.topic, self._main):
            self.topic = self._main

    def _headings(self) -> list[int]:
        return [stretch.start for stretch in self.stretches if stretch.heading]

    @property
    def sentence(self) -> Stretch:
        """The sentence of the present mention."""
        return self._sentence or Stretch(0, len(self.text))

    def sentence_topic(self) -> Timespan | None:
        """The period that the sentence has named as its own so far."""
        return self._sentence_topic

    def subject(self) -> Timespan | None:
        """The period that the sentence, else the passage, is about."""
        return self._sentence_topic or self.next_topic or self.topic

    def subject_of(self, length: int) -> Timespan | None:
        """The same for periods of a number of months."""
        subject = self.subject()
        if subject is not None and subject.months == length:
            return subject
        return self.topics.get(length)

    def place(self, at: Callable[[int], Timespan], *, whole: bool = False, key: str = "") -> Timespan | None:
        """Which year's period is meant where none is said: the nearest that fits the tense.

        `whole`: it must have ended by the article's date, not only have begun. `key` names the wording, so that it
        is read alike throughout the article.
        """
        span = self._nearest(at, whole=whole, key=key)
        topic = self._sentence_topic
        fixed = self._goes_ahead or self._told or self.ahead_year is not None
        if span is None or topic is None or not self.compared or fixed:
            return span
        later = span.months is not None and span.months == topic.months and span.first > topic.first
        return at(span.last.year - 1) if later else span  # "in the second half, against 4 bn in the first"

    def _nearest(self, at: Callable[[int], Timespan], *, whole: bool, key: str) -> Timespan | None:
        if self.ahead_year is not None:
            return at(self.ahead_year)
        if self.anchor is None:
            return None
        now = self.anchor.on
        if self._sentence_year is not None and self._sentence_year <= now.year - 2:
            return at(self._sentence_year)
        if self.anchor.by == "year":
            return self._of_about(at, now.year)
        near = [at(now.year + by) for by in (-1, 0, 1)]
        begun = [span for span in near if (span.last <= now + timedelta(days=10) if whole else span.first <= now)]
        if not begun:
            return near[0]
        past = begun[-1]
        if key in self._bare:
            return self._bare[key]
        if self.tense == "future" and past.months == 1 and self._reported(past.last, now):
            return past  # "the May figures will be revised": May is over
        if _just_begun(past, now) and self.tense != "future" and len(begun) > 1:
            past = begun[-2]
        ahead = next((span for span in near if span.first > past.first), past)
        soon = self.tense is None and ahead.first - now < _SOON and now - past.last > _LONG_AGO
        just_over = past.months in (1, 3) and now - past.last < _JUST and ahead.first - now > _FAR
        just_over = just_over or self._is_known()
        chosen = ahead if past.last < now and (soon or (self.tense == "future" and not just_over)) else past
        if key and not self.compared:
            self._bare[key] = chosen
        return chosen

    def _of_about(self, at: Callable[[int], Timespan], year: int) -> Timespan:
        """Where only the year of the article is known: after the months that have figures if it lies ahead, else not
        long after them.
        """
        span = at(year)
        twin = self.year_after_twin(span.first.month) if span.months == 1 else None
        if twin is not None:
            return at(twin)
        end = self.last_figures()
        if self.tense == "future" and not self._is_known():
            end = end or self.data_end()
            return at(year + (end is not None and span.last <= end))
        soon = _SOON if self.tense == "past" else _COMING
        return at(year - (end is not None and span.first - end > soon))

    def _is_known(self) -> bool:
        """ "It is expected to narrow from June's 4 bn": what a figure to come is compared with is known."""
        return self.compared and _POSSESSIVE.match(self.text, self.end) is not None

    def last_figures(self) -> date | None:
        """Where only the year of the article is known: the last day of months that it has given figures of."""
        if self._main is not None and (self._main.months or _YEAR) < _YEAR:
            return self._main.last
        return self.anchor.horizon if self.anchor else None

    def spells_out(self, first: int, last: int) -> bool:
        """Does the text name the months from one to another, "July-September"?"""
        names = (self.rules.list("month").meanings[str(number)][0] for number in (first, last))
        return re.search(r"\b{}\s?(?:-|–|to|through)\s?{}\b".format(*names), self.text, re.I) is not None

    def year_after_twin(self, month: int) -> int | None:
        """The year of a month that the article compares with the same month of a year it states."""
        if self.anchor is None or self.compared or month not in self.anchor.twins:
            return None
        after = self.anchor.twins[month] + 1
        return after if abs(after - self.anchor.on.year) <= 1 else None

    def today(self) -> date | None:
        """The article's day; where only its year is known, the day after its latest figures."""
        if self.anchor is None or self.anchor.by == "day":
            return self.anchor.on if self.anchor else None
        end = self.last_figures()
        return end + timedelta(days=1) if end else None

    def year_just_over(self) -> Timespan | None:
        """Where only the year of the article is known: the year before, if its figures are what the passage is about."""
        topic, end = self.subject(), self.last_figures()
        if topic is None or self.anchor is None or self.anchor.by != "year" or topic.months != _YEAR:
            return None
        newer = end is not None and end > topic.last
        return None if newer or topic.last.year != self.anchor.on.year - 1 else topic

    def _reported(self, last: date, now: date) -> bool:
        """Is it a month just over whose figures come ("the June release", "the report for March is due")?"""
        if now - last > _RECENT:
            return False
        if _POSSESSIVE.match(self.text, self.end):
            return True
        follows = _NEXT_WORD.match(self.text, self.end)
        data = follows is not None and self.rules.list("month_noun").lookup(follows[1]) == "noun"
        return data or _FOR.search(self.text, max(0, self.at - 5), self.at) is not None

    def remember(self, key: str, span: Timespan | None, year: Timespan | None) -> None:
        """After "first half of fiscal 2018" a bare "first half" is of that fiscal year too."""
        if span is not None and year is not None and year.first.month != 1 and not self.compared:
            self._bare[key] = span
            self.topics[_YEAR] = year  # "the full year" is that one too

    def spell_out(self, key: str, span: Timespan) -> None:
        """After "fourth quarter (January-March)" a bare "fourth quarter" is the same."""
        self._bare[key] = span

    @cached_property
    def _stated_start(self) -> int | None:
        """The month in which the article itself says that its fiscal or crop year begins."""
        for match in self.cues.year_bounds.finditer(self.text):
            month = int(self.rules.list("month").lookup(match["month"] or match["month_b"]) or 0)
            return month % 12 + 1 if match["ends"] else month
        return None

    @cached_property
    def speaks_of_fiscal_years(self) -> bool:
        """Does the article name a fiscal year without saying which: "the previous fiscal year"?"""
        return _FISCAL.search(self.text) is not None

    def is_about_fiscal_years(self) -> bool:
        """Is the last year told one that doesn't begin in January?"""
        return self.last_year is not None and self.last_year.first.month != 1

    @property
    def states_its_year(self) -> bool:
        """Does the article say when its fiscal or crop year begins?"""
        return self._stated_start is not None

    def fiscal_start(self) -> int | None:
        """The month in which the fiscal year begins: as the article says, else of the country nearest in the sentence,
        else of the article's.
        """
        if self._stated_start is not None:
            return self._stated_start
        place = self.country("fiscal_start")
        return int(self.rules.list("fiscal_start").lookup(place) or 1) if place else None

    def country(self, keeping: str | None = None) -> str | None:
        """The country whose trade it is: the one that the sentence names nearest, else the one most named.

        Those that goods go to or come from ("exports to America in 2022/23") count only where no other is named.
        `keeping`: of the two most named, one in this list of rules ("fiscal_start") goes before one that is not.
        """
        place = self._country()
        if keeping is None or place is None or self.rules.list(keeping).lookup(place):
            return place
        named = Counter(p.place for p in self.places if _is_country(p)).most_common(_TWO)
        return next((code for code, _ in named if code and self.rules.list(keeping).lookup(code)), place)

    def _country(self) -> str | None:
        countries = [p for p in self.places if _is_country(p)]
        own = [p for p in countries if not _PARTNER.search(self.text, max(0, p.start - 12), p.start)] or countries
        if self._sentence is not None:
            inside = [p for p in own if self._sentence.start <= p.start < self._sentence.end]
            if inside:
                return min(inside, key=lambda p: abs(p.start - self.at)).place
        count = Counter(p.place for p in own) or Counter(self.hinted)
        if count:
            return count.most_common(1)[0][0]
        money = Counter(self.currencies).most_common(1)
        return self.rules.list("fiscal_currency").lookup(money[0][0]) if money else None

    def fiscal_year(self, number: int, *, split: bool) -> Timespan | None:
        """Fiscal 2018 or 2017/18 (`split`: `number` is the first of the two years)."""
        start = self.fiscal_start()
        if start is None:
            return None
        country = self.country("fiscal_start") or ""
        begins = split or start == 1 or self.rules.list("fiscal_named_for").lookup(country) == "start"
        return months(number if begins else number - 1, start, 12)

    def fiscal_year_named(self, number: int) -> Timespan | None:
        """In a passage on a fiscal year: what the text has called "fiscal 1987" before, for a bare "1987"."""
        subject = self.subject()
        return self.fiscal_years.get(number) if subject in self.fiscal_years.values() else None

    def current_fiscal_year(self) -> Timespan | None:
        """The fiscal year that the article was written in."""
        start = self.fiscal_start()
        if start is None or self.anchor is None:
            return None
        now = self.anchor.on
        return months(now.year if now.month >= start else now.year - 1, start, 12)

    def fiscal_year_of_topic(self) -> Timespan | None:
        """The fiscal year that the passage is about, else the one that the article was written in."""
        start, subject = self.fiscal_start(), self.subject()
        if start is None or subject is None:
            return self.current_fiscal_year()
        last = subject.last
        return months(last.year if last.month >= start else last.year - 1, start, 12)

    def topic_year(self) -> Timespan | None:
        """The calendar year that the passage is about, else the one it was written in."""
        subject = self.subject()
        if subject is not None:
            return year(subject.last.year)
        return year(self.anchor.on.year) if self.anchor else None

    def running_year(self, told: Timespan | None, part: Callable[[Timespan], Timespan]) -> Timespan | None:
        """ "The first half of the year", where that is over: this year's, though a figure of an earlier year was told last."""
        if told is None or self.anchor is None or self.anchor.by != "day" or self._sentence_topic is not None:
            return told
        this = year(self.anchor.on.year)
        over = part(this).last <= self.anchor.on
        return this if over and told.last < this.first and told.months == _YEAR and told.first.month == 1 else told

    def year_around_topic(self) -> Timespan | None:
        """The year that the passage has named and is about a part of, fiscal or not; else its calendar year."""
        subject, named = self.subject(), self.topics.get(_YEAR)
        return named if named is not None and subject is not None and _is_part(subject, named) else self.topic_year()

    def year_before_topic(self) -> Timespan | None:
        """The year before the one that the passage is about."""
        subject = self.subject()
        if subject is not None and subject.months == 12:
            return shift_years(subject, -1)
        topic = self.topic_year()
        return shift_years(topic, -1) if topic else None

    def data_end(self) -> date | None:
        """The last day that figures have been given for: the end of the passage's period."""
        subject = self.subject()
        if subject is not None and self._is_over(subject):
            over = self._main is not None and self._sentence_topic is None and self._main.last > subject.last
            return self._main.last if self._main is not None and over else subject.last
        known = [span.last for span in self.topics.values() if self._is_over(span)]
        return max(known, default=subject.last if subject and not self.anchor else None)

    def _is_over(self, span: Timespan) -> bool:
        """Has it ended when the article was written? Of the year it was written in, that isn't told by a month's figures."""
        if self.anchor is None or span.last > self.anchor.on:
            return False
        around = self._main is not None and _is_part(self._main, span)
        whole = self.anchor.by == "year" and span.months == _YEAR and (around or span.last == self.anchor.on)
        return not whole or self.last_figures() == span.last

    def last_data_of(self, number: int) -> date | None:
        """The last day of a year that the article has given figures of."""
        known = [span.last for span in self.topics.values() if self.anchor and span.last <= self.anchor.on]
        return max((last for last in known if last.year == number), default=None)

    def _stretch(self, at: int) -> Stretch:
        for stretch in self.stretches:
            if stretch.start <= at < stretch.end:
                return stretch
        return Stretch(at, min(len(self.text), at + 1))

    def _leave_furniture(self, new: Stretch) -> None:
        """What a related story's line is about says nothing about the article."""
        if new.furniture and self._kept is None:
            self._kept = self.topic, dict(self.topics)
        elif not new.furniture and self._kept is not None:
            (self.topic, self.topics), self._kept = self._kept, None


def _is_earlier_twin(span: Timespan, other: Timespan) -> bool:
    """The same months of an earlier year."""
    return span.months == other.months and span.first < other.first and span.first.month == other.first.month


def _is_part(span: Timespan, other: Timespan) -> bool:
    return span != other and other.first <= span.first and span.last <= other.last


def _sets_scene(before: str) -> bool:
    """Does a mention say when the sentence happens ("In August it was"; "August exports were"), not name a level?"""
    return _SCENE.search(before) is not None or (not _DIGIT.search(before) and len(before.split()) <= _FEW)


def _just_begun(span: Timespan, now: date) -> bool:
    """Figures of a quarter or half-year are not out when a third of it has not passed."""
    length = span.last - span.first
    return span.last >= now and length.days > 40 and 3 * (now - span.first) < length


def _in_brackets(before: str) -> bool:
    """A figure in brackets, "(4 bn in May)", is there to be compared with."""
    opened = before.rfind("(")
    return opened > before.rfind(")") and any(c.isdigit() for c in before[opened:])


def _is_country(mention: Mention) -> bool:
    return (
        mention.label is Label.PLACE
        and mention.place is not None
        and len(mention.place) == 3
        and mention.place != "OECD"
    )


def _is_range(match: Match) -> bool:
    return "range" in match.rule.id or match.rule.make in ("month_to_year", "year_to_month", "parts")
