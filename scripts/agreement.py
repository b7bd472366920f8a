"""How far two labellings of the same articles agree: a table, and every difference with the words around it.

    python scripts/agreement.py [FIRST_DIR SECOND_DIR] [--articles DIR]

Without folders it compares gold/first with gold/second: the labels of both before differences were settled.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from extractor.evaluate.agreement import ClaimPair, MentionPair, agreement, as_markdown, compare_labels
from extractor.evaluate.gold import GoldMention, load_gold
from extractor.read.registry import read_article

ROOT = Path(__file__).resolve().parent.parent
FIRST, SECOND, CORPUS = ROOT / "gold" / "first", ROOT / "gold" / "second", ROOT / "corpus"
_AROUND = 45


def differences(mentions: list[MentionPair], claims: list[ClaimPair], articles: Path) -> Iterator[str]:
    """A line for every mention and claim that is not the same in both."""
    for pair in mentions:
        one = pair.first or pair.second
        if one is None or (pair.same and pair.first and pair.second and pair.first.text == pair.second.text):
            continue
        text = read_article(articles / pair.article).text
        around = " ".join(text[max(0, one.start - _AROUND) : one.end + _AROUND].split())
        yield f"{pair.article}: {pair.label}: {_told(pair.first)} | {_told(pair.second)} | ...{around}..."
    for claim in claims:
        if not claim.both:
            yield f"{claim.article}: {claim.words}: a claim only of the {'first' if claim.first else 'second'}"
        for slot in claim.differing:
            told = " | ".join(repr(getattr(side, slot)) for side in (claim.first, claim.second))
            yield f"{claim.article}: {claim.words}: {slot}: {told}"


def _told(mention: GoldMention | None) -> str:
    if mention is None:
        return "nothing"
    form = mention.code or mention.flow or (mention.period and "..".join(map(str, mention.period))) or mention.value
    return f"{mention.text!r} = {form} {mention.unit or ''}".rstrip()


def main() -> None:
    """Print the table and the differences."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[FIRST, SECOND], metavar="DIR")
    parser.add_argument("--articles", type=Path, default=CORPUS, metavar="DIR")
    given = parser.parse_args()
    if len(given.folders) != 2:
        parser.error("give two folders, or none")
    mentions, claims = compare_labels(*map(load_gold, given.folders))
    print(as_markdown(agreement(mentions, claims)))
    print()
    for line in differences(mentions, claims, given.articles):
        print(line)


if __name__ == "__main__":
    main()
