"""Whose trade (reporter, region) and with whom (partner)."""

from __future__ import annotations

import re

from extractor.link.reading import Filled, Passage, Reading, SentenceView
from extractor.models import Mention

REGION = re.compile(r"[A-Z]{2}-\w+$")
_GAP = r"(?:(?!(?:to|with|from|in|into|for|between|by|on|of|and|while|as|after|said|that|which|where|but|than|the|its|their|a|an|is|was|are|were|has|have|had|off|up|down|takes|took|hits?|lifts?|lifted|boosts?|boosted|drives?|drove|pushes|pushed|keeps?|kept|helps?|helped|sends?|sent|cuts?|makes?|made|gives?|gave|puts?|brings?|brought|leaves|left|raises?|raised) )[a-z0-9'/.()-]+ |T(?:'s)? |- ?)"
OWNER = re.compile(rf"\A(?:'s?|-)? ?(?:{_GAP}){{0,7}}(?:trade )?F")
_OWN_VALUE = re.compile(r"\A's (?:[a-z-]+ ){0,3}(?:F of )?V")
_SHARE_OWNER = re.compile(r"\A's (?:[a-z-]+ ){0,2}(?:share|exporters?|importers?|sales|performance)\b")
_RANKED = re.compile(
    r"\A(?:,? (?:with|on|at|for|by)|,|:| ?\(| -)? ?(?:(?:an?|only|just|about|some|around|nearly|up|down|the) )*V"
)
_NO_SUBJECT = re.compile(
    r"(?:\b(?:after|than|like|behind|of|against|by|in|on|at|from|to|with|for|following|and|or|as|over|including|between|among)|C,) (?:the )?\Z"
)
_CUSTOMER = re.compile(
    r"\A(?: \([^)]*\))?(?:, [^,VF]{3,70},|,)? (?:(?!(?:to|with|from|in|of|for|and) )[a-z'-]+ ){0,3}?(?:bought|took|takes|absorbed|absorbs|supplied|supplies|accounted|accounts|accounting|made up|makes up|purchased|purchases|remained|remains|was|is|were|ranked|came|followed|kept|contributed|contributes|sent|shipped|provided|delivered|spent|paid|topped|led|received|got|collected|earned)\b"
)
_CASE = re.compile(r"\A's case\b")
SUBJECT_VERB = re.compile(
    r"\A(?: \([^)]*\))?(?:, [^,VF]{3,70},|,)? (?:(?!(?:to|with|from|in|of|for|and) )[a-z'-]+ ){0,4}?(?:posted|recorded|registered|logged|had|has|have|ran|runs|reported|exported|imported|exports|imports|exporting|importing|enjoyed|suffered|saw|swung|showed|bought|sold|shipped|earned|generated|sells?|buys?|achieved|booked|notched|incurred|F|received|paid|spent|racked|chalked|clocked|produced|secured|turned|returned|slipped|moved|retained|remained|remains|was|is|became|overtook|ranked|spent|needs|bought|also)\b"
)
PARTNER_LEAD = re.compile(
    r"(?:\bwith|\bto|\bfrom|\bpaid by|\bbought by|\breceived from|\binto|\bfor|\bto and from|-to-|\bvis-a-vis|\btowards?|\bdestined for|\bbound for) (?:the |its |all |other |mainland |neighbou?ring |both |fellow |rival |economies of |countries (?:of|in) (?:the )?|members of (?:the )?|countries such as |markets (?:of|in) |(?:[a-z-]+ ){0,3})\Z"
)
LIST_LEAD = re.compile(r"(?:C(?:, | and |, and | or | as well as ))(?:the |to |with |from |(?:[a-z-]+ ){0,2})\Z")


