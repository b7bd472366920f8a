"""The flow of figures whose sentence names none: the passage's."""

from __future__ import annotations

from extractor.link.reading import Passage, Reading, SentenceView
from extractor.link.subjects import Subjects
from extractor.link.wordings import Wordings
from extractor.models import Label
from extractor.rules import RuleSet
from extractor.spans import ItemPhrase

_LEAST = 10_000
"""Money that a trade report gives without saying of which flow is of trade from here on; what is less is a price or a fee."""


class PassageFlow:
    """Gives a reading the flow that the passage is on, where its sentence goes on with that."""

    def __init__(self, rules: RuleSet) -> None:
        self._words = Wordings(rules, "link.flows.")
        self._subjects = Subjects(rules)

    def inherit(self, view: SentenceView, reading: Reading, passage: Passage) -> None:
        ahead = next((f for f in view.flows if f.start > reading.value.end), None)
        if ahead and reading.role == "bracket" and self._words["ahead"].search(view.words(view.start, ahead.start)):
            reading.take_word(ahead)  # "tea (+2%) and rugs (-4%) saw a change in exports"
            return
        cold = not passage.hot
        if (cold and not passage.trading) or passage.flow is None or view.sentence.kind in ("furniture", "caption"):
            return
        if cold and not self._goes_back(view, reading):
            return
        if reading.value.label is Label.MONEY and (reading.value.value or 0) < _LEAST:
            return
        if self._is_told(view, reading, passage):
            self._take(view, reading, passage)

    def _is_told(self, view: SentenceView, reading: Reading, passage: Passage) -> bool:
        """Does the sentence leave its figure to the flow spoken of, and name no other subject?"""
        others = [
            c
            for c in self._subjects.others(view, reading.value, sales=not passage.trading)
            if c.start <= reading.value.start + 40 and not self._subjects.is_same_money(c, passage.flow_mention)
        ]
        before = view.words(view.start, reading.value.start)
        anaphor = self._words["anaphor"].search(before)
        if others and not (
            anaphor and passage.hot == 2 and all(view.masked.at(c.end) <= anaphor.start() for c in others)
        ):
            return False
        taken_up = anaphor and "," not in before[anaphor.end() :]  # "that is growth of 5%"
        if self._words["growth-of-economy"].search(before):
            return False
        if self._words["other-growth"].search(before) and not (
            passage.hot == 2 and (taken_up or self._words["expected"].search(before))
        ):
            return False
        if anaphor or self._is_change(view, reading, passage):
            return True
        if (not others and passage.subject != "other") or (reading.role == "earlier" and reading.head is None):
            return True
        cue = view.cues_of("verb", "level", "share")
        named = any(i.end <= reading.value.start or i.relation in ("of-value", "growth-in") for i in view.items)
        if named and (cue or reading.role == "bracket") and passage.subject != "other":
            return True
        placed = view.places and view.places[0].start < reading.value.start
        return bool(placed and cue and not self._words["company"].search(before))

    def _is_change(self, view: SentenceView, reading: Reading, passage: Passage) -> bool:
        """Is it a change told in the paragraph of the flow, of no place of its own?"""
        return (
            passage.hot == 2
            and reading.role == "delta"
            and not view.places
            and view.sentence.block == passage.block
            and self._words["change"].search(view.words(view.start, reading.value.end + 24)) is not None
        )

    def _take(self, view: SentenceView, reading: Reading, passage: Passage) -> None:
        flow, mention = passage.flow, passage.flow_mention
        before = view.words(view.start, reading.value.start)
        if passage.balance and flow in ("export", "import") and self._words["widening"].search(before):
            flow, mention = passage.balance, None
        if reading.measure == "share" and flow in ("surplus", "deficit", "balance") and passage.main_flow:
            flow, mention = passage.main_flow, None  # parts are told of trade, hardly of a balance
        reading.flow, reading.flow_mention, reading.flow_how = flow, mention, "inherited"
        if reading.is_earlier and reading.head is None and _are_shares(reading, *passage.last[-1:]):
            reading.measure = "share"  # "That was up from 29% in May", after a share

    def _goes_back(self, view: SentenceView, reading: Reading) -> bool:
        """In a report on trade that has spoken of something else since: does the sentence tell of a ware and nothing else?"""
        before = view.words(view.start, reading.value.start)
        return (
            view.sentence.kind == "body"
            and reading.role in ("level", "delta", "and", "earlier", "bracket")
            and not self._subjects.others(view, reading.value, sales=False)
            and not self._words["company"].search(before)
            and (
                self._words["amount"].search(before) is not None
                or any(self._names(view, reading, i) for i in view.items)
            )
        )

    def _names(self, view: SentenceView, reading: Reading, ware: ItemPhrase) -> bool:
        """Is a ware named with the value, or before it and not in an aside?"""
        if ware.relation in ("of-value", "growth-in"):
            return True
        return ware.end <= reading.value.start and not self._words["aside-clause"].search(
            view.words(view.start, ware.start)
        )


def _are_shares(reading: Reading, *before: Reading) -> bool:
    """Does a percentage take up the share that the sentence before ended on?"""
    return reading.value.label is Label.PERCENT and any(last.measure == "share" for last in before)
