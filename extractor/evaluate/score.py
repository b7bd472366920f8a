"""When a mention or a claim is right, by the last section of the labelling guide, and the figures that follow."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.evaluate.align import align
from extractor.evaluate.gold import Days, GoldArticle, GoldClaim, GoldMention
from extractor.models import Claim, Extraction, Label, Mention
from extractor.timespan import Timespan

SLOTS = (
    "measure", "value", "unit", "bound", "flow", "reporter", "partner", "region", "item", "topic", "period",
    "base_period", "share_of", "status", "source",
)  # fmt: skip
CORE = frozenset({"measure", "value", "unit", "flow", "reporter", "partner", "item", "period"})
_WORDING = frozenset({"item", "topic", "share_of", "source"})
_UNCOUNTED = frozenset(["the", "a", "an", "of", "and", "in", "for", "to", "its", "s", "all", "total", "overall"])


@dataclass(frozen=True)
class MentionOutcome:
    """A mention that should be found, the one found in its place, or both; `right` in place and normal form."""

    label: Label
    gold: GoldMention | None
    found: Mention | None
    right: bool = False

    @property
    def exact(self) -> bool:
        """Whether both are there with the same offsets."""
        return bool(self.gold and self.found) and _place(self.gold) == _place(self.found)


@dataclass(frozen=True)
class ClaimOutcome:
    """A claim that should be found at `span`, the one found there, or both; `wrong` names the slots that differ.

    `number` is the position of the gold claim among those of its article.
    """

    span: tuple[int, int]
    number: int | None
    gold: GoldClaim | None
    found: Claim | None
    wrong: tuple[str, ...] = ()

    @property
    def paired(self) -> bool:
        """Whether a claim was found in the place of a gold one."""
        return self.gold is not None and self.found is not None

    @property
    def core_exact(self) -> bool:
        """Whether the slots that make the fact are all right."""
        return self.paired and not CORE.intersection(self.wrong)

    @property
    def full_exact(self) -> bool:
        """Whether every slot is right."""
        return self.paired and not self.wrong


@dataclass(frozen=True)
class ArticleScore:
    """All outcomes in one article; `missing` where the article itself was not there to extract from."""

    name: str
    text: str
    missing: bool
    mentions: tuple[MentionOutcome, ...]
    claims: tuple[ClaimOutcome, ...]


def score_article(gold: GoldArticle, extraction: Extraction | None) -> ArticleScore:
    """Pair and compare. Without an extraction everything counts as missed."""
    mentions = extraction.mentions if extraction else ()
    claims = extraction.claims if extraction else ()
    outcomes: list[MentionOutcome] = []
    for label in () if gold.claims_only else Label:
        outcomes += _mention_outcomes(
            label, [m for m in gold.mentions if m.label is label], [m for m in mentions if m.label is label]
        )
    return ArticleScore(
        name=gold.article,
        text=extraction.article.text if extraction else "",
        missing=extraction is None,
        mentions=tuple(outcomes),
        claims=tuple(_claim_outcomes(gold, claims)),
    )


def _mention_outcomes(
    label: Label, golds: Sequence[GoldMention], founds: Sequence[Mention]
) -> Iterable[MentionOutcome]:
    pairs = align(
        [_place(g) for g in golds], [_place(f) for f in founds], lambda i, j: mention_right(golds[i], founds[j])
    )
    for i, j in pairs:
        yield MentionOutcome(label, golds[i], founds[j], mention_right(golds[i], founds[j]))
    yield from (MentionOutcome(label, g, None) for i, g in enumerate(golds) if i not in {i for i, _ in pairs})
    yield from (MentionOutcome(label, None, f) for j, f in enumerate(founds) if j not in {j for _, j in pairs})


def _claim_outcomes(gold: GoldArticle, founds: Sequence[Claim]) -> Iterable[ClaimOutcome]:
    golds = gold.claims
    spans = [gold.span_of(claim) for claim in golds]
    places = [(claim.value_start, claim.value_end) for claim in founds]
    pairs = align(spans, places, lambda i, j: len(SLOTS) - len(wrong_slots(golds[i], founds[j])))
    for i, j in pairs:
        yield ClaimOutcome(spans[i], i, golds[i], founds[j], wrong_slots(golds[i], founds[j]))
    missed = set(range(len(golds))) - {i for i, _ in pairs}
    spurious = set(range(len(founds))) - {j for _, j in pairs}
    yield from (ClaimOutcome(spans[i], i, golds[i], None) for i in sorted(missed))
    yield from (ClaimOutcome(places[j], None, None, founds[j]) for j in sorted(spurious))


def _place(mention: GoldMention | Mention | None) -> tuple[int, int]:
    return (mention.start, mention.end) if mention else (-1, -1)


def mention_right(gold: GoldMention, found: Mention) -> bool:
    """Whether the normal form is right (the place is given)."""
    match gold.label:
        case Label.MONEY | Label.PERCENT:
            return _value_right(gold, found) and gold.unit == found.unit
        case Label.QUANTITY:
            return _value_right(gold, found) and same_wording(gold.unit, found.unit)
        case Label.PERIOD:
            return gold.period is None or gold.period == _days(found.period)
        case Label.PLACE:
            return gold.code == found.place
        case Label.FLOW:
            return gold.flow == found.flow


def wrong_slots(gold: GoldClaim, found: Claim) -> tuple[str, ...]:
    """The slots of a found claim that don't say what the gold claim says."""
    return tuple(slot for slot in SLOTS if not slot_right(slot, gold, found))


