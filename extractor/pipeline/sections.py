"""Blocks (headline, dateline, body, caption, table, furniture) and sentences of an article.

Nothing is cut from the text: page furniture is recognised and labelled. Lines that were wrapped at a fixed width (old
wire copy) are read as one paragraph; a paragraph's sentences never cross it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from extractor.pipeline.matching import FullMatcher
from extractor.rules import RuleSet, load_rules
from extractor.spans import Block, Sentence, register, text_of

_WRAP_MIN, _WRAP_MAX, _WRAP_WIDEST = 45, 92, 160
_HEADLINE_MAX = 160
_SENTENCE_MAX = 2000  # characters; nobody writes such sentences, but tables without full stops are as long
_LINE = re.compile(r"[^\n]+")
_ENDS_SENTENCE = re.compile(r"[.!?:;,…][\"”’')\]]*\s*$")
_DATELINE = re.compile(
    r"\s*(?:[A-Z][A-Z .,/'’()-]{2,60}?(?:,? [A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)?\s*(?:\((?:Reuters|AP|AFP|Xinhua|UPI|Bloomberg|dpa|IANS|PTI)\))?"
    r"|\((?:Reuters|Bloomberg|AP|AFP)\)|[A-Z][\w .,'’-]{2,40}? \((?:Reuters|AP|AFP|Xinhua|UPI|Bloomberg|dpa|IANS|PTI)\))\s*(?:--|-|–|—)\s+"
)
_NUMBER = re.compile(r"(?<![\w.])[-+(]?[$£€¥]?\d[\d,.]*%?")
_BREAK = re.compile(r"[.!?…][\"”’'»)\]]*(?=\s)|(?<=[a-z)%\d][a-z)%])\.(?=[A-Z][a-z]+\s)|(?<=\s)[•▪●·](?=\s)")
_INITIALS = re.compile(r"(?:^|[\s(\"“-])(?:[A-Za-z]\.)+$")
_WORD_BEFORE = re.compile(r"[\w.'-]+$")


@dataclass(frozen=True)
class _Line:
    start: int
    end: int
    text: str


@Language.factory("trade_sections", default_config={"rules": None}, assigns=["doc._.blocks", "doc._.sentences"])
def make_sections(nlp: Language, name: str, rules: str | None) -> Sections:
    """Blocks and sentences, from rules/patterns/layout.yml and rules/words/layout.yml."""
    register()
    return Sections(load_rules(Path(rules) if rules else None))


class Sections:
    """Sets `doc._.blocks` and `doc._.sentences`."""

    def __init__(self, rules: RuleSet) -> None:
        self._layout = FullMatcher(rules, "layout")
        self._abbreviations = rules.list("abbreviation")
        self._openers = rules.list("sentence_opener")

    def __call__(self, doc: Doc) -> Doc:
        text = text_of(doc)
        blocks = list(self._blocks(text))
        doc._.blocks = blocks
        doc._.sentences = [
            Sentence(start, end, block.kind, number)
            for number, block in enumerate(blocks)
            for start, end in self._sentences(text, block)
        ]
        return doc

    def _blocks(self, text: str) -> Iterator[Block]:
        seen_body = False
        tail = False
        for paragraph in _paragraphs(text):
            start, end = paragraph[0].start, paragraph[-1].end
            kind = self._kind(text[start:end], paragraph, seen_body=seen_body)
            if kind == "tail":
                tail = seen_body
                kind = "furniture"
            if tail and kind in ("headline", "caption"):
                kind = "furniture"
            if tail and kind == "body" and end - start < 400:
                kind = "furniture"
            if kind == "body":
                seen_body, tail = True, False
                dateline = _DATELINE.match(text, start, min(end, start + 120))
                if dateline:
                    yield Block("dateline", start, dateline.end())
                    start = dateline.end()
            yield Block(kind, start, end)

    def _kind(self, text: str, lines: list[_Line], *, seen_body: bool) -> str:
        stripped = text.strip()
        made = self._layout.kind(stripped) if len(lines) == 1 or len(stripped) < 400 else None
        if made == "notice":
            made = "furniture" if len(stripped) < 600 else None
        if made:
            return made
        if len(lines) == 1 and _is_row(stripped):
            return "table"
        if (
            len(stripped) <= _HEADLINE_MAX
            and not _ENDS_SENTENCE.search(stripped)
            and (stripped[:1].isupper() or not stripped[:1].isalpha())
        ):
            return "headline"
        return "body"

    def _sentences(self, text: str, block: Block) -> Iterator[tuple[int, int]]:
        start = block.start
        if block.kind != "dateline":
            for match in _BREAK.finditer(text, block.start, block.end):
                if self._is_end(text, match, block.end):
                    yield from _trimmed(text, start, match.end())
                    start = match.end()
        yield from _trimmed(text, start, block.end)

    def _is_end(self, text: str, match: re.Match[str], limit: int) -> bool:
        follows = text[match.end() : min(limit, match.end() + 40)].lstrip(" \t\n\u00a0\"“‘'(")
        if not follows:
            return True
        if match[0][0] != ".":
            return match[0][0] in "•▪●·" or follows[0].isupper() or follows[0].isdigit() or follows[0] in "$£€"
        before = text[max(0, match.start() - 24) : match.start()]
        word = _WORD_BEFORE.search(before)
        if _INITIALS.search(before + "."):
            opener = re.match(r"\w+", follows)
            return bool(opener and self._openers.lookup(opener[0]) and follows[0].isupper())
        if word and self._abbreviations.lookup(word[0]):
            meaning = self._abbreviations.lookup(word[0])
            opener = re.match(r"\w+", follows)
            if meaning == "amount":  # "rose 2.5 pct. Imports fell"
                return follows[0].isupper()
            return meaning == "unit" and bool(opener and self._openers.lookup(opener[0]) and follows[0].isupper())
        return not follows[0].islower()


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and (text[start].isspace() or text[start] in "•▪●·"):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > _SENTENCE_MAX:
        cut = text.rfind(" ", start + 1, start + _SENTENCE_MAX)
        cut = cut if cut > 0 else start + _SENTENCE_MAX
        yield start, cut
        start = cut + text[cut].isspace()
    if end > start:
        yield start, end


def _paragraphs(text: str) -> Iterator[list[_Line]]:
    """Lines grouped into paragraphs: wrapped lines joined, other lines one paragraph each."""
    group: list[_Line] = []
    previous_end = 0
    lines = [_Line(match.start(), match.end(), match[0]) for match in _LINE.finditer(text) if match[0].strip()]
    width = _width(lines)
    for line in lines:
        blank_between = text.count("\n", previous_end, line.start) > 1
        if group and (blank_between or not width or not _continues(group, line, width)):
            yield group
            group = []
        group.append(line)
        previous_end = line.end
    if group:
        yield group


def _width(lines: list[_Line]) -> int:
    """The width at which lines are wrapped, in characters; 0 where each line is a paragraph.

    Wider lines than those of wire copy are wrapped where many sentences go on in small letters on the next line.
    """
    if sum(len(line.text) > _WRAP_MAX for line in lines) <= len(lines) / 20:
        return _WRAP_MAX
    long = [(line, after) for line, after in pairwise(lines) if len(line.text) >= _WRAP_MIN]
    broken = sum(after.text[:1].islower() and not _ENDS_SENTENCE.search(line.text) for line, after in long)
    widths = (len(line.text.rstrip()) for line in lines)
    return max((width for width in widths if width <= _WRAP_WIDEST), default=0) if 3 * broken > len(long) else 0


def _continues(group: list[_Line], line: _Line, width: int) -> bool:
    """Is this line the rest of a wrapped paragraph? Wrapped lines are of much the same, full width."""
    last = group[-1]
    if line.text[:1] in " \t" and last.text[:1] not in " \t" and line.text.startswith(("   ", "\t")):
        return False
    if line.text.startswith(("   ", "\t", "- ", "* ", "• ")):
        return False
    if line.text[:1].islower() and not _ENDS_SENTENCE.search(last.text) and len(line.text.rstrip()) <= width:
        return True  # a sentence goes on in small letters, however short the line before
    if not _WRAP_MIN <= len(last.text.rstrip()) <= width or len(line.text.rstrip()) > width:
        return False
    room = len(line.text.split(maxsplit=1)[0])
    longest = max(len(one.text.rstrip()) for one in group)
    return len(last.text.rstrip()) + room + 1 > longest and not (_is_row(last.text) or _is_row(line.text))


def _is_row(text: str) -> bool:
    """A row of a table: at least three numbers, and hardly more words than numbers."""
    numbers = _NUMBER.findall(text)
    words = re.findall(r"[A-Za-z]{2,}", text)
    return len(numbers) >= 3 and len(words) <= len(numbers) + 1