class PlaceFinder:
    """Fills reporter, partner and region."""

    def assign(self, view: SentenceView, readings: list[Reading], passage: Passage) -> None:
        """Fill the places of all readings of a sentence, left to right."""
        roles = self._roles(view, passage)
        previous: Reading | None = None
        for reading in readings:
            if reading.leader in readings and reading.leader and (reading.is_earlier or reading.role == "dual"):
                self._follow(view, reading, reading.leader, roles)
            else:
                self._one(view, reading, roles, previous, passage)
            previous = reading
        self._distribute(view, readings)
        self._shares(view, readings, roles)

    def _roles(self, view: SentenceView, passage: Passage) -> list[tuple[Mention, str, Mention | None]]:
        """For each place of the sentence its part: owner, subject, partner, leading or none; and the flow it stands with."""
        roles: list[tuple[Mention, str, Mention | None]] = []
        for place in view.places:
            before = view.words(view.start, place.start)
            after = view.words(place.end, view.end)
            role: str = "none"
            flow: Mention | None = None
            if re.search(r"\bbetween (?:the )?\Z", before) and re.match(r" and (?:the )?C", after):
                role = "between"
            elif roles and roles[-1][1] == "between" and re.search(r"C and (?:the )?\Z", before):
                role = "partner"
            elif _CASE.match(after):
                role = "leading"
            elif re.search(r"\boutside (?:the )?\Z", before):
                role = "outside"
            elif (
                re.search(r"(?:\bin|\bat|\bacross|\bwithin) (?:the )?\Z", before)
                and re.match(r",", after)
                and len(before) < 24
            ):
                role = "leading"
            elif PARTNER_LEAD.search(before) and not re.search(
                r"\b(?:according to|thanks to|due to|compared (?:with|to)|said to|data from|figures from|statistics from|up from|down from|against) (?:the )?\Z",
                before,
            ):
                role = "partner"
            elif LIST_LEAD.search(before) and roles and not after.startswith("'s"):
                role, flow = roles[-1][1], roles[-1][2]
            owner = OWNER.match(after)
            if role in ("none", "leading") or (role == "partner" and after.startswith("'s") and owner):
                if owner and not re.match(r"-", after):
                    role = "owner"
                    offset = view.masked.source(view.masked.at(place.end) + owner.end() - 1)
                    flow = next((f for f in view.flows if f.start == offset), None)
                elif (
                    role == "none"
                    and passage.home_is_sure
                    and place.place != passage.home
                    and not REGION.match(place.place or "")
                    and _CUSTOMER.match(after)
                ):
                    role = "partner"
                elif role == "none" and _SHARE_OWNER.match(after):
                    role = "subject"
                elif _RANKED.match(after):
                    role = "ranked"
                elif (
                    role == "none"
                    and not _NO_SUBJECT.search(before)
                    and (
                        SUBJECT_VERB.match(after) or (re.fullmatch(r"(?:the )?", before) and re.match(r" [a-z]", after))
                    )
                ):
                    role = "subject"
                elif _OWN_VALUE.match(after):
                    role = "of-value"
            if (
                role == "owner"
                and place.place == "WORLD"
                and flow is not None
                and re.search(r"\bshare of (?:the )?\Z|\b(?:V|share) (?:of|in) (?:the )?(?:[a-z]+ )?\Z", before)
            ):
                role = "whole"
            if (
                role == "owner"
                and passage.home
                and place.place
                and self._is_bloc_of(place.place, passage.home)
                and not after.startswith("'s")
            ):
                role = "partner"
            if (
                role == "owner"
                and flow
                and flow.flow == "import"
                and re.search(r"V (?:of|in|worth of) (?:the )?\Z", before)
                and re.search(r"tariff|dut(?:y|ies)|lev(?:y|ies)", before)
            ):
                role = "partner"
            if (
                role == "none"
                and re.search(r"F of (?:the )?\Z|\bpurchases of (?:the )?\Z", before)
                and re.match(r" [a-z]", after)
            ):
                last = [f for f in view.flows if f.end <= place.start]
                if not last or last[-1].flow == "import" or before.endswith(("purchases of ", "purchases of the ")):
                    role = "partner"  # "imports of American goods"
            if (
                role in ("none", "owner", "subject")
                and re.search(r"\bV (?:worth )?(?:of|in) (?:[a-z-]+ )?\Z", before)
                and _TARIFFED.search(before)
            ):
                role = "partner"  # "tariffs on $200bn of Chinese goods"
            if place.place == "WORLD" and re.search(r"(?:'s|\bits|\btheir) \Z", before):
                role = "none"
            if re.match(r"-bound", after):
                role = "partner"
            if view.text[max(0, place.start - 4) : place.start].lower() == "non-" or role == "outside":
                place = place.model_copy(update={"place": f"non-{(place.place or '').removeprefix('non-')}"})
                role = "partner"
            roles.append((place, role, flow))
        return roles

    def owns(self, view: SentenceView, flow: Mention) -> bool:
        """Does a place stand right before the flow word as its owner?"""
        return any(role == "owner" and of is flow for _, role, of in self._roles(view, Passage()))

    @staticmethod
    def _is_bloc_of(place: str, home: str) -> bool:
        return (
            place in ("EU", "EC", "EA", "ASEAN", "non-EU", "G7", "OECD", "OPEC", "NAFTA", "MERCOSUR", "CIS", "GCC")
            and place != home
        )

    def _one(
        self,
        view: SentenceView,
        reading: Reading,
        roles: list[tuple[Mention, str, Mention | None]],
        previous: Reading | None,
        passage: Passage,
    ) -> None:
        clause = view.clauses[reading.clause]
        start, end = clause.start, clause.end
        local = [r for r in roles if start <= r[0].start < end]
        flow = reading.flow_mention
        reporter = self._reporter(view, reading, local, flow) or self._reporter(
            view, reading, [r for r in roles if r[0].start < start], flow
        )
        partner = self._partner(view, reading, local)
        region = next((r[0] for r in local if REGION.match(r[0].place or "")), None)
        if reporter is not None and REGION.match(reporter.place or ""):
            region, reporter = reporter, None
        if (
            region is None
            and previous is None
            and passage.region
            and not local
            and flow is not None
            and re.search(r"\b(?:its|their) \Z", view.words(view.start, flow.start))
        ):
            region_filled = passage.region
            reading.slots["region"] = Filled(region_filled.value, "inherited", region_filled.span)
        if region is None and previous is not None and previous.get("region") and reading.clause and not local:
            reading.slots["region"] = previous.slots["region"]
        if reporter is not None:
            reading.slots["reporter"] = _filled(reporter)
        elif previous is not None and previous.get("reporter"):
            reading.slots["reporter"] = Filled(previous.get("reporter"), "inherited", previous.slots["reporter"].span)
        elif (
            passage.last_reporter is not None
            and flow is not None
            and re.search(r"\b(?:its|their) (?:[a-z-]+ ){0,3}\Z", view.words(view.start, flow.start))
        ):
            reading.slots["reporter"] = Filled(passage.last_reporter.value, "inherited", passage.last_reporter.span)
        elif passage.home_is_sure and not (
            passage.reporter and view.sentence.block == passage.block and reading.flow_how == "inherited"
        ):
            reading.slots["reporter"] = Filled(passage.home, "inherited")
        elif passage.reporter is not None and not (passage.reporter.value == "WORLD" and passage.home):
            reading.slots["reporter"] = Filled(passage.reporter.value, "inherited", passage.reporter.span)
        elif passage.home:
            reading.slots["reporter"] = Filled(passage.home, "default")
        before = [(p, role) for p, role, _ in roles if p.end <= reading.value.start]
        last = before[-1] if before else None
        ranked = [last[0]] if last and last[1] == "ranked" else []
        if ranked and ranked[-1].place:
            as_partner = (
                previous is not None and previous.get("partner") and previous.slots["partner"].how == "local"
            ) or (passage.home_is_sure and ranked[-1].place != passage.home and not REGION.match(ranked[-1].place))
            if as_partner:
                partner = ranked[-1:]
            elif REGION.match(ranked[-1].place):
                reading.slots["region"] = _filled(ranked[-1])
            else:
                reading.slots["reporter"] = _filled(ranked[-1])
                partner = []
        if partner and partner[-1].place == reading.get("reporter") and reporter is None and passage.second:
            reading.slots["reporter"] = Filled(passage.second, "default")
        if region is not None:
            reading.slots["region"] = _filled(region)
        self._fill_partner(view, reading, partner, previous, passage)

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
        if re.match(
            r"(?:the (?:figures|data|latest figures|numbers|figure|statistics)|this|that|these)\b",
            view.words(view.start, view.end),
        ):
            return not any(p.start < reading.value.start for p in view.places)
        if view.sentence.block != passage.block:
            return False
        if reading.flow_how == "inherited":
            return not view.places
        flow = reading.flow_mention
        if flow is None or flow.flow != passage.flow or view.places:
            return False
        return bool(re.search(r"\b(?:the|this|that|its) \Z", view.words(view.start, flow.start)))

    def _reporter(
        self,
        view: SentenceView,
        reading: Reading,
        roles: list[tuple[Mention, str, Mention | None]],
        flow: Mention | None,
    ) -> Mention | None:
        owners = [p for p, role, of in roles if role == "owner" and (of is flow)]
        if owners:
            return owners[-1]
        subjects = [p for p, role, _ in roles if role in ("subject", "between") and p.start < reading.value.start]
        if subjects:
            return subjects[-1]
        leading = [p for p, role, _ in roles if role == "leading"]
        if leading:
            return leading[-1]
        others = [p for p, role, of in roles if role == "owner" and of is not None and p.start < reading.value.start]
        if others:
            return others[-1]
        if flow is not None:
            of = re.match(r" (?:of|from|by) (?:the |mainland )?C", view.words(flow.end, view.end))
            if of and (
                reading.flow in ("export", "surplus", "deficit", "balance") or " of " in of[0] or " by " in of[0]
            ):
                place = next((p for p, _, _ in roles if p.start >= flow.end), None)
                if place and (not of[0].startswith(" from") or reading.flow == "export"):
                    return place
            whole = [p for p, role, _ in roles if role == "whole"]
            if whole and not re.search(r"\b(?:its|their|'s) (?:[a-z]+ )?share\b", view.words(view.start, view.end)):
                return whole[0]
            into = re.match(r" into (?:the )?C", view.words(flow.end, view.end))
            if into and reading.flow == "import":
                return next((p for p, _, _ in roles if p.start >= flow.end), None)
        return None

    @staticmethod
    def _partner(
        view: SentenceView, reading: Reading, roles: list[tuple[Mention, str, Mention | None]]
    ) -> list[Mention]:
        partners = [p for p, role, _ in roles if role == "partner"]
        if not partners:
            return []
        before = [p for p in partners if p.start < reading.value.start]
        after = [p for p in partners if p.start >= reading.value.end]
        if before:
            last = before[-1]
            group = [last]
            for place in reversed(before[:-1]):
                if re.fullmatch(r"(?:, | and |, and | or )(?:the |[a-z]+ )?", view.words(place.end, group[0].start)):
                    group.insert(0, place)
                else:
                    break
            return group
        gap = view.words(reading.value.end, after[0].start)
        if "V" in gap or _ASIDE.search(gap):
            return []
        group = after[:1]
        for place in after[1:]:
            if not re.fullmatch(r"(?:, | and |, and )(?:the )?", view.words(group[-1].end, place.start)):
                break
            group.append(place)
        return group

    def _follow(
        self, view: SentenceView, reading: Reading, head: Reading, roles: list[tuple[Mention, str, Mention | None]]
    ) -> None:
        """A figure that another is compared with is of the same parties, unless it names its own."""
        for slot in ("reporter", "partner", "region"):
            if slot in head.slots:
                reading.slots[slot] = head.slots[slot]
        own = [
            p
            for p, role, of in roles
            if role in ("owner", "of-value")
            and head.value.end <= p.start < reading.value.start
            and (role == "of-value" or of is reading.flow_mention)
        ]
        right = [
            p
            for p, role, of in roles
            if role == "owner" and of is not None and of is reading.flow_mention and p.start > head.value.end
        ]
        for place in [*own, *right]:
            reading.slots["reporter"] = _filled(place)

    @staticmethod
    def _shares(view: SentenceView, readings: list[Reading], roles: list[tuple[Mention, str, Mention | None]]) -> None:
        """ "The US accounted for 18% of Chinese exports": the subject is the partner; "jointly": all of the partners named."""
        for number, reading in enumerate(readings):
            if reading.measure != "share":
                continue
            lead = view.words(view.clauses[reading.clause].start, reading.value.start)
            partners = [r.get("partner") for r in readings[:number] if r.get("partner")]
            if (
                re.search(r"\b(?:jointly|together|collectively|combined|between them|altogether)\b", lead)
                and len(set(partners)) > 1
            ):
                reading.slots["partner"] = Filled(
                    "+".join(sorted(set(partners))), "local", readings[0].slots["partner"].span
                )
                continue
            together = re.search(r"\b(?:jointly|together|collectively|combined|between them)\b", lead)
            lead_places = [
                p for p, role, _ in roles if p.end <= reading.value.start and view.clause_of(p.start) == reading.clause
            ]
            world = any(p.place == "WORLD" and role == "whole" for p, role, _ in roles if p.start >= reading.value.end)
            if together and world and len(lead_places) > 1:
                codes = sorted({p.place for p in lead_places if p.place})
                reading.slots["reporter"] = Filled(
                    "+".join(codes), "local", (lead_places[0].start, lead_places[-1].end)
                )
                reading.slots.pop("partner", None)
                continue
            whole = [
                p
                for p, role, of in roles
                if p.start >= reading.value.end
                and role == "owner"
                and "V" not in view.words(reading.value.end, p.start)
            ]
            whole = [p for p in whole if re.match(r" of ", view.words(reading.value.end, p.start))]
            subjects = [
                p
                for p, role, _ in roles
                if p.end <= reading.value.start and role != "partner" and view.clause_of(p.start) == reading.clause
            ]
            if (
                whole
                and subjects
                and whole[0].place != subjects[-1].place
                and not view.flows_between(subjects[-1].end, reading.value.start)
            ):
                reading.slots["reporter"] = _filled(whole[0])
                for follower in readings[number + 1 :]:
                    if follower.head is reading:
                        follower.slots["reporter"] = reading.slots["reporter"]
                codes = sorted({p.place for p in subjects if p.place and p.place != whole[0].place})
                reading.slots["partner"] = Filled("+".join(codes), "local", (subjects[0].start, subjects[-1].end))
                for follower in readings[number + 1 :]:
                    if follower.head is reading:
                        follower.slots["partner"] = reading.slots["partner"]

    @staticmethod
    def _distribute(view: SentenceView, readings: list[Reading]) -> None:
        """As many partners as values in a row, in the same order: "with A, B and C ... x, y and z respectively"."""
        if not view.cues_of("respectively"):
            return
        rows = [r for r in readings if r.role != "dual"]
        for row in _runs(view, rows):
            places = [p for p in view.places if p.end <= row[0].value.start]
            run = _place_run(view, places)
            if len(run) == len(row) > 1:
                before = view.words(view.start, run[0].start)
                after = view.words(run[-1].end, view.end)
                subjects = bool(
                    re.fullmatch(r"(?:[a-z ]+, )?(?:the )?", before)
                    and re.match(
                        r" (?:had|have|posted|recorded|ran|reported|registered|exported|imported|shipped|sold|bought)\b",
                        after,
                    )
                )
                for reading, place in zip(row, run, strict=True):
                    if (
                        subjects
                        or reading.get("reporter") == place.place
                        or (reading.flow in ("export", "import") and reading.get("reporter") in [p.place for p in run])
                    ):
                        reading.slots["reporter"] = _filled(place)
                        reading.slots.pop("partner", None)
                    else:
                        reading.slots["partner"] = _filled(place)


