"""Thousands of names found in one walk over the words of a text, by a tree keyed by word.

Capitals count: a name is found as it is written in the list or all in capitals, a word in small letters with a capital
too. Accents don't count. Of names that begin at the same word the longest wins.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
_FUSED = re.compile(
    r"(?<=[a-z])(?=(?:The|In|On|At|It|Its|But|And|This|That|These|He|She|We|For|As|While|However|Total)(?![^\W\d_]))"
)
_GAP = re.compile(r"[^\S\n]*\n?[^\S\n]*")


@dataclass(frozen=True)
class Name:
    """A wording, what it stands for (None: for nothing, it only keeps shorter names away), its kind and rule."""

    wording: str
    code: str | None
    kind: str
    rule: str


@dataclass(frozen=True)
class Hit:
    """Where a name stands in a text."""

    start: int
    end: int
    name: Name


@dataclass(frozen=True)
class _Token:
    text: str
    start: int
    end: int


@dataclass
class _Node:
    """The words that may follow; a key is the folded word, after a space where something separates it."""

    next: dict[str, _Node] = field(default_factory=dict)
    names: list[tuple[Name, tuple[str, ...]]] = field(default_factory=list)


class Gazetteer:
    """A tree of names; `find` gives those that stand in a text."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._root = _Node()
        for name in names:
            self._add(name, name.wording)
            if name.wording.endswith("."):
                self._add(name, name.wording[:-1])

    def _add(self, name: Name, wording: str) -> None:
        tokens = _tokens(_plain(wording))
        node, end = self._root, tokens[0].start
        for token in tokens:
            if token.text != "-":
                node = node.next.setdefault(_key(token, after=end), _Node())
                end = token.end
        words = tuple(token.text for token in tokens if token.text != "-")
        # the same wording in several lists: the first counts, so that a noun comes before an adjective
        if all(words != known for _, known in node.names):
            node.names.append((name, words))

    def find(self, text: str) -> Iterator[Hit]:
        """Names in order of position, none overlapping another."""
        plain = _plain(text)
        tokens = _tokens(plain)
        at = 0
        while at < len(tokens):
            found = self._longest(plain, tokens, at) if tokens[at].text.casefold() in self._root.next else None
            if found is None:
                at += 1
                continue
            last, name = found
            if name.code is not None:
                yield Hit(tokens[at].start, tokens[last].end, name)
            at = last + 1

    def _longest(self, text: str, tokens: list[_Token], first: int) -> tuple[int, Name] | None:
        if _inside_word(text, tokens[first].start, -1):
            return None
        node = self._root.next[tokens[first].text.casefold()]
        best, at, words = None, first, [tokens[first].text]
        while True:
            for name, written in node.names:
                if _case_fits(words, written) and not _inside_word(text, tokens[at].end, 0):
                    best = at, name
                    break
            step = _step(node, text, tokens, at)
            if step is None:
                return best
            node, at = step
            words.append(tokens[at].text)


def _step(node: _Node, text: str, tokens: list[_Token], at: int) -> tuple[_Node, int] | None:
    """The next word and its node. Between words may stand a space, a line break or a hyphen ("South-African")."""
    end, to = tokens[at].end, at + 1
    if to + 1 < len(tokens) and tokens[to].text == "-" and tokens[to].start == end:
        to += 1
    if to >= len(tokens) or (to == at + 1 and not _GAP.fullmatch(text, end, tokens[to].start)):
        return None
    follows = node.next.get(_key(tokens[to], after=end))
    return (follows, to) if follows else None


def _key(token: _Token, *, after: int) -> str:
    """A word with a space before it where something separates it from the word that ends at `after`."""
    return (" " if token.start > after else "") + token.text.casefold()


def _case_fits(found: list[str], written: tuple[str, ...]) -> bool:
    return all(
        here == there or here == there.upper() or (there.islower() and here == there.capitalize())
        for here, there in zip(found, written, strict=True)
    )


def _inside_word(text: str, at: int, side: int) -> bool:
    """Does a word go on across this place ("EU" in "EU27b")?"""
    there = at + side
    inside = 0 <= there < len(text) and (text[there].isalnum() or text[there] == "_") and text[at - 1 - side].isalnum()
    return inside and not (side == 0 and _FUSED.match(text, at))


def _tokens(text: str) -> list[_Token]:
    tokens = [_Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]
    cuts = [match.start() for match in _FUSED.finditer(text)]
    return [part for token in tokens for part in _parted(token, cuts)] if cuts else tokens


def _parted(token: _Token, cuts: list[int]) -> Iterator[_Token]:
    """The words of a token that print has run together with the next sentence: "ChinaThe"."""
    start = token.start
    for cut in cuts[bisect_right(cuts, token.start) : bisect_left(cuts, token.end)]:
        yield _Token(token.text[start - token.start : cut - token.start], start, cut)
        start = cut
    yield _Token(token.text[start - token.start :], start, token.end)


def _plain(text: str) -> str:
    """The text, just as long, without accents and curly apostrophes."""
    if text.isascii():
        return text
    return "".join(_PLAIN.get(c) or _without_accent(c) for c in text)


_PLAIN = {"’": "'", "‘": "'", "–": "-", "\u00ad": "-"}


def _without_accent(character: str) -> str:
    base = unicodedata.normalize("NFKD", character)[:1]
    return base if base.isalpha() and len(base) == 1 else character
