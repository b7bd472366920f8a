"""The places of a sentence: what part each can play, and what stands around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from extractor.link.reading import Filled, Passage, SentenceView
from extractor.models import Mention

Role = Literal[
    "none",
    "speaker",
    "owner",
    "heir",
    "subject",
    "partner",
    "leading",
    "between",
    "beyond",
    "ranked",
    "of-value",
    "whole",
]


REGION = re.compile(r"[A-Z]{2}-\w+$")


@dataclass(frozen=True)
class Part:
    """A place, its role, for an owner the flow word that it owns, and the places that it is listed with.

    owner      whose flow it is: "Peru's exports"
    heir       whose flow it is, by a word said before: "and Chile's by 3%", "and those from Chile"
    subject    who does: "Peru sold", "Peru posted a surplus"
    partner    with whom: "to Peru", "tariffs on $2bn of Peruvian goods"
    speaker    whose office or minister speaks: "Peru's Finance Ministry said"
    leading    opens the sentence: "In Peru, ..."
    between    the first of two: "between Peru and Chile"
    beyond     only says who is left out: "EU countries outside it"
    ranked     stands with its value: "Peru $2bn, Chile $3bn"
    of-value   of the figure alone: "Peru's $2bn"
    whole      what a share is of: "3% of world exports"
    """

    place: Mention
    role: Role
    flow: Mention | None = None
    listed: tuple[Mention, ...] = ()

    @property
    def filled(self) -> Filled:
        """The place as a slot, with those that it is listed with."""
        return joined(self.listed) if len(self.listed) > 1 else filled(self.place)

    @property
    def is_region(self) -> bool:
        """Is it a province or state?"""
        return is_region(self.place)


@dataclass(frozen=True)
class Around:
    """The sentence around one list of places (mostly of one): masked text before and after it.

    `members` are the countries of the bloc that the article is about, whose trade is reported with the bloc's own.
    """

    view: SentenceView
    passage: Passage
    places: tuple[Mention, ...]
    before: str
    after: str
    members: frozenset[str] = frozenset()

    @property
    def place(self) -> Mention:
        return self.places[0]

    @property
    def is_abroad(self) -> bool:
        """Is it another country than that which the article is clearly about?"""
        home = self.passage.home
        return (
            home != "WORLD"
            and self.passage.home_is_sure
            and all(place.place not in (home, "WORLD", *self.members) and not is_region(place) for place in self.places)
        )

    @property
    def is_adjective(self) -> bool:
        return self.places[-1].rule.endswith("-adjective")


def is_region(place: Mention) -> bool:
    """Is the place a province or state?"""
    return bool(REGION.match(place.place or ""))


def filled(place: Mention) -> Filled:
    """A place named in the sentence, as a slot."""
    return Filled(place.place, "local", (place.start, place.end))


def joined(places: Sequence[Mention], *, span_of: Sequence[Mention] = ()) -> Filled:
    """Several places as one slot: their codes sorted and joined."""
    codes = sorted({place.place for place in places if place.place})
    spanned = span_of or places
    return Filled("+".join(codes), "local", (spanned[0].start, spanned[-1].end))


def role_is_open(role: Role) -> bool:
    """Does the role leave it open that the place is a partner?"""
    return role in ("none", "of-value", "subject")