_ASIDE = re.compile(r"\b(?:as|that|which|after|because|since|when|before|where|who|although|though|if)\b|;")
_ANAPHOR_PARTNER = re.compile(
    r"\b(?:to|from|with) (?:the (?:kingdom|emirate|republic|island|neighbou?r)|that country|its (?:[a-z]+ )?neighbou?r|there\b|the latter)"
)
_TARIFFED = re.compile(r"\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|taxe?s?)\b[^;]*\Z")
_TOTAL = re.compile(r"\b(?:total|overall|all|world|worldwide)\b")


def _runs(view: SentenceView, readings: list[Reading]) -> list[list[Reading]]:
    runs: list[list[Reading]] = []
    for reading in readings:
        if runs and re.fullmatch(
            r",? ?(?:and |or )?(?:[a-z]+ )?", view.words(runs[-1][-1].value.end, reading.value.start)
        ):
            runs[-1].append(reading)
        else:
            runs.append([reading])
    return runs


def _place_run(view: SentenceView, places: list[Mention]) -> list[Mention]:
    run: list[Mention] = []
    best: list[Mention] = []
    for place in places:
        if run and re.fullmatch(r"(?:, | and |, and )(?:the |with |to |from )?", view.words(run[-1].end, place.start)):
            run.append(place)
        else:
            run = [place]
        if len(run) >= len(best):
            best = list(run)
    return best


def _filled(place: Mention) -> Filled:
    return Filled(place.place, "local", (place.start, place.end))
