"""Is a value a level, a change, a growth or a share."""

from __future__ import annotations

from extractor.link.reading import Reading, SentenceView
from extractor.link.signs import is_signed_amount, printed_sign
from extractor.models import Label, Measure
from extractor.rules import RuleSet


class MeasureFinder:
    """Tells the measure of a reading whose role and head are known."""

    def __init__(self, rules: RuleSet) -> None:
        self._pace = rules.pattern("link.values.pace")
        self._split = rules.pattern("link.values.split")
        self._by_place = rules.pattern("link.values.by-place")
        self._share_word = rules.pattern("link.values.share-word")
        self._bracket_change = rules.pattern("link.values.bracket-change")
        self._more_of = rules.pattern("link.values.more-of")
        self._than = rules.pattern("link.values.than")
        self._apposed_change = rules.pattern("link.values.apposed-change")
        self._whole_after = rules.pattern("link.values.whole-after")
        self._of_whole = rules.pattern("link.values.of-whole")

    def measure(self, view: SentenceView, reading: Reading, before: list[Reading], lead: str, shape: str) -> Measure:
        """`lead` are the words before the value, `shape` what the words after it tell of its role."""
        value = reading.value
        if reading.role == "dual" and reading.head:
            return reading.head.measure
        if value.unit in ("pp", "bp"):
            return "change"
        if value.label is not Label.PERCENT:
            differs = reading.role == "delta" or (reading.role == "earlier" and shape == "delta")
            differs = differs or (reading.role == "bracket" and bool(self._bracket_change.search(lead)))
            differs = differs or (
                self._more_of.search(value.text.lower()) is not None and bool(self._than.match(reading.tail))
            )
            return "change" if differs or is_signed_amount(view, reading) else "level"
        if shape == "share":
            return "share"
        if reading.role == "delta" or printed_sign(view, reading):
            return "growth"
        return self._of_percent(view, reading, before, lead)

    def _of_percent(self, view: SentenceView, reading: Reading, before: list[Reading], lead: str) -> Measure:
        head = reading.head
        if reading.role == "bracket" and self._bracket_change.search(lead):
            return "growth"  # "$922m of exports (down 24.7%)"
        if (
            head
            and head.value.label is Label.PERCENT
            and reading.role in ("earlier", "and", "none")
            and head.measure in ("growth", "share")
        ):
            return head.measure
        if reading.role == "share" or self._of_whole.match(reading.tail):
            return "share"
        if self._is_part(view, reading, before, lead):
            return "share"
        clause = view.clauses[reading.clause]
        if self._pace.search(lead) and not self._share_word.search(lead):
            return "growth"
        return "share" if self._share_word.search(view.words(clause.start, reading.value.start)) else "growth"

    def _is_part(self, view: SentenceView, reading: Reading, before: list[Reading], lead: str) -> bool:
        """A part by its place: in brackets after the amount, in a list of places, or after another part."""
        value = reading.value
        words = view.words(view.start, value.start)
        if reading.role == "bracket":
            last = before[-1] if before else None
            after_amount = last is not None and last.value.label is Label.MONEY and last.measure == "level"
            opens = lead.rstrip().endswith("(") and view.text[value.start - 1] == "("
            # "$2bn (11%)": without a sign or "up" it is the part of the whole
            return bool((opens and after_amount) or self._split.search(words))
        last_percent = self._last_percent(view, before)
        start = last_percent.value.end if last_percent else view.start
        if any(r.value.start >= start for r in before):  # an apposed change in between: "had 40%, a 5% rise, while"
            start = max(start, view.clauses[reading.clause].start)
        if any(start <= cue.start < value.start for cue in view.cues_of("verb")):
            return False
        if last_percent is not None and last_percent.measure == "share":
            between = self._whole_after.sub("", view.words(start, value.start), count=1)
            return reading.role in ("and", "none", "level") and "F" not in between
        return (
            last_percent is None
            and reading.role in ("none", "and", "level")
            and bool(self._by_place.search(words))
            and not self._pace.search(words)
        )

    def _last_percent(self, view: SentenceView, before: list[Reading]) -> Reading | None:
        """The percentage before, but for the change that stands beside a share: "had 40%, a 5% rise"."""
        percents = [r for r in before if r.value.label is Label.PERCENT][-2:]
        if len(percents) == 2 and percents[0].measure == "share" and percents[1].measure == "growth":
            gap = view.words(percents[0].value.end, percents[1].value.start)
            if self._apposed_change.fullmatch(gap):
                return percents[0]
        return percents[-1] if percents else None
