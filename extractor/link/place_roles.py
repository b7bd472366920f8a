"""What part each place of a sentence plays: whose trade it is, with whom, or neither."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from extractor.link.reading import Filled, Passage, SentenceView
from extractor.models import Mention

Role = Literal["none", "owner", "subject", "partner", "leading", "between", "outside", "ranked", "of-value", "whole"]

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
_BETWEEN = re.compile(r"\bbetween (?:the )?\Z")
_AND_PLACE = re.compile(r" and (?:the )?C")
_PLACE_AND = re.compile(r"C and (?:the )?\Z")
_OUTSIDE = re.compile(r"\boutside (?:the )?\Z")
_WITHIN = re.compile(r"(?:\bin|\bat|\bacross|\bwithin) (?:the )?\Z")
_NO_PARTNER_LEAD = re.compile(
    r"\b(?:according to|thanks to|due to|compared (?:with|to)|said to|data from|figures from|statistics from|up from|down from|against) (?:the )?\Z"
)
_ARTICLE = re.compile(r"(?:the )?")
_WORD_NEXT = re.compile(r" [a-z]")
_POSSESSIVE = re.compile(r"(?:'s|\bits|\btheir) \Z")
_PART_OF = re.compile(r"\bshare of (?:the )?\Z|\b(?:V|share) (?:of|in) (?:the )?(?:[a-z]+ )?\Z")
_VALUE_OF = re.compile(r"V (?:of|in|worth of) (?:the )?\Z")
_VALUE_OF_GOODS = re.compile(r"\bV (?:worth )?(?:of|in) (?:[a-z-]+ )?\Z")
_TARIFF = re.compile(r"tariff|dut(?:y|ies)|lev(?:y|ies)")
_TARIFFED = re.compile(r"\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|taxe?s?)\b[^;]*\Z")
_BOUGHT_OF = re.compile(r"F of (?:the )?\Z|\bpurchases of (?:the )?\Z")
_LEADING_LENGTH = 24
"""Characters before a place at most, for "In the euro area, ..." to open the sentence."""
_BLOCS = frozenset(("EU", "EC", "EA", "ASEAN", "non-EU", "G7", "OECD", "OPEC", "NAFTA", "MERCOSUR", "CIS", "GCC"))


@dataclass(frozen=True)
class Part:
    """A place, its role, and for an owner the flow word that it owns.

    owner      whose flow it is: "Peru's exports"
    subject    who does: "Peru sold", "Peru posted a surplus"
    partner    with whom: "to Peru", "tariffs on $2bn of Peruvian goods"
    leading    opens the sentence: "In Peru, ..."
    between    the first of two: "between Peru and Chile"
    ranked     stands with its value: "Peru $2bn, Chile $3bn"
    of-value   of the figure alone: "Peru's $2bn"
    whole      what a share is of: "3% of world exports"
    """

    place: Mention
    role: Role
    flow: Mention | None = None

    @property
    def filled(self) -> Filled:
        """The place as a slot."""
        return filled(self.place)


def filled(place: Mention) -> Filled:
    """A place named in the sentence, as a slot."""
    return Filled(place.place, "local", (place.start, place.end))


def parts_of(view: SentenceView, passage: Passage) -> list[Part]:
    """The part of each place of a sentence, in order."""
    parts: list[Part] = []
    for place in view.places:
        before = view.words(view.start, place.start)
        after = view.words(place.end, view.end)
        if view.text[max(0, place.start - 4) : place.start].lower() == "non-" or _OUTSIDE.search(before):
            rest = place.model_copy(update={"place": f"non-{(place.place or '').removeprefix('non-')}"})
            parts.append(Part(rest, "partner"))
            continue
        part = _by_lead(place, before, after, parts[-1] if parts else None)
        may_own = part.role == "partner" and after.startswith("'s") and OWNER.match(after)
        if part.role in ("none", "leading") or may_own:
            part = _by_tail(part, view, passage, before, after)
        parts.append(Part(place, _overruled(part, view, passage, before, after), part.flow))
    return parts


def owns(view: SentenceView, flow: Mention) -> bool:
    """Does a place stand right before the flow word as its owner?"""
    return any(part.role == "owner" and part.flow is flow for part in parts_of(view, Passage()))


def _by_lead(place: Mention, before: str, after: str, previous: Part | None) -> Part:
    """The part that the words before a place give it."""
    if _BETWEEN.search(before) and _AND_PLACE.match(after):
        return Part(place, "between")
    if previous and previous.role == "between" and _PLACE_AND.search(before):
        return Part(place, "partner")
    if _CASE.match(after):
        return Part(place, "leading")
    if _WITHIN.search(before) and after.startswith(",") and len(before) < _LEADING_LENGTH:
        return Part(place, "leading")
    if PARTNER_LEAD.search(before) and not _NO_PARTNER_LEAD.search(before):
        return Part(place, "partner")
    if previous and LIST_LEAD.search(before) and not after.startswith("'s"):
        return Part(place, previous.role, previous.flow)
    return Part(place, "none")


def _by_tail(part: Part, view: SentenceView, passage: Passage, before: str, after: str) -> Part:
    """The part that the words after a place give it."""
    place = part.place
    owner = OWNER.match(after)
    if owner and not after.startswith("-"):
        offset = view.masked.source(view.masked.at(place.end) + owner.end() - 1)
        return Part(place, "owner", next((flow for flow in view.flows if flow.start == offset), None))
    if part.role == "none":
        abroad = passage.home_is_sure and place.place != passage.home and not REGION.match(place.place or "")
        if abroad and _CUSTOMER.match(after):
            return Part(place, "partner", part.flow)
        if _SHARE_OWNER.match(after):
            return Part(place, "subject", part.flow)
    if _RANKED.match(after):
        return Part(place, "ranked", part.flow)
    if (
        part.role == "none"
        and not _NO_SUBJECT.search(before)
        and (SUBJECT_VERB.match(after) or (_ARTICLE.fullmatch(before) and _WORD_NEXT.match(after)))
    ):
        return Part(place, "subject", part.flow)
    return Part(place, "of-value", part.flow) if _OWN_VALUE.match(after) else part


def _overruled(part: Part, view: SentenceView, passage: Passage, before: str, after: str) -> Role:
    """The role of a part where its surroundings tell another one than the words next to it."""
    place, role, flow = part.place, part.role, part.flow
    if after.startswith("-bound"):
        return "partner"
    if place.place == "WORLD" and _POSSESSIVE.search(before):
        return "none"
    if role == "owner":
        if place.place == "WORLD" and flow is not None and _PART_OF.search(before):
            return "whole"
        if passage.home not in (None, place.place) and place.place in _BLOCS and not after.startswith("'s"):
            return "partner"
        if flow and flow.flow == "import" and _VALUE_OF.search(before) and _TARIFF.search(before):
            return "partner"
    if role == "none" and _BOUGHT_OF.search(before) and _WORD_NEXT.match(after):
        earlier = [other for other in view.flows if other.end <= place.start]
        if not earlier or earlier[-1].flow == "import" or before.endswith(("purchases of ", "purchases of the ")):
            return "partner"  # "imports of American goods"
    if role in ("none", "owner", "subject") and _VALUE_OF_GOODS.search(before) and _TARIFFED.search(before):
        return "partner"  # "tariffs on $200bn of Chinese goods"
    return role
