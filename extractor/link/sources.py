"""Who is credited for a number, and how far the credit reaches."""

from __future__ import annotations

import re

from extractor.link.reading import Filled, Passage, Reading, SentenceView
from extractor.link.source_credits import Credit, CreditFinder
from extractor.rules import RuleSet

_AHEAD = ("forecast", "target")
_FAR = re.compile(r"[VF,;]")
_TITLE = re.compile(r"[^\W\d_]+")
_QUOTES = re.compile(r"[“”\"]")
_GUESSING = re.compile(r"\A[^A-Z]+\Z|\b[Pp]oll\b|\b[Ss]urvey\b")
_AFTERTHOUGHT = 5  # words that may follow "..., the bank forecast" ("in its report on Monday")


class SourceFinder:
    """Fills source: the credit in the sentence, else the last one of the passage."""

    def __init__(self, rules: RuleSet) -> None:
        self._finder = CreditFinder(rules)
        self._stop = rules.pattern("link.sources.stop")
        self._foretold = rules.pattern("link.sources.foretold")
        self._covered = rules.pattern("link.periods.covered")
        self._shared = rules.pattern("link.sources.shared")
        self._entry = rules.pattern("source.entry")

    def assign(self, view: SentenceView, readings: list[Reading], passage: Passage) -> None:
        """Fill the source of all readings of a sentence and carry it on."""
        self._open(view, passage)
        credits = self._finder.find(view, passage)
        lines = self._finder.under(view, passage) if readings else []
        told = any(r.get("status") in _AHEAD for r in passage.last)
        general = all(_is_background(reading, passage) for reading in readings)
        covered = self._covered.search(view.words(view.start, readings[0].value.start)) if readings else None
        for reading in readings:
            self._fill(view, reading, credits + lines, passage, ahead_told=told, general=general or covered is not None)
            told = told or reading.get("status") in _AHEAD
        told_by = [c for c in credits if _speaks_of_figures(view, c, readings)]
        on_trade = bool(readings) or self._finder.is_on_trade(view, credits)
        looks_ahead = bool(readings) and all(r.get("status") in _AHEAD or r.is_earlier for r in readings)
        _carry(view, told_by, passage, on_trade=on_trade, looks_ahead=looks_ahead)

    def carry(self, view: SentenceView, passage: Passage) -> None:
        """A sentence without values may name who speaks of the next figures ("Customs published the July numbers:")."""
        self._open(view, passage)
        credits = self._finder.find(view, passage)
        _carry(view, credits, passage, on_trade=self._finder.is_on_trade(view, credits))

    def _open(self, view: SentenceView, passage: Passage) -> None:
        """A new item of a digest (a dated entry, a title from its table of contents) begins without credits."""
        if view.sentence.kind != "headline":
            return
        line = view.text[view.start : view.end]
        title = " ".join(_TITLE.findall(line.split(":")[0])).lower()
        if title in passage.titles or self._entry.match(line):
            passage.source = passage.outlook = passage.guess = None
        if " " in title:
            passage.titles.add(title)

    def _fill(
        self,
        view: SentenceView,
        reading: Reading,
        credits: list[Credit],
        passage: Passage,
        *,
        ahead_told: bool,
        general: bool,
    ) -> None:
        credit = self._governing(view, reading, credits)
        if credit is not None and _is_fact_beside(credit, reading, passage):
            return
        if credit is not None:
            reading.slots["source"] = credit.filled
        elif not self._is_shared(view, reading, credits):
            guessed = not ahead_told and self._is_foretold(view, reading)
            inherited = passage.guess if guessed else _inherited(view, reading, passage)
            if inherited is not None and not general:
                reading.slots["source"] = Filled(inherited.value, "inherited", inherited.span)

    def _governing(self, view: SentenceView, reading: Reading, credits: list[Credit]) -> Credit | None:
        """The credit that a figure stands under: in its own clause, else the nearest before it, else the first after."""
        value = reading.value
        ahead = reading.get("status") in _AHEAD
        mains = [c for c in credits if c.kind != "guess" and (ahead or not _only_ahead(c))]
        for guess in credits:
            told = not ahead and guess.start >= value.end  # a fact that somebody had seen coming
            if guess.kind == "guess" and not told and self._is_guessed(view, guess, value.start, value.end):
                return guess if guess.who else next((c for c in mains if c.kind == "foresee"), guess)
        before = [c for c in mains if c.start < value.start]
        after = [c for c in mains if c.start >= value.end and not _looks_on(view, c)]
        if (
            before
            and after
            and (_is_vaguer(before[-1], after[0]) or _is_nearer(view, value.start, before[-1], after[0]))
        ):
            return after[0]
        return before[-1] if before else after[0] if after else None

    def _is_guessed(self, view: SentenceView, guess: Credit, start: int, end: int) -> bool:
        """ "against a forecast of 5%", "the 5% that analysts had expected": only the figure beside the guess."""
        if guess.start <= start and end <= guess.end:
            return True
        if start >= guess.end:
            return not self._stop.search(view.words(guess.end, start))
        between = view.words(end, guess.start)
        if end > guess.start or guess.of_figures or _FAR.search(between):
            return False
        follows = (v.start for v in view.values if v.start >= guess.end)
        return " that" in between or all(self._stop.search(view.words(guess.end, at)) for at in follows)

    def _is_foretold(self, view: SentenceView, reading: Reading) -> bool:
        """ "Imports were expected to rise 3%" beside figures reported: whoever reported these did not expect it."""
        if reading.get("status") != "forecast":
            return False
        return self._foretold.search(view.words(view.start, reading.value.start)) is not None

    def _is_shared(self, view: SentenceView, reading: Reading, credits: list[Credit]) -> bool:
        """ "5%, a share that X expects to become 7%": the 5% is nobody's, not even that of whoever was named before."""
        return any(
            credit.kind == "foresee" and self._shared.match(view.words(reading.value.end, credit.start))
            for credit in credits
        )


