"""PLACE mentions: countries, groups of countries, regions of the world, provinces.

Names are looked up word by word in a tree. What was found is then shown to the rules as masked text, each place a run
of one letter that tells what kind of word it is; rules refuse names inside other names ("Bank of Korea"), admit those
that need a context ("New York state") and find places that have no name of their own ("world trade").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from extractor.models import Label, Mention
from extractor.pipeline.gazetteer import Gazetteer, Hit, Name
from extractor.pipeline.matching import Match, Matcher, longest
from extractor.rules import RuleSet, load_rules
from extractor.spans import PlaceHint, add_mentions, register, text_of

_NOUN, _ADJECTIVE, _SHORT, _NATIONAL, _WEAK, _HEADED, _PREFIX = "\ue000\ue001\ue002\ue003\ue004\ue005\ue006"
_LISTS = {
    "place_name": _NOUN,
    "place_group": _NOUN,
    "subdivision": _NOUN,
    "place_adjective": _ADJECTIVE,
    "place_group_adjective": _ADJECTIVE,
    "subdivision_adjective": _ADJECTIVE,
    "place_national": _NATIONAL,
    "place_group_national": _NATIONAL,
    "subdivision_national": _NATIONAL,
    "subdivision_with_head": _HEADED,
    "place_prefix": _PREFIX,
}
_BY_CONTEXT = frozenset({_HEADED, _PREFIX})
_MAKERS = frozenset({"place", "before", "keep"})
_NEAR = 200
_FAR = 300
_NAME = 45
"""Characters on either side of a country's name in which the rest of an organisation's name stands."""
_NAME_END = re.compile(r"[.,;:()\n]|\b(?:said|says|show|reported|and the)\b")
_SENTENCE_END = re.compile(r"(?<=[a-z)%\d])[.!?][\"”]?\s+(?=[A-Z\"“])|\n\s*\n")
_YEAR = re.compile(r"(?<!\d)(?:19[4-9]|20[0-4])\d(?!\d)")


@Language.factory(
    "trade_places", default_config={"rules": None}, assigns=["doc._.mentions", "doc._.hints", "doc.spans"]
)
def make_places(nlp: Language, name: str, rules: str | None) -> Places:
    """PLACE mentions, from rules/words/place*.yml, subdivisions.yml and rules/patterns/place*.yml."""
    register()
    return Places(load_rules(Path(rules) if rules else None))


@dataclass(frozen=True)
class Refusal:
    """A place's name that is no mention, and the rule that says so."""

    start: int
    end: int
    rule: str


class Places:
    """Adds PLACE mentions to the document."""

    def __init__(self, rules: RuleSet) -> None:
        self._gazetteer = Gazetteer(_names(rules))
        self._found = Matcher(rules, "place", dict.fromkeys(_MAKERS))
        self._refused = Matcher(rules, "place_refused")
        self._ambiguous = rules.list("place_ambiguous").meanings
        self._cues = {code: _any_of(words) for code, words in rules.list("place_cue").meanings.items()}
        self._needs = {name: _any_of(words) for name, words in rules.list("place_needs_cue").meanings.items()}
        self._near = {
            name: _any_of((word for words in rules.list(name).meanings.values() for word in words), re.IGNORECASE)
            for name in (rule.with_["near"] for rule in rules.of("place") if "near" in rule.with_)
        }
        self._offices = Offices(rules)
        self._until = {name: int(year) for year, names in rules.list("place_until").meanings.items() for name in names}

    def __call__(self, doc: Doc) -> Doc:
        text = text_of(doc)
        hits = [hit for hit in self._gazetteer.find(text) if self._counts(hit, text, doc._.published)]
        masked = _mask(text, hits)
        matches = list(self._found.find(masked))
        kept = {match.start: match.rule.id for match in matches if match.rule.make == "keep"}
        refusals = list(self._refusals(masked, hits))
        doc._.hints = self._offices.find(text, hits, refusals)
        refused = {(one.start, one.end) for one in refusals}
        mentions = [
            self._mention(hit, text, kept.get(hit.start, hit.name.rule))
            for hit in hits
            if (hit.name.kind not in _BY_CONTEXT or hit.start in kept) and (hit.start, hit.end) not in refused
        ]
        mentions += [_from_rule(match, text, code) for match in matches if (code := self._code(match, text, hits))]
        return add_mentions(doc, longest(mentions, lambda mention: (mention.start, mention.end)))

    def refused(self, doc: Doc) -> list[Refusal]:
        """The names of places in the document that rules refuse, with the rule's id; for tests of rules."""
        hits = [hit for hit in self._gazetteer.find(text_of(doc)) if self._counts(hit, text_of(doc), doc._.published)]
        return list(self._refusals(_mask(text_of(doc), hits), hits))

    def _refusals(self, masked: str, hits: list[Hit]) -> Iterator[Refusal]:
        for match in self._refused.find(masked):
            for hit in hits:
                if match.start <= hit.start and hit.end <= match.end:
                    yield Refusal(hit.start, hit.end, match.rule.id)

    def _counts(self, hit: Hit, text: str, published: date | None) -> bool:
        """Some wordings are places only in articles about that part of the world, or of an older time."""
        cue = self._needs.get(hit.name.wording)
        if cue and not cue.search(text):
            return False
        until = self._until.get(hit.name.wording)
        return until is None or (published.year if published else _latest_year(text, until)) < until

    def _code(self, match: Match, text: str, hits: list[Hit]) -> str | None:
        """What the words of a rule stand for here, or None where they stand for no place."""
        context = match.rule.with_
        if match.rule.make == "before":
            among = context["among"].split()
            before = [hit.name.code for hit in hits if hit.end <= match.start and hit.name.code in among]
            latest_first = dict.fromkeys(reversed(before))
            return max(latest_first, key=before.count, default=None)
        if match.rule.make != "place" or ("if" in context and not self._cues[context["if"]].search(text)):
            return None
        if "near" in context and not self._near[context["near"]].search(_sentence_around(text, match.start, match.end)):
            return None
        return context["place"]

    def _mention(self, hit: Hit, text: str, rule: str) -> Mention:
        codes = self._ambiguous.get(hit.name.wording)
        return Mention(
            label=Label.PLACE,
            start=hit.start,
            end=hit.end,
            text=text[hit.start : hit.end],
            rule=rule,
            place=self._told_apart(codes, hit, text) if codes else hit.name.code,
        )

    def _told_apart(self, codes: tuple[str, ...], hit: Hit, text: str) -> str:
        """The meaning with most cues near by, else in the whole text, else the first."""
        for part in (text[max(0, hit.start - _NEAR) : hit.end + _NEAR], text):
            counts = [len(self._cues[code].findall(part)) for code in codes]
            if max(counts) > min(counts):
                return codes[counts.index(max(counts))]
        return codes[0]


