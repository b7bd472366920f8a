"""Prodigy: `labels.jsonl`, a line for each article, with `spans` that carry their normal form as fields of their own.

Prodigy keeps fields that it does not know, so claims and everything else come back as they went. Spans that were drawn
there have no normal form yet. Tasks that were answered with "reject" or "ignore" are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from extractor.errors import GoldError
from extractor.evaluate.gold import gold_data
from extractor.evaluate.interchange.labelled import Labelled, build, compact, parse, read_text, write_text

FILE = "labels.jsonl"


def write(labelled: Sequence[Labelled], folder: Path) -> None:
    """Write `labels.jsonl`."""
    write_text(folder / FILE, "".join(compact(_task(one)) + "\n" for one in labelled))


def _task(one: Labelled) -> dict[str, Any]:
    data = gold_data(one.gold)
    meta = {"article": data.pop("article"), "published": data.pop("published")}
    del data["sha256"]
    return {"text": one.text, "meta": meta, "spans": data.pop("mentions"), **data}


def read(folder: Path) -> list[Labelled]:
    """Read every `*.jsonl`. Raises `GoldError`."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(read_text(path).split("\n"), 1):
            if line.strip():
                where = f"{path}: line {number}"
                task = parse(line, where=where)
                if not isinstance(task, dict) or not isinstance(task.get("text"), str):
                    raise GoldError(f"{where}: a task has a text")
                if task.get("answer", "accept") == "accept":
                    found.append(_labels(task, where))
    return found


def _labels(task: dict[str, Any], where: str) -> Labelled:
    meta = task.get("meta") or {}
    data: dict[str, Any] = {
        "article": meta.get("article"),
        "published": meta.get("published"),
        **{name: task[name] for name in ("verified", "claims_only") if name in task},
        "mentions": task.get("spans") or [],
        "claims": task.get("claims") or [],
    }
    return build(task["text"], data, where=where)
