"""Which countries an article is about, and which two a sentence speaks of."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from extractor.link.place_roles import REGION
from extractor.link.reading import SentenceView
from extractor.link.wordings import Wordings
from extractor.models import Label
from extractor.rules import RuleSet

_HEADLINE, _LEAD, _BODY = 3.0, 2.0, 1.0
_AS_OWNER, _AS_SUBJECT, _AS_PARTNER = 2.0, 1.5, 0.3
_PER_AMOUNT, _MOST_FOR_CURRENCY = 0.5, 6.0
_PER_NAME = 0.4
_SURE_SHARE, _SURE_LEAD = 0.35, 1.3


class HomeFinder:
    """Tells the home country of an article, and the pair that a sentence speaks of."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._words = Wordings(rules, "link.places.")

    def homes_of(self, sentences: list[SentenceView]) -> tuple[tuple[str | None, str | None], bool]:
        """The two countries the article is about, the likeliest first, and whether the first is clearly the one.

        Places before flow words weigh most, those in headline and lead more than others; the home currency and the names of
        institutions ("Bank of Israel") count, too.
        """
        weight = self._weighed(sentences)
        homes = self._rules.list("currency_home")
        amounts = [v for view in sentences for v in view.values if v.label is Label.MONEY]
        for code, count in Counter(homes.lookup(amount.unit or "") for amount in amounts).items():
            if code:
                weight[code] += min(_MOST_FOR_CURRENCY, _PER_AMOUNT * count)
        if sentences:
            for code in list(weight) or list(self._rules.list("place_name").meanings):
                named = len(re.findall(_any_name(self._rules, code), sentences[0].text))
                if named:
                    weight[code] += _PER_NAME * named
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
                after = view.words(place.end, view.end)
                before = view.words(view.start, place.start)
                if place.place == "WORLD" and (
                    not self._words["owner"].match(after) or self._words["part-of-world"].search(before)
                ):
                    continue
                factor = (
                    _AS_OWNER
                    if self._words["owner"].match(after)
                    else _AS_SUBJECT
                    if self._words["subject"].match(after)
                    else 1.0
                )
                aside = bool(
                    self._words["partner-lead"].search(before) or (self._words["list-lead"].search(before) and aside)
                )
                weight[place.place] += place_weight * (_AS_PARTNER if aside else factor)
        return weight

    def pair_of(self, view: SentenceView) -> tuple[str, str] | None:
        """Two countries whose trade with each other the sentence speaks of."""
        words = view.words(view.start, view.end)
        match = self._words["pair"].search(words)
        if not match or not self._words["trade"].search(words):
            return None
        places = [p.place for p in view.places if match.start() <= view.masked.at(p.start) < match.end() and p.place]
        return (places[0], places[1]) if len(places) >= 2 and places[0] != places[1] else None


def _any_name(rules: RuleSet, code: str) -> str:
    """A pattern for a place's names and adjectives wherever they stand, names of organisations included."""
    names = [
        n
        for key in ("place_name", "place_adjective")
        for n in rules.list(key).meanings.get(code, ())
        if len(n) > 3 or n.isupper()
    ]
    return r"\b(?:" + "|".join(re.escape(n) for n in names) + r")\b(?![ ]?\$)" if names else r"(?!)"
