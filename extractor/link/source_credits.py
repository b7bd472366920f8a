"""Words that credit somebody with figures ("the bank said", "according to", "less than economists had expected")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.link.reading import Filled, Passage, SentenceView
from extractor.models import Label
from extractor.rules import Rule, RuleSet, no_collection

_BRACKET = re.compile(r"\s*\(([A-Z][A-Za-z.&-]{1,9})\)")
_ACRONYM = re.compile(r"[A-Z][A-Z&]+")
_POSSESSED = re.compile(r"[’']s? ")
_NAME = re.compile(r"\b[A-Z]")
_LINE_AHEAD = 160  # characters after a paragraph in which "Source: X" may follow
_MOST = 60  # credits looked at in one sentence
_TRADES = frozenset({"industry sources", "market sources", "trade sources"})
_THE = re.compile(r"[Tt]he ")
_TOKEN = re.compile(r"[^\W_]+|[“\"(]")


@dataclass(frozen=True)
class Credit:
    """Who is credited (`who`), and how: `kind` is the rule's `make`. Of a guess, `who` may be None: nobody knows whose."""

    kind: str
    start: int
    end: int
    who: str | None
    span: tuple[int, int]
    of_figures: bool = False
    of_place: bool = False
    of_office: bool = False
    of_medium: bool = False
    comments: bool = False
    is_told: bool = False
    is_again: bool = False
    of_bureau: bool = False
    of_poll: bool = False

    @property
    def is_named(self) -> bool:
        """Is it a name ("Goldman Sachs"), and not a kind of people ("analysts")?"""
        return self.who is not None and not self.who.islower()

    @property
    def filled(self) -> Filled:
        """The credit as the value of a slot."""
        return Filled(self.who, "local", self.span)


class Sieve:
    """Tries on a sentence only those rules of which a word is in it; a rule is compiled when it is first tried.

    The patterns of credits are long: compiling them all takes longer than reading a short article. Those of a user's own
    folder are compiled at once, so that a faulty one is told before anything is read.
    """

    def __init__(self, rules: RuleSet, chosen: list[Rule]) -> None:
        self._set = rules
        self._rules = chosen
        self._compiled = {rule.id: rules.compile(rule) for rule in chosen if rules.is_users(rule)}
        self._looks = {r.id: rules.pattern(r.with_["first"]) for r in chosen if "first" in r.with_}
        self._always = [number for number, rule in enumerate(chosen) if not _needed(rules, rule)]
        self._of: dict[str, list[int]] = {}
        for number, rule in enumerate(chosen):
            for word in _needed(rules, rule):
                self._of.setdefault(word, []).append(number)

    def _pattern(self, rule: Rule) -> re.Pattern[str]:
        if rule.id not in self._compiled:
            with no_collection():
                self._compiled[rule.id] = self._set.compile(rule)
        return self._compiled[rule.id]

    def matches(self, view: SentenceView, words: set[str]) -> Iterator[tuple[Rule, re.Match[str]]]:
        """What the rules find in a sentence of these words, in the order of the rules."""
        numbers = {number for word in self._of.keys() & words for number in self._of[word]}
        for number in sorted(numbers.union(self._always)):
            rule = self._rules[number]
            look = self._looks.get(rule.id)
            if look is not None and not look.search(view.text, view.start, view.end):
                continue
            if rule.with_.get("in", view.sentence.kind) == view.sentence.kind:
                for match in self._pattern(rule).finditer(view.text, view.start, view.end):
                    yield rule, match


def _needed(rules: RuleSet, rule: Rule) -> set[str]:
    """Of each wording that a rule needs the longest word: one of them is in every sentence that the rule fits."""
    lists = [rules.list(name) for name in rule.with_.get("needs", "").split()]
    wordings = [wording.lower() for words in lists for wording in words.words()]
    return {max(_TOKEN.findall(w), key=len) for w in wordings} | set(rule.with_.get("has", "").split())


