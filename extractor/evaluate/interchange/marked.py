"""Our own form, for a text editor: `NAME.marked`, the article with `{{ID|words}}`, and `NAME.labels.json`.

The labels file has the normal forms by ID and the claims; a claim takes value and unit from its mention where it does
not state them. Every problem of a pair of files is told at once.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from extractor.errors import GoldError
from extractor.evaluate.gold import GoldClaim, claim_data, mention_data
from extractor.evaluate.interchange.labelled import FORM, Labelled, build, parse, read_text, write_text

_MARK = re.compile(r"\{\{([A-Z]+[0-9]+)\|(.*?)\}\}", re.S)
_FROM_MENTION = ("value", "value_low", "value_high", "unit")
_SLOTS = set(GoldClaim.model_fields) | {"note"}
_FLAGS = ("verified", "claims_only")


def write(labelled: Sequence[Labelled], folder: Path) -> None:
    """Write the two files of every article. Raises `GoldError` where mentions overlap."""
    for one in labelled:
        write_text(folder / f"{one.stem}.marked", _mark(one))
        write_text(folder / f"{one.stem}.labels.json", json.dumps(_labels(one), ensure_ascii=False, indent=1) + "\n")


def _mark(one: Labelled) -> str:
    pieces, at = [], 0
    for mention in sorted(one.gold.mentions, key=lambda mention: mention.start):
        if mention.start < at or not _MARK.fullmatch(f"{{{{{mention.id}|{mention.text}}}}}"):
            raise GoldError(
                f"{one.gold.article}: {mention.id}: can't be marked (it overlaps another, or its id is odd)"
            )
        pieces += [one.text[at : mention.start], f"{{{{{mention.id}|{mention.text}}}}}"]
        at = mention.end
    return "".join([*pieces, one.text[at:]])


def _labels(one: Labelled) -> dict[str, Any]:
    gold = one.gold
    flags = {"article": gold.article, "verified": gold.verified, "claims_only": gold.claims_only}
    usual = {"article": f"{one.stem}.txt", "verified": True, "claims_only": False}
    forms = {
        mention.id: {name: value for name, value in mention_data(mention).items() if name == "label" or name in FORM}
        for mention in gold.mentions
    }
    return {
        "published": gold.published and gold.published.isoformat(),
        **{name: value for name, value in flags.items() if value != usual[name]},
        "mentions": forms,
        "claims": [_short(claim_data(claim), forms[claim.value_mention]) for claim in gold.claims],
    }


def _short(claim: dict[str, Any], form: dict[str, Any]) -> dict[str, Any]:
    """The claim without what its mention says and what is usual."""
    usual: dict[str, Any] = {"bound": "=", "status": "actual", **{name: form.get(name) for name in _FROM_MENTION}}
    short = {name: value for name, value in claim.items() if value != usual.get(name)}
    return {**short, "share_of": [None]} if claim["measure"] == "share" and claim["share_of"] is None else short


def read(folder: Path) -> list[Labelled]:
    """Read every `NAME.marked` with its `NAME.labels.json`. Raises `GoldError` with all problems of a pair."""
    found = []
    for path in sorted(folder.glob("*.marked")):
        text, spans = _unmark(read_text(path))
        beside = path.with_suffix(".labels.json")
        labels = parse(read_text(beside), where=str(beside))
        problems = list(_problems(text, spans, labels))
        if problems:
            raise GoldError("\n".join(f"{path}: {problem}" for problem in problems))
        found.append(build(text, _data(path, spans, labels), where=str(path)))
    return found


def _unmark(marked: str) -> tuple[str, list[tuple[str, int, int]]]:
    """The text without marks; id, start and end of each."""
    spans, removed = [], 0
    for match in _MARK.finditer(marked):
        start = match.start() - removed
        spans.append((match[1], start, start + len(match[2])))
        removed += len(match[0]) - len(match[2])
    return _MARK.sub(lambda match: match[2], marked), spans


def _problems(text: str, spans: Sequence[tuple[str, int, int]], labels: Any) -> Iterator[str]:
    """What is wrong before anything can be compiled."""
    mentions = labels.get("mentions") if isinstance(labels, dict) else None
    claims = labels.get("claims") if isinstance(labels, dict) else None
    if not isinstance(mentions, dict) or not isinstance(claims, list):
        yield 'the labels file must have "mentions" by id and a list of "claims"'
        return
    ids = Counter(ident for ident, _, _ in spans)
    yield from (f"{ident} is marked {count} times" for ident, count in ids.items() if count > 1)
    yield from (f"{ident} is marked but has no label" for ident in ids if ident not in mentions)
    yield from (f"{ident} has a label but is not marked" for ident in mentions if ident not in ids)
    for ident, start, end in spans:
        if "{{" in text[start:end]:
            yield f"{ident}: a mark inside a mark"
    for number, claim in enumerate(claims, 1):
        where = f"claim {number} ({claim.get('value_mention')})"
        if claim.get("value_mention") not in mentions:
            yield f"{where}: there is no such mention"
        yield from (f"{where}: there is no slot {name!r}" for name in claim if name not in _SLOTS)
        yield from (f"{where}: {name} is an empty list; write null" for name, value in claim.items() if value == [])
        if claim.get("measure") == "share" and not claim.get("share_of"):
            yield f"{where}: a share of what? (write [null] where nothing tells)"


def _data(path: Path, spans: Sequence[tuple[str, int, int]], labels: dict[str, Any]) -> dict[str, Any]:
    forms = labels["mentions"]
    claims = []
    for claim in labels["claims"]:
        own = {name: value for name, value in claim.items() if value is not None}
        form = forms[claim["value_mention"]]
        taken = {name: form[name] for name in _FROM_MENTION if form.get(name) is not None}
        claims.append({**taken, **own})
    return {
        "article": labels.get("article", f"{path.stem}.txt"),
        "published": labels.get("published"),
        **{name: labels[name] for name in _FLAGS if name in labels},
        "mentions": [{"id": ident, "start": start, "end": end, **forms[ident]} for ident, start, end in spans],
        "claims": claims,
    }
