"""How sure a claim is: the chance that its fact is right in every part, from how its slots were reached.

A logistic model with few features that anyone can read; its weights are data (`rules/link.yml`), fitted by
`scripts/calibrate.py`. A feature without a weight counts nothing, so that without weights every claim is at 0.5.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence

from extractor.link.reading import SentenceView
from extractor.models import Claim, Label
from extractor.rules import RuleSet
from extractor.spans import Stretches

PREFIX = "confidence."
"""What the names of the model's weights begin with."""

_LOWEST, _HIGHEST = 0.02, 0.98
_LONG_WORD = re.compile(r"[a-z]{4,}")
_FAR = 100.0
"""Characters: a flow word at this distance counts one."""

Features = Mapping[str, float]


class Confidence:
    """The model with its weights from the rules."""

    def __init__(self, rules: RuleSet) -> None:
        self._weights = {
            name.removeprefix(PREFIX): weight for name, weight in rules.link.weights.items() if name.startswith(PREFIX)
        }

    def rate(self, views: Sequence[SentenceView], claims: Sequence[Claim]) -> list[Claim]:
        """The claims of one article with their confidence set."""
        rated = zip(claims, features(views, claims), strict=True)
        return [one.model_copy(update={"confidence": probability(self._weights, found)}) for one, found in rated]


def probability(weights: Mapping[str, float], found: Features) -> float:
    """The logistic model, kept off 0 and 1, with two decimals."""
    score = sum(weights.get(name, 0.0) * value for name, value in found.items())
    return round(min(_HIGHEST, max(_LOWEST, 1 / (1 + math.exp(-max(-30.0, min(30.0, score)))))), 2)


def features(views: Sequence[SentenceView], claims: Sequence[Claim]) -> list[Features]:
    """What tells of each claim whether it is right; all between about 0 and 2, 0 where there is nothing unusual."""
    article = _Article(views, claims)
    return [article.features(one) for one in claims]


class _Article:
    """What the claims of an article have in common, so that the odd one out is seen."""

    def __init__(self, views: Sequence[SentenceView], claims: Sequence[Claim]) -> None:
        self._views = list(views)
        self._starts = [view.start for view in self._views]
        self._claims = claims
        self._reporters = Counter(one.reporter for one in claims)
        self._periods = Counter(one.period for one in claims)
        self._named = Counter(place.place for view in views for place in view.places)
        self._facts = {(one.flow, one.unit, one.measure, abs(one.value)) for one in claims}
        self._common = self._of_all()

    def _of_all(self) -> Features:
        """What every claim of the article shares: how hard the article is."""
        values = sum(len(view.values) for view in self._views)
        total = len(self._claims) or 1
        return {
            "always": 1.0,
            "article.unclaimed": 1 - min(1.0, total / values) if values else 0.0,
            "article.claims": math.log10(total),
            "article.items": sum(one.item is not None for one in self._claims) / total,
            "article.kinds-of-item": len({one.item for one in self._claims}) / total,
            "article.topic": float(any(one.topic for one in self._claims)),
            "article.periods": min(1.0, len(self._periods) / 10),
            "article.reporters": min(1.0, len(self._reporters) / 10),
        }

    def features(self, one: Claim) -> Features:
        """The features of one claim, by name."""
        number = bisect_right(self._starts, one.value_start) - 1
        found = {**self._common, **self._company(one)}
        found.update(self._slots(one))
        found[f"measure.{one.measure}"] = 1.0
        found[f"flow.{one.flow}"] = 1.0
        found["unit.quantity"] = float(not (one.unit == "%" or one.unit.isupper()))
        found["status.ahead"] = float(one.status in ("forecast", "target"))
        found[f"rule.{one.rule.rpartition('.')[2]}"] = 1.0
        if number >= 0:
            found["sentence.number"] = math.log10(1 + number)
            found.update(_sentence(self._views[number], one))
        return found

    def _slots(self, one: Claim) -> Features:
        """How each slot was reached: `inherited` from other clauses, `unworded` where no words gave it, `empty`."""
        pieces = {piece.slot: piece for piece in one.evidence}
        found: dict[str, float] = {}
        for slot in ("flow", "reporter", "partner", "item", "period"):
            piece = pieces.get(slot)
            if getattr(one, slot) is None:
                found[f"{slot}.empty"] = 1.0
            elif piece is None or piece.how != "local":
                found[f"{slot}.{'inherited' if piece and piece.how == 'inherited' else 'unworded'}"] = 1.0
            if piece is not None:
                found[f"{slot}.sentences-back"] = (
                    math.log2(1 + self._sentences_between(piece.start, one.value_start)) / 2
                )
        if one.item is None:
            found["item.empty-among-items"] = self._common["article.items"]
            found["item.empty-with-topic"] = self._common["article.topic"]
        else:
            found["item.words"] = min(2.0, len(one.item.split()) / 4)
        found["slots.not-local"] = sum(name.endswith(("inherited", "unworded")) for name in found) / 4
        return found

    def _sentences_between(self, start: int, end: int) -> int:
        return max(0, bisect_right(self._starts, end) - bisect_right(self._starts, start))

    def _company(self, one: Claim) -> Features:
        """How the claim stands among the others of the article."""
        claims = len(self._claims)
        places = self._named.total()
        return {
            "reporter.rare": 1 - self._reporters[one.reporter] / claims,
            "reporter.unnamed": 1 - self._named[one.reporter] / places if places else 1.0,
            "period.rare": 1 - self._periods[one.period] / claims,
        }


