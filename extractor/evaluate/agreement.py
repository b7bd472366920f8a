"""How far two people agree who labelled the same articles without seeing each other's labels.

Neither is the measure of the other: the figures are the same whichever comes first. A slot in which a labeller accepts
several values agrees when one of them is among those that the other accepts. That is lenient, so the first value that
each of them wrote down is compared as well.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from extractor.errors import GoldError
from extractor.evaluate.align import align
from extractor.evaluate.gold import GoldArticle, GoldClaim, GoldMention
from extractor.evaluate.score import CORE, SLOTS, Figure, same_wording
from extractor.models import Label

CLOSED = ("measure", "bound", "flow", "status")
"""Slots with a fixed set of values, for which agreement by chance can be told."""

_WORDING = frozenset({"item", "topic", "share_of", "source"})
_ONE_VALUE = frozenset({"period", "base_period"})


@dataclass(frozen=True)
class MentionPair:
    """A mention that the first, the second or both labellers marked; `same` in place and normal form."""

    article: str
    label: Label
    first: GoldMention | None
    second: GoldMention | None
    same: bool = False


@dataclass(frozen=True)
class ClaimPair:
    """A claim that the first, the second or both labellers wrote down.

    `differing` names the slots in which no value is accepted by both, `preferring` those whose first values differ.
    """

    article: str
    words: str
    first: GoldClaim | None
    second: GoldClaim | None
    differing: tuple[str, ...] = ()
    preferring: tuple[str, ...] = ()

    @property
    def both(self) -> bool:
        """Whether both labellers have it."""
        return self.first is not None and self.second is not None


@dataclass(frozen=True)
class Agreement:
    """Figures over a set of articles; a part of 1 each. `kappa` corrects for chance; empty where nothing varies."""

    articles: int
    exact: dict[Label, Figure]
    mentions: dict[Label, Figure]
    detection: Figure
    core_exact: Figure
    full_exact: Figure
    slots: dict[str, float]
    preferred: dict[str, float]
    kappa: dict[str, float | None]


def compare_labels(
    first: Sequence[GoldArticle], second: Sequence[GoldArticle]
) -> tuple[list[MentionPair], list[ClaimPair]]:
    """Pair the labels of the articles that are in both, by the rules of the evaluation.

    Raises `GoldError` where there is none, or where an article's text was not the same for both.
    """
    others = {gold.article: gold for gold in second}
    common = [(gold, others[gold.article]) for gold in first if gold.article in others]
    if not common:
        raise GoldError("no article is in both sets of labels")
    for one, other in common:
        if one.sha256 != other.sha256:
            raise GoldError(f"{one.article}: the two sets of labels were made for different texts (sha256)")
    mentions = [pair for one, other in common for pair in _mention_pairs(one, other)]
    return mentions, [pair for one, other in common for pair in _claim_pairs(one, other)]


def _mention_pairs(one: GoldArticle, other: GoldArticle) -> Iterator[MentionPair]:
    for label in Label:
        a, b = ([m for m in gold.mentions if m.label is label] for gold in (one, other))
        for x, y in _paired_mentions(a, b):
            yield MentionPair(one.article, label, x, y, same=bool(x and y and _same_form(x, y)))


def _paired_mentions(
    a: Sequence[GoldMention], b: Sequence[GoldMention]
) -> Iterator[tuple[GoldMention | None, GoldMention | None]]:
    pairs = align([_span(m) for m in a], [_span(m) for m in b], lambda i, j: _same_form(a[i], b[j]))
    for i, j in _with_single(pairs, len(a), len(b)):
        yield None if i is None else a[i], None if j is None else b[j]


def _claim_pairs(one: GoldArticle, other: GoldArticle) -> Iterator[ClaimPair]:
    words = {m.id: m.text for m in one.mentions}, {m.id: m.text for m in other.mentions}
    a, b = one.claims, other.claims
    pairs = align(
        [one.span_of(claim) for claim in a],
        [other.span_of(claim) for claim in b],
        lambda i, j: len(SLOTS) - len(differing_slots(a[i], b[j])),
    )
    for i, j in _with_single(pairs, len(a), len(b)):
        x, y = None if i is None else a[i], None if j is None else b[j]
        text = words[0][x.value_mention] if x else words[1][y.value_mention] if y else ""
        apart = (differing_slots(x, y), differing_slots(_first_values(x), _first_values(y))) if x and y else ((), ())
        yield ClaimPair(one.article, text, x, y, *apart)


def _first_values(claim: GoldClaim) -> GoldClaim:
    """The claim with only the first of the values that each slot accepts."""
    return claim.model_copy(
        update={
            slot: given[:1]
            for slot in SLOTS
            if slot not in _ONE_VALUE and isinstance(given := getattr(claim, slot), tuple)
        }
    )


def _with_single(
    pairs: Iterable[tuple[int, int]], firsts: int, seconds: int
) -> Iterator[tuple[int | None, int | None]]:
    """The pairs, and then what has none."""
    pairs = list(pairs)
    yield from pairs
    yield from ((i, None) for i in range(firsts) if i not in {i for i, _ in pairs})
    yield from ((None, j) for j in range(seconds) if j not in {j for _, j in pairs})


def _span(mention: GoldMention) -> tuple[int, int]:
    return mention.start, mention.end


def _same_form(a: GoldMention, b: GoldMention) -> bool:
    if a.label is Label.QUANTITY:
        return _same_value(a, b) and same_wording(a.unit, b.unit)
    return _same_value(a, b) and (a.unit, a.period, a.code, a.flow) == (b.unit, b.period, b.code, b.flow)


def differing_slots(a: GoldClaim, b: GoldClaim) -> tuple[str, ...]:
    """The slots that two labellers filled differently."""
    return tuple(slot for slot in SLOTS if not _same_slot(slot, a, b))


def _same_slot(slot: str, a: GoldClaim, b: GoldClaim) -> bool:
    if slot == "value":
        return _same_value(a, b)
    one, other = getattr(a, slot), getattr(b, slot)
    if slot in _ONE_VALUE:
        return bool(one == other)
    if slot in ("reporter", "partner") and _swapped(a, b):
        return True
    return any(same_wording(x, y) if slot in _WORDING else x == y for x, y in product(one, other))


def _swapped(a: GoldClaim, b: GoldClaim) -> bool:
    """In trade between two countries it doesn't matter who is named first."""
    return a.flow == b.flow == ("total",) and any(a.partner) and (a.reporter, a.partner) == (b.partner, b.reporter)


