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
_SHARED = re.compile(r"[^V]*, (?:an?|the|which) (?:[a-z]+ )*(?:that )?\Z")
LOCAL: How = "local"
INHERITED: How = "inherited"
_QUOTES = re.compile(r"[“”\"]")
_AFTERTHOUGHT = 5  # words that may follow "..., the bank forecast" ("in its report on Monday")
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
    of_office: bool

    @property
    def is_named(self) -> bool:
        """Is it a name ("Goldman Sachs"), and not a kind of people ("analysts")?"""
        return self.who is not None and not self.who.islower()

    @property
    def filled(self) -> Filled:
        """The credit as the value of a slot."""
        return Filled(self.who, "local", self.span)


class SourceFinder:
    """Fills source: the credit in the sentence, else the last one of the passage."""

    def __init__(self, rules: RuleSet) -> None:
        every = [(rule, rules.compile(rule)) for rule in rules.of("source")]
        self._mentions = [pattern for rule, pattern in every if rule.make == "mention"]
        self._lines = [(rule, pattern) for rule, pattern in every if rule.make == "line"]
        self._topics = [pattern for rule, pattern in every if rule.make == "topic"]
        self._credits = [(rule, pattern) for rule, pattern in every if rule.make not in ("mention", "topic")]
        self._names = [rules.compile(rule) for rule in rules.of("source_name")]
        self._needs = {
            rule.id: re.compile(rf"\b(?:{'|'.join(rules.list(name).fragment() for name in rule.with_['needs'].split())})\b")
            for rule, _ in self._credits
            if "needs" in rule.with_
        }
        self._generic = rules.list("generic")
        self._openers = frozenset(rules.list("name_opener").words())
        self._commentator = re.compile(rf"\b{rules.list('commentator').fragment()}\b", re.I)
        self._medium = re.compile(rf"\b{rules.list('medium').fragment()}\b")
        self._office = re.compile(
            rf"[A-Z]{{2,}}|\b(?:{'|'.join(rules.list(name).fragment() for name in ('institution', 'people', 'organ'))})\b"
        )

    def assign(self, view: SentenceView, readings: list[Reading], passage: Passage) -> None:
        """Fill the source of all readings of a sentence and carry it on."""
        self._open(view, passage)
        credits = self._found(view, passage) + (self._under(view, passage) if readings else [])
        for reading in readings:
            local = _governing(view, reading, credits)
            if local is None and not _is_aside(view, reading, credits):
                filled, how = _inherited(view, reading, passage), INHERITED
            else:
                filled, how = local and local.filled, LOCAL
            if filled is not None:
                reading.slots["source"] = Filled(filled.value, how, filled.span)
        _carry(view, credits, passage, on_trade=bool(readings) or self._is_on_trade(view, credits))

    def carry(self, view: SentenceView, passage: Passage) -> None:
        """A sentence without values may name who speaks of the next figures ("Customs published the July numbers:")."""
        self._open(view, passage)
        credits = self._found(view, passage)
        _carry(view, credits, passage, on_trade=self._is_on_trade(view, credits))

    def _is_on_trade(self, view: SentenceView, credits: list[Credit]) -> bool:
        """Does the sentence speak of trade, but for the names in it ("the trade minister")?"""
        spoken = [m.span() for pattern in self._topics for m in pattern.finditer(view.text, view.start, view.end)]
        return any(not any(c.span[0] <= start and end <= c.span[1] for c in credits) for start, end in spoken)

    def _under(self, view: SentenceView, passage: Passage) -> list[Credit]:
        """The credit of a line of its own under the sentence ("Source: Eurostat")."""
        end = min(view.end + _LINE_AHEAD, len(view.text))
        matches = [(rule, pattern.match(view.text, view.end, end)) for rule, pattern in self._lines]
        return [c for rule, match in matches if match and (c := self._credit(view, rule, match, passage))]

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
            needs = self._needs.get(rule.id)
            if needs and not needs.search(view.text, view.start, view.end):
                continue
            for match in pattern.finditer(view.text, view.start, view.end):
                yield rule, match

    def _credit(self, view: SentenceView, rule: Rule, match: re.Match[str], passage: Passage) -> Credit | None:
        kind, figures = rule.make, rule.with_.get("of") == "figures"
        if "who" not in match.re.groupindex:
            who = passage.names.speaker if kind.startswith("anaphor") else passage.guess and passage.guess.value
            if kind.startswith("anaphor") and who is None:
                return None
            kind = {"anaphor": "credit", "anaphor-foresee": "foresee"}.get(kind, kind)
            return Credit(
                kind, *match.span(), who, match.span(), figures, of_place=False, comments=False, of_office=False
            )
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
        comments = self._commentator.search(match[0]) is not None
        office = self._office.search(name) is not None and not self._medium.search(name)
        return Credit(kind, *match.span(), name, span, figures, place, comments, office)

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
        return bool(self._office.search(name)) or " " in name or passage.names.full(name) is not None

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
    ahead = reading.get("status") in _AHEAD
    mains = [c for c in credits if c.kind != "guess" and (ahead or c.kind != "aim")]
    for guess in credits:
        if guess.kind == "guess" and _guessed(view, guess, value.start, value.end):
            return guess if guess.who else next((c for c in mains if c.kind == "foresee"), guess)
    before = [c for c in mains if c.start < value.start]
    after = [c for c in mains if c.start >= value.end and not _looks_on(view, c)]
    if before and after and _nearer(view, value.start, before[-1], after[0]):
        return after[0]
    return before[-1] if before else after[0] if after else None