def _only_ahead(credit: Credit) -> bool:
    """Is it of what is to come: an aim, or what a country hopes for?"""
    return credit.kind == "aim" or (credit.kind == "foresee" and credit.of_place)


def _looks_on(view: SentenceView, credit: Credit) -> bool:
    """Does something that is foreseen follow? Then the figures before it are not the forecaster's."""
    return credit.kind in ("foresee", "aim") and len(view.words(credit.end, view.end).split()) > _AFTERTHOUGHT


def _is_vaguer(before: Credit, after: Credit) -> bool:
    """ "The industry expects $3bn, the federation said": who spoke is told after it."""
    return before.kind in ("foresee", "aim") and not before.is_named and after.kind == "credit" and after.is_named


def _is_nearer(view: SentenceView, value: int, before: Credit, after: Credit) -> bool:
    """Is the figure in one clause with the credit after it, and not with the one before it?"""
    clause = view.clause_of(value)
    return view.clause_of(after.start) == clause != view.clause_of(before.start)


def _inherited(view: SentenceView, reading: Reading, passage: Passage) -> Filled | None:
    """Forecasts go on with the last forecaster, other figures with the last who reported any.

    A figure in the paragraph in which somebody spoke without figures is his.
    """
    ahead = reading.get("status") in _AHEAD
    if ahead and passage.guess and (reading.is_earlier or (reading.head and reading.head.is_earlier)):
        return passage.guess
    if _opens_quote(view) and passage.names.speaker:
        return Filled(passage.names.speaker, "inherited")
    if passage.speech and passage.speech_block == view.sentence.block:
        return passage.speech
    if ahead:
        return passage.outlook or passage.source
    if passage.outlook and passage.outlook_block == view.sentence.block:
        return passage.outlook
    if passage.source is None and passage.outlook and _GUESSING.search(passage.outlook.value):
        return None  # what economists expect is theirs, not what has been
    return passage.source or passage.outlook


def _is_fact_beside(credit: Credit, reading: Reading, passage: Passage) -> bool:
    """Is it a fact beside what a poll found, or an earlier figure that economists hold what they expect against?"""
    fact = reading.is_earlier and reading.get("status") not in _AHEAD
    if credit.of_poll:
        return reading.get("status") not in _AHEAD
    return fact and credit.comments and not credit.is_named and passage.source is None


