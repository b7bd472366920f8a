"""What another extractor finds in the same articles, so that our figures have something to stand beside."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from extractor.models import Article, Extraction, Label, Mention


def extract_with_quantulum3(article: Article) -> Extraction:
    """The amounts, percentages and quantities that quantulum3 finds; it has no claims."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a classifier that is not installed
        from quantulum3 import parser

        found = tuple(_mentions(parser.parse(article.text)))
    return Extraction(article=article, mentions=found, claims=())


def _mentions(quantities: list[Any]) -> Iterator[Mention]:
    for quantity in quantities:
        label, unit = _label_and_unit(quantity.unit)
        if label is None:
            continue
        start, end = quantity.span
        value = Decimal(repr(float(quantity.value)))
        around = Decimal(repr(float(quantity.uncertainty or 0)))
        yield Mention(
            label=label,
            start=start,
            end=end,
            text=quantity.surface,
            rule="quantulum3",
            value=value,
            value_low=value - around if around else None,
            value_high=value + around if around else None,
            unit=unit,
        )


def _label_and_unit(unit: Any) -> tuple[Label | None, str | None]:
    if unit.entity.name == "currency":
        return Label.MONEY, unit.currency_code
    if unit.name == "percentage":
        return Label.PERCENT, "%"
    return (None, None) if unit.entity.name in ("dimensionless", "time") else (Label.QUANTITY, unit.name)


RIVALS: Mapping[str, Callable[[Article], Extraction]] = {"quantulum3": extract_with_quantulum3}
"""Other extractors by name."""
