"""Which way a growth or a change goes."""

from __future__ import annotations

from extractor.link.reading import Reading, SentenceView
from extractor.models import Cue, Label
from extractor.rules import RuleSet

_MINUS, _PLUS = "-−–", "+"


def printed_sign(view: SentenceView, reading: Reading) -> int:
    """1 or -1 where a sign is printed at the value ("+5%", "(-6.4 pct)"), 0 where none is; a dash is no sign."""
    start = reading.value.start
    before = view.text[max(view.start, start - 3) : start]
    if before[-1:] and before[-1] in _MINUS + _PLUS:
        if before[-2:-1].isalnum() or before[-2:-1] == "%":
            return 0  # "5%-6%", "T-5%"
        return 1 if before[-1] == _PLUS else -1
    if before[-2:-1] in tuple(_MINUS) and before[-1:] == " " and before[-3:-2] in ("(", "\n"):
        return -1  # "(- 6.4 pct)"
    return 0


class SignFinder:
    """Gives readings of growth and change their sign."""

    def __init__(self, rules: RuleSet) -> None:
        self._up, self._down = rules.list("up_noun"), rules.list("down_noun")
        self._more = rules.list("more_word")
        self._better = rules.list("better_word")
        self._gone = rules.pattern("link.values.gone")
        self._aim = rules.pattern("link.values.aim")
        self._word_after = rules.pattern("link.values.word-after")
        self._noun_before_value = rules.pattern("link.values.noun-before")
        self._noun_in = rules.pattern("link.values.noun-in")
        self._slower_growth = rules.pattern("link.values.slower-growth")
        self._minus = rules.pattern("link.values.minus")
        self._elliptic = rules.pattern("link.values.elliptic")
        self._joined = rules.pattern("link.values.joined")
        self._of_forecast_object = rules.pattern("link.status.of-forecast")

    def sign(self, view: SentenceView, reading: Reading, start: int, earlier: list[Reading]) -> int:
        """1 or -1; `start` is where the words begin that belong to the value."""
        if reading.measure not in ("growth", "change"):
            return 1
        if reading.role == "dual" and reading.head:
            reading.judged = reading.head.judged
            return reading.head.sign
        printed = printed_sign(view, reading)
        if printed:
            return printed
        if self._minus.search(view.words(view.start, reading.value.start)) or self._gone.match(reading.tail):
            return -1
        if self._slower_growth.search(view.words(view.clauses[reading.clause].start, reading.value.start)):
            return 1
        return self._after(view, reading) or self._before(view, reading, start, earlier)

    def _after(self, view: SentenceView, reading: Reading) -> int:
        """What the words after the value tell; those after the next value where both are joined ("5% and 6% smaller")."""
        tail = reading.tail
        if self._joined.fullmatch(tail):
            following = next((v for v in view.values if v.start >= reading.value.end), None)
            if following is not None and (following.label is reading.value.label or tail.startswith(" or ")):
                stop = min([view.end, *(v.start for v in view.values if v.start >= following.end)])
                tail = view.words(following.end, stop)
        match = self._word_after.match(tail)
        return self._way(reading, match["way"]) if match else 0

    def _way(self, reading: Reading, word: str) -> int:
        """Which way a word goes; that it is one of better or worse is noted, as that turns with the flow."""
        reading.judged = self._better.lookup(word) is not None
        more = self._more.lookup(word)
        if more:
            return 1 if more == "up" else -1
        return 1 if self._up.lookup(word) else -1 if self._down.lookup(word) else 0

    def _before(self, view: SentenceView, reading: Reading, start: int, earlier: list[Reading]) -> int:
        """What the verbs and nouns before the value tell, the nearest first."""
        value = reading.value
        local, nouns = self._verbs(view, start, value.start), self._noun_before(view.words(start, value.start))
        if local and (not nouns or local[-1].text.lower() == nouns):
            return self._direction(reading, local[-1])
        if nouns:
            return self._way(reading, nouns)
        if self._aim.match(reading.tail) or self._aim.search(view.words(start, value.start)):
            return 1
        if reading.head and reading.head.measure in ("growth", "change"):
            reading.judged = reading.head.judged
            return reading.head.sign
        clause = view.clauses[reading.clause]
        words = view.words(clause.start, value.start)
        if any(self._down.lookup(match["noun"]) for match in self._noun_in.finditer(words)):
            return -1
        wider = self._verbs(view, clause.start, value.start)
        if wider:
            return self._direction(reading, wider[-1])
        before = [r for r in earlier if r.measure == reading.measure]
        if before and self._elliptic.match(words):
            return before[-1].sign  # "exports are down 15% and imports 12%"
        return 1

    def _verbs(self, view: SentenceView, start: int, end: int) -> list[Cue]:
        """The verbs of change between two offsets, but for those of a forecast ("cut its forecast")."""
        return [
            cue
            for cue in view.cues_of("verb")
            if start <= cue.start
            and cue.end <= end
            and not self._of_forecast_object.match(view.words(cue.end, view.end))
        ]

    def _noun_before(self, lead: str) -> str | None:
        """The last "rise of", "falls of" before the value."""
        nouns = [match["noun"] for match in self._noun_before_value.finditer(lead)]
        return next((noun for noun in reversed(nouns) if self._up.lookup(noun) or self._down.lookup(noun)), None)

    def _direction(self, reading: Reading, cue: Cue) -> int:
        reading.judged = self._better.lookup(cue.text) is not None
        return -1 if cue.value == "down" else 1


def is_signed_amount(view: SentenceView, reading: Reading) -> bool:
    """Is it an amount with a printed sign that is no balance and no cell of a table: "exports: +$3bn, to $21bn"?"""
    if reading.value.label is Label.PERCENT or not printed_sign(view, reading):
        return False
    if reading.tail[:2].strip() == "" and reading.tail:
        return False
    flows = [f.flow for f in view.flows if f.end <= reading.value.start]
    return bool(flows) and flows[-1] not in ("balance", "surplus", "deficit")
