"""Which countries an article is about, and which two a sentence speaks of."""

from __future__ import annotations

from collections import Counter, defaultdict

from extractor.link.place_roles import REGION, PlaceRoles
from extractor.link.reading import SentenceView
from extractor.link.wordings import Wordings
from extractor.models import Label, Mention
from extractor.rules import RuleSet

_HEADLINE, _LEAD, _BODY = 3.0, 2.0, 1.0
_AS_OWNER, _AS_SUBJECT, _AS_CUSTOMER, _AS_PARTNER = 2.0, 1.5, 0.5, 0.3
_LATER_IN_HEADLINE = 0.5
_PER_AMOUNT, _MOST_FOR_CURRENCY = 0.5, 6.0
_PER_HINT, _MOST_FOR_HINTS = 0.8, 4.0
_SURE_SHARE, _SURE_LEAD = 0.3, 1.3


class HomeFinder:
    """Tells the home country of an article, and the pair that a sentence speaks of."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._words = Wordings(rules, "link.places.")
        self._roles = PlaceRoles(rules)

    def homes_of(self, sentences: list[SentenceView]) -> tuple[tuple[str | None, str | None], bool]:
        """The two countries the article is about, the likeliest first, and whether the first is clearly the one.

        Places before flow words weigh most, those in headline and lead more than others; the home currency, the offices
        of a state ("Bank of Israel") and its capital count, too.
        """
        weight = self._weighed(sentences)
        homes = self._rules.list("currency_home")
        amounts = [v for view in sentences for v in view.values if v.label is Label.MONEY]
        for code, count in Counter(homes.lookup(amount.unit or "") for amount in amounts).items():
            if code:
                weight[code] += min(_MOST_FOR_CURRENCY, _PER_AMOUNT * count)
        for code, count in Counter(hint.place for view in sentences for hint in view.hints).items():
            weight[code] += min(_MOST_FOR_HINTS, _PER_HINT * count)
        ranked = sorted(weight, key=lambda code: -weight[code])
        first, second = [*ranked, None, None][:2]
        sure = (
            first is not None
            and weight[first] >= _SURE_SHARE * sum(weight.values())
            and weight[first] > _SURE_LEAD * weight.get(second or "", 0)
        )
        return (first, second), sure

    def _weighed(self, sentences: list[SentenceView]) -> defaultdict[str, float]:
        """How much the place mentions of headline, lead and body speak for each country."""
        weight: defaultdict[str, float] = defaultdict(float)
        seen = 0
        for view in sentences:
            if view.sentence.kind in ("furniture", "caption"):
                continue
            place_weight = _HEADLINE if seen < 2 else _LEAD if seen < 4 else _BODY
            seen += 1
            aside = False
            for place in view.places:
                if not place.place or REGION.match(place.place):
                    continue
                factor, aside = self._factor(view, place, aside=aside)
                if view.sentence.kind == "headline" and place is not view.places[0] and factor < _AS_OWNER:
                    factor *= _LATER_IN_HEADLINE
                weight[place.place] += place_weight * factor
        return weight

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
        if words["outside"].search(before) or words["bought-amount-of"].search(before):
            return _AS_PARTNER, False
        bloc_trade = not owner and words["bloc-trade"].match(after)
        if bloc_trade or words["buying"].match(after) or words["ranked"].match(after):
            return _AS_CUSTOMER, False
        if words["people"].match(after) or words["customer-noun"].match(after) or words["demand-of"].search(before):
            return _AS_PARTNER, False
        if words["speaker"].match(after):
            return _AS_OWNER, False
        return _AS_OWNER if owner else _AS_SUBJECT if words["subject"].match(after) else 1.0, False

    def pair_of(self, view: SentenceView) -> tuple[str, str] | None:
        """Two countries whose trade with each other the sentence speaks of."""
        words = view.words(view.start, view.end)
        match = self._words["pair"].search(words)
        if not match or not self._words["trade"].search(words):
            return None
        places = [p.place for p in view.places if match.start() <= view.masked.at(p.start) < match.end() and p.place]
        return (places[0], places[1]) if len(places) >= 2 and places[0] != places[1] else None
