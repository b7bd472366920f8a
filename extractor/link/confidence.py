"""How sure a claim is: the chance that its fact is right in every part, from how its slots were reached.

A logistic model with few features that anyone can read; its weights are data (`rules/link.yml`), fitted by
`scripts/calibrate.py`. A feature without a weight counts nothing, so that without weights every claim is at 0.5.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from extractor.link.reading import SentenceView
from extractor.models import Claim, Label
from extractor.rules import RuleSet

PREFIX = "confidence."
"""What the names of the model's weights begin with."""

_LOWEST, _HIGHEST = 0.02, 0.98
_FAR = 100.0
"""Characters: a flow word at this distance counts one."""

Features = Mapping[str, float]


class Confidence:
    """The model with its weights from the rules."""

    def __init__(self, rules: RuleSet) -> None:
        self._weights = {
            name.removeprefix(PREFIX): weight
            for name, weight in rules.link.weights.items()
            if name.startswith(PREFIX)
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
        self._reporters = Counter(one.reporter for one in claims)
        self._periods = Counter(one.period for one in claims)
        self._claims = claims
        values = sum(len(view.values) for view in views)
        self._unclaimed = 1 - min(1.0, len(claims) / values) if values else 0.0
        self._places = Counter(place.place for view in views for place in view.places)

    def features(self, one: Claim) -> Features:
        """The features of one claim, by name."""
        view = next((v for v in self._views if v.start <= one.value_start < v.end), None)
        found = {"always": 1.0, "article.unclaimed": self._unclaimed}
        found.update(self._slots(one))
        found.update(self._company(one))
        found[f"measure.{one.measure}"] = 1.0
        found["unit.quantity"] = float(not (one.unit == "%" or one.unit.isupper()))
        found["status.ahead"] = float(one.status in ("forecast", "target"))
        found[f"rule.{one.rule.rpartition('.')[2]}"] = 1.0
        if view is not None:
            found.update(_sentence(view, one))
        return found

    @staticmethod
    def _slots(one: Claim) -> Features:
        """How each slot was reached: `inherited` from other clauses, `unworded` where no words gave it, `empty`."""
        how = {piece.slot: piece.how for piece in one.evidence}
        found = {}
        for slot in ("flow", "reporter", "partner", "item", "period"):
            if getattr(one, slot) is None:
                found[f"{slot}.empty"] = 1.0
            elif how.get(slot, "default") != "local":
                found[f"{slot}.{'inherited' if how.get(slot) == 'inherited' else 'unworded'}"] = 1.0
        return found

    def _company(self, one: Claim) -> Features:
        """How the claim stands among the others of the article."""
        claims = len(self._claims)
        places = self._places.total()
        return {
            "reporter.rare": 1 - self._reporters[one.reporter] / claims,
            "reporter.unnamed": 1 - self._places[one.reporter] / places if places else 1.0,
            "period.rare": 1 - self._periods[one.period] / claims,
        }


def _sentence(view: SentenceView, one: Claim) -> Features:
    """How hard the sentence is to read."""
    before = sum(value.start < one.value_start for value in view.values)
    flows = {flow.flow for flow in view.flows}
    places = {place.place for place in view.places}
    found = {
        f"sentence.{view.sentence.kind}": 1.0,
        "sentence.values": math.log2(max(1, len(view.values))) / 2,
        "sentence.values-before": math.log2(1 + before) / 2,
        "sentence.clauses": math.log2(max(1, len(view.clauses))) / 2,
        "sentence.flows": float(len(flows) > 1),
        "sentence.places": math.log2(1 + len(places)) / 2,
        "sentence.periods": math.log2(1 + len({p.period for p in view.periods})) / 2,
        "sentence.items": math.log2(1 + len(view.items)) / 2,
        "sentence.not-trade": float(bool(view.cues_of("other"))),
        "sentence.vague": float(bool(view.cues_of("vague"))),
        "sentence.percent-mixed": float(len({value.label is Label.PERCENT for value in view.values}) > 1),
    }
    flow = next((piece for piece in one.evidence if piece.slot == "flow"), None)
    if flow is not None and view.start <= flow.start < view.end:
        gap = max(one.value_start - flow.end, flow.start - one.value_end, 0)
        found["flow.distance"] = min(2.0, gap / _FAR)
        found["flow.after"] = float(flow.start > one.value_start)
    elif flow is not None:
        found["flow.elsewhere"] = 1.0
    item = next((piece for piece in one.evidence if piece.slot == "item"), None)
    if item is not None and view.start <= item.start < view.end:
        found["item.distance"] = min(2.0, max(one.value_start - item.end, item.start - one.value_end, 0) / _FAR)
    elif item is None and view.items:
        found["item.unused"] = 1.0
    return found
