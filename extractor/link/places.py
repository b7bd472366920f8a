"""Whose trade (reporter, region) and with whom (partner)."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.link.focus import office_of
from extractor.link.place_roles import REGION, Part, PlaceRoles, joined
from extractor.link.place_shares import PlaceShares
from extractor.link.reading import Bilateral, Filled, Passage, Reading, SentenceView
from extractor.link.wordings import Wordings
from extractor.models import Mention
from extractor.rules import RuleSet

_TWO = 2
_OWN_SIDE: dict[str | None, str] = {"export": "from", "import": "to"}
"""The word between a flow and the reporter itself: "exports from the region"."""


class PlaceFinder:
    """Fills reporter, partner and region."""

    def __init__(self, rules: RuleSet) -> None:
        self._words = Wordings(rules, "link.places.")
        self._roles = PlaceRoles(rules)
        self._shares = PlaceShares(rules)
        self._country = rules.list("subdivision_country")
        self._blocs = frozenset(rules.list("place_bloc").words())
        self._members = rules.list("place_member").meanings

    def owns(self, view: SentenceView, flow: Mention) -> bool:
        """Does a place stand right before the flow word as its owner?"""
        return self._roles.owns(view, flow)

    def resolve(self, view: SentenceView, passage: Passage) -> None:
        """Put the country spoken of in the place of words that stand for it."""
        self._roles.resolve(view, passage)

    def assign(self, view: SentenceView, readings: list[Reading], passage: Passage) -> None:
        """Fill the places of all readings of a sentence, left to right."""
        parts = self._roles.parts_of(view, passage)
        previous: Reading | None = None
        for reading in readings:
            if reading.leader in readings and reading.leader and (reading.is_earlier or reading.role == "dual"):
                self._follow(view, reading, reading.leader, parts)
            else:
                self._one(view, reading, parts, previous, passage)
            previous = reading
        self._shares.distribute(view, readings)
        self._shares.share_parties(view, readings, parts)
        self._shares.share_owners(view, readings, passage)

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
        regions = [part for part in local if part.is_region]
        region = next((part for part in reversed(regions) if part.place.end <= reading.value.start), None)
        region = region or next(iter(regions), None)
        if reporter is not None and reporter.is_region:
            region, reporter = reporter, None
        partner = self._partner(view, reading, local, passage)
        inherited = None if region or local else self._inherited_region(view, reading, previous, passage)
        if inherited:
            reading.slots["region"] = inherited
        who = (
            reporter.filled
            if reporter
            else self._inherited_reporter(view, reading, previous, passage, with_partner=bool(partner))
        )
        country = self._country.lookup((region.place.place or "")[:2]) if region and reporter is None else None
        if country and region and (who is None or who.value != country):
            who = Filled(country, "local", region.filled.span)
        if who:
            reading.slots["reporter"] = who
        ranked = next((part for part in reversed(parts) if part.place.end <= reading.value.start), None)
        stands_with = ranked and not self._words["total"].search(view.words(ranked.place.end, reading.value.start))
        if ranked and stands_with and _stands_with_value(ranked, previous) and ranked.place.place:
            partner = self._ranked(view, reading, ranked, partner, previous, passage)
            region = ranked if ranked.is_region else region
        if partner and partner[-1].place == reading.get("reporter") and reporter is None:
            if passage.second:
                reading.slots["reporter"] = Filled(passage.second, "default")
            elif reading.slots["reporter"].how == "default":
                reading.slots.pop("reporter")
        if region is not None:
            reading.slots["region"] = region.filled
        if not (ranked and stands_with and ranked.role == "ranked" and reading.get("reporter") == ranked.place.place):
            self._fill_partner(view, reading, partner, previous, passage)
        if reading.flow == "total" and not partner:
            self._split_pair(view, reading, local)
        self._turn(view, reading, passage)

    def _turn(self, view: SentenceView, reading: Reading, passage: Passage) -> None:
        """ "Importing 2 million tonnes, Chile was Peru's main market": the one who imports is the reporter."""
        partner = reading.slots.get("partner")
        flow = reading.flow_mention
        if reading.flow != "import" or partner is None or partner.how != "local" or flow is None:
            return
        home = reading.get("reporter") or passage.home
        ahead = self._words["first-market"].match(view.words(view.start, view.end))
        who = next((p.place for p in view.places if ahead and view.masked.at(p.start) < ahead.end()), None)
        if who == partner.value != home == passage.home and flow.text.lower().endswith("ing"):
            reading.slots["reporter"] = partner
            reading.slots["partner"] = Filled(home, "inherited") if home else partner

    def _split_pair(self, view: SentenceView, reading: Reading, parts: Sequence[Part]) -> None:
        """ "Chile and Peru want $2bn of bilateral trade": the one of the two is the reporter, the other the partner."""
        codes = list(dict.fromkeys(part.place.place for part in parts if not part.is_region and part.place.place))
        if len(codes) != _TWO or not self._words["between-two"].search(view.words(view.start, view.end)):
            return
        one, other = codes if reading.get("reporter") != codes[1] else reversed(codes)
        reading.slots["reporter"] = Filled(one, "local", reading.slots["reporter"].span)
        reading.slots["partner"] = Filled(other, "local", parts[-1].filled.span)

    def _inherited_region(
        self, view: SentenceView, reading: Reading, previous: Reading | None, passage: Passage
    ) -> Filled | None:
        """The region of a clause without places: that of the value before, or the passage's for "its exports"."""
        if previous is not None:
            return previous.slots.get("region")
        flow = reading.flow_mention
        if passage.region and flow is not None and self._words["its"].search(view.words(view.start, flow.start)):
            return Filled(passage.region.value, "inherited", passage.region.span)
        topic = passage.topic_place
        if topic and REGION.match(topic.value) and self._words["its-subject"].match(view.words(view.start, view.end)):
            return Filled(topic.value, "inherited", topic.span)
        return None

    def _inherited_reporter(
        self,
        view: SentenceView,
        reading: Reading,
        previous: Reading | None,
        passage: Passage,
        *,
        with_partner: bool,
    ) -> Filled | None:
        """The reporter where the sentence names none: that of the value before, of the passage, of the article."""
        flow = reading.flow_mention
        if previous is not None and previous.get("reporter"):
            return Filled(previous.get("reporter"), "inherited", previous.slots["reporter"].span)
        last = passage.last_reporter
        near = flow is not None and self._words["its-near"].search(view.words(view.start, flow.start))
        if last is not None and near:
            return Filled(last.value, "inherited", last.span)
        if last is not None and self._words["pronoun-trader"].match(view.words(view.start, view.end)) and with_partner:
            return Filled(last.value, "inherited", last.span)
        capital = next((hint for hint in view.hints if hint.kind == "capital" and hint.start == view.start), None)
        if capital is not None and self._words["subject"].match(view.words(capital.end, view.end)):
            return Filled(capital.place, "local", (capital.start, capital.end))
        office = office_of(view.hints)
        if office is not None:
            return Filled(office.place, "local", (office.start, office.end))
        if passage.focus is not None:
            return passage.focus
        if passage.block_owner is not None and passage.block_owner[0] == view.sentence.block:
            owner = passage.block_owner[1]
            return Filled(owner.value, "inherited", owner.span)
        current = passage.reporter
        goes_on = current and view.sentence.block == passage.block and reading.flow_how == "inherited"
        if passage.home_is_sure and not goes_on:
            return Filled(passage.home, "inherited")
        if current is not None and (goes_on or not (current.value == "WORLD" and passage.home)):
            return Filled(current.value, "inherited", current.span)
        return Filled(passage.home, "default") if passage.home else None

    def _ranked(
        self,
        view: SentenceView,
        reading: Reading,
        ranked: Part,
        partner: list[Mention],
        previous: Reading | None,
        passage: Passage,
    ) -> list[Mention]:
        """A place that stands with its value, "Peru $2bn": a partner among partners, else a region or the reporter."""
        code = ranked.place.place or ""
        after_partner = previous is not None and previous.get("partner") and previous.slots["partner"].how == "local"
        markets = self._words["partner-ranking"].search(view.words(view.start, ranked.place.start))
        abroad = (passage.home_is_sure or markets) and passage.home != "WORLD" and code != passage.home
        if code in self._members.get(passage.home or "", ()):
            abroad = False
        if self._ranks_traders(view, ranked, previous, passage):
            abroad, after_partner = False, False
        if after_partner or (abroad and not ranked.is_region):
            together = self._words["together"].search(view.words(ranked.place.start, view.end))
            return list(ranked.listed) if together else [ranked.place]
        reading.slots["region" if ranked.is_region else "reporter"] = ranked.filled
        return partner if ranked.is_region else []

    def _ranks_traders(self, view: SentenceView, ranked: Part, previous: Reading | None, passage: Passage) -> bool:
        """Are those who trade put in order, not their partners: "Chile came second for wine exports, after Spain on $3bn"?"""
        before = view.words(view.start, ranked.place.start)
        if self._words["world-ranking"].search(before) and not self._words["partner-ranking"].search(before):
            return True
        several = len({one.get("reporter") for one in passage.last if one.slots["reporter"].how == "local"}) > 1
        return several and (previous is None or previous.flow_how == "inherited") and not view.flows

    def _fill_partner(
        self, view: SentenceView, reading: Reading, partner: list[Mention], previous: Reading | None, passage: Passage
    ) -> None:
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

    def _reporter(self, view: SentenceView, reading: Reading, parts: Sequence[Part]) -> Part | None:
        """The part that tells whose flow it is, the surest first."""
        flow, start = reading.flow_mention, reading.value.start
        owners = [part for part in parts if part.role == "owner" and part.flow is flow]
        heirs = [part for part in parts if part.role in ("owner", "heir") and part.flow is flow]
        nearest = [part for part in heirs if part.place.start < start] or owners[:1]
        candidates = (
            nearest,
            [part for part in parts if part.role in ("subject", "between") and part.place.start < start],
            [part for part in parts if part.role == "leading"],
            [part for part in parts if part.role == "owner" and part.flow is not None and part.place.start < start],
        )
        found = next((some[-1] for some in candidates if some), None)
        if found is not None:
            return found
        if flow is None:
            return next((part for part in reversed(parts) if part.role == "speaker"), None)
        after = [part for part in parts if part.place.start >= flow.end]
        words = view.words(flow.end, view.end)
        of = self._words["flow-of"].match(words)
        outward = reading.flow in ("export", "re-export")
        if of and after and after[0].role != "partner" and (outward or not self._words["flow-from"].match(of[0])):
            return after[0]
        whole = next((part for part in parts if part.role == "whole"), None)
        if whole and not self._words["its-share"].search(view.words(view.start, view.end)):
            return whole
        if after and reading.flow == "import" and self._words["flow-into"].match(words):
            return after[0]
        return next((part for part in reversed(parts) if part.role == "speaker"), None)

    def _partner(self, view: SentenceView, reading: Reading, parts: Sequence[Part], passage: Passage) -> list[Mention]:
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

    def _follow(self, view: SentenceView, reading: Reading, head: Reading, parts: Sequence[Part]) -> None:
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
        for part in parts:
            between = head.value.end <= part.place.start < reading.value.start
            ranked = between and self._words["ranked"].match(view.words(part.place.end, reading.value.end))
            if ranked and part.role == "partner" and part.place.place != reading.get("reporter"):
                reading.slots["partner"] = part.filled  # "$2bn from Peru and from Chile $1bn"


def _stands_with_value(part: Part, previous: Reading | None) -> bool:
    """ "Peru $2bn", and among partners "Peru's 3%" as well."""
    partner = previous.slots.get("partner") if previous is not None else None
    return part.role == "ranked" or (part.role == "of-value" and partner is not None and partner.how == "local")


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
