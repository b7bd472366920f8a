"""Who is credited for a number, and how far the credit reaches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.link.reading import Filled, Passage, Reading, SentenceView
from extractor.models import How, Label
from extractor.rules import Rule, RuleSet

_BRACKET = re.compile(r"\s*\(([A-Z][A-Za-z-]{1,9})\)")
_POSSESSED = re.compile(r"[’']s? (?:own )?")
_AHEAD = ("forecast", "target")
_STOPS = re.compile(r"[,;:]|\b(?:but|while|whereas|although)\b")
_CLOCK = re.compile(r"\d{1,2}[.:]\d\d\b")
_TITLE = re.compile(r"[^\W\d_]+")
_LINE_AHEAD = 160  # characters after a sentence in which "Source: X" may follow


@dataclass(frozen=True)
class Credit:
    """Words that credit somebody. `kind` is the rule's `make`, `who` None where the forecasters named before are meant."""

    kind: str
    start: int
    end: int
    who: str | None
    span: tuple[int, int]
    of_figures: bool
    of_place: bool
    comments: bool

    @property
    def filled(self) -> Filled:
        """The credit as the value of a slot."""
        return Filled(self.who, "local", self.span)


class SourceFinder:
    """Fills source: the credit in the sentence, else the last one of the passage."""

    def __init__(self, rules: RuleSet) -> None:
        every = [(rule, rules.compile(rule)) for rule in rules.of("source")]
        self._mentions = [pattern for rule, pattern in every if rule.make == "mention"]
        self._lines = [pattern for rule, pattern in every if rule.make == "line"]
        self._credits = [(rule, pattern) for rule, pattern in every if rule.make not in ("mention", "line")]
        self._names = [rules.compile(rule) for rule in rules.of("source_name")]
        self._generic = rules.list("generic")
        self._openers = frozenset(rules.list("name_opener").words())
        self._commentator = re.compile(rf"\b{rules.list('commentator').fragment()}\b", re.I)
        self._medium = re.compile(rf"\b{rules.list('medium').fragment()}\b")
        self._office = re.compile(
            rf"[A-Z]{{2,}}|\S+ \S*[A-Z]|\b(?:{'|'.join(rules.list(name).fragment() for name in ('institution', 'people', 'organ'))})\b"
        )

    def assign(self, view: SentenceView, readings: list[Reading], passage: Passage) -> None:
        """Fill the source of all readings of a sentence and carry it on."""
        self._open(view, passage)
        credits = self._found(view, passage)
        for reading in readings:
            local = _governing(view, reading, credits)
            filled = local.filled if local else _inherited(reading, passage)
            if filled is not None:
                how: How = "local" if local else "inherited"
                value = filled.value if filled.value or not passage.guess else passage.guess.value
                reading.slots["source"] = Filled(value, how, filled.span)
        _carry(view, credits, passage)

    def carry(self, view: SentenceView, passage: Passage) -> None:
        """A sentence without values may name who speaks of the next figures ("Customs published the July numbers:")."""
        self._open(view, passage)
        _carry(view, self._found(view, passage), passage)

    @staticmethod
    def _open(view: SentenceView, passage: Passage) -> None:
        """A new item of a digest (a dated entry, a title from its table of contents) begins without credits."""
        if view.sentence.kind != "headline":
            return
        line = view.text[view.start : view.end]
        title = " ".join(_TITLE.findall(line.split(":")[0])).lower()
        if (title and title in passage.titles) or _CLOCK.match(line):
            passage.source = passage.outlook = passage.guess = None
        if " " in title:
            passage.titles.add(title)

    def _found(self, view: SentenceView, passage: Passage) -> list[Credit]:
        """The credits of a sentence, in order of position."""
        for pattern in self._mentions:
            for match in pattern.finditer(view.text, view.start, view.end):
                name = self._clean(view, *match.span("who"))
                if name:
                    self._remember(view, match.span("who"), name, passage)
        found: list[Credit] = []
        for rule, match in self._matches(view):
            credit = self._credit(view, rule, match, passage)
            if credit and not any(_overlap(credit, other) for other in found):
                found.append(credit)
        found.sort(key=lambda credit: credit.start)
        quotes = [credit.start for credit in found if credit.kind == "quote"]
        found = [c for c in found if c.kind == "quote" or not quotes or c.start > quotes[-1]]
        offices = [c for c in found if not self._medium.search(c.who or "")]
        return offices if any(c.kind != "guess" for c in offices) else found

    def _matches(self, view: SentenceView) -> Iterator[tuple[Rule, re.Match[str]]]:
        for rule, pattern in self._credits:
            for match in pattern.finditer(view.text, view.start, view.end):
                yield rule, match

    def _credit(self, view: SentenceView, rule: Rule, match: re.Match[str], passage: Passage) -> Credit | None:
        kind, figures = rule.make, rule.with_.get("of") == "figures"
        if "who" not in match.re.groupindex:
            who = passage.names.speaker if kind.startswith("anaphor") else None
            if kind.startswith("anaphor") and who is None:
                return None
            kind = {"anaphor": "credit", "anaphor-foresee": "foresee"}.get(kind, kind)
            return Credit(kind, *match.span(), who, match.span(), figures, of_place=False, comments=False)
        span = match.span("who")
        name = self._clean(view, *span)
        if not name or (rule.with_.get("only") == "office" and not self._is_office(name, passage)):
            return None
        place = any(p.start == span[0] and p.end == span[1] for p in view.places)
        if place and (figures or rule.with_.get("only")):
            return None
        if kind != "guess" and not place:
            name = self._resolved(name, passage)
        if not place and kind != "guess":
            self._remember(view, span, name, passage)
        return Credit(kind, *match.span(), name, span, figures, place, self._commentator.search(match[0]) is not None)

    def _clean(self, view: SentenceView, start: int, end: int) -> str:
        """The name in some words, without the country before it and the people who speak for it; "" where there is none."""
        for place in view.places:
            possessed = _POSSESSED.match(view.text, place.end, end)
            if place.start == start and possessed:
                start = possessed.end()
        if any(m.start <= start and end <= m.end and m.label is not Label.PLACE for m in view.mentions):
            return ""
        name = _BRACKET.sub("", " ".join(view.text[start:end].split())).strip(" ,.;'’")
        for pattern in self._names:
            match = pattern.match(name)
            if match and not any(view.text[p.start : p.end] == match["org"] for p in view.places):
                name = match["org"]
        name = re.sub(r"[’']s$", "", name)
        return "" if name in self._openers else name

    def _is_office(self, name: str, passage: Passage) -> bool:
        return bool(self._office.search(name)) or passage.names.full(name) is not None

    def _resolved(self, name: str, passage: Passage) -> str:
        """ "The bank said" goes on with the bank already named, "the agency" with whoever was named last."""
        full = passage.names.full(name)
        if full is not None:
            return full
        if self._generic.lookup(name) and passage.names.speaker:
            return passage.names.speaker
        return name

    @staticmethod
    def _remember(view: SentenceView, span: tuple[int, int], name: str, passage: Passage) -> None:
        acronym = _BRACKET.search(view.text, span[0], span[1])
        passage.names.mention(passage.names.full(name) or name, acronym[1] if acronym else None)