def _is_background(reading: Reading, passage: Passage) -> bool:
    """ "Peru sends 40% of its copper to Japan": what is said in general is nobody's figure."""
    period = reading.slots.get("period")
    if (passage.main_period or passage.period or passage.lead_period) is None:
        return False  # the article doesn't tell of which time its figures are
    return (
        reading.measure == "share" and reading.get("status") not in _AHEAD and (period is None or period.value is None)
    )


def _opens_quote(view: SentenceView) -> bool:
    """Is it a paragraph of somebody's words, without saying again whose they are?"""
    if not _QUOTES.match(view.text, view.start):
        return False
    return bool(view.start == view.doc._.blocks[view.sentence.block].start)


def _speaks_of_figures(view: SentenceView, credit: Credit, readings: list[Reading]) -> bool:
    """ "Growers, who sell 5 tonnes abroad, say 400 jobs are at risk" is no report on trade that goes on."""
    if credit.of_figures or credit.of_bureau or credit.kind == "guess" or view.sentence.kind != "body":
        return True
    if not readings:
        return credit.is_named and not _is_of_a_kind(view, credit)
    return any(not credit.start <= reading.value.start < credit.end for reading in readings)


def _is_of_a_kind(view: SentenceView, credit: Credit) -> bool:
    """Is it one word for many, with a capital because it opens the sentence: "Beekeepers"?"""
    name = credit.who or ""
    return credit.span[0] == view.start and name.isalpha() and name[1:].islower() and name.endswith("s")


def _carry(
    view: SentenceView, credits: list[Credit], passage: Passage, *, on_trade: bool, looks_ahead: bool = False
) -> None:
    """What a sentence leaves to the next: who reported figures, who looked ahead, who guessed, who spoke."""
    _settle(view, passage, on_trade=on_trade)
    lead, passage.is_lead = passage.is_lead, passage.is_lead and view.sentence.kind != "body"
    for credit in credits:
        if credit.kind == "guess":
            passage.guess = credit.filled if credit.who else passage.guess
        elif not _lasts(view, credit, lead=lead):
            continue
        elif view.values or credit.of_figures or lead or (on_trade and credit.is_told):
            _set(credit, passage, looks_ahead=looks_ahead)
            reports = credit.kind == "credit" and not credit.comments
            passage.outlook_block = view.sentence.block if reports and passage.outlook else -1
            passage.loose_block = -1 if on_trade or credit.of_figures else view.sentence.block
            passage.loose_firm = credit.of_bureau
        elif credit.of_office and not _QUOTES.search(view.text, view.start, view.end):
            passage.speech, passage.speech_block = credit.filled, view.sentence.block


def _settle(view: SentenceView, passage: Passage, *, on_trade: bool) -> None:
    """A credit of figures that may not be about trade holds on where trade follows at once, and ends with its paragraph.

    That of a bureau holds on where the next paragraph comes to trade ("Exports were the main reason.").
    """
    if passage.loose_block == -1 or (view.sentence.block != passage.loose_block and view.values):
        return
    elsewhere = view.sentence.block != passage.loose_block and view.sentence.kind == "body"
    if elsewhere and not (on_trade and passage.loose_firm):
        passage.source = passage.outlook = None
        passage.loose_block = -1
    elif on_trade:
        passage.loose_block = -1


def _lasts(view: SentenceView, credit: Credit, *, lead: bool) -> bool:
    """Can a credit reach into the next sentence? Not that of a country, of an aim, of a comment without figures."""
    if credit.of_place or credit.kind == "aim":
        return False
    if credit.kind == "foresee" and _looks_on(view, credit):
        return any(v.start >= credit.end for v in view.values)
    return bool(view.values) or not credit.comments or (lead and credit.is_named)


def _set(credit: Credit, passage: Passage, *, looks_ahead: bool) -> None:
    """Who looks ahead or comments leaves the figures reported to whoever reported them."""
    ahead = credit.kind == "foresee" or credit.comments or (looks_ahead and passage.source is not None)
    passage.speech = None
    passage.outlook = credit.filled if ahead else None
    if not ahead:
        passage.source = credit.filled
