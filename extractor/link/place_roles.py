"""What part each place of a sentence plays: whose trade it is, with whom, or neither."""

from __future__ import annotations

from extractor.link.place_parts import REGION, Around, Part, Role, is_region, role_is_open
from extractor.link.reading import Passage, SentenceView
from extractor.link.wordings import Wordings
from extractor.models import Mention
from extractor.rules import RuleSet

_TOLD_BEHIND = {
    "origin": ("export", "re-export"),
    "entry": ("import",),
    "by-trader": ("export", "re-export", "import"),
}
_BALANCES = ("deficit", "surplus", "balance")
_LEADING_LENGTH = 24
"""Characters before a place at most, for "In the euro area, ..." to open the sentence."""
_LONG_LIST = 3
"""A list of so many places needs no "and"."""


class PlaceRoles:
    """Tells the part of each place, from the words around it."""

    def __init__(self, rules: RuleSet) -> None:
        self._words = Wordings(rules, "link.places.")
        self._of_goods = rules.list("flow_of_goods")
        self._blocs = frozenset(rules.list("place_bloc").words())
        self._continents = frozenset(rules.list("place_continent").words())
        self._wide = self._blocs | self._continents
        self._members = {bloc: frozenset(codes) for bloc, codes in rules.list("place_member").meanings.items()}

    def parts_of(self, view: SentenceView, passage: Passage) -> list[Part]:
        """The part of each place of a sentence, in order; the places of a list play one part."""
        parts: list[Part] = []
        cause_ends = self.cause_end(view)
        for places in self._lists(view):
            around = Around(
                view,
                passage,
                places,
                view.words(view.start, places[0].start),
                view.words(places[-1].end, view.end),
                self._members.get(passage.home or "", frozenset()),
            )
            if places[0].start < cause_ends:
                parts += [Part(place, "none") for place in places]
            else:
                parts += self._parts(around, parts[-1] if parts else None)
        return self._abroad(view, passage, self._paired(view, passage, parts))

    def cause_end(self, view: SentenceView) -> int:
        """Where words that only tell the cause end: "Hurt by weaker sales of tin to Bolivia, overall exports lost 5%"."""
        cause = self._words["fronted-cause"].match(view.words(view.start, view.end))
        return view.masked.source(cause.end()) if cause else view.start

    def resolve(self, view: SentenceView, passage: Passage) -> None:
        """ "The West African nation", "Africa's top coffee grower": the country spoken of, not the continent."""
        if passage.home not in (None, "WORLD", *self._wide) and any(p.place in self._continents for p in view.places):
            view.places = [self._meant(view, place, passage) for place in view.places]

    def _meant(self, view: SentenceView, place: Mention, passage: Passage) -> Mention:
        words = self._words
        before, after = view.words(view.start, place.start), view.words(place.end, view.end)
        named = words["stands-for"].match(after) and words["the"].search(before)
        if place.place not in self._continents or not (named or words["its-first"].match(after)):
            return place
        towards = words["partner-lead"].search(before) and not words["no-partner-lead"].search(before)
        code = _other_of(passage) if towards and self.owned_ahead(view, before) is None else passage.home
        return place.model_copy(update={"place": code}) if code else place

    def _abroad(self, view: SentenceView, passage: Passage, parts: list[Part]) -> list[Part]:
        """ "In Asia, Peru had a surplus": a place that opens a clause is the partner of the home country behind it; a group always is.

        A group that opens a sentence is no country of its own: in a Peruvian report, "In Asia exports fell" is of Peru's.
        """
        if not passage.home_is_sure or passage.home in (*self._wide, "WORLD"):
            return parts
        homes = [part for part in parts if part.place.place == passage.home and part.role in ("owner", "subject")]
        homes_at = {view.clause_of(part.place.start): part.place.start for part in homes}
        return [
            Part(part.place, "partner", None, part.listed)
            if part.role == "leading"
            and not part.is_region
            and (part.place.place in self._wide or part.place.start < homes_at.get(view.clause_of(part.place.start), 0))
            and part.place.place not in (passage.home, "WORLD")
            else part
            for part in parts
        ]

    def _paired(self, view: SentenceView, passage: Passage, parts: list[Part]) -> list[Part]:
        """ "Chile-Peru trade": the home country is the reporter, else the first; the other is the partner."""
        for at in range(len(parts) - 1):
            first, second = parts[at : at + 2]
            gap = view.words(first.place.end, second.place.start)
            if second.role == "owner" and second.flow and self._words["joint-hyphen"].fullmatch(gap):
                turned = second.place.place == passage.home
                parts[at] = Part(first.place, "partner" if turned else "owner", second.flow)
                parts[at + 1] = Part(second.place, "owner" if turned else "partner", second.flow)
        return parts

    def owns(self, view: SentenceView, flow: Mention) -> bool:
        """Does a place stand right before the flow word as its owner?"""
        return any(part.role == "owner" and part.flow is flow for part in self.parts_of(view, Passage()))

    def _lists(self, view: SentenceView) -> list[tuple[Mention, ...]]:
        """The places, those of one list together: "Chile, Peru and Bolivia"."""
        runs: list[list[Mention]] = []
        gaps: list[list[str]] = []
        for place in view.places:
            gap = view.words(runs[-1][-1].end, place.start) if runs else ""
            between = runs and self._words["between"].search(view.words(view.start, runs[-1][0].start))
            if runs and not between and self._words["list-joint"].fullmatch(gap):
                runs[-1].append(place)
                gaps[-1].append(gap)
            else:
                runs.append([place])
                gaps.append([])
        lists: list[tuple[Mention, ...]] = []
        for run, joints in zip(runs, gaps, strict=True):
            closed = len(run) >= _LONG_LIST or all(joint.strip(" ,") for joint in joints)
            same = len({is_region(place) for place in run}) == 1
            lists += [tuple(run)] if closed and same else [(place,) for place in run]
        return lists

    def _parts(self, around: Around, previous: Part | None) -> list[Part]:
        words, before, after = self._words, around.before, around.after
        place = around.place
        non = around.view.text[max(0, place.start - 4) : place.start].lower() == "non-"
        if non or words["outside"].search(before):
            rest = place.model_copy(update={"place": f"non-{(place.place or '').removeprefix('non-')}"})
            return [Part(rest, "partner")]
        if words["beyond"].match(after):
            return [Part(place, "beyond")]
        aside = words["apposed"].search(before) and words["apposition-ends"].match(after)
        if aside or (words["counted"].search(before) and words["as-customer"].match(after)):
            return [Part(one, "none") for one in around.places]
        part = self._by_lead(around, previous)
        own = words["owner"].match(after)
        may_own = part.role == "partner" and own and (after.startswith("'s") or part.flow)
        if part.role in ("none", "leading") or may_own:
            part = self._by_tail(part, around)
        role = self._overruled(part, around)
        return [Part(one, role, part.flow, around.places) for one in around.places]

    def _by_lead(self, around: Around, previous: Part | None) -> Part:
        """The part that the words before a place give it."""
        words, place, before, after = self._words, around.place, around.before, around.after
        balance = _flow_before(around)
        if balance and balance.flow in _BALANCES and words["balance-for"].search(before):
            return Part(place, "owner", balance)
        if place.place == around.passage.home and words["brought-into"].search(before):
            return Part(place, "subject")
        if words["between"].search(before) and words["and-place"].match(after):
            return Part(place, "between")
        if previous and previous.role == "between" and words["place-and"].search(before):
            return Part(place, "partner")
        if words["case"].match(after):
            return Part(place, "leading")
        if words["within"].search(before) and words["aside-after"].match(after) and len(before) < _LEADING_LENGTH:
            return Part(place, "leading")
        if words["world-ranking"].search(before) and words["ranked-by"].match(after):
            return Part(place, "ranked")
        if words["market-of"].search(before) and not (words["owner"].match(after) and not after.startswith("'s")):
            return Part(place, "subject")
        if words["partners-of"].match(after) and words["partner-lead"].search(before):
            return Part(place, "owner", _flow_before(around))
        if words["to-owner-of-partners"].search(before) and words["among-partners"].match(after):
            return Part(place, "partner")
        if words["against-lead"].search(before):
            return Part(place, "partner")
        if words["customer-lead"].search(before) and place.place != around.passage.home:
            return Part(place, "partner")
        owned = self.owned_ahead(around.view, before)
        if owned is not None:
            return Part(place, "partner" if words["people"].match(after) else "owner", owned)
        last = _flow_before(around)
        if last and last.flow in ("export", "re-export") and words["those-from"].search(before):
            return Part(place, "heir", last)
        if last is None and words["those-of-last"].fullmatch(before):
            from_there = around.passage.flow == "import" and before.endswith(("from ", "from the "))
            return Part(place, "partner" if from_there else "subject")
        if words["partner-lead"].search(before) and not words["no-partner-lead"].search(before):
            with_data = words["its-data"].match(after) and place.place != around.passage.home
            return Part(place, "subject" if with_data else "partner")
        begins = words["after-comma"].search(before) and words["reporter-verb"].match(after)
        if previous and not begins and words["list-lead"].search(before) and not after.startswith("'s"):
            return Part(place, previous.role, previous.flow)
        return Part(place, "none")

    def owned_ahead(self, view: SentenceView, before: str) -> Mention | None:
        """The flow word that a place owns which is told behind it: "exports from Peru", "imports into Peru", "by Peru"."""
        for name, flows in _TOLD_BEHIND.items():
            found = self._words[name].search(before)
            if found:
                offset = view.masked.source(found.start())
                flow = next((flow for flow in view.flows if flow.start == offset), None)
                if flow is not None and flow.flow in flows and (name != "origin" or self._of_goods.lookup(flow.text)):
                    return flow
        return None

    def _by_tail(self, part: Part, around: Around) -> Part:
        """The part that the words after a place give it."""
        words, after, place = self._words, around.after, part.place
        owner = words["owner"].match(after)
        if owner and not after.startswith("-"):
            return Part(place, "owner", _flow_at(around.view, around.places[-1].end, owner.end() - 1))
        if words["owner-elided"].match(after):
            return Part(place, "heir", _flow_before(around))
        if part.role == "none" and self._is_customer(around):
            return Part(place, "partner")
        if part.role == "none" and words["own-share"].match(after):
            return Part(place, "subject", part.flow)
        if words["ranked"].match(after):
            return Part(place, "ranked", part.flow)
        if part.role == "none" and self._is_subject(around):
            return Part(place, "subject", part.flow)
        if words["own-value"].match(after):
            return Part(place, "of-value", part.flow)
        speaks = part.role == "none" and place.place not in self._blocs and words["speaker"].match(after)
        return Part(place, "speaker") if speaks else part

    def _is_customer(self, around: Around) -> bool:
        """Does the place act on the trade of another: "Chile took a fifth", "Chile was the biggest market"?"""
        words, after = self._words, around.after
        if around.place.place == around.passage.home or around.passage.home == "WORLD":
            return False
        if words["customer-noun"].match(after):
            return True
        last = around.passage.partner
        if last is not None and last.how == "local" and words["follows"].match(after):
            return True
        reports = words["reporter-verb"].match(after)
        return (
            around.is_abroad
            and not reports
            and bool(words["customer"].match(after) or words["its-market"].match(after))
        )

    def _is_subject(self, around: Around) -> bool:
        words, before, after = self._words, around.before, around.after
        if words["no-subject"].search(before) or words["speaker"].match(after):
            return False
        if around.is_adjective and words["being"].match(after):
            return False
        opens = words["article"].fullmatch(before) and words["word-next"].match(after) and not around.is_abroad
        return bool(opens or words["subject"].match(after))

    def _overruled(self, part: Part, around: Around) -> Role:
        """The role of a part where its surroundings tell another one than the words next to it."""
        words, place = self._words, part.place
        if words["bound"].match(around.after):
            return "partner"
        if place.place == "WORLD" and words["possessive"].search(around.before):
            return "none"
        if part.role == "owner" and place.place == "WORLD" and part.flow and words["part-of"].search(around.before):
            return "whole"
        if self._is_from_partner(part, around):
            return "partner"
        if around.is_abroad and role_is_open(part.role) and words["dealt"].match(around.after):
            return "partner"
        if self._is_other_side(part, around) or self._is_origin_of_goods(part, around):
            return "partner"
        return part.role

    @staticmethod
    def _is_from_partner(part: Part, around: Around) -> bool:
        """ "Chinese imports" after Peru's trade with China: what Peru buys from there."""
        flow, passage = part.flow, around.passage
        if (
            part.role != "owner"
            or flow is None
            or flow.flow != "import"
            or not (around.is_adjective and around.is_abroad)
        ):
            return False
        spoken = [one.value for one in (passage.partner, passage.topic_place) if one]
        return part.place.place in spoken and not around.after.startswith("'s")

    def _is_other_side(self, part: Part, around: Around) -> bool:
        """ "EU exports", "EU trade" in the report of a country: its trade with the bloc."""
        words, home, place = self._words, around.passage.home, part.place
        if home in (None, place.place) or place.place not in self._blocs or around.after.startswith("'s"):
            return False
        if part.role == "owner":
            return part.flow is None or (part.flow.start > place.start and not _is_verb(part.flow))
        trade = part.role in ("none", "subject") and words["bloc-trade"].match(around.after)
        return around.passage.home_is_sure and bool(trade)

    def _is_origin_of_goods(self, part: Part, around: Around) -> bool:
        """Does the place only tell where goods come from: "imports of American goods", "tariffs on $2bn of Chinese steel"?"""
        words, role, flow = self._words, part.role, part.flow
        before, goes_on = around.before, self._words["word-next"].match(around.after)
        if role == "owner" and flow and flow.flow == "import" and words["value-of"].search(before):
            return bool(words["tariff"].search(before))
        if role not in ("none", "owner", "subject"):
            return False
        if words["value-of-goods"].search(before) and words["tariffed"].search(before):
            return True  # "tariffs on $200bn of Chinese goods"
        others = [place for place in around.view.places if place.end <= part.place.start]
        is_home = part.place.place == around.passage.home and not others
        if role != "subject" and goes_on and not is_home and words["bought-amount-of"].search(before):
            return True  # "bought 2 million tonnes of American corn"
        if role != "none" or not goes_on:
            return False
        if words["took-amount-of"].search(before):
            return True  # "took another 2 million tonnes of American corn"
        if not words["bought-of"].search(before):
            return False
        last = _flow_before(around)
        return last is None or last.flow == "import" or bool(words["purchases-of"].search(before))


def _is_verb(flow: Mention) -> bool:
    """Is the flow word what somebody did, "imported"?"""
    return flow.text.lower().endswith(("ed", "ing"))


def _other_of(passage: Passage) -> str | None:
    """The one other country that the last sentences spoke of."""
    for spoken in (passage.topic_place, passage.partner):
        if spoken and spoken.value != passage.home and not REGION.match(spoken.value) and "+" not in spoken.value:
            return str(spoken.value)
    return passage.parties[1] if passage.parties and passage.parties[0] == passage.home else None


def _flow_before(around: Around) -> Mention | None:
    """The last flow word before a place."""
    earlier = [flow for flow in around.view.flows if flow.end <= around.place.start]
    return earlier[-1] if earlier else None


def _flow_at(view: SentenceView, start: int, position: int) -> Mention | None:
    """The flow word so many masked characters after an offset."""
    offset = view.masked.source(view.masked.at(start) + position)
    return next((flow for flow in view.flows if flow.start == offset), None)
