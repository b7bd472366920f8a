"""Which flow a value is of, if of any: the flow word it stands with, or the passage's."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import cast

from extractor.link.reading import Passage, Reading, SentenceView
from extractor.models import Flow, Label, Mention
from extractor.rules import RuleSet

# after a value, these words may stand before its flow word: "$16bn of crude imports", "16 mln dlr trade deficit"
_MID = r"(?:(?!(?:and|or|but|from|to|by|at|with|after|while|compared|against|than|that|which|was|were|is|are|has|had|rose|fell|due|because|as|since|despite|following|amid|the) )[a-z0-9'/.-]+ |C(?:'s)? |T(?:'s)? (?=F)|- ?)"
_MID_OTHER = _MID.replace("|the) )", "|the|on|over|during|under|in|for|of) )")
_CHANGE_IN = r"(?:rise|increase|growth|gain|jump|surge|fall|drop|decline|decrease|slump|plunge|expansion|improvement|reduction|contraction|share|slice|stake|part|worth) (?:in|of|for) (?:the )?"
_RIGHT = re.compile(
    rf"\A(?:-| )(?:worth )?(?:of (?:the )?|in (?:the )?|worth of )?(?:{_MID_OTHER}{{0,4}}{_CHANGE_IN})?{_MID_OTHER}{{0,7}}(?:trade |trade-)?F(?![a-z])"
)
_EXCEEDED = re.compile(
    r"F[^VF;]*?\b(?:exceed\w*|surpass\w*|outstrip\w*|outpac\w*|outweigh\w*|overtook|topp\w+|were (?:higher|greater|larger) than)\b[^VF;]*F[^VF]*?\b(?:by|of)\b[^VF]*\Z"
)
_DIFFERENCE = re.compile(r"\b(?:difference|gap) between[^V;]*\bF\b[^V;]*F[^V;]*\Z")
_ANAPHOR = re.compile(
    r"(?:^|\b(?:said|showed|added|while|but|and|however|reported|noted|that) |, )(?:but |and |however, |still, )?(?:this|that|it|they|these|those|the (?:figures?|total|result|amount|value|number|increase|decrease|rise|fall|drop|growth|decline|gain|latest figures?|same|former|latter|country|month|sum|bulk|rest|remainder|pace|level|reading|data|report|volumes?|(?:previous|year-ago|year-earlier|corresponding) figure)|both|orders|volumes?|T's|among them|of (?:this|that|these|which|the total))\b"
)
_PRICE = re.compile(
    r"\A(?:-| )?(?:per|a|an|each|/) ?(?:metric )?(?:tonne|ton|barrel|kg|kilo|kilogram|lb|pound|ounce|bushel|head|share|unit|litre|liter|gallon|mmbtu|cubic|square|bag|case|box|dozen|piece|person|capita|visitor|tourist|day|hour|night)s?\b(?! a day)"
)
_OF_OWN = re.compile(r"\A of (?:its|their|his|her|our) (?!(?:[a-z'-]+ |C(?:'s)? ){0,4}F)")
_VERB_BEFORE = re.compile(r"F (?:(?:about|some|nearly|almost|around|more than|less than|over|only|just) )*\Z")
_EACH = re.compile(r"\b(?:every|each) (?:additional |extra )?\Z")
_WHOLE_LEAD = re.compile(
    r"V (?:share )?of (?:(?:the|its|their|all|total|overall|world|global|merchandise|goods|services) |C(?:'s)? )*\Z"
)
_FRONTED = re.compile(r"(?:up|down|rising|falling|growing) (?:by |about |some |more than )?")
_FIGURES = re.compile(
    r"(?:^|, )(?:the|these|those|this|that|it|they) ?(?:figures?|numbers?|amount|total|sum|value)? (?:represents?|represented|is|are|was|were|amounts? to|amounted to|equals?|made up|makes? up|accounts? for|accounted for) "
)
_OTHER_GROWTH = re.compile(
    r"\b(?:economic|gdp|forecasts?|wage|job|credit|population|population|domestic|output) growth\b|\bgrowth of \Z|\bratio\b|\bfor each\b"
)
_CHANGE = re.compile(r"\b(?:increase|rise|growth|gain|drop|fall|decline|decrease|jump|surge)\b")
_EXPECTED = re.compile(r"^(?:economists|analysts|forecasters|markets|a [a-z]+ poll|the market)\b")
_SURVEY = re.compile(r"V of (?:those|respondents|firms|companies|businesses|economists|managers)\b")
_WHOLE = re.compile(
    r"\A(?:-| )of (?:the |its |all |total |overall )*(?:total|whole|sum|overall volume|volume|turnover)\b"
)


class FlowFinder:
    """Gives each reading its flow; readings that are about something else get none."""

    def __init__(self, rules: RuleSet) -> None:
        other = rules.list("not_trade").fragment()
        self._other_right = re.compile(rf"\A(?:-| )(?:of |in |worth of |for )?{_MID_OTHER}{{0,4}}{other}(?!\w)", re.I)
        self._other_of = re.compile(
            rf"(?<!\w){other}(?: rates?)? (?:of|at) (?:(?:about|around|some|up to|nearly|just|only|between|more than) )?\Z",
            re.I,
        )
        self._directions = [(rule, rules.compile(rule)) for rule in rules.of("direction")]
        self._heads = re.compile(rf"(?<![\w-]){rules.list('item_head').fragment()}(?![\w-])", re.I)
        self._limits = rules.link.limits

    def assign(self, view: SentenceView, readings: list[Reading], passage: Passage) -> list[Reading]:
        """The readings that are about trade, each with its flow; one value of two flows is read twice."""
        found: list[Reading] = []
        for reading in readings:
            if reading.settled:
                found.append(reading)
                continue
            if reading.head and reading.role == "dual":
                self._copy(reading, reading.head)
            else:
                self._one(view, reading, readings, passage)
            if reading.flow is None:
                continue
            found.append(reading)
            second = self._second_flow(view, reading, one_sum=any(r.flow == "total" for r in found[:-1]))
            if second:
                found.append(second)
        self._respectively(view, found)
        return found

    @staticmethod
    def _respectively(view: SentenceView, readings: list[Reading]) -> None:
        """ "Exports and imports rose by 4.5 and 6.1 percent respectively": each value has its own flow."""
        if not view.cues_of("respectively") or len(readings) < 2:
            return
        for first, second in pairwise(readings):
            gap = view.words(first.value.end, second.value.start)
            flows = [f for f in view.flows if f.end <= first.value.start][-2:]
            if (
                len(flows) == 2
                and flows[0].flow != flows[1].flow
                and re.fullmatch(r",? and (?:by |to )?", gap)
                and re.fullmatch(r",? and (?:[a-z'-]+ |C(?:'s)? )?", view.words(flows[0].end, flows[1].start))
            ):
                first.flow, first.flow_mention = flows[0].flow, flows[0]
                second.flow, second.flow_mention = flows[1].flow, flows[1]

    def _one(self, view: SentenceView, reading: Reading, readings: list[Reading], passage: Passage) -> None:
        value = reading.value
        clause_start = view.clauses[reading.clause].start
        if _PRICE.match(reading.tail) or (
            reading.is_earlier and reading.leader and reading.leader.flow is None and not self._right(view, reading)
        ):
            return
        if (
            value.label is Label.PERCENT
            and _OF_OWN.match(reading.tail)
            and _VERB_BEFORE.search(view.words(clause_start, value.start))
        ):
            return  # "imports 16% of its shoes from China": a share of the shoes
        if self._other_of.search(view.words(clause_start, value.start)):
            return  # "tariffs of 25%", "inflation at 3%"
        if _EACH.search(view.words(clause_start, value.start)):
            return
        if (
            reading.is_earlier
            and reading.leader
            and reading.leader.flow
            and not view.flows_between(reading.leader.value.end, value.start)
        ) and not self._right(view, reading):
            self._copy(reading, reading.leader)
            return
        if (
            reading.measure == "share"
            and passage.hot
            and _FIGURES.search(view.words(view.start, value.start))
            and passage.flow
        ):
            reading.flow, reading.flow_mention, reading.flow_how = passage.flow, passage.flow_mention, "inherited"
            return
        special = self._difference(view, reading, clause_start, passage)
        if special:
            reading.flow, reading.flow_mention = special, self._left(view, value, view.start)
            return
        right = self._right(view, reading)
        left = self._left(view, value, view.start)
        if right and not (
            reading.measure == "share"
            and left
            and left.start >= clause_start
            and not self._owned(view, left, value)
            and " and " not in view.words(left.end, value.start)
        ):
            self._take(reading, right)
            return
        if self._other_right.match(reading.tail) and not (reading.measure == "share" and left):
            return
        direction = self._word_of_direction(view, reading, readings, trader=not passage.hot)
        if direction and (left is None or left.end <= clause_start or "V" in view.words(left.end, value.start)):
            reading.flow, reading.flow_how = direction, "local"
            return
        if left is not None:
            if self._blocked(view, left, value, reading):
                return
            self._take(reading, left)
            return
        earlier = [r for r in readings if r.value.end <= value.start and r.flow and r.flow_mention is None]
        if earlier and not self._other_right.match(reading.tail):
            self._copy(reading, earlier[-1])
            return
        later = self._later(view, reading)
        if later:
            self._take(reading, later)
            return
        self._inherit(view, reading, passage)

    @staticmethod
    def _take(reading: Reading, mention: Mention) -> None:
        reading.flow, reading.flow_mention, reading.flow_how = mention.flow, mention, "local"

    @staticmethod
    def _copy(reading: Reading, head: Reading) -> None:
        reading.flow, reading.flow_mention, reading.flow_how = head.flow, head.flow_mention, head.flow_how

    def _right(self, view: SentenceView, reading: Reading) -> Mention | None:
        match = _RIGHT.match(reading.tail)
        if not match:
            return None
        position = view.masked.at(reading.value.end) + match.end() - 1
        offset = view.masked.source(position)
        return next((flow for flow in view.flows if flow.start == offset), None)

    @staticmethod
    def _left(view: SentenceView, value: Mention, start: int) -> Mention | None:
        before = [flow for flow in view.flows if start <= flow.start and flow.end <= value.start]
        if not before:
            return None
        last = before[-1]
        if len(before) > 1 and _WHOLE_LEAD.search(view.words(view.start, last.start)):
            return before[-2]  # "exports, 52% of total exports, rose 8%": the whole is not the subject
        return last

    @staticmethod
    def _owned(view: SentenceView, flow: Mention, value: Mention) -> bool:
        """Does another value stand between the flow word and this value?"""
        return any(flow.end <= other.start < value.start for other in view.values)

    def _blocked(self, view: SentenceView, flow: Mention, value: Mention, reading: Reading) -> bool:
        """Something that is no trade stands between, as subject of its own: "as the economy grew 5%"."""
        if reading.head and reading.head.flow and reading.role in ("earlier", "dual"):
            return False
        if reading.leader and reading.leader.flow is None and reading.role == "earlier":
            return True
        before = view.words(view.start, flow.start)
        if before.endswith(("cost of ", "costs of ", "price of ", "prices of ", "cost of the ")):
            return True
        if any(
            re.fullmatch(r" (?:in|of|at|for) (?:the |all )?", before[view.masked.at(c.end) :])
            for c in view.cues_of("other")
        ):
            return True  # "wages in export industries", "prices of imported goods"
        for cue in view.cues_of("other"):
            if not flow.end <= cue.start or cue.end > value.start:
                continue
            between = view.words(cue.end, value.start)
            if "F" in between or (re.search(r"[,;]", between) and not re.search(r",[^,]*,", between)):
                continue
            if re.match(
                r"(?:'s)? (?:of|in|for|on|from|to) (?:[a-z'-]+ ){0,3}(?:rose|fell|grew|were|was|totalled|totaled|reached)",
                between,
            ):
                continue
            return True
        return False

    def _difference(self, view: SentenceView, reading: Reading, start: int, passage: Passage) -> Flow | None:
        lead = view.words(start, reading.value.start)
        flows = [f.flow for f in view.flows if start <= f.start < reading.value.start]
        if _EXCEEDED.search(lead) and len(flows) >= 2:
            reading.measure = "level"
            return "deficit" if flows[-2] == "import" else "surplus"
        if _DIFFERENCE.search(lead) and {"export", "import"} <= set(flows):
            reading.measure = "level"
            return passage.balance or "balance"
        return None

    def _word_of_direction(
        self, view: SentenceView, reading: Reading, readings: list[Reading], *, trader: bool
    ) -> Flow | None:
        """What the clause's words of selling, buying, earning and paying tell: the nearest before the value, else any."""
        clause = view.clauses[reading.clause]
        words = view.words(clause.start, clause.end)
        at = len(view.words(clause.start, reading.value.start))
        found = [
            (m.start(), m.end(), rule.make)
            for rule, pattern in self._directions
            for m in pattern.finditer(words)
            if (trader or rule.id not in ("direction.supplier", "direction.buyer"))
            and (rule.id != "direction.paid-in-turn" or any(r.flow for r in readings))
        ]
        if not found or _SURVEY.search(words):
            return None
        earlier = [r.value.end for r in readings if r.flow and clause.start <= r.value.start < reading.value.start]
        after = len(view.words(clause.start, earlier[-1])) if earlier else 0
        before = [one for one in found if after <= one[0] <= at]
        if earlier and not before:
            return None
        chosen = max(before) if before else min(found)
        return cast(Flow, chosen[2])

    def _later(self, view: SentenceView, reading: Reading) -> Mention | None:
        """A flow word further right with no other value between: "up 5% were exports", "Up 5%, exports reached"."""
        if _FRONTED.fullmatch(view.words(view.start, reading.value.start)):
            return next(
                (
                    f
                    for f in view.flows
                    if f.start > reading.value.end and "V" not in view.words(reading.value.end, f.start)
                ),
                None,
            )
        end = view.clauses[reading.clause].end
        words = view.words(reading.value.end, end)
        match = re.match(rf"\A\)? ?{_MID}{{0,4}}(?:from|in|of|for|was recorded in|was|were) {_MID}{{0,5}}F", words)
        if not match:
            return None
        offset = view.masked.source(view.masked.at(reading.value.end) + match.end() - 1)
        return next((flow for flow in view.flows if flow.start == offset), None)

    def _inherit(self, view: SentenceView, reading: Reading, passage: Passage) -> None:
        ahead = next((f for f in view.flows if f.start > reading.value.end), None)
        if (
            ahead
            and reading.role == "bracket"
            and re.search(r"\b(?:in|of|for) (?:[a-z-]+ ){0,2}\Z", view.words(view.start, ahead.start))
        ):
            self._take(reading, ahead)  # "tea (+2%) and rugs (-4%) saw a change in exports"
            return
        if not passage.hot or passage.flow is None or view.sentence.kind in ("furniture", "caption"):
            return
        others = [c for c in view.cues_of("other") if c.start <= reading.value.start + 40]
        before = view.words(view.start, reading.value.start)
        anaphor = _ANAPHOR.search(before)
        item = next(
            (i for i in view.items if i.end <= reading.value.start or i.relation in ("of-value", "growth-in")), None
        )
        if others and not (
            anaphor and passage.hot == 2 and all(view.masked.at(c.end) <= anaphor.start() for c in others)
        ):
            return
        if _OTHER_GROWTH.search(before) and not (passage.hot == 2 and _EXPECTED.search(before)):
            return
        cue = view.cues_of("verb", "level", "share")
        if (
            passage.hot == 2
            and reading.role == "delta"
            and not view.places
            and view.sentence.block == passage.block
            and _CHANGE.search(view.words(view.start, reading.value.end + 24))
        ):
            anaphor = re.match(r"", before)
        if (
            anaphor
            or (passage.hot == 2 and not others)
            or (item and (cue or reading.role == "bracket"))
            or (reading.role == "earlier" and reading.head is None)
            or (
                view.places
                and view.places[0].start < reading.value.start
                and cue
                and not re.search(r"\b(?:company|firm|group|bank)\b", before)
            )
        ):
            flow, mention = passage.flow, passage.flow_mention
            if reading.measure == "share" and flow in ("surplus", "deficit", "balance") and passage.main_flow:
                flow, mention = passage.main_flow, None  # parts are told of trade, hardly of a balance
            reading.flow, reading.flow_mention, reading.flow_how = flow, mention, "inherited"

    @staticmethod
    def _second_flow(view: SentenceView, reading: Reading, *, one_sum: bool) -> Reading | None:
        """ "Exports and imports both rose 5%": the value is said of both."""
        mention = reading.flow_mention
        if mention is None or reading.flow_how != "local" or reading.flow != mention.flow:
            return None
        before = [f for f in view.flows if f.end <= mention.start]
        share = reading.measure == "share"
        if not before or before[-1].flow == mention.flow:
            return None
        gap = view.words(before[-1].end, mention.start)
        both = view.words(mention.end, reading.value.start)
        if (
            not re.fullmatch(r" (?:and|as well as) (?:[CT](?:'s)? )?(?:[a-z-]+ )?", gap)
            or mention.end > reading.value.start
        ):
            return None
        each = re.search(r"\b(?:both|each|alike|either)\b", view.words(view.start, view.end))
        if re.search(r"\brespectively\b", view.words(reading.value.end, view.end)):
            return None
        if (
            {mention.flow, before[-1].flow} == {"export", "import"}
            and not each
            and (share or one_sum or reading.measure == "level")
        ):
            reading.flow = "total"  # "imports and exports came to $3bn": one sum, of both together
            return None
        if re.search(r"\bV\b", both) or (not each and reading.measure == "level"):
            return None
        return replace(reading, flow=before[-1].flow, flow_mention=before[-1], slots={})
