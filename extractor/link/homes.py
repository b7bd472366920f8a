"""Which countries an article is about, and which two a sentence speaks of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from extractor.link.place_parts import REGION
from extractor.link.place_roles import PlaceRoles
from extractor.link.reading import SentenceView
from extractor.link.wordings import Wordings
from extractor.models import Label, Mention
from extractor.rules import RuleSet

_HEADLINE, _LEAD, _BODY = 3.0, 2.0, 1.0
_AS_OWNER, _AS_SUBJECT, _AS_BLOC, _AS_ADJECTIVE, _AS_CUSTOMER, _AS_PARTNER = 2.0, 1.5, 1.2, 0.5, 0.5, 0.3
_AS_OPENING = 1.0
"""An adjective that opens a sentence: "Korean game makers"."""
_LATER_IN_HEADLINE = 0.5
_PER_AMOUNT, _MOST_FOR_CURRENCY, _CURRENCY_OF_OTHERS = 0.5, 6.0, 0.5
_PER_HINT, _MOST_FOR_HINTS = 0.8, 4.0
_REGIONS_OF_WORLD = 3
_SEVERAL = 2
_SURE_SHARE, _SURE_LEAD = 0.3, 1.3


class HomeFinder:
    """Tells the home country of an article, and the pair that a sentence speaks of."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._words = Wordings(rules, "link.places.")
        self._roles = PlaceRoles(rules)
        self._members = rules.list("place_member").meanings
        self._blocs = frozenset(rules.list("place_bloc").words())
        self._continents = frozenset(rules.list("place_continent").words())

    def homes_of(self, sentences: list[SentenceView]) -> tuple[tuple[str | None, str | None], bool]:
        """The two countries the article is about, the likeliest first, and whether the first is clearly the one.

        Places before flow words weigh most, those in headline and lead more than others; the offices of a state
        ("Bank of Israel") and its capital count, too. The home currency decides between countries that are said to do
        something, and counts less for one that isn't.
        """
        weight, doers = self._weighed(sentences)
        for code, count in Counter(hint.place for view in sentences for hint in view.hints).items():
            weight[code] += min(_MOST_FOR_HINTS, _PER_HINT * count)
            doers.add(code)
        for code, count in self._currencies(sentences).items():
            part = 1.0 if code in doers or not doers else _CURRENCY_OF_OTHERS
            weight[code] += part * min(_MOST_FOR_CURRENCY, _PER_AMOUNT * count)
        self._add_members(weight)
        if self._is_worldwide(weight):
            return ("WORLD", None), True
        ranked = sorted(weight, key=lambda code: -weight[code])
        first, second = [*ranked, None, None][:2]
        sure = (
            first is not None
            and weight[first] >= _SURE_SHARE * sum(weight.values())
            and weight[first] > _SURE_LEAD * weight.get(second or "", 0)
        )
        return (first, second), sure

    def _add_members(self, weight: defaultdict[str, float]) -> None:
        """An article on several members of a bloc, none of which stands out, is about the bloc that it names."""
        for bloc, members in self._members.items():
            named = [weight[code] for code in members if code in weight]
            if bloc in weight and named and max(named) <= sum(named) / _SEVERAL:
                weight[bloc] += sum(named)

    def _is_worldwide(self, weight: Mapping[str, float]) -> bool:
        """Is the article about the regions of the world, more than about any country?"""
        regions = [weight[code] for code in weight if code in self._continents]
        return len(regions) >= _REGIONS_OF_WORLD and sum(regions) > sum(weight.values()) - sum(regions)

    def _currencies(self, sentences: list[SentenceView]) -> Counter[str]:
        """How many amounts are in the money of each country."""
        homes = self._rules.list("currency_home")
        amounts = (value for view in sentences for value in view.values if value.label is Label.MONEY)
        return Counter(code for amount in amounts if (code := homes.lookup(amount.unit or "")))

    def _weighed(self, sentences: list[SentenceView]) -> tuple[defaultdict[str, float], set[str]]:
        """How much the place mentions of headline, lead and body speak for each country, and which own or do something."""
        weight: defaultdict[str, float] = defaultdict(float)
        doers: set[str] = set()
        seen = 0
        for view in sentences:
            if view.sentence.kind in ("furniture", "caption"):
                continue
            place_weight = _HEADLINE if seen < 2 else _LEAD if seen < 4 else _BODY
            seen += 1
            aside = False
            for place in view.places:
                if not place.place or REGION.match(place.place) or self._stands_for_country(view, place):
                    continue
                factor, aside = self._factor(view, place, aside=aside)
                if view.sentence.kind == "headline" and place is not view.places[0] and factor < _AS_OWNER:
                    factor *= _LATER_IN_HEADLINE
                weight[place.place] += place_weight * factor
                if factor >= _AS_SUBJECT:
                    doers.add(place.place)
        return weight, doers

    def _stands_for_country(self, view: SentenceView, place: Mention) -> bool:
        """ "The West African nation", "Africa's top coffee grower": not the continent is spoken of."""
        if place.place not in self._continents:
            return False
        after = view.words(place.end, view.end)
        named = self._words["stands-for"].match(after) and self._words["the"].search(
            view.words(view.start, place.start)
        )
        return bool(named or self._words["its-first"].match(after))

    def _factor(self, view: SentenceView, place: Mention, *, aside: bool) -> tuple[float, bool]:
        """How much one mention speaks for its country, and whether it stands aside, as a partner (`aside`: the one before)."""
        words = self._words
        before, after = view.words(view.start, place.start), view.words(place.end, view.end)
        owner = words["owner"].match(after)
        if place.place == "WORLD" and (not owner or words["part-of-world"].search(before)):
            return 0.0, False
        if self._roles.owned_ahead(view, before) or words["market-of"].search(before):
            return _AS_OWNER, False
        if words["partner-lead"].search(before) or (words["list-lead"].search(before) and aside):
            return _AS_PARTNER, True
        if before.endswith("non-"):
            return 0.0, False
        if words["outside"].search(before) or words["bought-amount-of"].search(before):
            return _AS_PARTNER, False
        bloc_trade = not owner and words["bloc-trade"].match(after)
        if bloc_trade or words["buying"].match(after) or words["ranked"].match(after):
            return _AS_CUSTOMER, False
        if words["people"].match(after) or words["customer-noun"].match(after) or words["demand-of"].search(before):
            return _AS_PARTNER, False
        if words["speaker"].match(after):
            return _AS_OWNER, False
        if owner:
            of_member = place.place in self._blocs and not after.startswith("'s")  # "EU exports": perhaps those to it
            return _AS_BLOC if of_member else _AS_OWNER, False
        if place.rule.endswith("-adjective"):
            return _AS_OPENING if place.start == view.start else _AS_ADJECTIVE, False
        inside = words["within"].search(before) and (view.flows or view.values)
        return _AS_SUBJECT if inside or words["subject"].match(after) else 1.0, False

    def pair_of(self, view: SentenceView) -> tuple[str, str] | None:
        """Two countries whose trade with each other the sentence speaks of."""
        words = view.words(view.start, view.end)
        match = self._words["pair"].search(words)
        if not match or not self._words["trade"].search(words):
            return None
        places = [p.place for p in view.places if match.start() <= view.masked.at(p.start) < match.end() and p.place]
        return (places[0], places[1]) if len(places) >= 2 and places[0] != places[1] else None
