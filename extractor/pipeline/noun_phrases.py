"""Noun phrases without a parser: they end at closed-class words, at verbs of the statistics and at mentions.

A phrase of wares is a run of words none of which is on the stop list (rules/words/items.yml), so that wares nobody listed
are found as well. Participles ("powdered milk") are let in only where they stand before a noun.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extractor.rules import RuleSet
from extractor.spans import ItemPhrase

_WORD = re.compile(r"[^\W\d_][\w&’'/+-]*(?:\.(?=\w))?[\w-]*|\d[\w-]*[a-z]+[\w-]*")
_WORD_OR_AND = re.compile(rf"&(?=\s)|{_WORD.pattern}")
_GAP_LEFT = re.compile(r"(?:(?:[^\S\n]|\n(?![ \t]*\n))+|(?<=\w)-)$")
_GAP_RIGHT = re.compile(r"[^\S\n]+|\n(?![ \t]*\n)[^\S\n]*|-")
_ASIDE = re.compile(r"\s*\([^()]{1,60}\)\s*$")
_PURPOSE = re.compile(r"(for)\s+([a-z]+ing(?:\s+(?:or|and)\s+[a-z]+ing)?)\s+(?:the\s+)?", re.I)
_ADVERB = re.compile(r"(?<![\w-])[A-Za-z]{3,}ly\s+$")
_WORD_BEFORE = re.compile(r"([\w’'/-]+)\s+$")
_COMMA = re.compile(r"(?:,\s+(?:and\s+)?|\s+and\s+(?=of\s))(?:of\s+)?(?:the\s+|other\s+)?")
_FOR = re.compile(r"for\s+(?:the\s+)?")
_IT = "IT"  # information technology, no pronoun
_ABBREVIATED = re.compile(r"[A-Za-z](?:\.[A-Za-z])+")  # a country or an office ("U.S"), no ware
_NO_WARE = (
    "-ever",
    "-straight",
    "-day",
    "-week",
    "-month",
    "-quarter",
    "-year",
    "-largest",
    "-biggest",
    "-highest",
    "-adjusted",
)
_MAX_WORDS = 9
_MAX_MEMBERS = 6
_AND = ("and", "&")
_JOINING = (*_AND, "or", "trade")


@dataclass(frozen=True)
class Edges:
    """The sentence, and the mentions in it that no item may run into."""

    text: str
    start: int
    end: int
    blocked: tuple[tuple[int, int], ...]
    places: tuple[tuple[int, int], ...] = ()

    def blocks(self, start: int, end: int) -> bool:
        """Does a mention overlap this stretch?"""
        return any(start < b and a < end for a, b in self.blocked)


class NounPhrases:
    """Finds the noun phrase that ends or begins at a place."""

    def __init__(self, rules: RuleSet) -> None:
        self._heads = re.compile(rf"(?<![\w-]){rules.list('item_head').fragment()}(?![\w-])", re.I)
        self._stop = rules.list("item_stop")
        self._keep = rules.list("item_keep")
        self._ware_or_verb = rules.list("ware_or_verb")
        self._generic = rules.list("generic_item")
        self._changes = [rules.list("up_noun"), rules.list("down_noun")]
        self._for_what = rules.list("item_for")
        self._trade = rules.list("trade_noun")
        self._participles = rules.list("item_participle")
        self._nouns_in_ing = rules.list("item_ing")
        self._nouns_in_ly = rules.list("item_ly")

    def is_known(self, phrase: str) -> bool:
        """Does the phrase hold a noun of trade statistics?"""
        return self._heads.search(phrase) is not None

    def stops(self, word: str) -> bool:
        """Is it a word that no item goes on with?"""
        bare = re.sub(r"[’']s?$", "", word)
        if self._keep.lookup(bare) or bare == _IT:
            return False
        if _ABBREVIATED.fullmatch(bare):
            return True
        if self._stop.lookup(bare) is not None or word.endswith(("’s", "'s", "s’", "s'")):
            return True
        if "-than-" in bare or bare.lower().endswith(_NO_WARE):
            return True
        return bare.endswith("ly") and len(bare) > 4 and self._nouns_in_ly.lookup(bare) is None

    def skip(self, edges: Edges, at: int, kinds: tuple[str, ...]) -> int:
        """Where the stop words of some kinds (and mentions of places between them) that begin at `at` end."""
        while True:
            end = next((end for start, end in edges.places if start == at), None)
            if end is None:
                word = _WORD.match(edges.text, at, edges.end)
                if not word or self._stop.lookup(word[0]) not in kinds or edges.blocks(*word.span()):
                    return at
                end = word.end()
            gap = _GAP_RIGHT.match(edges.text, end, edges.end)
            if not gap:
                return at
            at = gap.end()

    def left(self, edges: Edges, end: int, relation: str, anchor: int) -> ItemPhrase | None:
        """The noun phrase that ends right before `end`."""
        aside = _ASIDE.search(edges.text, max(edges.start, end - 64), end)
        at = aside.start() if aside else end
        words: list[tuple[int, int]] = []
        while len(words) < _MAX_WORDS:
            gap = _GAP_LEFT.search(edges.text, max(edges.start, at - 4), at)
            edge = gap.start() if gap else at
            if gap is None and words:
                break
            start = edge
            while start > edges.start and (edges.text[start - 1].isalnum() or edges.text[start - 1] in "&’'/-+"):
                start -= 1
            word = edges.text[start:edge]
            if not word or edges.blocks(start, edge) or not (_WORD.fullmatch(word) or word == "&"):
                break
            if word.lower() in _AND and words and len(words) < _MAX_WORDS - 1:
                if not self._noun_before(edges, start):
                    break
            elif self.stops(word) and not (
                not words and relation == "modifier" and self._ware_or_verb.lookup(word) is not None
            ):
                break
            elif self._is_participle(word):
                if words and not self._noun_before(edges, start):
                    words.append((_with_adverb(edges, start), edge))
                break
            words.append((start, edge))
            at = start
        if len(words) == 1 and _ADVERB.search(edges.text, edges.start, words[0][0]):
            words = []  # "the politically sensitive deficit": an adjective, no ware
        return self._phrase(edges, words[::-1], relation, anchor)

    def right(self, edges: Edges, start: int, relation: str, anchor: int) -> ItemPhrase | None:
        """The noun phrase that begins at `start`."""
        words: list[tuple[int, int]] = []
        at = start
        while len(words) < _MAX_WORDS:
            match = (_WORD_OR_AND if words else _WORD).match(edges.text, at, edges.end)
            if not match or edges.blocks(*match.span()):
                break
            word = match[0].rstrip("’'")
            if word.lower() in (*_AND, "or") and words:
                follows = _WORD.match(edges.text, match.end() + 1, edges.end)
                if not follows or self.stops(follows[0]) or edges.blocks(*follows.span()):
                    break
            elif self.stops(word) or (self._is_participle(word) and not self._before_noun(edges, words, match.end())):
                break
            words.append((match.start(), match.start() + len(word)))
            gap = _GAP_RIGHT.match(edges.text, match.end(), edges.end)
            if not gap:
                break
            at = gap.end()
            purpose = _PURPOSE.match(edges.text, at, edges.end)
            if purpose:  # "fees for reproducing or distributing software"
                words.append(purpose.span(1))
                words.append(purpose.span(2))
                at = purpose.end()
            elif self._for_what.lookup(word) is not None and (what := self._what_for(edges, at)):
                words.append(what)
                break
        return self._phrase(edges, words, relation, anchor)

    def _what_for(self, edges: Edges, at: int) -> tuple[int, int] | None:
        """What licences, parts and the like are for: "parts for aircraft engines"."""
        joined = _FOR.match(edges.text, at, edges.end)
        what = self.right(edges, joined.end(), "object", at) if joined else None
        return (at, what.end) if what else None

    def enumeration(self, edges: Edges, first: ItemPhrase) -> ItemPhrase:
        """The phrase with the rest of its list, where the list is closed by "and": "tea, coffee and spices"."""
        end, closed = first.end, False
        for _ in range(_MAX_MEMBERS):
            comma = _COMMA.match(edges.text, end, edges.end)
            member = self.right(edges, comma.end(), first.relation, first.anchor) if comma else None
            if comma is None or member is None or member.start != comma.end():
                break
            end = member.end
            words = edges.text[comma.start() : end].split()
            closed = "and" in words
            if closed:
                break
        return replace(first, end=end) if closed else first

    def _is_participle(self, word: str) -> bool:
        low = word.lower()
        ends = len(low) > 4 and low.endswith("ed") and not low.endswith("eed")
        return ends or self._participles.lookup(low) is not None

    def _noun_before(self, edges: Edges, at: int) -> bool:
        """Does a word that may be a noun stand right before?"""
        before = _WORD_BEFORE.search(edges.text[max(edges.start, at - 40) : at])
        if not before or self.stops(before[1]) or not _WORD.fullmatch(before[1]):
            return False
        start = at - (len(edges.text[max(edges.start, at - 40) : at]) - before.start())
        return not edges.blocks(start, at)

    def _before_noun(self, edges: Edges, words: list[tuple[int, int]], end: int) -> bool:
        """Does a participle that opens a phrase (or a part of it: "tea and roasted coffee") stand before a noun?"""
        opens = not words or edges.text[words[-1][0] : words[-1][1]].lower() in (*_AND, "or")
        follows = re.compile(r"\s+").match(edges.text, end, edges.end)
        noun = _WORD.match(edges.text, follows.end(), edges.end) if follows else None
        return bool(opens and noun and not self.stops(noun[0]) and not edges.blocks(*noun.span()))

    def _phrase(self, edges: Edges, words: list[tuple[int, int]], relation: str, anchor: int) -> ItemPhrase | None:
        """Trim joining words and "trade" from both ends; None where nothing of substance is left."""
        low = [edges.text[a:b].lower() for a, b in words]
        while low and (low[-1] in (*_JOINING, "account", "trade-in") or low[-1].endswith("-")):
            low.pop()
            words = words[:-1]
        while low and low[0] in _JOINING:
            low.pop(0)
            words = words[1:]
        if not low or not (edges.text[slice(*words[0])] == _IT or self._names(low)):
            return None
        return ItemPhrase(words[0][0], words[-1][1], relation, anchor)

    def _names(self, low: list[str]) -> bool:
        """Do the lower-case words name something of their own?"""
        return self._generic.lookup(" ".join(low)) is None and self._is_noun(low)

    def _is_noun(self, low: list[str]) -> bool:
        """Not a verb in -ing ("shedding V"), a single letter, or a word of change ("an expansion of V")."""
        last = low[-1]
        if len(low) == 1 and (
            len(last) < 2 or self._is_participle(last) or any(c.lookup(last) for c in (self._trade, *self._changes))
        ):
            return False
        return not last.endswith("ing") or self._nouns_in_ing.lookup(last.rsplit("-", 1)[-1]) is not None


def _with_adverb(edges: Edges, start: int) -> int:
    """Where the adverb before a participle begins ("domestically owned firms"), or the participle itself."""
    adverb = _ADVERB.search(edges.text, max(edges.start, start - 24), start)
    return adverb.start() if adverb else start
