"""What the years that an article names say about when it was written.

Figures of a whole year are told in the year after it; what is compared with "the same period in 2003" is of 2004 or later;
what is hoped for by the end of 2008 lies ahead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.pipeline.matching import Match
from extractor.pipeline.period_context import Context
from extractor.pipeline.period_read import NotAPeriod

SINCE = re.compile(r"\bsince\s+(?:\w+\s+){0,4}\Z|\bAct\s+of\s+\Z", re.I)
_HISTORY = re.compile(
    r"\b(?:peak|high|low|record|trough|best|worst|mark|pact|deal|agreement|treaty|law|launched|founded|signed|opened|introduced)"
    r"(?:\s+(?:reached|set|hit|seen|posted|struck|signed|was|were|there|back|of|level)){0,3}\s+(?:in|of)\s+\Z",
    re.I,
)
_FORESEEN = re.compile(
    r"[^.;]{0,60}?\b(?:(?:is|are|was|were)\s+(?:now\s+|also\s+)?(?:expected|projected|forecast|likely|set|due|estimated to|seen)\b|will\b|"
    r"anticipat|expects?\b|predicts?\b|foresees?\b|projects?\b)",
    re.I,
)
_TO_YEAR_END = re.compile(r"\b(?:Dec|fourth|Q4|4Q|second half|H2|2H)", re.I)
_LATE_DAY = re.compile(r"\b(?:1[5-9]|2\d|3[01])(?:st|nd|rd|th)?\b")
_SPLIT = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/–](\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_OWN_YEAR = re.compile(r"\W*(?:(?:of|in)\W+)?(?:19|20)\d\d$")
_LIMIT = re.compile(
    r"\b(?:by|until|till|before)\s+(?:the\s+)?(?:(?:end|close|middle|start|beginning)\s+of\s+)?\Z", re.I
)
_FROM = re.compile(r"\bfrom\s+\Z", re.I)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|\bcopyright\b)[^.\n]{0,50}\Z", re.I)
_NOW = re.compile(r"\b(?:current|this|ongoing|present|running)\s+\Z", re.I)
_SINCE_START = re.compile(r"\bsince\s+the\s+(?:start|beginning|turn)\s+of\s+\Z", re.I)
_RECORDS = re.compile(
    r"\b(?:records?|series|survey|data|statistics)\s+(?:\w+\s+)?(?:began|begins?|started?|go(?:es)?\s+back)\s+(?:in|to)\s+\Z",
    re.I,
)
_STILL_ON = re.compile(r"\b(?:has|have|[’']s|[’']ve|so far|is|are)\b", re.I)
_CUMULATIVE = frozenset({"first_n", "n_of", "month_range", "n_m"})
_PARTS = frozenset({"month", "part", "named_quarter", "ended", "the_unit"}) | _CUMULATIVE
_BEFORE = 60
_EXPECTED = re.compile(r"(?<!than )(?<!as )\b(?:expected|foresaw|predicted|projected)\b", re.I)
_APPOSED = re.compile(r"\byear\s+(?:earlier|before|ago|previously)\s*(?:,|\()\s*(?:in\s+)?\Z", re.I)
_FAR_AHEAD = 10
"""Years: what is foreseen for one further on than the last with figures is told by an article on newer ones."""
_CURRENT = re.compile(r"\bcurrent\b", re.I)
_EARLY = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun)", re.I)


def named_years(text: str) -> list[int]:
    """The years that the words name; of a split year "2003-04" both."""
    return [int(year) for year in _YEAR.findall(text)] + [
        int(first) + 1 for first, second in _SPLIT.findall(text) if (int(first) + 1) % 100 == int(second)
    ]


@dataclass
class NamedYears:
    """The years of a text by what is said of them: those with figures (`past`), whole ones among them, whole ones told
    in the past tense (`over`), those only compared with, those that lie ahead, those named as "since 1980"; does the text
    say "last year", "this year", "expected this year", and does it name a December or a fourth quarter without a year?
    `in_part`: those with figures of a month or another part. `compared_whole`: whole years among those compared with; does the text tell figures of "last year", or of any month or
    part of a year?
    """

    past: set[int] = field(default_factory=set)
    whole: set[int] = field(default_factory=set)
    over: set[int] = field(default_factory=set)
    compared: set[int] = field(default_factory=set)
    ahead: set[int] = field(default_factory=set)
    limits: set[int] = field(default_factory=set)
    long_ago: set[int] = field(default_factory=set)
    running: set[int] = field(default_factory=set)
    current: set[int] = field(default_factory=set)
    printed: set[int] = field(default_factory=set)
    says_last: bool = False
    says_this: bool = False
    expects_this: bool = False
    to_year_end: bool = False
    in_part: set[int] = field(default_factory=set)
    cumulated: set[int] = field(default_factory=set)
    compared_whole: set[int] = field(default_factory=set)
    tells_last: bool = False
    tells_parts: bool = False
    told: set[int] = field(default_factory=set)
    _in_sentence: tuple[int, str, bool] | None = None

    @classmethod
    def gather(cls, matches: Sequence[Match], at: Context) -> NamedYears:
        """Read the matches of an article from left to right."""
        years = cls()
        bare = {"", *(match.text.casefold() for match in matches)}  # "May" stands beside "compared with May 2003"
        for match in matches:
            try:
                at.enter(match)
            except NotAPeriod:
                continue
            if not at.sentence.furniture:
                years._note_relative(match, at)
                years.tells_parts |= match.rule.make in _PARTS and at.tense != "future"
            if named := named_years(match.text):
                if not years._note_pair(match, at, named[0]):
                    years._note(match, at, named, bare)
            elif at.tense == "past" and not at.compared and _TO_YEAR_END.match(match.text):
                years.to_year_end = True
            at.leave(match, None, topical=False)
        if years.running and (not years.past or min(years.running) <= max(years.past)):
            years.past |= years.running  # "the year to March 2005" may well end after the article was written
        return years

    def _note_pair(self, match: Match, at: Context, named: int) -> bool:
        """A sentence that sets "last year" against a named one tells the year it was written in.

        True where that year is only another name of the one compared with: "a year earlier, in August 2002".
        """
        if is_apposed(match, at):
            self.compared.add(named)
            return True
        last = self._in_sentence
        if last is None or last[0] != at.sentence.start or not _is_year(match) or not at.compared or last[2]:
            return False
        self.told.add(named + {"last": 2, "this": 1}[last[1]])
        return False

    def _note_relative(self, match: Match, at: Context) -> None:
        words = match.text.lower()
        if match.rule.make != "relative" or "year" not in words or "fiscal" in words:
            return
        rel = match.groups["rel"].lower()
        if rel in ("last", "this"):
            self._in_sentence = (at.sentence.start, rel, at.compared)
        self.says_last |= rel == "last"
        self.tells_last |= rel == "last" and not at.compared
        self.says_this |= rel == "this"
        before = at.text[max(at.sentence.start, match.start - _BEFORE) : match.start]
        self.expects_this |= rel == "this" and (at.tense == "future" or _EXPECTED.search(before) is not None)

    def _note(self, match: Match, at: Context, named: list[int], bare: set[str]) -> None:
        before = at.text[max(at.sentence.start, match.start - _BEFORE) : match.start]
        is_year = _is_year(match)
        after = at.text[match.end : min(at.sentence.end, match.end + _BEFORE * 2)]
        hoped = at.tense == "future" or at.cues.looks_ahead(before) or (is_year and bool(_FORESEEN.match(after)))
        like = match.rule.make in _CUMULATIVE or _OWN_YEAR.sub("", match.text).casefold() in bare
        if _COPYRIGHT.search(before):
            self.printed.update(named)
            return
        if _NOW.search(before) or _CURRENT.search(match.text):
            self.current.update(self._years_of_current(match, named))
        if _LIMIT.search(before) or (is_year and hoped and _FROM.search(before)):
            (self.limits if is_year else self.ahead).update(named)
        elif is_year and at.tense == "future" and named[0] > max(self.past, default=named[0]):
            self.ahead.update(named)
        elif is_year and _SINCE_START.search(before):
            self.current.update(named)
        elif SINCE.search(before) or _RECORDS.search(before) or _HISTORY.search(before):
            self.long_ago.update(named)
        elif match.rule.make == "same" or (at.compared and like):
            self.compared.update(named)
            if is_year:
                self.compared_whole.update(named)
        elif (is_year and hoped) or (at.tense == "future" and match.rule.make in ("month", "part")):
            self.ahead.add(named[0])  # what is hoped for 2009-10 is told in 2009
        elif match.rule.make == "ended" and not re.search(r"ended", match.text, re.I):
            if hoped:  # "growth in the year to March 2005" is forecast in 2004
                self.ahead.update(number - 1 for number in named)
            else:
                self.running.update(named)
        else:
            self._note_figures(match, at, named, before)

    def _note_figures(self, match: Match, at: Context, named: list[int], before: str) -> None:
        if not _is_year(match):
            named = named[: len(_YEAR.findall(match.text))]  # the first half of 2004-05 may be of 2004
        self.past.update(named)
        if match.rule.make in _CUMULATIVE and not at.compared and not _TO_YEAR_END.search(match.text):
            self.cumulated.update(named)
        if match.rule.make in _PARTS:
            self.in_part.update(named)
        early = match.rule.make == "day" and not _LATE_DAY.search(match.text)
        year_end = _TO_YEAR_END.search(match.text) is not None and not early
        if _is_year(match) or year_end:
            self.whole.update(named)
        told = at.tense == "past" and not at.compared and not _STILL_ON.search(before)
        if told and (_is_year(match) or (year_end and match.rule.make in ("month", "day", "part"))):
            self.over.update(named)

    def written(self) -> int | None:
        """The year the article was written in."""
        if self.current or self.told:
            return max(self.current or self.told)
        latest = max(self.past, default=None)
        compared = max(self.compared - self.in_part, default=None)
        if latest is None and compared is None:
            return min(self.ahead, default=None)
        at_least = max(latest or 0, (compared or 0) + 1, *self.long_ago)
        if (printed := min(self.printed, default=0)) in (at_least, at_least + 1):
            return printed
        if (foreseen := self._foreseen(at_least)) is not None:
            return foreseen
        if self._last_is_compared(compared, latest):
            return at_least + 1
        if at_least in self.cumulated and not self.to_year_end:
            return at_least  # "in 2004" beside "the first eleven months of 2004" is a year that runs
        return at_least + 1 if at_least in self.whole and self._tells_as_over(at_least) else at_least

    def _tells_as_over(self, year: int) -> bool:
        return self.says_last or self.expects_this or (year in self.over and not self.says_this)

    def _foreseen(self, at_least: int) -> int | None:
        """The year that forecasts are for, where it is not far from the last one with figures: they are for the running year.

        They are for the next one where the last one has only been told by its months.
        """
        following = at_least + 1
        if not self.ahead:
            return None
        if following in self.ahead and min(self.ahead) >= at_least:
            return following if self._tells_as_over(at_least) else at_least
        ahead = min(self.ahead)
        return (
            None
            if following < ahead <= at_least + _FAR_AHEAD
            else max(ahead, at_least if at_least in self.ahead else ahead)
        )

    @staticmethod
    def _years_of_current(match: Match, named: list[int]) -> list[int]:
        """ "The current year ending March 2008" was most of it 2007."""
        early = match.rule.make == "ended" and _EARLY.search(match.text) is not None
        return [number - early for number in named]

    def _last_is_compared(self, compared: int | None, latest: int | None) -> bool:
        """ "Sales fell last year, to A from B in 2001": last year is the one after 2001, for nothing newer is told."""
        if compared is None or compared not in self.compared_whole or compared < (latest or 0):
            return False
        return self.tells_last and not (self.says_this or self.tells_parts)

    def ends_whole(self, year: int) -> bool:
        """Are the article's latest figures those of the end of this year?"""
        return year in self.whole and self.to_year_end


def is_apposed(match: Match, at: Context) -> bool:
    """Is it the name of the period just compared with: "a year earlier, in August 2002"?"""
    return _APPOSED.search(at.text, max(at.sentence.start, match.start - _BEFORE), match.start) is not None


def _is_year(match: Match) -> bool:
    """Is it a whole year, "2003", "2003-04"?"""
    return match.rule.make == "year" or _SPLIT.fullmatch(match.text) is not None
