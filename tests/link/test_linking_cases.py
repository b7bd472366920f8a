"""Claims from sentences of one's own: the table in `tests/cases/linking.yml` and what the table itself must be."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
import yaml
from spacy.language import Language

from extractor import timespan as ts
from extractor.evaluate.align import align
from extractor.evaluate.gold import GoldClaim
from extractor.evaluate.score import SLOTS, wrong_slots
from extractor.models import Claim

Case = dict[str, Any]

CASES: list[Case] = yaml.load(
    (Path(__file__).parents[1] / "cases" / "linking.yml").read_text(encoding="utf-8"), yaml.BaseLoader
)
BULLETS = (
    "clauses", "from_to", "distribution", "discourse", "measure", "base", "items", "topic", "status", "source",
    "perspective", "not_claims",
)  # fmt: skip

FORMS: dict[str, Callable[..., ts.Timespan]] = {
    r"(\d{4})": ts.year,
    r"(\d{4})-Q(\d)": ts.quarter,
    r"(\d{4})-H(\d)": ts.half,
    r"(\d{4})-(\d\d)": ts.months,
    r"(\d{4})-(\d\d)-(\d\d)": lambda y, m, d: ts.day(date(y, m, d)),
}


def read_period(text: str) -> ts.Timespan | None:
    """A period as the table writes it; null is none."""
    if text == "null":
        return None
    return reduce(ts.join, [_read_form(part) for part in text.split("..")])


def _read_form(text: str) -> ts.Timespan:
    for form, make in FORMS.items():
        if match := re.fullmatch(form, text):
            return make(*map(int, match.groups()))
    raise ValueError(f"no period: {text}")


def read_claims(case: Case) -> list[tuple[tuple[int, int], GoldClaim, frozenset[str]]]:
    """For each expected claim its place in the text, its slots, and the slots to compare."""
    given = [{**case.get("all", {}), **claim} for claim in case["claims"]]
    places = _places(case["text"], [claim["value"] for claim in given])
    return [(place, _gold(claim), _compared(claim)) for place, claim in zip(places, given, strict=True)]


def _places(text: str, values: list[str]) -> list[tuple[int, int]]:
    """Where the values stand: the n-th place for the n-th time, or one place for all (a value said of two flows)."""
    left = {}
    for value in set(values):
        form = r"(?<![\d.,])" + re.sub(r"\s+", r"\\s+", re.escape(value).replace(r"\ ", " ")) + r"(?![\d%])"
        spots = [match.span() for match in re.finditer(form, text)]
        wanted = values.count(value)
        if len(spots) == 1:
            spots *= wanted
        assert len(spots) == wanted, f"{value!r} stands {len(spots)} times in {text!r}"
        left[value] = iter(spots)
    return [next(left[value]) for value in values]


def _gold(claim: Case) -> GoldClaim:
    measure, number, unit = claim["is"].split(" ", 2)
    low, _, high = number.partition("..")
    slots: Case = {
        "value_mention": "",
        "measure": measure,
        "value": (Decimal(low) + Decimal(high or low)) / 2,
        "unit": unit,
    }
    if high:
        slots |= {"value_low": Decimal(low), "value_high": Decimal(high)}
    for slot, value in claim.items():
        if slot in ("period", "base_period"):
            span = read_period(value)
            slots[slot] = (span.first, span.last) if span else None
        elif slot not in ("value", "is"):
            values = [None if v == "null" else v for v in ([value] if isinstance(value, str) else value)]
            slots[slot] = values
    return GoldClaim.model_validate(slots)


def _compared(claim: Case) -> frozenset[str]:
    return frozenset(SLOTS) - {slot for slot in ("period", "base_period") if slot not in claim}


def run(nlp: Language, case: Case) -> list[Claim]:
    """The claims that the pipeline finds in the text of a case, as of its date."""
    doc = nlp.make_doc(case["text"])
    doc._.published = date.fromisoformat(case["on"]) if "on" in case else None
    for _, component in nlp.pipeline:
        doc = component(doc)
    return list(doc._.claims)


def differences(nlp: Language, case: Case) -> list[str]:
    """What is wrong: a line for each missing claim, each claim too many, and each wrong slot."""
    expected, found = read_claims(case), run(nlp, case)

    def wrong(i: int, j: int) -> list[str]:
        return [slot for slot in wrong_slots(expected[i][1], found[j]) if slot in expected[i][2]]

    places = [(claim.value_start, claim.value_end) for claim in found]
    pairs = align([place for place, _, _ in expected], places, lambda i, j: len(SLOTS) - len(wrong(i, j)))
    lines = []
    for i, j in pairs:
        for slot in wrong(i, j):
            lines.append(
                f"{found[j].value_text} {slot}: {_shown(expected[i][1], slot)} expected, {_shown(found[j], slot)}"
            )
    missed = set(range(len(expected))) - {i for i, _ in pairs}
    extra = set(range(len(found))) - {j for _, j in pairs}
    lines += [f"{case['claims'][i]['value']} missing" for i in sorted(missed)]
    lines += [f"{found[j].value_text} too many ({found[j].measure} of {found[j].flow})" for j in sorted(extra)]
    return lines


def _shown(claim: GoldClaim | Claim, slot: str) -> str:
    value = getattr(claim, slot)
    if slot == "value" and claim.value_low is not None:
        return f"{claim.value_low}..{claim.value_high}"
    if isinstance(value, ts.Timespan):
        return str(value)
    if slot in ("period", "base_period") and value:
        return f"{value[0]}..{value[1]}"
    return " or ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _parameters() -> list[Any]:
    return [
        pytest.param(
            case, id=case["id"], marks=pytest.mark.xfail(strict=True, reason=case["known"]) if "known" in case else ()
        )
        for case in CASES
    ]


@pytest.mark.parametrize("case", _parameters())
def test_case(nlp: Language, case: Case) -> None:
    problems = differences(nlp, case)
    assert not problems, "\n".join(problems)


def skeleton(text: str) -> str:
    """A text with its numbers and names masked."""
    text = re.sub(r"\d[\d.,/]*", "0", text)
    text = re.sub(r"\b[A-Z]\w*(?:[ .-]+[A-Z]\w*)*", "X", text)
    return " ".join(text.lower().split())


def test_cases_differ_beyond_numbers_and_names() -> None:
    seen = defaultdict(list)
    for case in CASES:
        seen[skeleton(case["text"])].append(case["id"])
    assert [ids for ids in seen.values() if len(ids) > 1] == []
    assert len({case["id"] for case in CASES}) == len(CASES)


def test_every_bullet_is_covered() -> None:
    assert len(CASES) >= 150
    assert {case["bullet"] for case in CASES} == set(BULLETS)


@pytest.mark.parametrize("about", ["goods", "services", "ip"])
def test_many_countries(about: str) -> None:
    reporters = {
        claim.reporter
        for case in CASES
        if case["about"] == about
        for _, claim, _ in read_claims(case)
        if claim.reporter != (None,)
    }
    assert len(reporters) >= 8
