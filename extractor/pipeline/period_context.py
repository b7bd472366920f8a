"""What a period's meaning depends on: the article's date, the sentence, and the periods named before.

The passage's period ("topic") is the last one that the text is about, as opposed to those it only compares with:
after "rose to 5 bn in June from 4 bn in May", a bare "a year earlier" is June of the year before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from extractor.models import Label, Mention
from extractor.pipeline.matching import Match
from extractor.rules import RuleSet
from extractor.timespan import Timespan, months, shift_years, year

Tense = Literal["past", "future"] | None

_LEADS_IN = re.compile(r"\b(?:in|on|from|by|during|for|until|starting|beginning)\s+(?:the\s+|early\s+|late\s+)?$", re.I)
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"\w[\w-]*")
_CODE = re.compile(r"[A-Z]{1,4}")
_TO_FIGURE = re.compile(r"\bto\s+(?:[a-z]+\s+){0,3}?[^\w\s]{0,2}(?:[A-Z]{1,3}\W{0,2})?\d")
_PARTNER = re.compile(r"\b(?:to|from|with|against|into|between)\s+(?:the\s+)?\Z", re.I)
_SINCE = re.compile(r"\W*since\s+(?:early\s+|the\s+(?:beginning|start)\s+of\s+)?", re.I)
_SHORT_GAP = 45
_YEAR = 12
_NEXT_WORD = re.compile(r"\s+([a-z]+)", re.I)
_RECENT = timedelta(days=100)
_FEW = 3
_OPEN = timedelta(days=10)
_SCENE = re.compile(r"\b(?:in|for|during|over)\s+(?:the\s+|early\s+|late\s+)?$", re.I)
_SOON = timedelta(days=75)
_LONG_AGO = timedelta(days=250)


@dataclass(frozen=True)
class Anchor:
    """When the article was written; `by` is how exactly that is known."""

    on: date
    by: Literal["day", "year"] = "day"


@dataclass(frozen=True)
class Stretch:
    """A sentence, as far as periods care."""

    start: int
    end: int
    furniture: bool = False
    heading: bool = False
    block: int = 0


class CueReader:
    """Reads tense and comparison off the words around a mention."""

    def __init__(self, rules: RuleSet) -> None:
        compare = rules.list("period_compare").meanings
        strong, weak = (_any_of(compare.get(kind, ())) for kind in ("strong", "weak"))
        self._strong = re.compile(
            rf"(?<!\bmore\s)(?<!\bless\s)(?<!\bfewer\s)\b{strong}\b(?!\s(?:expected|forecast|estimated|thought))"
            r"|\bthan\s+(?:(?:in|at|during|for)\s+)?(?:the\s+|early\s+|late\s+)*(?:$|level|figure)",
            re.I,
        )
        self._weak = re.compile(rf"\b{weak}\b", re.I)
        self._filler = frozenset(word.casefold() for word in compare.get("filler", ()))
        self._harmless = re.compile(
            r"\W*(?:\b(?:the|an?|in|of|its?|for|during|that|those|to|what|about|early|late|levels?|figures?|revised|record|"
            r"peak|high|low|surplus|deficit|gap|rise|fall|drop|gain|decline|growth|increase|\w+ing|first|\w+-\w+)\b\W*)*",
            re.I,
        )
        event_words = rules.list("period_event").meanings
        events = _any_of(event_words.get("verb", ()))
        self._told = re.compile(rf"\b{_any_of([w for words in event_words.values() for w in words])}\s+$", re.I)
        self._event = re.compile(rf"\b{events}\s+(?:back\s+|early\s+|late\s+|again\s+)?(?:in|on|last)?\s+$", re.I)
        self._yearly = re.compile(r"(?:\d|%|\bpct|\bper ?cent|\bpoints)\s+(?:over|on)\s+(?:the\s+)?$", re.I)
        ahead = rules.list("period_future").meanings
        future = f"{_any_of(ahead.get('cue', ()))}|(?-i:{_any_of(ahead.get('lower', ()))})"
        past = _any_of(rules.list("period_past").words())
        self._tense = re.compile(
            rf"\b(?:(?P<future>{future})(?:\s+(?:not\s+|also\s+)?be\s+\w+|\s+have\s+\w+)?|(?P<past>{past}|\w{{2,}}ed))\b",
            re.I,
        )
        self._sum = re.compile(rf"\b{_any_of(rules.list('period_sum').words())}\b", re.I)
        self._ahead = re.compile(rf"\b{_any_of(rules.list('period_ahead').words())}\b", re.I)

    def compares(self, gap: str) -> bool:
        """Do the words before a mention say that it is only compared with?"""
        if self._strong.search(gap):
            return True
        for match in self._weak.finditer(gap):
            rest = gap[match.end() :]
            if self._harmless.fullmatch(rest):
                return True
            figure = _DIGIT.search(rest)
            if figure is None or not self._leads_to_figure(rest[: figure.start()]):
                continue
            if match[0].lower() != "from" or not _TO_FIGURE.search(rest, figure.end()):
                return True  # "from 4 bn to 5 bn in May" speaks of May
        return False

    def _leads_to_figure(self, words: str) -> bool:
        """Is a comparing word followed by a figure ("after a revised US$"), not by who is compared ("from Kenya at")?"""
        return all(
            word.casefold() in self._filler or word.endswith(("ing", "ly")) or "-" in word or _CODE.fullmatch(word)
            for word in _WORD.findall(words)
        )

    def dates_event(self, before: str) -> bool:
        """Is it when something was done ("published in June"), not what the figures cover?"""
        return self._event.search(before) is not None

    def told(self, before: str) -> bool:
        """Is it when somebody spoke ("the 6 bn reported a month ago")?"""
        return self._told.search(before) is not None

    def sets_against(self, before: str) -> bool:
        """Does "the same period" stand for the one a year before: "down 5 percent over the same period"?"""
        return self._yearly.search(before) is not None

    def goes_on(self, gap: str) -> bool:
        """Do the words between two mentions merely add another one to the same comparison?"""
        return (
            len(gap) < _SHORT_GAP
            and re.match(r"\s*(?:,|and\b|or\b|but\b)", gap) is not None
            and not self._tense.search(gap)
        )

    def tense(self, before: str, after: str) -> Tense:
        """Past or future, by the last verb before the mention in its clause, else the first one after it."""
        clause = before.rsplit(";", 1)[-1]
        if clause is not before and _LEADS_IN.search(clause) and not self._tense.search(clause):
            before = clause
        follows = self._tense.match(after.lstrip(" ,\n"))
        if follows and follows["past"]:
            return "past"
        last = None
        for match in self._tense.finditer(before):
            last = match
        if last is None and _LEADS_IN.search(
            before
        ):  # "In May sales will rise"; not "May sales due on Friday will ..."
            last = self._tense.search(after)
        if last is None:
            return None
        return "future" if last["future"] else "past"

    def adds_up(self, text: str) -> bool:
        """Do the words of a sentence add up what several months have brought ("totalled")?"""
        return self._sum.search(text) is not None

    def looks_ahead(self, text: str) -> bool:
        """Do the words speak of what is expected?"""
        return self._ahead.search(text) is not None


def _any_of(words: Sequence[str]) -> str:
    ordered = sorted(words, key=lambda w: -len(w))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + ")"


@dataclass
class Context:
    """The state of one reading of one article, from left to right."""

    text: str
    rules: RuleSet
    cues: CueReader
    stretches: Sequence[Stretch]
    places: Sequence[Mention] = ()
    anchor: Anchor | None = None
    topic: Timespan | None = None
    topics: dict[int, Timespan] = field(default_factory=dict)
    ahead_year: int | None = None
    next_topic: Timespan | None = None
    _sentence: Stretch | None = None
    _sentence_topic: Timespan | None = None
    _sentence_year: int | None = None
    _previous_end: int = 0
    _previous_compared: bool = False
    _kept: tuple[Timespan | None, dict[int, Timespan]] | None = None
    _main: Timespan | None = None
    _floor: dict[int, Timespan] = field(default_factory=dict)
    _bare: dict[str, Timespan] = field(default_factory=dict)
    at: int = 0
    end: int = 0
    tense: Tense = None
    compared: bool = False
    event: bool = False
    _since_then: bool = False

    def enter(self, match: Match) -> None:
        """Move on to a mention: find its sentence, tense, and whether it is only compared with."""
        sentence = self._stretch(match.start)
        if sentence is not self._sentence:
            self._leave_furniture(sentence)
            self._turn_to(sentence)
            self._sentence, self._sentence_topic, self._sentence_year = sentence, None, None
            self._previous_end, self._previous_compared = sentence.start, False
        self.at, self.end = match.start, match.end
        before = self.text[sentence.start : match.start]
        gap = self.text[min(self._previous_end, match.start) : match.start]
        if _is_range(match):
            gap = re.sub(r"(?:from|between|since)\s+(?:the\s+)?$", "", gap, flags=re.I)
        self.compared = (
            _in_brackets(before) or self.cues.compares(gap) or (self._previous_compared and self.cues.goes_on(gap))
        )
        self._since_then = _SINCE.fullmatch(before) is not None
        if self._since_then:
            self.compared = False
        self.event = self.cues.dates_event(before)
        self.tense = self.cues.tense(before, self.text[match.end : sentence.end])

    def leave(self, match: Match, span: Timespan | None, *, topical: bool) -> None:
        """Remember what a mention has set."""
        self._previous_end, self._previous_compared = match.end, self.compared
        if span is None or not topical or self.compared or self.event:
            return
        if self._sentence_topic is not None and _is_earlier_twin(span, self._sentence_topic):
            return
        aside = self._is_aside(span)
        if aside and not _sets_scene(self.text[self.sentence.start : match.start]):
            return
        if self._since_then and (span := self._since(span)) is None:
            return
        self._sentence_topic = span
        if re.search(r"(?:19|20)\d\d", match.text):
            self._sentence_year = span.last.year
        if aside or (self.anchor is not None and self._unfinished(span, self.anchor.on)):
            return
        self._set_topic(span)

    def _set_topic(self, span: Timespan) -> None:
        self.topic = span
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
        return topic is not None and span.last < topic.last

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
        if self.ahead_year is not None:
            return at(self.ahead_year)
        if self.anchor is None:
            return None
        now = self.anchor.on
        if self._sentence_year is not None and self._sentence_year <= now.year - 2:
            return at(self._sentence_year)
        if self.anchor.by == "year":
            end = self.data_end() if self.tense == "future" else None
            return at(now.year + (end is not None and at(now.year).last <= end))
        near = [at(now.year + by) for by in (-1, 0, 1)]
        begun = [span for span in near if (span.last <= now + timedelta(days=10) if whole else span.first <= now)]
        if not begun:
            return near[0]
        past = begun[-1]
        if key in self._bare:
            return self._bare[key]
        if self.tense == "future" and now - past.last < _RECENT and self._heads_data():
            return past  # "the May figures will be revised": May is over
        if _just_begun(past, now) and self.tense != "future" and len(begun) > 1:
            past = begun[-2]
        ahead = next((span for span in near if span.first > past.first), past)
        soon = self.tense is None and ahead.first - now < _SOON and now - past.last > _LONG_AGO
        chosen = ahead if past.last < now and (soon or self.tense == "future") else past
        if key and not self.compared:
            self._bare[key] = chosen
        return chosen

    def _heads_data(self) -> bool:
        """Does a noun of the statistics follow: "the June release"?"""
        follows = _NEXT_WORD.match(self.text, self.end)
        return follows is not None and self.rules.list("month_noun").lookup(follows[1]) == "noun"

    def remember(self, key: str, span: Timespan | None, year: Timespan | None) -> None:
        """After "first half of fiscal 2018" a bare "first half" is of that fiscal year too."""
        if span is not None and year is not None and year.first.month != 1 and not self.compared:
            self._bare[key] = span

    def fiscal_start(self) -> int | None:
        """The month in which the fiscal year begins of the country nearest in the sentence, else of the article's."""
        place = self.country()
        starts = self.rules.list("fiscal_start")
        if place is None:
            return None
        return int(starts.lookup(place) or 1)

    def country(self) -> str | None:
        """The country whose trade it is: the one that the sentence names nearest, else the one most named.

        Those that goods go to or come from ("exports to America in 2022/23") count only where no other is named.
        """
        countries = [p for p in self.places if _is_country(p)]
        own = [p for p in countries if not _PARTNER.search(self.text, max(0, p.start - 12), p.start)] or countries
        if self._sentence is not None:
            inside = [p for p in own if self._sentence.start <= p.start < self._sentence.end]
            if inside:
                return min(inside, key=lambda p: abs(p.start - self.at)).place
        count = Counter(p.place for p in own)
        return count.most_common(1)[0][0] if count else None

    def fiscal_year(self, number: int, *, split: bool) -> Timespan | None:
        """Fiscal 2018 or 2017/18 (`split`: `number` is the first of the two years)."""
        start = self.fiscal_start()
        if start is None:
            return None
        country = self.country() or ""
        begins = split or start == 1 or self.rules.list("fiscal_named_for").lookup(country) == "start"
        return months(number if begins else number - 1, start, 12)

    def current_fiscal_year(self) -> Timespan | None:
        """The fiscal year that the article was written in."""
        start = self.fiscal_start()
        if start is None or self.anchor is None:
            return None
        now = self.anchor.on
        return months(now.year if now.month >= start else now.year - 1, start, 12)

    def topic_year(self) -> Timespan | None:
        """The calendar year that the passage is about, else the one it was written in."""
        subject = self.subject()
        if subject is not None:
            return year(subject.last.year)
        return year(self.anchor.on.year) if self.anchor else None

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
        if subject is not None and self.anchor is not None and subject.last <= self.anchor.on:
            return subject.last
        known = [span.last for span in self.topics.values() if self.anchor and span.last <= self.anchor.on]
        return max(known, default=subject.last if subject and not self.anchor else None)

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
    return _SCENE.search(before) is not None or not _DIGIT.search(before) and len(before.split()) <= _FEW


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