def _same_value(a: GoldMention | GoldClaim, b: GoldMention | GoldClaim) -> bool:
    return all(
        _near(getattr(a, part), getattr(b, part))
        for part in (("value",) if a.value_low is None and b.value_low is None else ("value_low", "value_high"))
    )


def _near(a: Decimal | None, b: Decimal | None) -> bool:
    return a is b if a is None or b is None else math.isclose(a, b, rel_tol=2e-4, abs_tol=1e-9)


def agreement(mentions: Sequence[MentionPair], claims: Sequence[ClaimPair]) -> Agreement:
    """Add up. Mentions as F1: exact offsets, and in place with equal normal form; slots of the claims of both."""
    by_label = {label: [pair for pair in mentions if pair.label is label] for label in Label}
    both = [pair for pair in claims if pair.both]
    return Agreement(
        articles=len({pair.article for pair in mentions} | {pair.article for pair in claims}),
        exact={label: _figure(pairs, [pair for pair in pairs if _exact(pair)]) for label, pairs in by_label.items()},
        mentions={label: _figure(pairs, [pair for pair in pairs if pair.same]) for label, pairs in by_label.items()},
        detection=_figure(claims, both),
        core_exact=_figure(claims, [pair for pair in both if not CORE.intersection(pair.differing)]),
        full_exact=_figure(claims, [pair for pair in both if not pair.differing]),
        slots=_alike([pair.differing for pair in both]),
        preferred=_alike([pair.preferring for pair in both]),
        kappa={slot: _kappa(slot, both) for slot in CLOSED},
    )


def _exact(pair: MentionPair) -> bool:
    return pair.first is not None and pair.second is not None and _span(pair.first) == _span(pair.second)


def _alike(apart: Sequence[tuple[str, ...]]) -> dict[str, float]:
    """The part of the claims in which each slot is alike."""
    count = Counter(slot for slots in apart for slot in slots)
    return {slot: 1 - count[slot] / len(apart) if apart else 0.0 for slot in SLOTS}


def _figure(pairs: Sequence[MentionPair] | Sequence[ClaimPair], agreeing: Sequence[object]) -> Figure:
    return Figure(
        right=len(agreeing),
        gold=sum(pair.first is not None for pair in pairs),
        found=sum(pair.second is not None for pair in pairs),
    )


def _kappa(slot: str, both: Sequence[ClaimPair]) -> float | None:
    """Cohen's kappa: how much of the agreement that chance would not give anyway was reached."""
    values = [_told(slot, pair) for pair in both]
    if not values:
        return None
    seen = sum(one == other for one, other in values) / len(values)
    ones, others = Counter(one for one, _ in values), Counter(other for _, other in values)
    chance = sum(ones[value] * others[value] for value in ones) / len(values) ** 2
    return (seen - chance) / (1 - chance) if chance < 1 else None


def _told(slot: str, pair: ClaimPair) -> tuple[str | None, str | None]:
    one, other = getattr(pair.first, slot), getattr(pair.second, slot)
    common = next((value for value in one if value in other), None)
    return (common, common) if common is not None else (one[0], other[0])


def as_markdown(figures: Agreement) -> str:
    """The figures in Markdown."""
    rows = [
        f"{figures.articles} articles. Mentions:",
        "",
        "| | first | second | same offsets | in place, same normal form |",
    ]
    rows.append("|---|---:|---:|---:|---:|")
    for label, figure in figures.mentions.items():
        exact = _percent(figures.exact[label].f1)
        rows.append(f"| `{label}` | {figure.gold} | {figure.found} | {exact} | {_percent(figure.f1)} |")
    found = figures.detection
    rows += [
        "",
        f"Claims ({found.gold} by the first, {found.found} by the second), F1: detection {_percent(found.f1)}, ",
    ]
    rows[-1] += f"core-exact {_percent(figures.core_exact.f1)}, full-exact {_percent(figures.full_exact.f1)}."
    rows += ["", "| slot | a value accepted by both | same first value | Cohen's kappa |", "|---|---:|---:|---:|"]
    for slot, alike in figures.slots.items():
        kappa = figures.kappa.get(slot)
        told = "" if kappa is None else f"{kappa:.3f}"
        rows.append(f"| `{slot}` | {_percent(alike)} | {_percent(figures.preferred[slot])} | {told} |")
    return "\n".join(rows)


def _percent(part: float) -> str:
    return f"{100 * part:.1f}"
