"""A test that nothing is memorised: rewrite an article, and its claims must be rewritten in the same way.

The claims of the original are no gold: what is compared is what the extractor makes of one text and of the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractor.evaluate.align import align
from extractor.evaluate.exchange import countries, currencies
from extractor.evaluate.rewriting import Rewriter, Rewriting, amounts, months, years
from extractor.evaluate.score import same_wording
from extractor.models import Article, Claim, Extraction
from extractor.rules import RuleSet

REWRITERS: tuple[Rewriter, ...] = (countries, years, amounts, months, currencies)

SLOTS = ("measure", "value", "unit", "flow", "reporter", "partner", "item", "period", "base_period")
"""What must follow."""

Extract = Callable[[Article], Extraction]


@dataclass(frozen=True)
class Outcome:
    """A claim that the rewritten text should give, the one it gave there, or both; `wrong` slots didn't follow."""

    article: str
    rewriting: str
    expected: Claim | None
    found: Claim | None
    wrong: tuple[str, ...] = ()

    @property
    def follows(self) -> bool:
        """Whether the claim was rewritten as the text was."""
        return self.expected is not None and self.found is not None and not self.wrong


@dataclass(frozen=True)
class Share:
    """How many claims follow out of those that should; claims that appear from nowhere count among these."""

    name: str
    articles: int
    follow: int
    claims: int

    @property
    def share(self) -> float:
        """The part that follows; 1 where there was nothing to follow."""
        return self.follow / self.claims if self.claims else 1.0


def follow_article(
    article: Article, rules: RuleSet, extract: Extract, rewriters: Sequence[Rewriter] = REWRITERS
) -> Iterator[Outcome]:
    """The outcomes of every rewriting that the article allows."""
    original = extract(article)
    if not original.claims:
        return
    for rewriter in rewriters:
        rewriting = rewriter(original, rules)
        if rewriting is not None:
            rewritten = extract(rewrite(article, rewriting))
            yield from compare(original, rewritten, rewriting)


def rewrite(article: Article, rewriting: Rewriting) -> Article:
    """The article with the new text and date; its checksum stays that of the original, whose rewriting it is."""
    return article.model_copy(update={"text": rewriting.text(article.text), "published": rewriting.published})


def compare(original: Extraction, rewritten: Extraction, rewriting: Rewriting) -> Iterator[Outcome]:
    """Pair the claims that should be with those that are."""
    expected = [rewriting.expected(claim) for claim in original.claims]
    found = rewritten.claims
    places = [[(c.value_start, c.value_end) for c in claims] for claims in (expected, found)]
    pairs = align(places[0], places[1], lambda i, j: len(SLOTS) - len(differing(expected[i], found[j])))
    name = original.article.name
    for i, j in pairs:
        yield Outcome(name, rewriting.name, expected[i], found[j], differing(expected[i], found[j]))
    for i in set(range(len(expected))) - {i for i, _ in pairs}:
        yield Outcome(name, rewriting.name, expected[i], None)
    for j in set(range(len(found))) - {j for _, j in pairs}:
        yield Outcome(name, rewriting.name, None, found[j])


def differing(expected: Claim, found: Claim) -> tuple[str, ...]:
    """The slots that don't follow; in trade between two countries it doesn't matter who is named first."""
    wrong = [slot for slot in SLOTS if slot != "item" and getattr(expected, slot) != getattr(found, slot)]
    if not same_wording(expected.item, found.item):
        wrong.append("item")
    pair = {expected.reporter, expected.partner}
    if expected.flow == found.flow == "total" and pair == {found.reporter, found.partner}:
        wrong = [slot for slot in wrong if slot not in ("reporter", "partner")]
    return tuple(wrong)


def shares(outcomes: Iterable[Outcome]) -> list[Share]:
    """One row per rewriting, and the total."""
    every = list(outcomes)
    names = [*dict.fromkeys(outcome.rewriting for outcome in every)]
    return [*(_share(name, [o for o in every if o.rewriting == name]) for name in names), _share("all", every)]


def _share(name: str, outcomes: Sequence[Outcome]) -> Share:
    return Share(name, len({o.article for o in outcomes}), sum(o.follows for o in outcomes), len(outcomes))
