"""How far two labellings of the same articles agree: a table, and every difference with the words around it.

    python scripts/agreement.py [FIRST_DIR SECOND_DIR] [--articles DIR]

Without folders it compares gold/first with gold/second: the labels of both before differences were settled.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

from extractor.evaluate.agreement import Agreement, ClaimPair, MentionPair, agreement, compare_labels
from extractor.evaluate.gold import GoldMention, load_gold
from extractor.read.registry import read_article

ROOT = Path(__file__).resolve().parent.parent
FIRST, SECOND, CORPUS = ROOT / "gold" / "first", ROOT / "gold" / "second", ROOT / "corpus"
_AROUND = 45


def pairs(first: Path = FIRST, second: Path = SECOND) -> tuple[list[MentionPair], list[ClaimPair]]:
    """The labels of both, paired."""
    return compare_labels(load_gold(first), load_gold(second))


def table(figures: Agreement) -> str:
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


def counts() -> str:
    """Articles, mentions and claims by part of the corpus, in Markdown."""
    with (CORPUS / "metadata.csv").open(encoding="utf-8", newline="") as file:
        part_of = {row["name"]: row["split"] for row in csv.DictReader(file)}
    golds = load_gold(ROOT / "gold")
    rows = ["| part | articles | mentions | claims |", "|---|---:|---:|---:|"]
    for name, parts in (("`tune`", {"tune"}), ("`test`", {"test"}), ("both", {"tune", "test"})):
        of_part = [gold for gold in golds if part_of[gold.article] in parts]
        mentions, claims = sum(len(g.mentions) for g in of_part), sum(len(g.claims) for g in of_part)
        rows.append(f"| {name} | {len(of_part)} | {mentions:,} | {claims:,} |")
    return "\n".join(rows)


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
    mentions, claims = pairs(*given.folders)
    print(table(agreement(mentions, claims)))
    print()
    for line in differences(mentions, claims, given.articles):
        print(line)


if __name__ == "__main__":
    main()
