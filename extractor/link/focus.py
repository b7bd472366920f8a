"""What earlier sentences leave to the places of the next: whose trade a section reports, which place was spoken of last."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.link.place_parts import Part, filled
from extractor.link.place_roles import PlaceRoles
from extractor.link.reading import Bilateral, Filled, Passage, Reading, SentenceView
from extractor.models import Flow
from extractor.rules import RuleSet
from extractor.spans import PlaceHint


class FocusFinder:
    """Keeps `focus`, `topic_place` and `parties` of the passage."""

    def __init__(self, rules: RuleSet) -> None:
        self._roles = PlaceRoles(rules)

    def enter(self, view: SentenceView, passage: Passage) -> None:
        """Before a sentence is read: a section may be about another country than the article."""
        if view.sentence.kind == "headline" and not view.values:
            self._head(view, passage)
            return
        if passage.focus is not None and passage.focus_block not in (None, view.sentence.block):
            passage.focus = None
        office = office_of(view.hints)
        if office is not None and office.place != passage.home:
            passage.focus = Filled(office.place, "inherited", (office.start, office.end))
            passage.focus_block = None if passage.in_section else view.sentence.block
        elif passage.heading and not view.flows:
            passage.focus = self._as_headed(view, passage) or passage.focus
        if view.sentence.kind != "headline":
            passage.heading, passage.in_body = frozenset(), True

    @staticmethod
    def _head(view: SentenceView, passage: Passage) -> None:
        """A heading ends what the section before it was about."""
        passage.focus, passage.focus_block = None, None
        passage.in_section = passage.in_body
        passage.heading = frozenset(
            code for code in (*(p.place for p in view.places), *(h.place for h in view.hints)) if code
        )

    def _as_headed(self, view: SentenceView, passage: Passage) -> Filled | None:
        """The country that heading and first sentence both point to: "Prague" and "News from the Czech Republic".

        Not where either names the article's own country, of which the other is then a partner.
        """
        spans = [(hint.place, hint.start, hint.end) for hint in view.hints if hint.kind != "body"]
        spans += [(p.place or "", p.start, p.end) for p in view.places]
        if passage.home in passage.heading or passage.home in {code for code, _, _ in spans}:
            return None
        for code, start, end in spans:
            if code in passage.heading and code != passage.home:
                return Filled(code, "inherited", (start, end))
        return None

    def leave(self, view: SentenceView, readings: Sequence[Reading], passage: Passage) -> None:
        """After a sentence is read: what it was about."""
        parts = self._roles.parts_of(view, passage)
        if view.sentence.kind == "headline" and not passage.in_body and passage.headline is None:
            passage.headline = _of_two(readings)
            passage.headline_item = next((reading.get("item") for reading in readings), None)
        passage.topic_place = _topic(parts, passage)
        for reading in readings:
            reporter, partner = reading.get("reporter"), reading.get("partner")
            if reporter and partner and "+" not in partner and reading.slots["partner"].how == "local":
                passage.parties = (reporter, partner)
            if not reading.is_earlier:
                passage.bilateral = _bilateral(passage.bilateral, view.sentence.block, reading)


def office_of(hints: Sequence[PlaceHint]) -> PlaceHint | None:
    """The office of state that a sentence names, where it names those of one country only."""
    offices = [hint for hint in hints if hint.kind == "office"]
    return offices[0] if len({hint.place for hint in offices}) == 1 else None


def _of_two(readings: Sequence[Reading]) -> tuple[Flow, str, Filled] | None:
    """The two countries whose trade a headline gives as one figure: "Peru-Chile trade at $2bn"."""
    for reading in readings:
        partner = reading.slots.get("partner")
        if reading.flow == "total" and partner is not None and partner.how == "local" and reading.get("reporter"):
            return reading.flow, reading.get("reporter"), partner
    return None


def _bilateral(before: Bilateral | None, block: int, reading: Reading) -> Bilateral | None:
    """What a figure makes of the trade that the paragraph is about: one with everybody ends it."""
    reporter, partner = reading.get("reporter"), reading.get("partner")
    if not partner or not reporter:
        return None
    same = before is not None and (before.block, before.reporter, before.partner) == (block, reporter, partner)
    flows = before.flows if before is not None and same else frozenset()
    return Bilateral(block, reporter, partner, flows | {reading.flow})


def _topic(parts: Sequence[Part], passage: Passage) -> Filled | None:
    """The one other country or province that a sentence speaks of, or the one that it begins with."""
    others = [part for part in parts if part.place.place not in (passage.home, "WORLD")]
    if len({part.place.place for part in others}) == 1:
        return filled(others[0].place)
    opens = others and parts[0] is others[0] and parts[0].role in ("subject", "partner")
    return filled(others[0].place) if opens else None
