"""Places of shares, and of values in a row: "Peru accounted for 3% of world exports", "to A and B were x and y"."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.link.place_parts import Part, filled, is_region, joined
from extractor.link.reading import Filled, Passage, Reading, SentenceView
from extractor.link.wordings import Wordings
from extractor.models import Mention
from extractor.rules import RuleSet

_OF_PARTNERS = ("export", "re-export", "import", "total")


class PlaceShares:
    """Corrects the places of readings that only make sense together: shares of a whole, and rows."""

    def __init__(self, rules: RuleSet) -> None:
        self._words = Wordings(rules, "link.places.")

    def share_parties(self, view: SentenceView, readings: Sequence[Reading], parts: Sequence[Part]) -> None:
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
            jointly = self._words["together"].search(lead)
            if not (jointly and _jointly(reading, readings[:number], in_clause, parts)):
                self._of_whole(view, reading, readings[number + 1 :], in_clause, parts)

    def share_owners(self, view: SentenceView, readings: Sequence[Reading], passage: Passage) -> None:
        """ "Japan's share was 16%" in a report of what another country sells or buys: the share that Japan takes.

        "Japan's share of Peru's exports": those of Peru, whatever the report is of.
        """
        if any(place.place == "WORLD" for place in view.places):
            return
        for place in view.places:
            reading = next((one for one in readings if one.value.start >= place.end), None)
            if reading is None or view.clause_of(place.start) != reading.clause or reading.flow not in _OF_PARTNERS:
                continue
            share = self._words["share-owner"].match(view.words(place.end, view.end))
            if not share:
                continue
            between = [other for other in view.places_between(place.end, reading.value.start) if other is not place]
            home = passage.home if passage.home_is_sure and passage.home != "WORLD" else None
            whole = filled(between[0]) if len(between) == 1 and share["whole"] else Filled(home, "inherited")
            if (between and not share["whole"]) or whole.value in (None, place.place):
                continue
            for one in readings:
                if one.clause != reading.clause or one.value.start < place.end:
                    continue
                after = view.places_between(reading.value.end, one.value.start)  # "and Peru's 4%"
                one.slots["reporter"], one.slots["partner"] = whole, filled(after[-1] if after else place)

    def _of_whole(
        self,
        view: SentenceView,
        reading: Reading,
        later: Sequence[Reading],
        in_clause: Sequence[Part],
        parts: Sequence[Part],
    ) -> None:
        """The owner of the whole is the reporter, and the subject the partner; also of what the share is compared with."""
        end = reading.value.end
        owners = [part for part in parts if part.place.start >= end and part.role == "owner"]
        whole = next((p for p in owners if self._words["of-whole"].match(view.words(end, p.place.start))), None)
        subjects = [part.place for part in in_clause if part.role != "partner" and not part.is_region]
        if whole is None or not subjects or whole.place.place == subjects[-1].place:
            return
        if view.flows_between(subjects[-1].end, reading.value.start):
            return
        partners = joined([place for place in subjects if place.place != whole.place.place], span_of=subjects)
        for one in (reading, *(other for other in later if other.head is reading)):
            one.slots["reporter"] = whole.filled
            one.slots["partner"] = partners

    def distribute(self, view: SentenceView, readings: Sequence[Reading]) -> None:
        """As many places as values in a row, in the same order: "with A, B and C ... x, y and z respectively"."""
        said = bool(view.cues_of("respectively"))
        for row in self._runs(view, [reading for reading in readings if reading.role != "dual"]):
            places = self._behind(view, row)
            if places:
                self._hand_out(view, row, places)
                self._repeat(readings, row, places)
                continue
            places = self._place_run(view, [place for place in view.places if place.end <= row[0].value.start])
            if not len(places) == len(row) > 1:
                continue
            gap = view.words(places[-1].end, row[0].value.start)
            if said or self._words["rows-joined"].fullmatch(gap):
                self._hand_out(view, row, places)

    def _behind(self, view: SentenceView, row: Sequence[Reading]) -> list[Mention]:
        """The places behind a row of as many values, with other values in brackets: "9% and 7% came from A ($2m) and B ($1m)"."""
        end = row[-1].value.end
        places = [place for place in view.places if place.start >= end][: len(row)]
        if len(row) < 2 or len(places) < len(row):
            return []
        words = self._words["bracket-value"].sub("", view.words(end, places[-1].end))
        return places if self._words["places-behind"].fullmatch(words) else []

    @staticmethod
    def _repeat(readings: Sequence[Reading], row: Sequence[Reading], places: Sequence[Mention]) -> None:
        """The values in brackets behind the places are of the same places."""
        for place, one in zip(places, row, strict=True):
            behind = next((r for r in readings if r.value.start > place.end), None)
            later = next((p.start for p in places if p.start > place.start), None)
            if (
                behind is not None
                and behind.role in ("bracket", "dual")
                and (later is None or behind.value.start < later)
            ):
                for slot in ("reporter", "partner"):
                    if slot in one.slots:
                        behind.slots[slot] = one.slots[slot]

    def _hand_out(self, view: SentenceView, row: Sequence[Reading], places: Sequence[Mention]) -> None:
        opens = self._words["opening"].fullmatch(view.words(view.start, places[0].start))
        subjects = opens and self._words["did"].match(view.words(places[-1].end, view.end))
        codes = [place.place for place in places]
        for reading, place in zip(row, places, strict=True):
            reporter = reading.get("reporter")
            if reporter and reading.slots["reporter"].how == "default" and reporter in codes:
                reading.slots.pop("reporter")
                reporter = None
            if is_region(place):
                reading.slots["region"] = filled(place)
            elif subjects or reporter in (place.place, joined(places).value) or reporter in codes:
                reading.slots["reporter"] = filled(place)
                reading.slots.pop("partner", None)
            else:
                reading.slots["partner"] = filled(place)

    def _runs(self, view: SentenceView, readings: Sequence[Reading]) -> list[list[Reading]]:
        """Values with nothing but commas and "and" between them."""
        runs: list[list[Reading]] = []
        for reading in readings:
            if runs and self._words["row-of-values"].fullmatch(view.words(runs[-1][-1].value.end, reading.value.start)):
                runs[-1].append(reading)
            else:
                runs.append([reading])
        return runs

    def _place_run(self, view: SentenceView, places: Sequence[Mention]) -> list[Mention]:
        """The longest list of places, the last of equal ones."""
        run: list[Mention] = []
        best: list[Mention] = []
        for place in places:
            if run and self._words["row-of-places"].fullmatch(view.words(run[-1].end, place.start)):
                run.append(place)
            else:
                run = [place]
            if len(run) >= len(best):
                best = list(run)
        return best


def _jointly(reading: Reading, earlier: Sequence[Reading], in_clause: Sequence[Part], parts: Sequence[Part]) -> bool:
    """One share of several: the partners of the values before, or the places named where the whole is the world."""
    partners = [other for other in earlier if other.get("partner")]
    codes = {other.get("partner") for other in partners}
    if len(codes) > 1:
        reading.slots["partner"] = Filled("+".join(sorted(codes)), "local", partners[0].slots["partner"].span)
        return True
    world = any(p.place.place == "WORLD" and p.role == "whole" and p.place.start >= reading.value.end for p in parts)
    if world and len(in_clause) > 1:
        reading.slots["reporter"] = joined([part.place for part in in_clause])
        reading.slots.pop("partner", None)
        return True
    return False