def _sentence(view: SentenceView, one: Claim) -> Features:
    """How hard the sentence is to read."""
    before = sum(value.start < one.value_start for value in view.values)
    found = {
        f"sentence.{view.sentence.kind}": 1.0,
        "sentence.values": math.log2(max(1, len(view.values))) / 2,
        "sentence.values-before": math.log2(1 + before) / 2,
        "sentence.clauses": math.log2(max(1, len(view.clauses))) / 2,
        "sentence.flows": float(len({flow.flow for flow in view.flows}) > 1),
        "sentence.no-flow": float(not view.flows),
        "sentence.places": math.log2(1 + len({place.place for place in view.places})) / 2,
        "sentence.periods": math.log2(1 + len({p.period for p in view.periods})) / 2,
        "sentence.items": math.log2(1 + len(view.items)) / 2,
        "sentence.words-unread": min(2.0, _unread(view) / 20),
        "sentence.not-trade": float(bool(view.cues_of("other"))),
        "sentence.vague": float(bool(view.cues_of("vague"))),
        "sentence.units-mixed": float(len({value.label is Label.PERCENT for value in view.values}) > 1),
    }
    for slot in ("flow", "item", "period"):
        piece = next((piece for piece in one.evidence if piece.slot == slot), None)
        if piece is not None and view.start <= piece.start < view.end:
            gap = max(one.value_start - piece.end, piece.start - one.value_end, 0)
            found[f"{slot}.distance"] = min(2.0, gap / _FAR)
            found[f"{slot}.after"] = float(piece.start > one.value_start)
            found[f"{slot}.other-clause"] = float(view.clause_of(piece.start) != view.clause_of(one.value_start))
        elif slot == "item" and piece is None and view.items:
            found["item.unused"] = 1.0
        elif slot == "period" and view.periods:
            found["period.unused"] = 1.0
    return found


def _unread(view: SentenceView) -> int:
    """How many words of the sentence are in no mention, cue or item."""
    known = Stretches((thing.start, thing.end) for things in (view.mentions, view.cues, view.items) for thing in things)
    words = _LONG_WORD.finditer(view.text, view.start, view.end)
    return sum(not known.overlap(word.start(), word.start() + 1) for word in words)
