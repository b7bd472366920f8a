"""Whose trade (reporter, region) and with whom (partner)."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.link.focus import office_of
from extractor.link.partners import PartnerFinder
from extractor.link.place_parts import REGION, Part
from extractor.link.place_roles import PlaceRoles
from extractor.link.place_shares import PlaceShares
from extractor.link.reading import Filled, Passage, Reading, SentenceView
from extractor.link.wordings import Wordings
from extractor.models import Mention
from extractor.rules import RuleSet

_TWO = 2


class PlaceFinder:
    """Fills reporter, partner and region."""

    def __init__(self, rules: RuleSet) -> None:
        self._words = Wordings(rules, "link.places.")
        self._roles = PlaceRoles(rules)
        self._shares = PlaceShares(rules)
        self._partners = PartnerFinder(rules)
        self._country = rules.list("subdivision_country")
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
        partner = self._partners.named(view, reading, local, passage)
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
            self._partners.fill(view, reading, partner, previous, passage)
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
