"""brat standoff: `NAME.txt` and `NAME.ann`, `annotation.conf` for the tool, `metadata.csv` for what brat can't hold.

A mention is a text-bound annotation with its normal form in a note (JSON). A claim is an event on the same words, with
the mention as its argument; measure, bound, flow and status are attributes; the other slots, and what accepts several
values, stand in a note (JSON). brat has no annotations across lines: there a mention is in fragments, one a line.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from extractor.errors import GoldError
from extractor.evaluate.gold import GoldArticle, claim_data
from extractor.evaluate.interchange.labelled import (
    CLOSED,
    Labelled,
    build,
    compact,
    normal_form,
    parse,
    read_text,
    write_text,
)
from extractor.models import Flow, Label, Measure, Status

_CLAIM = "Claim"
_BOUNDS = {"=": "exactly", "~": "about", ">": "over", "<": "under", ">=": "at-least", "<=": "at-most"}
_SIGNS = {word: sign for sign, word in _BOUNDS.items()}
_COLUMNS = ("name", "published", "verified", "claims_only")


def write(labelled: Sequence[Labelled], folder: Path) -> None:
    """Write the files of every article, the configuration and the metadata."""
    for one in labelled:
        write_text(folder / f"{one.stem}.txt", one.text)
        write_text(folder / f"{one.stem}.ann", "".join(f"{line}\n" for line in _lines(one)))
    write_text(folder / "annotation.conf", _config())
    table = io.StringIO()
    rows = csv.DictWriter(table, _COLUMNS, lineterminator="\n")
    rows.writeheader()
    rows.writerows(_metadata(one.gold) for one in labelled)
    write_text(folder / "metadata.csv", table.getvalue())


def _metadata(gold: GoldArticle) -> dict[str, str]:
    return {
        "name": gold.article,
        "published": gold.published.isoformat() if gold.published else "",
        "verified": "yes" if gold.verified else "no",
        "claims_only": "yes" if gold.claims_only else "no",
    }


def _config() -> str:
    values = {"measure": get_args(Measure), "bound": _SIGNS, "flow": get_args(Flow), "status": get_args(Status)}
    attributes = "".join(f"{slot.title()}\tArg:<EVENT>, Value:{'|'.join(values[slot])}\n" for slot in CLOSED)
    entities = "".join(f"{label}\n" for label in Label)
    return (
        f"[entities]\n{entities}\n[relations]\n\n[events]\n{_CLAIM}\tNumber:MONEY|PERCENT|QUANTITY\n\n"
        f"[attributes]\n{attributes}"
    )


def _lines(one: Labelled) -> Iterator[str]:
    numbers: dict[str, int] = {}
    notes = 0
    for number, mention in enumerate(one.gold.mentions, 1):
        numbers[mention.id] = number
        yield f"T{number}\t{mention.label} {_bound(one.text, mention.start, mention.end)}"
        notes += 1
        yield f"#{notes}\tAnnotatorNotes T{number}\t{compact({'id': mention.id, **normal_form(mention)})}"
    spans = {mention.id: (mention.start, mention.end) for mention in one.gold.mentions}
    attributes = 0
    for number, claim in enumerate(one.gold.claims, 1):
        trigger = len(numbers) + number
        yield f"T{trigger}\t{_CLAIM} {_bound(one.text, *spans[claim.value_mention])}"
        yield f"E{number}\t{_CLAIM}:T{trigger} Number:T{numbers[claim.value_mention]}"
        slots = {name: value for name, value in claim_data(claim).items() if name != "value_mention"}
        for slot in CLOSED:
            if isinstance(slots[slot], str):
                attributes += 1
                value = slots.pop(slot)
                yield f"A{attributes}\t{slot.title()} E{number} {_BOUNDS.get(value, value)}"
        notes += 1
        yield f"#{notes}\tAnnotatorNotes E{number}\t{compact(slots)}"


def _bound(text: str, start: int, end: int) -> str:
    parts = [(start + m.start(), start + m.end()) for m in re.finditer(r"[^\n]+", text[start:end])]
    return ";".join(f"{a} {b}" for a, b in parts) + "\t" + " ".join(text[a:b] for a, b in parts)


@dataclass
class _Annotations:
    """The lines of a file by id. `about` holds attributes and notes of what they are about."""

    bound: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    events: dict[str, dict[str, str]] = field(default_factory=dict)
    about: dict[str, dict[str, Any]] = field(default_factory=dict)

    def take(self, line: str, where: str) -> None:
        """Note down one line."""
        ident, _, rest = line.partition("\t")
        kind, _, tail = rest.partition("\t")
        match ident[:1]:
            case "T":
                label, _, offsets = kind.partition(" ")
                found = [int(number) for number in re.findall(r"\d+", offsets)]
                self.bound[ident] = label, min(found), max(found)
            case "E":
                self.events[ident] = dict(part.split(":", 1) for part in kind.split())
            case "A":
                name, target, value = kind.split()
                self.about.setdefault(target, {})[name.lower()] = _SIGNS.get(value, value)
            case "#" if kind.startswith("AnnotatorNotes "):
                noted = parse(tail, where=where)
                self.about[kind.split()[1]] = {**noted, **self.about.get(kind.split()[1], {})}


def read(folder: Path) -> list[Labelled]:
    """Read every `NAME.ann` with its `NAME.txt`. Raises `GoldError`."""
    known = _read_metadata(folder / "metadata.csv")
    found = []
    for path in sorted(folder.glob("*.ann")):
        text, annotations = read_text(path.with_suffix(".txt")), _Annotations()
        for number, line in enumerate(read_text(path).split("\n"), 1):
            where = f"{path}: line {number}"
            try:
                annotations.take(line, where)
            except (ValueError, TypeError, IndexError):
                raise GoldError(f"{where}: not a line of brat's standoff format: {line!r}") from None
        row = known.get(path.stem, {})
        found.append(build(text, _data(annotations, path, row), where=str(path)))
    return found


def _read_metadata(path: Path) -> dict[str, Mapping[str, str]]:
    if not path.is_file():
        return {}
    return {Path(row.get("name") or "").stem: row for row in csv.DictReader(io.StringIO(read_text(path)))}


def _data(annotations: _Annotations, path: Path, row: Mapping[str, str]) -> dict[str, Any]:
    mentions = [
        {"id": f"new-{ident}", "start": start, "end": end, "label": label, **annotations.about.get(ident, {})}
        for ident, (label, start, end) in annotations.bound.items()
        if label != _CLAIM
    ]
    ids = dict(zip((i for i, (label, *_) in annotations.bound.items() if label != _CLAIM), mentions, strict=True))
    claims = []
    for ident, event in annotations.events.items():
        target = ids.get(event.get("Number", ""))
        if target is None:
            raise GoldError(f"{path}: {ident}: a claim needs its number as an argument")
        claims.append({"value_mention": target["id"], **annotations.about.get(ident, {})})
    return {
        "article": row.get("name") or f"{path.stem}.txt",
        "published": row.get("published") or None,
        "verified": row.get("verified") != "no",
        "claims_only": row.get("claims_only") == "yes",
        "mentions": mentions,
        "claims": claims,
    }