class CreditFinder:
    """Finds the credits of a sentence."""

    def __init__(self, rules: RuleSet) -> None:
        every = rules.of("source")
        self._credits = Sieve(
            rules, [r for r in every if r.make not in ("mention", "topic", "entry", "speaks-for", "look")]
        )
        self._lines = [(rule, rules.compile(rule)) for rule in every if rule.make == "line"]
        self._mentions = Sieve(rules, [rule for rule in every if rule.make == "mention"])
        self._topics = [rules.compile(rule) for rule in every if rule.make == "topic"]
        self._speaks_for = rules.pattern("source.speaks-for")
        self._names = [rules.compile(rule) for rule in rules.of("source_name")]
        self._generic = rules.list("generic")
        self._anaphoric = rules.list("anaphoric")
        self._capitals = frozenset(rules.list("capital_home").words())
        self._kinds = frozenset(rules.list("office_kind").words())
        self._central_bank = rules.pattern("source.central-bank")
        self._official = rules.pattern("source.official-data")
        self._no_names = frozenset(rules.list("name_opener").words() + rules.list("no_name").words())
        self._commentator = _any_word(rules, "commentator")
        self._trader = re.compile(rf"{_any_word(rules, 'trader_word').pattern}\Z")
        self._medium = _any_word(rules, "medium")
        self._people = _any_word(rules, "people")
        self._bureau = _any_word(rules, "institution", "organ")
        self._office = _any_word(rules, "institution", "people", "organ")

    def find(self, view: SentenceView, passage: Passage) -> list[Credit]:
        """The credits of a sentence, in order of position; media only where nobody else is credited."""
        words = set(_TOKEN.findall(view.text[view.start : view.end].lower()))
        for _, match in self._mentions.matches(view, words):
            name = self._clean(view, *match.span("who"))
            if name and not _is_place(view, *match.span("who")):
                _remember(view, match.span("who"), name, passage)
        found: list[Credit] = []
        for rule, match in self._credits.matches(view, words):
            if any(_overlap(match, other) for other in found):
                continue
            credit = self._credit(view, rule, match, passage)
            if credit:
                found.append(credit)
            if len(found) == _MOST:
                break
        found.sort(key=lambda credit: credit.start)
        if any(c.kind in ("credit", "quote") and not c.is_again and not c.of_place for c in found):
            found = [c for c in found if not c.is_again]  # "The board said its survey found"
        quotes = [credit.start for credit in found if credit.kind == "quote"]
        found = [c for c in found if c.kind == "quote" or not quotes or c.start > quotes[-1]]
        if any(c.kind == "credit" and not c.of_place for c in found):
            found = [c for c in found if not c.of_place]
        others = [c for c in found if not c.of_medium or c.kind == "guess"]
        return others if any(c.kind != "guess" for c in others) else found

    def under(self, view: SentenceView, passage: Passage) -> list[Credit]:
        """The credit of a line of its own under the sentence or its paragraph ("Source: Eurostat")."""
        ends = {view.end, view.doc._.blocks[view.sentence.block].end}
        matches = [(rule, pattern.match(view.text, e, e + _LINE_AHEAD)) for rule, pattern in self._lines for e in ends]
        credits = [self._credit(view, rule, match, passage) for rule, match in matches if match]
        return [credit for credit in credits if credit and not credit.of_medium]

    def is_on_trade(self, view: SentenceView, credits: list[Credit]) -> bool:
        """Does the sentence speak of trade, but for the names in it ("the trade minister")?"""
        spoken = [m.span() for pattern in self._topics for m in pattern.finditer(view.text, view.start, view.end)]
        return any(not any(c.span[0] <= start and end <= c.span[1] for c in credits) for start, end in spoken)

    def _credit(self, view: SentenceView, rule: Rule, match: re.Match[str], passage: Passage) -> Credit | None:
        if "who" not in match.re.groupindex:
            return _nameless(rule, match, passage)
        span = match.span("who")
        name = self._clean(view, *span)
        only_office, figures = rule.with_.get("only") == "office", rule.with_.get("of") == "figures"
        if not name or (only_office and not self._may_be_office(name, passage)):
            return None
        if only_office and self._trader.search(name):
            return None  # "the region's top supplier counted a surplus"
        if rule.make == "place-data":
            return _of_country(view, match, passage)
        if name in self._capitals or (not self._office.search(name) and _is_place(view, *span)):
            return (
                None
                if figures or only_office or rule.make == "quote"
                else Credit(rule.make, *match.span(), name, span, of_place=True)
            )
        medium = self._medium.search(name) is not None
        after = self._speaks_for.match(view.text, span[1], view.end)
        commentator = self._commentator.search((match[0] + (after[0] if after else "")).lower()) is not None
        if rule.make != "guess":
            office = self._spoken_for(view, name, span)
            if office != name:
                passage.names.speak_for(name, office)
            name = self._resolved(view, office, span[0], passage)
            if not medium:
                _remember(view, span, name, passage)
                passage.names.comments = commentator
        elif name.islower() and not commentator:
            name = self._resolved(view, name, span[0], passage)
        return Credit(
            rule.make,
            *match.span(),
            name,
            span,
            of_figures=figures,
            of_office=not medium and self._is_office(name),
            of_medium=medium,
            of_bureau=not medium and self._bureau.search(name) is not None,
            comments=commentator or rule.with_.get("of") == "outlook",
            of_poll=rule.with_.get("of") == "outlook",
            is_told=rule.id == "source.according" and not medium and self._is_office(name),
        )

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
        return "" if name in self._no_names else name

    def _is_office(self, name: str) -> bool:
        """Does it name an office: an acronym, or with a word such as "bank" or "council"?"""
        return self._office.search(name) is not None or any(_ACRONYM.fullmatch(w) for w in name.split())

    def _may_be_office(self, name: str, passage: Passage) -> bool:
        if self._is_office(name) or passage.names.full(name) is not None:
            return True
        return " " in name and not any(pattern.search(name) for pattern in self._topics)

    def _described(self, name: str, passage: Passage) -> str | None:
        """The office that "the customs service", "the central bank" or "official figures" mean, where it was named."""
        if self._official.fullmatch(name):
            source = passage.source.value if passage.source else None
            return source if source and self._is_office(source) else None
        if name == "central bank":
            banks = (known for known in reversed(passage.names.known) if self._central_bank.match(known))
            return next(banks, None)
        return passage.names.described(name, self._kinds) if self._office.search(name) else None

    def _spoken_for(self, view: SentenceView, name: str, span: tuple[int, int]) -> str:
        """The office that a person speaks for who is named with it ("Vera Lim, head of the fish council"), else the name."""
        match = None if self._is_office(name) else self._speaks_for.match(view.text, span[1], view.end)
        office = self._clean(view, *match.span("who")) if match else ""
        return office if office and self._is_office(office) else name

    def _resolved(self, view: SentenceView, name: str, start: int, passage: Passage) -> str:
        """ "The bank said" goes on with the bank already named, "the agency" with the office that was named last."""
        full = passage.names.full(name) or passage.names.full(
            name if name in _TRADES else name.removesuffix(" sources")
        )
        if self._anaphoric.lookup(name) and _THE.match(view.text, max(start - 4, 0), start):
            return passage.names.speaker or name
        full = full or (self._described(name, passage) if name not in _TRADES else None)
        if full is not None or not self._generic.lookup(name):
            return full or name
        if name.islower() and self._people.search(name) and not _THE.match(view.text, max(start - 4, 0), start):
            return name  # "his own statisticians", but "the statisticians"
        offices = (known for known in reversed(passage.names.known) if self._is_office(known))
        return next(offices, passage.names.speaker or name)


