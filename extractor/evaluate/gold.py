"""Gold labels: what a careful person wrote down for an article, as `gold/NAME.json` holds it.

A slot of a gold claim may list several values that are equally right; here every slot is a tuple of accepted values.
Labels that a program filled in and nobody has read yet say `"verified": false`; they measure nothing.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from extractor.errors import GoldError, plain_reason
from extractor.models import Article, Flow, Label
from extractor.records import number

Days = tuple[date, date]

SCORES_NAME = "scores.json"
"""A file that lies among the labels and is none: the scores that the program must not fall below."""


def _accepted(given: Any) -> Any:
    """One value or a list of equally right ones; an empty list is the same as null."""
    return tuple(given) or (None,) if isinstance(given, list) else (given,)


Accepted = Annotated[tuple[str | None, ...], BeforeValidator(_accepted)]


class _Gold(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")  # annotation tools add fields of their own


class GoldMention(_Gold):
    """A marked span with its normal form; `period` is empty where the words can't be placed on the calendar."""

    id: str
    start: int
    end: int
    text: str
    label: Label
    value: Decimal | None = None
    value_low: Decimal | None = None
    value_high: Decimal | None = None
    unit: str | None = None
    period: Days | None = None
    code: str | None = None
    flow: Flow | None = None


class GoldClaim(_Gold):
    """What is claimed with the number that the mention `value_mention` states."""

    value_mention: str
    measure: Accepted
    value: Decimal
    value_low: Decimal | None = None
    value_high: Decimal | None = None
    unit: Accepted
    bound: Accepted = ("=",)
    flow: Accepted
    reporter: Accepted = (None,)
    partner: Accepted = (None,)
    region: Accepted = (None,)
    item: Accepted = (None,)
    topic: Accepted = (None,)
    period: Days | None = None
    base_period: Days | None = None
    share_of: Accepted = (None,)
    status: Accepted = ("actual",)
    source: Accepted = (None,)


class GoldArticle(_Gold):
    """One article's labels. Where `claims_only`, its mentions are not complete and not scored."""

    article: str
    sha256: str | None = None
    published: date | None = None
    verified: bool = True
    claims_only: bool = False
    mentions: tuple[GoldMention, ...] = ()
    claims: tuple[GoldClaim, ...] = ()

    def span_of(self, claim: GoldClaim) -> tuple[int, int]:
        """Where the claim's number stands."""
        return next((m.start, m.end) for m in self.mentions if m.id == claim.value_mention)


def load_gold(folder: Path, *, unverified: bool = False) -> list[GoldArticle]:
    """Read every `*.json` of a folder but `scores.json`.

    Raises `GoldError` naming file and field of the first wrong one. Labels that nobody has verified are an error,
    too, unless `unverified`.
    """
    if not folder.is_dir():
        raise GoldError(f"{folder}: no such folder of gold labels")
    golds = [_read(path) for path in sorted(folder.glob("*.json")) if path.name != SCORES_NAME]
    if not golds:
        raise GoldError(f"{folder}: no gold labels (*.json) in this folder")
    names = [gold.article for gold in golds]
    for name in names:
        if names.count(name) > 1:
            raise GoldError(f"{folder}: {name} is labelled twice")
    if not unverified and (waiting := [gold.article for gold in golds if not gold.verified]):
        raise GoldError(
            f"{folder}: filled in by a program and not verified by anybody: {', '.join(waiting)} (read the article"
            ' against every label, then set "verified" to true, or move the file away)'
        )
    return golds


def _read(path: Path) -> GoldArticle:
    try:
        data = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as error:
        raise GoldError(f"{path}: {error.strerror}") from None
    except ValueError as error:  # of JSON or of UTF-8
        raise GoldError(f"{path}: not JSON: {error}") from None
    return make_gold(data, where=str(path))


def make_gold(data: Any, *, where: str) -> GoldArticle:
    """The labels that the data of a gold file mean. Raises `GoldError`, which begins with `where`."""
    try:
        gold = GoldArticle.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise GoldError(f"{where}: {'.'.join(map(str, first['loc'])) or 'the file'}: {plain_reason(first)}") from None
    known = {mention.id for mention in gold.mentions}
    for at, claim in enumerate(gold.claims, 1):
        if claim.value_mention not in known:
            raise GoldError(f"{where}: claim {at}: there is no mention {claim.value_mention!r}")
    return gold


def gold_data(gold: GoldArticle) -> dict[str, Any]:
    """The data of a gold file, in the order that such files have."""
    flags = {} if gold.verified else {"verified": False}
    return {
        "article": gold.article,
        "sha256": gold.sha256,
        "published": gold.published and gold.published.isoformat(),
        **flags,
        **({"claims_only": True} if gold.claims_only else {}),
        "mentions": [mention_data(mention) for mention in gold.mentions],
        "claims": [claim_data(claim) for claim in gold.claims],
    }


def mention_data(mention: GoldMention) -> dict[str, Any]:
    """A mention as it stands in a gold file."""
    data = {name: _plain(getattr(mention, name)) for name in GoldMention.model_fields}
    optional = set(data) - {"id", "start", "end", "text", "label"}
    kept = {"period"} if mention.label is Label.PERIOD else set()  # an empty one says that there is no normal form
    return {name: value for name, value in data.items() if value is not None or name not in optional or name in kept}


def claim_data(claim: GoldClaim) -> dict[str, Any]:
    """A claim as it stands in a gold file: every slot, a list only where several values are accepted."""
    return {name: _plain(getattr(claim, name)) for name in GoldClaim.model_fields}


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return number(value)
        case date():
            return value.isoformat()
        case Label():
            return value.value
        case (one,):
            return _plain(one)
        case tuple():
            return [_plain(one) for one in value]
    return value


def check_gold(gold: GoldArticle, article: Article) -> None:
    """Raise `GoldError` where the labels were made for another text than the article's."""
    if gold.sha256 is not None and gold.sha256 != article.sha256:
        raise GoldError(f"{article.path}: not the text that was labelled (its sha256 differs from the gold file's)")
    for mention in gold.mentions:
        if article.text[mention.start : mention.end] != mention.text:
            raise GoldError(f"{article.path}: mention {mention.id}: {mention.text!r} is not at {mention.start}")
