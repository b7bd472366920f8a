"""The names that figures are credited to, and whom a short form ("the agency", "Istat", "it") goes on with."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_WORD = re.compile(r"[^\W_]+(?:[&.'’-][^\W_]+)*")
_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "at", "de", "s"})
_LEAST = 3  # letters of a name's initials, which would fit too many names put together otherwise
_STEM = 6  # letters that "statistics" and "statistical", "economic" and "economy" have in common
_MOST = 40  # names kept: a short form goes on with a name not long past


@dataclass
class Names:
    """Names with their words, in the order in which they were last mentioned; `speaker` is whom "it said" means.

    `offices` are those that persons speak for.
    """

    known: dict[str, frozenset[str]] = field(default_factory=dict)
    acronyms: dict[str, str] = field(default_factory=dict)
    offices: dict[str, str] = field(default_factory=dict)
    speaker: str | None = None
    comments: bool = False  # does the speaker comment on figures of others?

    def mention(self, name: str, acronym: str | None = None) -> None:
        """Remember a name as the last one mentioned."""
        self.known[name] = self.known.pop(name, frozenset()) or _words(name)
        if len(self.known) > _MOST:
            del self.known[next(iter(self.known))]
        if acronym:
            self.acronyms[acronym] = name
        self.speaker, self.comments = name, False

    @property
    def last_proper(self) -> str | None:
        """The name last mentioned that is no mere description ("officials")."""
        return next((name for name in reversed(self.known) if not name.islower()), None)

    def speak_for(self, person: str, office: str) -> None:
        """Remember that a person speaks for an office, with whose name his own surname goes on."""
        self.known[person] = _words(person)
        self.offices[person] = office

    def full(self, name: str) -> str | None:
        """The longer name that has all the words of this one, or whose acronym it is; the last one mentioned counts."""
        if name in self.acronyms:
            return self.acronyms[name]
        words = _words(name)
        for known, its in reversed(self.known.items()):
            if name in known.split(" and "):
                return None  # one of two that were named together
            if words <= its or (name.isupper() and (_initials(known) == name or _is_clipped(name, known))):
                return self.offices.get(known, known)
        return None

    def described(self, name: str, kinds: frozenset[str]) -> str | None:
        """The name last mentioned that an office's description tells: "the customs service", by other words than `kinds`."""
        stems = {word[:_STEM] for word in _words(name) - kinds}
        if not stems or name.split()[-1].lower() not in kinds or (name.istitle() and " " in name):
            return None
        for known, its in reversed(self.known.items()):
            if not known.islower() and stems <= {word[:_STEM] for word in its}:
                return known
        return None


def _words(name: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(name)) - _SMALL


def _is_clipped(short: str, name: str) -> bool:
    """Is it put together from the beginnings of two or more of the words, in their order ("GASTAT", "ISTAT")?"""
    rest, used = short.lower(), 0
    for word in _WORD.findall(name):
        length = _shared(rest, word.lower()) if word[0].isupper() else 0
        rest, used = rest[length:], used + bool(length)
    return not rest and used > 1 and len(short) > _LEAST


def _shared(one: str, other: str) -> int:
    """How many letters two words have in common at the beginning."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _initials(name: str) -> str:
    return "".join(word[0] for word in _WORD.findall(name) if word[0].isupper())