def _guessed(view: SentenceView, guess: Credit, start: int, end: int) -> bool:
    """ "against a forecast of 5%", "the 5% that analysts had expected": only the figure beside the guess."""
    follows = [v for v in view.values if v.start >= guess.end]
    if end <= guess.start:
        if guess.of_figures:
            return False
        between = view.words(end, guess.start)
        return not any(c in between for c in "VF,;") and (
            not follows or "that" in between or "which" in between or between == " "
        )
    return start >= guess.end and not _STOPS.search(view.words(guess.end, start))


def _looks_on(view: SentenceView, credit: Credit) -> bool:
    """Does something that is foreseen follow? Then the figures before it are not the forecaster's."""
    return credit.kind in ("foresee", "aim") and len(view.words(credit.end, view.end).split()) > _AFTERTHOUGHT


def _has_foreseen(view: SentenceView, credit: Credit) -> bool:
    """Is a figure foreseen, after the credit or before it where it is an afterthought?"""
    return not _looks_on(view, credit) or any(v.start >= credit.end for v in view.values)


def _nearer(view: SentenceView, value: int, before: Credit, after: Credit) -> bool:
    """Is the figure in one clause with the credit after it, and not with the one before it?"""
    clause = view.clause_of(value)
    return view.clause_of(after.start) == clause != view.clause_of(before.start)


def _is_aside(view: SentenceView, reading: Reading, credits: list[Credit]) -> bool:
    """ "5%, a share that X expects to become 7%": the 5% is nobody's, not even that of whoever was named before."""
    return any(
        credit.kind == "foresee" and _SHARED.match(view.words(reading.value.end, credit.start)) for credit in credits
    )


def _inherited(view: SentenceView, reading: Reading, passage: Passage) -> Filled | None:
    """Forecasts go on with the last forecaster, other figures with the last who reported any.

    A figure in the paragraph in which somebody spoke without figures is his.
    """
    ahead = reading.get("status") in _AHEAD
    if ahead and passage.guess and (reading.is_earlier or (reading.head and reading.head.is_earlier)):
        return passage.guess
    if passage.speech and passage.speech_block == view.sentence.block:
        return passage.speech
    if ahead:
        return passage.outlook or passage.source
    return passage.source or passage.outlook


def _carry(view: SentenceView, credits: list[Credit], passage: Passage, *, on_trade: bool) -> None:
    """What a sentence leaves to the next: who reported figures, who looked ahead, who guessed, who spoke."""
    lead = passage.is_lead
    if on_trade and passage.loose_block == view.sentence.block:
        passage.loose_block = -1
    passage.is_lead = passage.is_lead and view.sentence.kind != "body"
    if passage.loose_block not in (-1, view.sentence.block) and not view.values and view.sentence.kind == "body":
        passage.source = passage.outlook = None
        passage.loose_block = -1
    for credit in credits:
        if credit.kind == "guess":
            passage.guess = credit.filled if credit.who else passage.guess
        elif (
            credit.of_place
            or (credit.kind == "foresee" and not _has_foreseen(view, credit))
            or (not view.values and credit.comments and not (lead and credit.is_named))
        ):
            continue
        elif view.values or credit.of_figures or lead:
            _set(credit, passage)
            passage.loose_block = -1 if on_trade or credit.of_figures else view.sentence.block
        elif credit.of_office and not _QUOTES.search(view.text, view.start, view.end):
            passage.speech, passage.speech_block = credit.filled, view.sentence.block


def _set(credit: Credit, passage: Passage) -> None:
    ahead = credit.kind == "foresee" or credit.comments
    passage.speech = None
    passage.outlook = credit.filled if ahead else None
    if not ahead:
        passage.source = credit.filled
