"""Whose trade (reporter, region) and with whom (partner)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.link.place_roles import REGION, Part, parts_of
from extractor.link.place_shares import distribute, share_parties
from extractor.link.reading import Filled, Passage, Reading, SentenceView
from extractor.models import Mention

_ASIDE = re.compile(r"\b(?:as|that|which|after|because|since|when|before|where|who|although|though|if)\b|;")
_ANAPHOR_PARTNER = re.compile(
    r"\b(?:to|from|with) (?:the (?:kingdom|emirate|republic|island|neighbou?r)|that country|its (?:[a-z]+ )?neighbou?r|there\b|the latter)"
)
_TOTAL = re.compile(r"\b(?:total|overall|all|world|worldwide)\b")
_ITS = re.compile(r"\b(?:its|their) \Z")
_ITS_NEAR = re.compile(r"\b(?:its|their) (?:[a-z-]+ ){0,3}\Z")
_ITS_SHARE = re.compile(r"\b(?:its|their|'s) (?:[a-z]+ )?share\b")
_SAME_FLOW = re.compile(r"\b(?:the|this|that|its) \Z")
_THESE = re.compile(r"(?:the (?:figures|data|latest figures|numbers|figure|statistics)|this|that|these)\b")
_FLOW_OF = re.compile(r" (?:of|from|by) (?:the |mainland )?C")
_FLOW_INTO = re.compile(r" into (?:the )?C")
_LISTED_BEFORE = re.compile(r"(?:, | and |, and | or )(?:the |[a-z]+ )?")
_LISTED_AFTER = re.compile(r"(?:, | and |, and )(?:the )?")


class PlaceFinder:
    """Fills reporter, partner and region."""

    def assign(self, view: SentenceView, readings: list[Reading], passage: Passage) -> None:
        """Fill the places of all readings of a sentence, left to right."""
        parts = parts_of(view, passage)
        previous: Reading | None = None
        for reading in readings:
            if reading.leader in readings and reading.leader and (reading.is_earlier or reading.role == "dual"):
                self._follow(reading, reading.leader, parts)
            else:
                self._one(view, reading, parts, previous, passage)
            previous = reading
        distribute(view, readings)
        share_parties(view, readings, parts)

    def _one(
        self,
        view: SentenceView,
        reading: Reading,
        parts: Sequence[Part],
        previous: Reading | None,
        passage: Passage,
    ) -> None:
        clause = view.clauses[reading.clause]
        local = [part for part in parts if clause.start <= part.place.start < clause.end]
        earlier = [part for part in parts if part.place.start < clause.start]
        reporter = self._reporter(view, reading, local) or self._reporter(view, reading, earlier)
        region = next((part for part in local if REGION.match(part.place.place or "")), None)
        if reporter is not None and REGION.match(reporter.place.place or ""):
            region, reporter = reporter, None
        partner = self._partner(view, reading, local)
        inherited = None if region or local else self._inherited_region(view, reading, previous, passage)
        if inherited:
            reading.slots["region"] = inherited
        who = reporter.filled if reporter else self._inherited_reporter(view, reading, previous, passage)
        if who:
            reading.slots["reporter"] = who
        ranked = next((part for part in reversed(parts) if part.place.end <= reading.value.start), None)
        if ranked and ranked.role == "ranked" and ranked.place.place:
            partner = self._ranked(reading, ranked, partner, previous, passage)
        if partner and partner[-1].place == reading.get("reporter") and reporter is None and passage.second:
            reading.slots["reporter"] = Filled(passage.second, "default")
        if region is not None:
            reading.slots["region"] = region.filled
        self._fill_partner(view, reading, partner, previous, passage)

    @staticmethod
    def _inherited_region(
        view: SentenceView, reading: Reading, previous: Reading | None, passage: Passage
    ) -> Filled | None:
        """The region of a clause without places: that of the value before, or the passage's for "its exports"."""
        if previous is not None:
            return previous.slots.get("region") if reading.clause else None
        flow = reading.flow_mention
        if passage.region and flow is not None and _ITS.search(view.words(view.start, flow.start)):
            return Filled(passage.region.value, "inherited", passage.region.span)
        return None

    @staticmethod
    def _inherited_reporter(
        view: SentenceView, reading: Reading, previous: Reading | None, passage: Passage
    ) -> Filled | None:
        """The reporter where the sentence names none: that of the value before, of the passage, of the article."""
        flow = reading.flow_mention
        if previous is not None and previous.get("reporter"):
            return Filled(previous.get("reporter"), "inherited", previous.slots["reporter"].span)
        last = passage.last_reporter
        if last is not None and flow is not None and _ITS_NEAR.search(view.words(view.start, flow.start)):
            return Filled(last.value, "inherited", last.span)
        current = passage.reporter
        goes_on = current and view.sentence.block == passage.block and reading.flow_how == "inherited"
        if passage.home_is_sure and not goes_on:
            return Filled(passage.home, "inherited")
        if current is not None and not (current.value == "WORLD" and passage.home):
            return Filled(current.value, "inherited", current.span)
        return Filled(passage.home, "default") if passage.home else None

    @staticmethod
    def _ranked(
        reading: Reading, ranked: Part, partner: list[Mention], previous: Reading | None, passage: Passage
    ) -> list[Mention]:
        """A place that stands with its value, "Peru $2bn": a partner among partners, else a region or the reporter."""
        code = ranked.place.place or ""
        is_region = bool(REGION.match(code))
        after_partner = previous is not None and previous.get("partner") and previous.slots["partner"].how == "local"
        if after_partner or (passage.home_is_sure and code != passage.home and not is_region):
            return [ranked.place]
        reading.slots["region" if is_region else "reporter"] = ranked.filled
        return partner if is_region else []

    def _fill_partner(
        self, view: SentenceView, reading: Reading, partner: list[Mention], previous: Reading | None, passage: Passage
    ) -> None:
        reporter = reading.get("reporter")
        codes = [
            p.place
            for p in partner
            if p.place and not REGION.match(p.place) and p.place != reporter and p.place != "WORLD"
        ]
        if codes:
            reading.slots["partner"] = Filled(
                "+".join(sorted(set(codes))), "local", (partner[0].start, partner[-1].end)
            )
        elif (
            previous is not None
            and previous.get("partner")
            and not _TOTAL.search(view.words(view.clauses[reading.clause].start, reading.value.start))
        ):
            if previous.get("partner") != reporter:
                reading.slots["partner"] = Filled(previous.get("partner"), "inherited", previous.slots["partner"].span)
        elif previous is None and passage.partner is not None and self._continues(view, reading, passage):
            reading.slots["partner"] = Filled(passage.partner.value, "inherited", passage.partner.span)
        elif (
            previous is None
            and passage.headline is not None
            and passage.headline[:2] == (reading.flow, reporter)
            and not view.places_between(view.start, reading.value.start, other_than=reporter)
            and not _TOTAL.search(view.words(view.start, reading.value.start))
        ):
            filled = passage.headline[2]
            reading.slots["partner"] = Filled(filled.value, "inherited", filled.span)
        elif _ANAPHOR_PARTNER.search(view.words(view.start, view.end)) and self._known_partner(passage, reporter):
            reading.slots["partner"] = Filled(self._known_partner(passage, reporter), "inherited")
        elif (
            passage.pair
            and reading.flow == "total"
            and reporter in passage.pair
            and not _TOTAL.search(view.words(view.start, reading.value.start))
        ):
            other = [code for code in passage.pair if code != reporter]
            reading.slots["partner"] = Filled(other[0], "inherited")

    @staticmethod
    def _known_partner(passage: Passage, reporter: str | None) -> str | None:
        """The country that "the kingdom", "its neighbour" or "there" stands for."""
        if passage.pair and reporter in passage.pair:
            return next((code for code in passage.pair if code != reporter), None)
        return passage.partner.value if passage.partner and passage.partner.value != reporter else None

    @staticmethod
    def _continues(view: SentenceView, reading: Reading, passage: Passage) -> bool:
        """Does the sentence go on about the same flow: "This compared with", "However, the surplus"?"""
        if _THESE.match(view.words(view.start, view.end)):
            return not any(p.start < reading.value.start for p in view.places)
        if view.sentence.block != passage.block:
            return False
        if reading.flow_how == "inherited":
            return not view.places
        flow = reading.flow_mention
        if flow is None or flow.flow != passage.flow or view.places:
            return False
        return bool(_SAME_FLOW.search(view.words(view.start, flow.start)))

    @staticmethod
    def _reporter(view: SentenceView, reading: Reading, parts: Sequence[Part]) -> Part | None:
        """The part that tells whose flow it is, the surest first."""
        flow, start = reading.flow_mention, reading.value.start
        candidates = (
            [part for part in parts if part.role == "owner" and part.flow is flow],
            [part for part in parts if part.role in ("subject", "between") and part.place.start < start],
            [part for part in parts if part.role == "leading"],
            [part for part in parts if part.role == "owner" and part.flow is not None and part.place.start < start],
        )
        found = next((some[-1] for some in candidates if some), None)
        if found is not None or flow is None:
            return found
        after = [part for part in parts if part.place.start >= flow.end]
        words = view.words(flow.end, view.end)
        of = _FLOW_OF.match(words)
        if of and after and (not of[0].startswith(" from") or reading.flow == "export"):
            return after[0]
        whole = next((part for part in parts if part.role == "whole"), None)
        if whole and not _ITS_SHARE.search(view.words(view.start, view.end)):
            return whole
        return after[0] if after and reading.flow == "import" and _FLOW_INTO.match(words) else None

    @staticmethod
    def _partner(view: SentenceView, reading: Reading, parts: Sequence[Part]) -> list[Mention]:
        """The partners named nearest before the value, else right after it; several where they are listed."""
        partners = [part.place for part in parts if part.role == "partner"]
        before = [place for place in partners if place.start < reading.value.start]
        after = [place for place in partners if place.start >= reading.value.end]
        if before:
            group = before[-1:]
            for place in reversed(before[:-1]):
                if not _LISTED_BEFORE.fullmatch(view.words(place.end, group[0].start)):
                    break
                group.insert(0, place)
            return group
        if not after:
            return []
        gap = view.words(reading.value.end, after[0].start)
        if "V" in gap or _ASIDE.search(gap):
            return []
        group = after[:1]
        for place in after[1:]:
            if not _LISTED_AFTER.fullmatch(view.words(group[-1].end, place.start)):
                break
            group.append(place)
        return group

    @staticmethod
    def _follow(reading: Reading, head: Reading, parts: Sequence[Part]) -> None:
        """A figure that another is compared with is of the same parties, unless it names its own."""
        for slot in ("reporter", "partner", "region"):
            if slot in head.slots:
                reading.slots[slot] = head.slots[slot]
        flow = reading.flow_mention
        own = [
            part
            for part in parts
            if head.value.end <= part.place.start < reading.value.start
            and (part.role == "of-value" or (part.role == "owner" and part.flow is flow))
        ]
        right = [
            part
            for part in parts
            if part.role == "owner" and flow is not None and part.flow is flow and part.place.start > head.value.end
        ]
        for part in [*own, *right]:
            reading.slots["reporter"] = part.filled
