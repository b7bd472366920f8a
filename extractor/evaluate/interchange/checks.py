"""Labels that can't be meant: what `make_gold` accepts and the labelling guide does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from typing import get_args

from extractor.evaluate.gold import Days, GoldArticle, GoldClaim, GoldMention
from extractor.models import VALUE_LABELS, Bound, Flow, Label, Measure, Status

_CHOICES = {
    "measure": set(get_args(Measure)),
    "bound": set(get_args(Bound)),
    "flow": set(get_args(Flow)),
    "status": set(get_args(Status)),
}
_ONE_PLACE = r"(?:non-)?[A-Z][A-Z0-9]{1,7}(?:-[A-Z0-9]{1,3})?"
_PLACES = re.compile(rf"{_ONE_PLACE}(?:\+{_ONE_PLACE})*")


def problems_of(gold: GoldArticle) -> list[str]:
    """Everything that is wrong, each as `mention or claim: reason`."""
    labels = {mention.id: mention.label for mention in gold.mentions}
    found = [f"{mention.id}: {reason}" for mention in gold.mentions for reason in _of_mention(mention)]
    if len(labels) < len(gold.mentions):
        found.append("two mentions have the same id")
    for number, claim in enumerate(gold.claims, 1):
        where = f"claim {number} ({claim.value_mention})"
        found += [f"{where}: {reason}" for reason in _of_claim(claim, labels[claim.value_mention])]
        if claim in gold.claims[: number - 1]:
            found.append(f"{where}: said twice")
    return found


def _of_mention(mention: GoldMention) -> Iterator[str]:
    if mention.label in VALUE_LABELS:
        if mention.value is None:
            yield "no value"
        if not mention.unit:
            yield "no unit"
        yield from _of_range(mention.value_low, mention.value, mention.value_high)
    if mention.label is Label.FLOW and mention.flow is None:
        yield "no flow"
    if mention.label is Label.PLACE and not _PLACES.fullmatch(mention.code or ""):
        yield f"{mention.code!r} is not a place code"
    yield from _of_period("period", mention.period)


def _of_claim(claim: GoldClaim, label: Label) -> Iterator[str]:
    if label not in VALUE_LABELS:
        yield f"{label} is no value"
    for slot, choices in _CHOICES.items():
        for value in set(getattr(claim, slot)) - choices:
            yield f"{slot} can't be {value!r}"
    if not any(claim.reporter):
        yield "no reporter"
    for code in filter(None, chain(claim.reporter, claim.partner)):
        if not _PLACES.fullmatch(code):
            yield f"{code!r} is not a place code"
    yield from _of_range(claim.value_low, claim.value, claim.value_high)
    yield from _of_period("period", claim.period)
    yield from _of_period("base_period", claim.base_period)


def _of_range(low: Decimal | None, value: Decimal | None, high: Decimal | None) -> Iterator[str]:
    if (low is None) != (high is None):
        yield "a range has both ends"
    elif low is not None and high is not None and value is not None and not low <= value <= high:
        yield f"the value {value} is not between {low} and {high}"


def _of_period(name: str, days: Days | None) -> Iterator[str]:
    if days and days[0] > days[1]:
        yield f"{name} ends before it begins"
