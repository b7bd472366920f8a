"""How each value stands in its clause: role, measure, sign and bound."""

from __future__ import annotations

import itertools
import re
from typing import cast

from extractor.link.reading import Reading, SentenceView
from extractor.models import Bound, Cue, Label, Measure, Mention
from extractor.rules import Rule, RuleSet

_LEVEL_OF_GROWTH = re.compile(
    r"\b(?:growth|slow\w*|accelerat\w*|pace|rate|faster|slower|contraction|decline|falls?|expansion)\b"
)
_COMPOUND = re.compile(
    r"\A(?: |-)(?:(?!(?:in|of|from|to|and|by|rise|fall|more|less|higher|lower|increase|decrease|drop|decline|gain|jump|growth) )[a-z-]+ ){0,4}F(?![a-z])"
)
_FORECAST_OBJECT = re.compile(
    r" (?:its |the |their |an? |C's )?(?:[a-z]+ ){0,2}(?:forecast|estimate|target|projection|outlook|prediction)s?\b"
)
_ELLIPTIC = re.compile(
    r"\A,? ?(?:and |while |with )?(?:the )?(?:(?!of )[a-z-]+ ){0,3}F? ?(?:(?:of|to|from) (?:the )?C )?(?:by )?(?:about |some |nearly )?\Z"
)
_OR = re.compile(r",? or (?:about |roughly |some |nearly |around |just over |just under |almost )?")
_SPLIT = re.compile(
    r"\b(?:came from|come from|went to|goes? to|most of|bulk of|share of|destinations?|markets?|customers?|suppliers?|sources?|partners?)\b[^V]*(?:C \(V\)[^V]*)*C ?\(\Z"
)
_SHARE_WORD = re.compile(
    r"\b(?:share|to-gdp ratio|domestic product ratio|proportion|percentage of|account\w* for|made? up|mak\w+ up|represent\w*|compris\w*|constitut\w*)\b"
)


