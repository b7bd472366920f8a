"""Periods of other extractors' public test cases: how many we place on the same days, and which classes we don't.

    python benchmarks/recognizers.py recognizers_cases.json [--all]

The cases are not part of this repository. Their ends are exclusive and name the last unit of a range only by its first
day ("2014 to 2018" ends on 2018-01-01), ours are inclusive and include it: both readings of an end count as right, as
do the past and the future reading where a case gives both. Of cases open at one end ("before 2010", "since August") we
mark the year or month named; right is whether that is the one, and they are counted apart.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language

from extractor.models import Label, Mention
from extractor.pipeline import periods, places, sections
from extractor.spans import register
from extractor.timespan import Timespan

_KINDS = ("period", "period_model")


def pipeline() -> Language:
    """What periods need, and no more."""
    register()
    nlp = spacy.blank("en")
    for module in (sections, places, periods):
        name = "trade_" + module.__name__.rsplit(".", 1)[-1]
        nlp.add_pipe(name)
    return nlp


def accepted(case: dict[str, Any]) -> Iterator[tuple[date, date]]:
    """First day and exclusive end of each reading that a case allows."""
    pairs = [(v.get("start"), v.get("end")) for v in case.get("values", [])]
    pairs += [(case.get("start"), case.get("end_excl")), (case.get("future_start"), case.get("future_end_excl"))]
    for first, end in pairs:
        if first and end:
            yield date.fromisoformat(first), date.fromisoformat(end)


def borders(span: Timespan, case: dict[str, Any]) -> bool:
    """Does the named year or month lie at the open end of what the case means?"""
    for value in case.get("values", []):
        if value.get("start") and not value.get("end"):
            first = date.fromisoformat(value["start"])
            if first in (span.first, span.last + timedelta(days=1)):
                return True
        if value.get("end") and not value.get("start"):
            end = date.fromisoformat(value["end"])
            if end in (span.first, span.last + timedelta(days=1)):
                return True
    return False


def agrees(span: Timespan, first: date, end: date) -> bool:
    """Same first day; the last one is before the exclusive end, or lies in the unit that the end opens."""
    if abs((span.first - first).days) > 1:  # "next 3 years" counts from today there, from tomorrow here
        return False
    after = span.last + timedelta(days=1)
    if abs((after - end).days) <= 1:
        return True
    return (
        end <= span.last
        and (span.last.year, span.last.month) >= (end.year, end.month)
        and end.day == 1
        and _unit_ends(span, end)
    )


def _unit_ends(span: Timespan, end: date) -> bool:
    """Does our span end with the month, quarter or year that begins at `end`?"""
    after = span.last + timedelta(days=1)
    months = (after.year - end.year) * 12 + after.month - end.month
    return after.day == 1 and months in (1, 3, 12)


def judge(nlp: Language, case: dict[str, Any]) -> tuple[bool, bool, Mention | None]:
    """Is it placed on the same days; only the open end of it; by which mention."""
    doc = nlp.make_doc(case["input"])
    doc._.published = date.fromisoformat(case["ref"]) if case["ref"] else None
    start, end = case["span"]
    found = [m for m in nlp(doc)._.mentions if m.label is Label.PERIOD and m.start < end and m.end > start]
    for mention in found:
        if mention.period and any(agrees(mention.period, *reading) for reading in accepted(case)):
            return True, False, mention
    edge = next((m for m in found if m.period and borders(m.period, case)), None)
    return False, edge is not None, edge or (found[0] if found else None)


def main() -> None:
    """Print the figures, and the failing cases of each class."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--all", action="store_true", help="list the failing cases, not only their classes")
    args = parser.parse_args()
    cases, nlp = json.loads(args.cases.read_text(encoding="utf-8")), pipeline()
    for kind in _KINDS:
        right, open_ended, failed = Counter[str](), Counter[str](), []
        for case in cases[kind]:
            good, edge, mention = judge(nlp, case)
            right[case["class"]] += good
            open_ended[case["class"]] += edge
            if not (good or edge):
                failed.append((case, mention))
        total = Counter(case["class"] for case in cases[kind])
        write(f"{kind}: {right.total()} of {total.total()} right, and {open_ended.total()} open at one end")
        for name, count in sorted(total.items()):
            write(f"  {name:<22} {right[name]:>3} + {open_ended[name]} of {count}")
        for case, mention in failed if args.all else ():
            ours = f"{mention.text!r} {mention.period}" if mention else "nothing"
            wanted = [f"{first}..{end}" for first, end in accepted(case)]
            write(f"    {case['class']}: {case['input'][:90]!r} on {case['ref']}: {wanted}; {ours}")


def write(line: str) -> None:
    """One line of output."""
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
