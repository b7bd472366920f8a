"""What the formats have in common: labels with their text, ids for marks that a tool left without one, and files."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractor.errors import GoldError
from extractor.evaluate.gold import GoldArticle, GoldMention, make_gold, mention_data
from extractor.models import Label

FORM = ("value", "value_low", "value_high", "unit", "period", "code", "flow")
"""The fields of a mention that make its normal form."""

CLOSED = ("measure", "bound", "flow", "status")
"""The slots of a claim that tools can offer as a choice."""

_LETTERS = {
    Label.MONEY: "M", Label.PERCENT: "P", Label.QUANTITY: "Q", Label.PERIOD: "T", Label.PLACE: "C", Label.FLOW: "F",
}  # fmt: skip
_ID = re.compile(r"[A-Z]+[0-9]+")


@dataclass(frozen=True)
class Labelled:
    """The labels of one article, and its text."""

    gold: GoldArticle
    text: str

    @property
    def stem(self) -> str:
        """The article's name without its ending."""
        return Path(self.gold.article).stem


def normal_form(mention: GoldMention) -> dict[str, Any]:
    """The normal form as JSON data; empty where there is none."""
    return {name: value for name, value in mention_data(mention).items() if name in FORM and value is not None}


def build(text: str, data: Mapping[str, Any], *, where: str) -> Labelled:
    """Labels from the data of a gold file without `sha256`, and without `id` and `text` of mentions that have none.

    Raises `GoldError`, which begins with `where`.
    """
    mentions = list(data["mentions"])
    taken = {mention["id"] for mention in mentions if _ID.fullmatch(str(mention.get("id")))}
    named = []
    for mention in mentions:
        ident = mention.get("id") if mention.get("id") in taken else _free_id(mention.get("label"), taken)
        taken.add(ident)
        named.append({**mention, "id": ident, "text": _words(text, mention, where)})
    renamed = {old.get("id"): new["id"] for old, new in zip(mentions, named, strict=True)}
    claims = [{**claim, "value_mention": renamed.get(claim.get("value_mention"))} for claim in data["claims"]]
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Labelled(make_gold({**data, "sha256": digest, "mentions": named, "claims": claims}, where=where), text)


def _words(text: str, mention: Mapping[str, Any], where: str) -> str:
    start, end = mention.get("start"), mention.get("end")
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
        raise GoldError(f"{where}: a span from {start} to {end} is not in the text")
    return text[start:end]


def _free_id(label: Any, taken: Iterable[str]) -> str:
    letter = _LETTERS.get(label, "X")
    used = {int(ident[1:]) for ident in taken if ident[:1] == letter and ident[1:].isdigit()}
    return f"{letter}{max(used, default=0) + 1}"


def read_text(path: Path) -> str:
    """The text of a file with line ends as every offset counts them. Raises `GoldError`."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise GoldError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise GoldError(f"{path}: not a text file in UTF-8") from None


def write_text(path: Path, text: str) -> None:
    """Write a file with lone newlines on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")


def parse(text: str, *, where: str) -> Any:
    """JSON with exact numbers. Raises `GoldError`, which begins with `where`."""
    try:
        return json.loads(text, parse_float=Decimal)
    except ValueError as error:
        raise GoldError(f"{where}: not JSON: {error}") from None


def compact(data: Any) -> str:
    """JSON on one line."""
    return json.dumps(data, ensure_ascii=False)
