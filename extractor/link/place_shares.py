"""Places of shares, and of values in a row: "Peru accounted for 3% of world exports", "to A and B were x and y"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.link.place_roles import Part, filled
from extractor.link.reading import Filled, Reading, SentenceView
from extractor.models import Mention

_TOGETHER = re.compile(r"\b(?:jointly|together|collectively|combined|between them|altogether)\b")
_VALUES_IN_A_ROW = re.compile(r",? ?(?:and |or )?(?:[a-z]+ )?")
_PLACES_IN_A_ROW = re.compile(r"(?:, | and |, and )(?:the |with |to |from )?")
_OPENING = re.compile(r"(?:[a-z ]+, )?(?:the )?")
_DID = re.compile(r" (?:had|have|posted|recorded|ran|reported|registered|exported|imported|shipped|sold|bought)\b")


def share_parties(view: SentenceView, readings: Sequence[Reading], parts: Sequence[Part]) -> None:
    """ "The US accounted for 18% of Chinese exports": the subject is the partner; "jointly": all of those named."""
    for number, reading in enumerate(readings):
        if reading.measure != "share":
            continue
        in_clause = [
            part
            for part in parts
            if part.place.end <= reading.value.start and view.clause_of(part.place.start) == reading.clause
        ]
        lead = view.words(view.clauses[reading.clause].start, reading.value.start)
        if not (_TOGETHER.search(lead) and _jointly(reading, readings[:number], in_clause, parts)):
            _of_whole(view, reading, readings[number + 1 :], in_clause, parts)


def _jointly(reading: Reading, earlier: Sequence[Reading], in_clause: Sequence[Part], parts: Sequence[Part]) -> bool:
    """One share of several: the partners of the values before, or the places named where the whole is the world."""
    partners = [other for other in earlier if other.get("partner")]
    codes = {other.get("partner") for other in partners}
    if len(codes) > 1:
        reading.slots["partner"] = Filled("+".join(sorted(codes)), "local", partners[0].slots["partner"].span)
        return True
    world = any(p.place.place == "WORLD" and p.role == "whole" and p.place.start >= reading.value.end for p in parts)
    if world and len(in_clause) > 1:
        reading.slots["reporter"] = _joined([part.place for part in in_clause])
        reading.slots.pop("partner", None)
        return True
    return False


def _of_whole(
    view: SentenceView,
    reading: Reading,
    later: Sequence[Reading],
    in_clause: Sequence[Part],
    parts: Sequence[Part],
) -> None:
    """The owner of the whole is the reporter, and the subject the partner; also of what the share is compared with."""
    end = reading.value.end
    owners = [part for part in parts if part.place.start >= end and part.role == "owner"]
    whole = next((p for p in owners if re.match(r" of [^V]*\Z", view.words(end, p.place.start))), None)
    subjects = [part.place for part in in_clause if part.role != "partner"]
    if whole is None or not subjects or whole.place.place == subjects[-1].place:
        return
    if view.flows_between(subjects[-1].end, reading.value.start):
        return
    partners = _joined([place for place in subjects if place.place != whole.place.place], span_of=subjects)
    for one in (reading, *(other for other in later if other.head is reading)):
        one.slots["reporter"] = whole.filled
        one.slots["partner"] = partners


def _joined(places: Sequence[Mention], *, span_of: Sequence[Mention] = ()) -> Filled:
    codes = sorted({place.place for place in places if place.place})
    spanned = span_of or places
    return Filled("+".join(codes), "local", (spanned[0].start, spanned[-1].end))


def distribute(view: SentenceView, readings: Sequence[Reading]) -> None:
    """As many places as values in a row, in the same order: "with A, B and C ... x, y and z respectively"."""
    if not view.cues_of("respectively"):
        return
    for row in _runs(view, [reading for reading in readings if reading.role != "dual"]):
        places = _place_run(view, [place for place in view.places if place.end <= row[0].value.start])
        if not len(places) == len(row) > 1:
            continue
        subjects = _OPENING.fullmatch(view.words(view.start, places[0].start)) and _DID.match(
            view.words(places[-1].end, view.end)
        )
        codes = [place.place for place in places]
        for reading, place in zip(row, places, strict=True):
            reporter = reading.get("reporter")
            if subjects or reporter == place.place or (reading.flow in ("export", "import") and reporter in codes):
                reading.slots["reporter"] = filled(place)
                reading.slots.pop("partner", None)
            else:
                reading.slots["partner"] = filled(place)


def _runs(view: SentenceView, readings: Sequence[Reading]) -> list[list[Reading]]:
    """Values with nothing but commas and "and" between them."""
    runs: list[list[Reading]] = []
    for reading in readings:
        if runs and _VALUES_IN_A_ROW.fullmatch(view.words(runs[-1][-1].value.end, reading.value.start)):
            runs[-1].append(reading)
        else:
            runs.append([reading])
    return runs


def _place_run(view: SentenceView, places: Sequence[Mention]) -> list[Mention]:
    """The longest list of places, the last of equal ones."""
    run: list[Mention] = []
    best: list[Mention] = []
    for place in places:
        if run and _PLACES_IN_A_ROW.fullmatch(view.words(run[-1].end, place.start)):
            run.append(place)
        else:
            run = [place]
        if len(run) >= len(best):
            best = list(run)
    return best