class ValueReader:
    """Reads the values of a sentence by the rules of kind `lead` and `tail`."""

    def __init__(self, rules: RuleSet) -> None:
        self._lead = [(rule, rules.compile(rule)) for rule in rules.of("lead")]
        self._tail = [(rule, rules.compile(rule)) for rule in rules.of("tail")]
        bounds = rules.list("bound_word")
        self._bounds = bounds
        self._bound = re.compile(
            rf"(?<!\w)({bounds.fragment()})\s+(?:(?:an?|the|its|record|total|estimated|of|T|T's)\s+)*$", re.I
        )
        self._nouns = {"up": rules.list("up_noun"), "down": rules.list("down_noun")}

    def read(self, view: SentenceView) -> list[Reading]:
        """A reading of every value of the sentence, in order."""
        readings: list[Reading] = []
        for value in view.values:
            reading = self._one(view, value, readings)
            readings.append(reading)
        for reading, following in itertools.pairwise(readings):
            if (
                reading.is_earlier
                and reading.head is None
                and following.role == "level"
                and following.clause == reading.clause
            ) and following.value.label is reading.value.label:  # "from 8.6bn to 8.7bn"
                reading.head = following
        return readings

    def _one(self, view: SentenceView, value: Mention, before: list[Reading]) -> Reading:
        clause = view.clause_of(value.start)
        start = max([view.clauses[clause].start, *(r.value.end for r in before[-1:])])
        start = min(start, value.start)
        lead = view.words(start, value.start).rstrip("$€£+- ") + " "
        following = [v.start for v in view.values if v.start >= value.end]
        tail = view.words(value.end, min([view.clauses[clause].end, *following]))
        role, rule = self._role(lead, self._lead)
        shape, shape_rule = self._role(tail, self._tail)
        reading = Reading(value=value, clause=clause, role=role or "none", rule=rule or "lead.none", tail=tail)
        if shape and (
            reading.role not in ("earlier", "bracket")
            or (shape == "delta" and not any(r.value.label is value.label for r in before))
        ):
            reading.role, reading.rule = shape, shape_rule
        if value.label is not Label.PERCENT and reading.role == "delta" and _COMPOUND.match(tail):
            reading.role = "level"  # "to narrow its $10bn deficit": what narrows is the deficit
        self._attach(view, reading, before, lead)
        reading.measure = self._measure(view, reading, before, lead, shape)
        reading.bound = self._bound_of(lead, tail)
        if reading.bound == "=" and role == "and" and reading.head and view.cues_of("respectively"):
            reading.bound = reading.head.bound
        reading.sign = self._sign(view, reading, start, before)
        return reading

    @staticmethod
    def _role(words: str, rules: list[tuple[Rule, re.Pattern[str]]]) -> tuple[str, str]:
        for rule, pattern in rules:
            if pattern.search(words):
                return rule.make, rule.id
        return "", ""

    def _attach(self, view: SentenceView, reading: Reading, before: list[Reading], lead: str) -> None:
        """Find the reading that this one is compared with, repeats, or continues."""
        same = [r for r in before if r.clause == reading.clause]
        if reading.role == "earlier":
            kind = [r for r in (same or before) if (r.value.label is reading.value.label)]
            mains = [r for r in kind if not r.is_earlier]
            reading.head = mains[-1] if mains else kind[-1] if kind else None
        elif reading.role == "bracket" and before:
            last = before[-1]
            gap = view.words(last.value.end, reading.value.start)
            if (
                last.value.label is Label.MONEY
                and reading.value.label is Label.MONEY
                and re.fullmatch(r" ?\( ?(?:or |about |equivalent to )?", gap)
            ):
                reading.head = last
                reading.role = "dual"
            elif before and re.search(r"T[^,;]*\($", gap.rstrip()) and reading.value.label is not Label.PERCENT:
                reading.role, reading.head = "earlier", last
        elif reading.role in ("and", "none") and same:
            last = same[-1]
            gap = view.words(last.value.end, reading.value.start)
            if (
                last.value.unit != reading.value.unit
                and last.value.label is reading.value.label is Label.MONEY
                and re.fullmatch(r",? or (?:about |roughly |some |nearly |around |just over )?", gap)
            ):
                reading.head, reading.role = last, "dual"
            elif reading.value.label is Label.PERCENT and last.value.label is Label.MONEY and _OR.fullmatch(gap):
                reading.role = "delta" if last.measure == "change" else "share"  # "came to $140 million, or 15.4%"
                reading.head = last if last.measure == "change" else None
            elif last.value.label is reading.value.label and "F" not in gap:
                reading.head = last.head if last.is_earlier and last.head else last
                if last.role == "dual" and last.head:
                    reading.head = last.head
                reading.role = "earlier" if last.is_earlier else (last.role if reading.role == "and" else "none")
                reading.role = "level" if reading.role == "dual" else reading.role
            elif re.fullmatch(r" ?[;/] ?", gap) and last.role == "dual":
                reading.head, reading.role = last.head, "dual"
        if (
            reading.role == "none"
            and before
            and before[-1].role == "dual"
            and re.fullmatch(r" ?[;/,] ?(?:or )?", view.words(before[-1].value.end, reading.value.start))
        ):
            reading.head, reading.role = before[-1].head, "dual"

    def _measure(self, view: SentenceView, reading: Reading, before: list[Reading], lead: str, shape: str) -> Measure:
        value, head = reading.value, reading.head
        if reading.role == "dual" and head:
            return head.measure
        if value.unit in ("pp", "bp"):
            return "change"
        if value.label is not Label.PERCENT:
            return "change" if reading.role == "delta" else "level"
        if shape == "share":
            return "share"
        if reading.role == "delta":
            return "growth"
        if (
            head
            and head.value.label is Label.PERCENT
            and reading.role in ("earlier", "and", "none")
            and head.measure in ("growth", "share")
        ):
            return head.measure
        if reading.role == "share":
            return "share"
        if (
            reading.role == "bracket"
            and lead.rstrip().endswith("(")
            and before
            and before[-1].value.label is Label.MONEY
            and before[-1].measure == "level"
            and view.text[value.start - 1] == "("
        ):
            return "share"  # "$2bn (11%)": without a sign or "up" it is the part of the whole
        if reading.role == "bracket" and _SPLIT.search(view.words(view.start, value.start)):
            return "share"  # "came from the United States (65%), Canada (14%)"
        clause = view.clauses[reading.clause]
        whole = view.words(clause.start, value.start)
        if _LEVEL_OF_GROWTH.search(lead) and not _SHARE_WORD.search(lead):
            return "growth"
        return "share" if _SHARE_WORD.search(whole) else "growth"

    def _bound_of(self, lead: str, tail: str) -> Bound:
        match = self._bound.search(lead)
        if match:
            return cast(Bound, self._bounds.lookup(match[1]) or "=")
        if re.match(r"\s*(?:or more|or higher|-plus|\+(?!\d))", tail) and not tail.startswith(" +"):
            return ">="
        if re.match(r"\s*or (?:less|lower)", tail):
            return "<="
        return "~" if re.match(r"\s*or so\b", tail) else "="

    def _sign(self, view: SentenceView, reading: Reading, start: int, earlier: list[Reading]) -> int:
        if reading.measure not in ("growth", "change"):
            return 1
        if reading.role == "dual" and reading.head:
            return reading.head.sign
        printed = view.text[max(view.start, reading.value.start - 2) : reading.value.start].strip()[-1:]
        if (
            printed in "-−–"
            and printed
            and not view.text[max(view.start, reading.value.start - 3) : reading.value.start].strip("( -−–")
        ):
            return -1
        if printed in ("-", "−"):
            return -1
        if printed == "+":
            return 1
        direction = self._direction_of_tail(reading.tail)
        if direction:
            return direction
        local = [
            c
            for c in view.cues_of("verb")
            if start <= c.start and c.end <= reading.value.start and not self._of_forecast(view, c)
        ]
        nouns = self._noun_before(view.words(start, reading.value.start))
        if local or nouns:
            return (
                self._direction(local[-1], view, reading)
                if local and (not nouns or local[-1].text.lower() == nouns[1])
                else (nouns[0] if nouns else 1)
            )
        if reading.head and reading.head.measure == reading.measure:
            return reading.head.sign
        clause = view.clauses[reading.clause]
        wider = [
            c
            for c in view.cues_of("verb")
            if clause.start <= c.start and c.end <= reading.value.start and not self._of_forecast(view, c)
        ]
        governing = re.findall(r"\b([a-z-]+) in (?:[a-z'C-]+ ){0,4}F", view.words(clause.start, reading.value.start))
        for noun in governing:  # "the contraction in world trade from 9 to 10 percent"
            if self._nouns["down"].lookup(noun):
                return -1
        if wider:
            return self._direction(wider[-1], view, reading)
        before = [r for r in earlier if r.measure == reading.measure]
        if before and _ELLIPTIC.match(view.words(clause.start, reading.value.start)):
            return before[-1].sign  # "exports are down 15% and imports 12%"
        return 1

    @staticmethod
    def _of_forecast(view: SentenceView, cue: Cue) -> bool:
        """ "Cut its forecast": what falls is the forecast."""
        return bool(_FORECAST_OBJECT.match(view.words(cue.end, view.end)))

    def _direction_of_tail(self, tail: str) -> int:
        match = re.match(
            r",?(?:-| ){1,2}(?:T )?((?:(?!(?:and|or|in|on|of|for|from|to|by|at|with|as|after|while|compared|against) )[a-z'-]+ ){0,3}?)([a-z-]+)(?=[ ,.;:)]|$)",
            tail,
        )
        while match:
            word = match[2]
            if self._nouns["up"].lookup(word) or word in (
                "higher",
                "more",
                "up",
                "bigger",
                "wider",
                "larger",
                "greater",
            ):
                return 1
            if self._nouns["down"].lookup(word) or word in ("lower", "less", "down", "smaller", "narrower", "fewer"):
                return -1
            longer = re.match(re.escape(tail[: match.end()]) + r" ([a-z-]+)(?=[ ,.;:)]|$)", tail)
            if not longer or len(tail[: match.end()].split()) > 3 or longer[1] in _TAIL_STOP:
                return 0
            match = re.match(r"(.*?)([a-z-]+)$", tail[: longer.end()], re.S)
        return 0

    def _noun_before(self, lead: str) -> tuple[int, str] | None:
        """The last "rise of", "falls of" before the value."""
        last: tuple[int, str] | None = None
        for match in re.finditer(r"([a-z-]+) (?:in F |rate )?(?:of|by|at|was|averaging) ", lead):
            if self._nouns["up"].lookup(match[1]):
                last = (1, match[1])
            elif self._nouns["down"].lookup(match[1]):
                last = (-1, match[1])
        return last

    @staticmethod
    def _direction(cue: Cue, view: SentenceView, reading: Reading) -> int:
        return -1 if cue.value == "down" else 1


_TAIL_STOP = frozenset(
    [
        "and",
        "or",
        "in",
        "on",
        "of",
        "for",
        "from",
        "to",
        "by",
        "at",
        "with",
        "as",
        "after",
        "while",
        "compared",
        "against",
        "than",
        "but",
        "that",
        "which",
    ]
)