def slot_right(slot: str, gold: GoldClaim, found: Claim) -> bool:
    """Whether one slot is right: equal in normal form, numbers nearly, wordings by words in common."""
    if slot == "value":
        return _value_right(gold, found)
    if slot in ("period", "base_period"):
        return bool(getattr(gold, slot) == _days(getattr(found, slot)))
    if slot in ("reporter", "partner") and _swapped(gold, found):
        return True
    equal: Callable[[str | None, str | None], bool] = same_wording if slot in _WORDING else _same
    return any(equal(accepted, getattr(found, slot)) for accepted in getattr(gold, slot))


def _swapped(gold: GoldClaim, found: Claim) -> bool:
    """In trade between two countries it doesn't matter who is named first."""
    if gold.flow != ("total",) or found.flow != "total" or not any(gold.partner):
        return False
    return any({r, p} == {found.reporter, found.partner} for r in gold.reporter for p in gold.partner)


def _same(gold: str | None, found: str | None) -> bool:
    return (gold or None) == (found or None)


def _days(span: Timespan | None) -> Days | None:
    return (span.first, span.last) if span else None


def _value_right(gold: GoldMention | GoldClaim, found: Mention | Claim) -> bool:
    if gold.value_low is not None and gold.value_high is not None and not _near(gold.value_low, gold.value_high):
        return _near(gold.value_low, found.value_low) and _near(gold.value_high, found.value_high)
    return _near(gold.value, found.value)


def _near(gold: Decimal | None, found: Decimal | None) -> bool:
    if gold is None or found is None:
        return gold is found
    return math.isclose(gold, found, rel_tol=2e-4, abs_tol=1e-9)


def same_wording(gold: str | None, found: str | None) -> bool:
    """Whether more than half of the words are in common (F1); nothing only equals nothing."""
    if not gold or not found:
        return not gold and not found
    g, f = _words(gold), _words(found)
    return 4 * (g & f).total() > g.total() + f.total()


def _words(text: str) -> Counter[str]:
    every = re.findall(r"\w+", re.sub(r"\bnon-", "non", text.lower()))
    return Counter(map(_singular, [word for word in every if word not in _UNCOUNTED] or every))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@dataclass(frozen=True)
class Figure:
    """How many there should be, how many were found, how many are right; and what follows."""

    right: int
    gold: int
    found: int

    @property
    def precision(self) -> float:
        """The part of what was found that is right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The part of what should be found that was."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if self.right else 0.0


@dataclass(frozen=True)
class Figures:
    """The figures over a set of articles.

    Of mentions: exact offsets, in place, and in place with normal form. Of slots: the part that is right, empty or not,
    among the claims found (`slots`); and over all claims, where the slot should be filled or is (`filled`).
    """

    articles: int
    missing: tuple[str, ...]
    exact: Mapping[Label, Figure]
    overlap: Mapping[Label, Figure]
    mentions: Mapping[Label, Figure]
    detection: Figure
    core_exact: Figure
    full_exact: Figure
    slots: Mapping[str, float]
    filled: Mapping[str, Figure]


def figures(scores: Sequence[ArticleScore]) -> Figures:
    """Add up the outcomes of all articles."""
    mentions = {label: [o for s in scores for o in s.mentions if o.label is label] for label in Label}
    claims = [outcome for score in scores for outcome in score.claims]
    paired = [outcome for outcome in claims if outcome.paired]
    wrong = Counter(slot for outcome in paired for slot in outcome.wrong)
    return Figures(
        articles=len(scores),
        missing=tuple(score.name for score in scores if score.missing),
        exact={label: _figure(outcomes, lambda o: o.exact) for label, outcomes in mentions.items()},
        overlap={label: _figure(outcomes, lambda o: bool(o.gold and o.found)) for label, outcomes in mentions.items()},
        mentions={label: _figure(outcomes, lambda o: o.right) for label, outcomes in mentions.items()},
        detection=_figure(claims, lambda o: o.paired),
        core_exact=_figure(claims, lambda o: o.core_exact),
        full_exact=_figure(claims, lambda o: o.full_exact),
        slots={slot: 1 - wrong[slot] / len(paired) if paired else 0.0 for slot in SLOTS},
        filled={slot: _filled(slot, claims) for slot in SLOTS},
    )


def _filled(slot: str, claims: Sequence[ClaimOutcome]) -> Figure:
    """The slot where it is not empty. Where both would be right, empty and filled, it counts only if filled rightly."""
    right = gold = found = 0
    for outcome in claims:
        is_found = outcome.found is not None and getattr(outcome.found, slot) not in (None, "")
        is_right = is_found and outcome.paired and slot not in outcome.wrong
        right += is_right
        found += is_found
        gold += is_right or (outcome.gold is not None and not _may_be_empty(outcome.gold, slot))
    return Figure(right=right, gold=gold, found=found)


def _may_be_empty(gold: GoldClaim, slot: str) -> bool:
    accepted = getattr(gold, slot)
    return accepted is None or (isinstance(accepted, tuple) and not all(accepted))


def _figure(outcomes: Sequence[MentionOutcome] | Sequence[ClaimOutcome], right: Callable[..., bool]) -> Figure:
    return Figure(
        right=sum(map(right, outcomes)),
        gold=sum(outcome.gold is not None for outcome in outcomes),
        found=sum(outcome.found is not None for outcome in outcomes),
    )