def _any_word(rules: RuleSet, *lists: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(rules.list(name).fragment() for name in lists)})\b")


def _is_place(view: SentenceView, start: int, end: int) -> bool:
    """Does it name places only ("Taiwan", "the Czech Republic and Hungary")?"""
    inside = [p for p in view.places if start <= p.start and p.end <= end]
    names = [word.start() for word in _NAME.finditer(view.text, start, end)]
    return bool(inside) and all(any(p.start <= at < p.end for p in inside) for at in names)


def _nameless(rule: Rule, match: re.Match[str], passage: Passage) -> Credit | None:
    """ "It said" credits whoever was named last, "against a forecast of" the forecasters who were."""
    if rule.make == "nobody":
        return Credit("foresee", *match.span(), None, match.span(), of_place=True)
    if rule.make == "anaphor-data":
        return _of_report(match, passage)
    if not rule.make.startswith("anaphor"):
        who = passage.guess.value if passage.guess else None
        return Credit(rule.make, *match.span(), who, match.span(), of_figures=rule.with_.get("of") == "figures")
    if passage.names.speaker is None:
        return None
    kind = "foresee" if rule.make == "anaphor-foresee" else "credit"
    return Credit(kind, *match.span(), passage.names.speaker, match.span(), comments=passage.names.comments)


def _of_country(view: SentenceView, match: re.Match[str], passage: Passage) -> Credit | None:
    """ "The Kenyan data showed": in a report on Uganda they are nobody's, in one on Kenya those of the office."""
    places = {p.place for p in view.places if p.start == match.start("who")}
    if passage.home in places:
        return _of_report(match, passage)
    return Credit("credit", *match.span(), None, match.span("who"), of_place=True) if places else None


def _of_report(match: re.Match[str], passage: Passage) -> Credit | None:
    """ "The report showed" credits whoever reported figures last, else the last one who was called by a name."""
    if passage.source and passage.source.value:
        return Credit("credit", *match.span(), passage.source.value, match.span(), of_figures=True, is_again=True)
    who = passage.names.last_proper or passage.names.speaker
    return Credit("credit", *match.span(), who, match.span(), of_figures=True, is_again=True) if who else None


def _remember(view: SentenceView, span: tuple[int, int], name: str, passage: Passage) -> None:
    acronym = _BRACKET.search(view.text, *span)
    passage.names.mention(passage.names.full(name) or name, acronym[1] if acronym else None)


def _overlap(match: re.Match[str], other: Credit) -> bool:
    """Do the words name the same as a credit, or begin within it?"""
    start, end = match.span("who" if "who" in match.re.groupindex else 0)
    same = start < other.span[1] and other.span[0] < end
    return same or other.start <= match.start() < other.end
