"""The data that stages exchange: articles, mentions, claims and their evidence. All frozen.

Offsets count Unicode characters of the article's stored text, end exclusive.
Meaning of labels and slots: the labelling guide (`gold/LABELLING.md`).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from extractor.timespan import Timespan


class Label(StrEnum):
    """The kinds of mention."""

    MONEY = "MONEY"
    PERCENT = "PERCENT"
    QUANTITY = "QUANTITY"
    PERIOD = "PERIOD"
    PLACE = "PLACE"
    FLOW = "FLOW"


VALUE_LABELS = frozenset({Label.MONEY, Label.PERCENT, Label.QUANTITY})

Flow = Literal["export", "import", "re-export", "total", "surplus", "deficit", "balance"]
Measure = Literal["level", "change", "growth", "share"]
Bound = Literal["=", "~", ">", "<", ">=", "<="]
Status = Literal["actual", "preliminary", "revised", "forecast", "target"]
How = Literal["local", "inherited", "default"]


class Model(BaseModel):
    """Base of all models: immutable, no unknown fields, spans and decimals kept exact."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Article(Model):
    """One article as read: `text` is the stored text that every offset counts in."""

    name: str = Field(title="File name without folder")
    path: str = Field(title="Where it was read from")
    text: str
    sha256: str = Field(title="SHA-256 of the stored text in UTF-8")
    title: str | None = None
    published: date | None = None
    publisher: str | None = None
    url: str | None = None


class Mention(Model):
    """A span that means an amount, a percentage, a quantity, a period, a place or a flow.

    `value`, `value_low`, `value_high` are exact and in plain units; `unit` is an ISO 4217 code, `%`, `pp`, `bp`
    or a singular noun; `place` is a place code of the labelling guide; `rule` names what found it.
    A PERIOD that can't be placed on the calendar has no `period`.
    """

    label: Label
    start: int = Field(ge=0)
    end: int
    text: str
    rule: str
    value: Decimal | None = None
    value_low: Decimal | None = None
    value_high: Decimal | None = None
    unit: str | None = None
    period: Timespan | None = None
    place: str | None = None
    flow: Flow | None = None

    @property
    def normal_form(self) -> str:
        """The normal form as one string, as examples in rule files write it; '' where there is none."""
        if self.label in VALUE_LABELS:
            number = (
                f"{_plain(self.value_low)}..{_plain(self.value_high)}"
                if self.value_low is not None and self.value_high is not None
                else _plain(self.value)
            )
            return f"{number} {self.unit or ''}".strip()
        if self.label is Label.PERIOD:
            return str(self.period) if self.period else ""
        return (self.place if self.label is Label.PLACE else self.flow) or ""


def _plain(number: Decimal | None) -> str:
    if number is None:
        return ""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


class Cue(Model):
    """A span that is no mention but tells how mentions belong together ("compared with", "rose", "according to").

    `kind` is the cue family (`verb`, `compare`, `share`, ...), `value` what this wording means within it ("down").
    """

    kind: str
    value: str
    start: int
    end: int
    text: str
    rule: str


class Evidence(Model):
    """The words that filled one slot of a claim, and how they were reached."""

    slot: str
    start: int
    end: int
    how: How


class Claim(Model):
    """One number stated about cross-border trade. Slots as the labelling guide defines them."""

    sentence: str
    value_start: int
    value_end: int
    value_text: str
    measure: Measure
    value: Decimal = Field(title="Signed for change and growth; midpoint of a range")
    value_low: Decimal | None = None
    value_high: Decimal | None = None
    unit: str
    bound: Bound = "="
    flow: Flow
    basis: str | None = None
    reporter: str | None = None
    partner: str | None = None
    region: str | None = None
    item: str | None = None
    topic: str | None = None
    period: Timespan | None = None
    base_period: Timespan | None = None
    share_of: str | None = None
    status: Status = "actual"
    source: str | None = None
    confidence: float = Field(ge=0, le=1)
    rule: str
    evidence: tuple[Evidence, ...] = ()


class Extraction(Model):
    """All that was found in one article."""

    article: Article
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