def _overlap(one: Credit, other: Credit) -> bool:
    """Do two credits name the same, or does one begin within the other?"""
    same = one.span[0] < other.span[1] and other.span[0] < one.span[1]
    return same or other.start <= one.start < other.end


def _governing(view: SentenceView, reading: Reading, credits: list[Credit]) -> Credit | None:
    """The credit that a figure stands under: in its own clause, else the nearest one before it, else the first after."""
    value = reading.value
    for guess in credits:
        if guess.kind == "guess" and _guessed(view, guess, value.start, value.end):
            return guess
    mains = [c for c in credits if c.kind != "guess"]
    before = [c for c in mains if c.start < value.start]
    after = [c for c in mains if c.start >= value.end and not _looks_on(view, c)]
    if before and after and _nearer(view, value.start, before[-1], after[0]):
        return after[0]
    return before[-1] if before else after[0] if after else None


def _guessed(view: SentenceView, guess: Credit, start: int, end: int) -> bool:
    """ "against a forecast of 5%", "the 5% that analysts had expected": only the figure beside the guess."""
    follows = [v for v in view.values if v.start >= guess.end]
    if end <= guess.start:
        if guess.who is None:
            return False
        between = view.words(end, guess.start)
        return not any(c in between for c in "VF,;") and (
            not follows or "that" in between or "which" in between or between == " "
        )
    return start >= guess.end and not _STOPS.search(view.words(guess.end, start))


def _looks_on(view: SentenceView, credit: Credit) -> bool:
    """Does a forecast follow? Then the figures before it are not the forecaster's."""
    return credit.kind == "foresee" and any(v.start >= credit.end for v in view.values)


def _nearer(view: SentenceView, value: int, before: Credit, after: Credit) -> bool:
    """Is the figure in one clause with the credit after it, and not with the one before it?"""
    clause = view.clause_of(value)
    return view.clause_of(after.start) == clause != view.clause_of(before.start)


def _inherited(reading: Reading, passage: Passage) -> Filled | None:
    """Forecasts go on with the last forecaster, other figures with the last who reported any."""
    ahead = reading.get("status") in _AHEAD
    if ahead and passage.guess and (reading.is_earlier or (reading.head and reading.head.is_earlier)):
        return passage.guess
    if ahead:
        return passage.outlook or passage.source
    return passage.source or passage.outlook


def _carry(view: SentenceView, credits: list[Credit], passage: Passage) -> None:
    """What a sentence leaves to the next: who reported figures, who looked ahead, who guessed."""
    for credit in credits:
        if credit.kind == "guess":
            passage.guess = credit.filled if credit.who else passage.guess
        elif credit.of_place:
            continue
        elif view.values or credit.of_figures or (passage.source is None and passage.outlook is None):
            ahead = credit.kind == "foresee" or credit.comments
            passage.outlook = credit.filled if ahead else None
            if not ahead:
                passage.source = credit.filled
