"""Who is credited for a number, and how far the credit reaches."""

from __future__ import annotations

import re

from extractor.link.reading import Filled, Passage, Reading, SentenceView
from extractor.models import How
from extractor.rules import RuleSet

_PRONOUN = re.compile(
    r"^(?:it|he|she|they|we|you|i|that|this|these|which|who|and|but|the|in|on|a|an|as|however|meanwhile|exports?|imports?|trade|last|our|their|its|in addition|unadjusted|adjusted|preliminary|provisional|official|at|by|for|from|of|to|with|one|two|some|many|most|other|others|critics|people|everyone|nobody|analysis|data|figures|report|reports|statistics|business|source|sources|news|overall|here|there|what|when|if|so|not|no|yes|gold|oil|sales)$",
    re.I,
)
_DROP = re.compile(
    r"^(?:Unadjusted|Adjusted|Seasonally|Preliminary|Provisional|New|Latest|Separate|Fresh|Monthly|Recent|Revised|The|A|An|Its|In|On|And|But|As|While|Meanwhile|However|Official|Overall|Last|Separately|Also|Earlier|Later|Still|Yet) ",
    re.I,
)
_FORECASTERS = re.compile(
    r"\b(economists|analysts|forecasters|(?:Reuters|Bloomberg|AFP|Dow Jones)(?: \w+)? (?:[Pp]oll|survey)|poll of \w+|market expectations|consensus)\b"
)
_HELD = re.compile(r"\b(?:than|compared with|compared to|against|versus) [^V]*\Z")
_GOVERNS_ON = re.compile(
    r" (?:projects|forecasts|expects|predicts|estimates|sees|projected|expected|forecast|predicted) [^,]{0,60}V"
)
_GENERIC = frozenset(
    {
        "bank",
        "ministry",
        "department",
        "agency",
        "bureau",
        "institute",
        "government",
        "commission",
        "association",
        "official",
        "officials",
        "minister",
        "embassy",
        "board",
        "authority",
        "council",
        "exchange",
        "president",
        "spokesman",
        "federation",
    }
)
_MONTH = re.compile(
    r"^(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
)


class SourceFinder:
    """Fills source: the credit in the sentence, else the last one of the passage."""

    def __init__(self, rules: RuleSet) -> None:
        self._credits = [(rule, rules.compile(rule)) for rule in rules.of("source")]

    def assign(self, view: SentenceView, readings: list[Reading], passage: Passage) -> None:
        """Fill the source of all readings of a sentence and carry it on."""
        credits = self._found(view, passage)
        if credits and readings:
            passage.source = credits[0]
        self._forecasters(view, readings, passage)
        for reading in readings:
            filled = self._governing(view, reading, credits) if credits else passage.source
            if (
                reading.get("status") == "forecast"
                and passage.forecasters
                and (
                    reading.is_earlier
                    or (reading.head and reading.head.is_earlier)
                    or _HELD.search(view.words(view.start, reading.value.start))
                )
            ):
                filled = passage.forecasters
            ahead = passage.forecasters
            if (
                reading.get("status") == "forecast"
                and ahead
                and ahead.span
                and view.start <= ahead.span[0] < reading.value.start
            ):
                filled = ahead
            if filled is not None:
                how: How = "local" if credits else "inherited"
                reading.slots["source"] = Filled(filled.value, how, filled.span)

    @staticmethod
    def _forecasters(view: SentenceView, readings: list[Reading], passage: Passage) -> None:
        """A forecast that a figure is held against is the economists', not the statistics office's."""
        match = _FORECASTERS.search(view.text, view.start, view.end)
        if match:
            passage.forecasters = Filled(match[1], "local", match.span(1))

    def carry(self, view: SentenceView, passage: Passage) -> None:
        """A credit of data in a sentence without trade figures ("..., central bank data showed") covers what follows."""
        credits = self._found(view, passage, of_data=True)
        if credits:
            passage.source = credits[0]

    def _found(self, view: SentenceView, passage: Passage, *, of_data: bool = False) -> list[Filled]:
        found: list[tuple[int, int, int, str]] = []
        for rank, (rule, pattern) in enumerate(self._credits):
            if of_data and "data" not in rule.id:
                continue
            for match in pattern.finditer(view.text, view.start, view.end):
                start, end = match.span("who")
                name = self._clean(view.text[start:end])
                if not name or any(a < end and start < b for a, b, _, _ in found):
                    continue
                found.append((start, end, rank, name))
        kept = []
        for start, end, _, name in sorted(found):
            resolved = self._resolved(name, passage)
            if resolved:
                kept.append(Filled(resolved, "local", (start, end)))
        return kept

    @staticmethod
    def _clean(name: str) -> str:
        name = " ".join(name.split()).strip(" ,.'’")
        while _DROP.match(name):
            name = _DROP.sub("", name, count=1)
        if not name or _PRONOUN.match(name) or _MONTH.match(name):
            return ""
        return re.sub(r"[’']s$", "", name)

    @staticmethod
    def _resolved(name: str, passage: Passage) -> str | None:
        """ "The bank said" goes on with the bank already named."""
        if passage.source and (name.lower() in _GENERIC or (len(name.split()) == 1 and not name.isupper())):
            known = str(passage.source.value)
            if name.lower() in known.lower() or _initials(known) == name:
                return known
        return name

    @staticmethod
    def _governing(view: SentenceView, reading: Reading, credits: list[Filled]) -> Filled | None:
        """With several credits in a sentence the nearest one before the figure, else the first after it."""
        before = [c for c in credits if c.span and c.span[0] < reading.value.start]
        after = [c for c in credits if c.span and c.span[0] >= reading.value.end]
        if not before and after and after[0].span and _GOVERNS_ON.match(view.words(after[0].span[1], view.end)):
            return None  # "15%, a share that the WTO projects will reach 37%": the 15% is not the WTO's
        if len(credits) == 1 or not before:
            return credits[0]
        return before[-1]


def _initials(name: str) -> str:
    return "".join(word[0] for word in re.findall(r"[A-Z]\w*", name))