class Offices:
    """Finds what points to a country without being a mention of it: its offices of state and its capital."""

    def __init__(self, rules: RuleSet) -> None:
        lists = {"office_home": "office", "capital_home": "capital"}
        self._names = Gazetteer(
            Name(word, code, kind, "")
            for name, kind in lists.items()
            for code, words in rules.list(name).meanings.items()
            for word in words
        )
        self._office = _any_of(rules.list("office_word").words(), re.IGNORECASE)
        self._body = _any_of(rules.list("body_word").words(), re.IGNORECASE)
        self._no_office = _any_of(rules.list("office_not").words())
        self._countries = frozenset(rules.list("place_name").meanings)

    def find(self, text: str, hits: list[Hit], refusals: list[Refusal]) -> list[PlaceHint]:
        """The hints of a text, in order of position."""
        codes = {(hit.start, hit.end): hit.name.code for hit in hits}
        found = {
            (one.start, one.end): PlaceHint(one.start, one.end, code, kind)
            for one in refusals
            if (code := codes[one.start, one.end]) in self._countries and code and (kind := self._kind_of(text, one))
        }
        for hit in self._names.find(text):
            if hit.name.code and not self._no_office.search(text, max(0, hit.start - _NAME), hit.end + _NAME):
                found[hit.start, hit.end] = PlaceHint(hit.start, hit.end, hit.name.code, hit.name.kind)
        return sorted(found.values(), key=lambda hint: hint.start)

    def _kind_of(self, text: str, name: Refusal) -> str | None:
        """Whether the organisation that is named after a country is an office of its state or a body of its trade."""
        before = _NAME_END.split(text[max(0, name.start - _NAME) : name.start])[-1]
        after = _NAME_END.split(text[name.end : name.end + _NAME])[0]
        around = f"{before}{text[name.start : name.end]}{after}"
        if self._no_office.search(around):
            return None
        return "office" if self._office.search(around) else "body" if self._body.search(around) else None


def _names(rules: RuleSet) -> Iterator[Name]:
    """All names of the word lists, with the letter that stands for their kind in masked text."""
    weak = {word for words in rules.list("place_weak").meanings.values() for word in words}
    for list_name, kind in _LISTS.items():
        for code, words in rules.list(list_name).meanings.items():
            for word in words:
                name = Name(word, code, kind, f"place.{list_name.replace('_', '-')}")
                yield replace(name, kind=_sort(word, weak) if kind == _NOUN else kind)
    for words in rules.list("no_place").meanings.values():
        yield from (Name(word, None, "", "") for word in words)


def _sort(word: str, weak: set[str]) -> str:
    if word in weak:
        return _WEAK
    return _SHORT if word.replace(".", "").isupper() else _NOUN


def _any_of(words: Iterable[str], flags: int = 0) -> re.Pattern[str]:
    return re.compile(
        "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" if word[0].isalnum() else re.escape(word) for word in words), flags
    )


def _sentence_around(text: str, start: int, end: int) -> str:
    """The sentence of a place, roughly; `doc._.sentences` may be missing."""
    first = max((match.end() for match in _SENTENCE_END.finditer(text, max(0, start - _FAR), start)), default=0)
    last = _SENTENCE_END.search(text, end, end + _FAR)
    return text[max(first, start - _FAR) : last.start() if last else end + _FAR]


def _latest_year(text: str, otherwise: int) -> int:
    """The last year that an undated article names; the year before `otherwise` where it names none."""
    return max((int(year) for year in _YEAR.findall(text)), default=otherwise - 1)


def _mask(text: str, hits: Iterable[Hit]) -> str:
    """The text, just as long, with each found name replaced by the letter of its kind."""
    parts: list[str] = []
    at = 0
    for hit in hits:
        parts += (text[at : hit.start], hit.name.kind * (hit.end - hit.start))
        at = hit.end
    return "".join(parts) + text[at:]


def _from_rule(match: Match, text: str, code: str) -> Mention:
    return Mention(
        label=Label.PLACE,
        start=match.start,
        end=match.end,
        text=text[match.start : match.end],
        rule=match.rule.id,
        place=code,
    )
