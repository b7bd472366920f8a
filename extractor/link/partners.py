"""With whom: the partner of a figure, named in its clause or carried on."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.link.place_parts import REGION, Part, joined
from extractor.link.reading import Bilateral, Filled, Passage, Reading, SentenceView
from extractor.link.wordings import Wordings
from extractor.models import Mention
from extractor.rules import RuleSet

_OWN_SIDE: dict[str | None, str] = {"export": "from", "import": "to"}
"""The word between a flow and the reporter itself: "exports from the region"."""


class PartnerFinder:
    """Fills the partner."""

    def __init__(self, rules: RuleSet) -> None:
        self._blocs = frozenset(rules.list("place_bloc").words())
        self._words = Wordings(rules, "link.places.")

    def fill(
        self, view: SentenceView, reading: Reading, partner: list[Mention], previous: Reading | None, passage: Passage
    ) -> None:
        """Fill the slot from `partner`, the partners named for the figure, else from what was said before."""
        reporter = reading.get("reporter")
        lead = view.words(view.clauses[reading.clause].start, reading.value.start)
        told_behind = partner and partner[0].start >= reading.value.end
        behind = view.words(reading.value.end, view.end)
        others = self._words["everyone-else"].search(lead) or self._words["others-behind"].match(behind)
        if others and not told_behind:
            rest = self._rest(view, reading, previous, passage)
            if rest is not None:
                reading.slots["partner"] = rest
            return
        named = [p for p in partner if p.place and not REGION.match(p.place) and p.place not in (reporter, "WORLD")]
        if named:
            reading.slots["partner"] = joined(named, span_of=partner)
            return
        if self._words["uncoded-partners"].search(lead):
            return
        if self._words["they-together"].match(view.words(view.start, view.end)):
            self._all_of_last(reading, passage)
            return
        if previous is not None and previous.get("partner") and not self._words["total"].search(lead):
            if _is_other_flow(reading, previous) and not self._is_listed_under(view, previous):
                return
            if previous.get("partner") != reporter:
                reading.slots["partner"] = Filled(previous.get("partner"), "inherited", previous.slots["partner"].span)
            return
        inherited = self._inherited_partner(view, reading, previous, passage)
        if inherited is not None:
            reading.slots["partner"] = inherited

    @staticmethod
    def _is_listed_under(view: SentenceView, previous: Reading) -> bool:
        """ "Sales to Peru rose: exports of tin gained 3%, exports of wool 2%": the partner stands before the colon."""
        span = previous.slots["partner"].span
        lead, colon, _ = (view.words(span[1], previous.value.start) if span else "").partition(": ")
        return bool(colon) and "V" not in lead

    @staticmethod
    def _all_of_last(reading: Reading, passage: Passage) -> None:
        """ "Together they ...": the partners, or else the reporters, of the sentence before."""
        for slot in ("partner", "reporter"):
            codes = sorted({one.get(slot) for one in passage.last if one.get(slot)})
            if len(codes) > 1:
                reading.slots[slot] = Filled("+".join(codes), "inherited")
                return

    def _rest(self, view: SentenceView, reading: Reading, previous: Reading | None, passage: Passage) -> Filled | None:
        """ "With everyone else", after the trade with a bloc: all that are not of the bloc."""
        before = previous.get("partner") if previous is not None else passage.partner and passage.partner.value
        if before not in self._blocs:
            return None
        named = [p.place for p in view.places if p.end <= reading.value.start and p.place in self._blocs]
        bloc = named[-1] if named else before
        return Filled(f"non-{bloc.removeprefix('non-')}", "inherited")

    def _inherited_partner(
        self, view: SentenceView, reading: Reading, previous: Reading | None, passage: Passage
    ) -> Filled | None:
        """The partner where the clause names none: of the sentence before, of the headline, of the pair spoken of."""
        reporter, words = reading.get("reporter"), view.words(view.start, view.end)
        if previous is None and passage.partner is not None and self._continues(view, reading, passage):
            return Filled(passage.partner.value, "inherited", passage.partner.span)
        both = passage.bilateral
        if (
            both
            and (both.covers(view.sentence.block, reporter) or _is_both_ways(view, both, reporter))
            and not view.places_between(view.start, reading.value.start, other_than=reporter)
            and not self._words["total"].search(view.words(view.start, reading.value.start))
        ):
            return Filled(both.partner, "inherited")
        topic = passage.topic_place
        if topic and not REGION.match(topic.value) and self._words["pronoun-customer"].match(words):
            return Filled(topic.value, "inherited", topic.span) if topic.value != reporter else None
        everybody = self._words["total"].search(view.words(view.start, reading.value.start))
        if previous is None and not everybody and self._is_as_headline(view, reading, passage):
            assert passage.headline is not None
            filled = passage.headline[2]
            return Filled(filled.value, "inherited", filled.span)
        known = self._known_partner(passage, reporter)
        spoken = self._words["anaphor"].search(words)
        own = spoken and reading.flow in _OWN_SIDE and spoken[0].startswith(_OWN_SIDE[reading.flow])
        if known and ((spoken and not own) or self._words["mutual"].search(words)):
            return Filled(known, "inherited")
        if passage.home not in (None, reporter) and self._words["with-us"].search(words):
            return Filled(passage.home, "inherited")
        if passage.pair and reading.flow == "total" and reporter in passage.pair and not everybody:
            return Filled(next(code for code in passage.pair if code != reporter), "inherited")
        return None

    @staticmethod
    def _is_as_headline(view: SentenceView, reading: Reading, passage: Passage) -> bool:
        """Is it the flow of the headline ("Peru's exports to Chile"), with no other place named before the value?"""
        reporter = reading.get("reporter")
        return (
            passage.headline is not None
            and not _is_of_other_ware(view, reading, passage.headline_item)
            and passage.headline[0] in (reading.flow, "total")
            and passage.headline[1] == reporter
            and not view.places_between(view.start, reading.value.start, other_than=reporter)
        )

    @staticmethod
    def _known_partner(passage: Passage, reporter: str | None) -> str | None:
        """The country that "the kingdom", "its neighbour" or "there" stands for."""
        topic = passage.topic_place
        if topic and topic.value != reporter and not REGION.match(topic.value):
            return str(topic.value)
        for pair in (passage.pair, passage.parties):
            if pair and reporter in pair:
                return next((code for code in pair if code != reporter), None)
        return str(passage.partner.value) if passage.partner and passage.partner.value != reporter else None

    def _continues(self, view: SentenceView, reading: Reading, passage: Passage) -> bool:
        """Does the sentence go on about the same flow: "This compared with", "However, the surplus"?"""
        if self._words["these"].match(view.words(view.start, view.end)):
            return not any(p.start < reading.value.start for p in view.places)
        if view.sentence.block != passage.block:
            return False
        if reading.flow_how == "inherited":
            several = {one.get("partner") for one in passage.last if not one.is_earlier}
            return not view.places and len(several) == 1
        flow = reading.flow_mention
        if flow is None or flow.flow != passage.flow or view.places:
            return False
        before = view.words(view.start, flow.start)
        return bool(self._words["same-flow"].search(before) or self._words["expected-by"].match(before))

    def named(self, view: SentenceView, reading: Reading, parts: Sequence[Part], passage: Passage) -> list[Mention]:
        """The partners named nearest before the value, else right after it; several where they are listed."""
        partners = [part.place for part in parts if part.role == "partner"]
        if passage.home_is_sure:
            partners = [place for place in partners if place.place != passage.home] or partners
        before = [
            place for place in partners if place.start < reading.value.start and not _is_of_cause(view, reading, place)
        ]
        after = [
            place
            for place in partners
            if place.start >= reading.value.end and not self._words["absolute"].match(view.words(place.end, view.end))
        ]
        attached = self._attached(view, reading, after)
        if before and not attached and not self._is_next(view, reading, before[-1], after):
            group = before[-1:]
            for place in reversed(before[:-1]):
                if not self._words["listed-before"].fullmatch(view.words(place.end, group[0].start)):
                    break
                group.insert(0, place)
            return group
        if not after or self._has_own_value(view, reading, after[0]):
            return []
        gap = self._words["aside-value"].sub("", view.words(reading.value.end, after[0].start))
        gap = self._words["bracket-value"].sub("", gap)
        gap = self._words["outside"].sub("", gap)
        if not attached and ("V" in gap or self._words["adjunct"].search(gap)):
            return []
        group = after[:1]
        for place in after[1:]:
            if not self._words["listed-after"].fullmatch(view.words(group[-1].end, place.start)):
                break
            group.append(place)
        return group

    def _has_own_value(self, view: SentenceView, reading: Reading, place: Mention) -> bool:
        """ "Imported 4 million tonnes, mostly from Peru (3 million)": the place stands with a part of the figure."""
        value = next((v for v in view.values if v.start >= place.end), None)
        if value is None or (value.label, value.unit) != (reading.value.label, reading.value.unit):
            return False
        return bool(self._words["own-part"].fullmatch(view.words(place.end, value.start)))

    def _attached(self, view: SentenceView, reading: Reading, after: Sequence[Mention]) -> bool:
        """ "Sales to Peru offset a 5% drop in exports to Chile": the partner right behind the flow word of the value."""
        flow = reading.flow_mention
        if (
            flow is None
            or not after
            or flow.start < reading.value.end
            or "V" in view.words(reading.value.end, flow.start)
        ):
            return False
        return bool(self._words["next-to-value"].fullmatch(view.words(flow.end, after[0].start)))

    def _is_next(self, view: SentenceView, reading: Reading, before: Mention, after: Sequence[Mention]) -> bool:
        """ "40% went to Peru and 3% to Chile": the partner behind the value is nearer than that of the value before."""
        if not after or "V" not in view.words(view.start, before.start):
            return False
        return bool(self._words["next-to-value"].fullmatch(view.words(reading.value.end, after[0].start)))


def _is_of_other_ware(view: SentenceView, reading: Reading, ware: str | None) -> bool:
    """Does the flow word name a ware that has no word in common with that of the headline?"""
    flow = reading.flow_mention
    if ware is None or flow is None:
        return False
    own = [item for item in view.items if item.anchor == flow.start and item.relation in ("modifier", "object")]
    words = set(ware.lower().split())
    return bool(own) and not any(words & set(view.text[i.start : i.end].lower().split()) for i in own)


def _is_of_cause(view: SentenceView, reading: Reading, place: Mention) -> bool:
    """Is it the partner of exports or imports that only made for a balance: "Exports to Peru helped Chile to a surplus of V"?"""
    flow = reading.flow_mention
    if flow is None or flow.flow not in ("surplus", "deficit", "balance") or not place.end <= flow.start:
        return False
    own = next((f.flow for f in reversed(view.flows) if f.end <= place.start), None)
    return own in ("export", "import") and "V" not in view.words(view.start, reading.value.start)


def _is_both_ways(view: SentenceView, both: Bilateral, reporter: str | None) -> bool:
    """Does the sentence tell exports and imports, right behind the balance with one partner?"""
    two = {flow.flow for flow in view.flows} == {"export", "import"}
    after = (both.block, both.reporter) == (view.sentence.block, reporter)
    return two and after and bool(both.flows & {"deficit", "surplus", "balance"})


def _is_other_flow(reading: Reading, previous: Reading) -> bool:
    """Is it of another flow word for the same direction: "exports to Peru fell 2%, and shipments of cars 5%"?"""
    return (
        reading.flow == previous.flow
        and reading.flow_mention is not None
        and previous.flow_mention is not None
        and previous.flow_mention.start < reading.flow_mention.start < reading.value.start
        and not previous.is_earlier
    )
