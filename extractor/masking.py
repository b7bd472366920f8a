"""A sentence with its mentions masked, so that patterns can speak of "a value", "a period", "a place".

"Exports rose 5% to $3bn in May" becomes "f rose V to V in T" in spirit: lower case, single spaces, and one capital for
each mention: V value, T period, C place, F flow. Patterns over such text are short and know no names and numbers.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from extractor.models import Label, Mention

LETTER = {
    Label.MONEY: "V",
    Label.PERCENT: "V",
    Label.QUANTITY: "V",
    Label.PERIOD: "T",
    Label.PLACE: "C",
    Label.FLOW: "F",
}


@dataclass(frozen=True)
class Masked:
    """`text` is the masked sentence, `origin[i]` where its i-th character came from in the article."""

    text: str
    origin: tuple[int, ...]
    end: int

    def at(self, offset: int) -> int:
        """The position in `text` of an article offset (the first one not before it)."""
        return bisect_left(self.origin, offset)

    def source(self, position: int) -> int:
        """The article offset of a position in `text`."""
        return self.origin[position] if position < len(self.origin) else self.end

    def between(self, start: int, end: int) -> str:
        """The masked text between two article offsets."""
        return self.text[self.at(start) : self.at(end)]


def mask(text: str, start: int, end: int, mentions: Iterable[Mention]) -> Masked:
    """Mask the mentions that begin in text[start:end]; nested ones are hidden by the outer one."""
    letters: list[str] = []
    origin: list[int] = []
    at = start
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if mention.start < at or mention.end > end:
            continue
        _plain(text, at, mention.start, letters, origin)
        letters.append(LETTER[mention.label])
        origin.append(mention.start)
        at = mention.end
    _plain(text, at, end, letters, origin)
    return Masked("".join(letters), tuple(origin), end)


_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_RUN = re.compile(r"\s+|\S+")


def _plain(text: str, start: int, end: int, letters: list[str], origin: list[int]) -> None:
    for run in _RUN.finditer(text, start, end):
        first, last = run.span()
        words = run[0].translate(_QUOTES)
        lower = words.lower()
        if words.isspace():
            if letters and letters[-1] == " ":
                continue
            lower, last = " ", first + 1
        elif len(lower) != len(words):  # a capital whose small form is two characters stays as it is
            lower = "".join(small if len(small := char.lower()) == 1 else char for char in words)
        letters.extend(lower)
        origin.extend(range(first, last))
