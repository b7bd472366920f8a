"""Values, periods and places as people write them: USD 2.737 bn, +5.3 %, Jan-Sep 2018."""

from __future__ import annotations

from calendar import month_abbr
from decimal import Decimal

from extractor.models import Article, Claim
from extractor.timespan import Timespan

_SCALES = ((12, "tn"), (9, "bn"), (6, "m"))
_SIGNED = frozenset({"change", "growth"})


def heading(article: Article) -> str:
    """The article's title, else its name."""
    return article.title or ("standard input" if article.name == "-" else article.name)


def scaled(value: Decimal) -> tuple[str, str]:
    """A number and its scale: 2737000000 is ('2.737', 'bn')."""
    for power, name in _SCALES:
        if abs(value) >= 10**power:
            return plain(value.scaleb(-power)), name
    return plain(value), ""


def plain(value: Decimal) -> str:
    """A decimal without exponent and trailing zeros, thousands apart: 12,345.6."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(claim: Claim) -> str:
    """The claim's value with bound, sign and unit."""
    if claim.value_low is not None and claim.value_high is not None and claim.value_low != claim.value_high:
        low, scale_low = scaled(claim.value_low)
        number, scale = scaled(claim.value_high)
        number = f"{low}{f' {scale_low}' if scale_low not in ('', scale) else ''} to {number}"
    else:
        number, scale = scaled(claim.value)
        number = f"+{number}" if claim.measure in _SIGNED and claim.value > 0 else number
    bound = "" if claim.bound == "=" else f"{claim.bound} "
    return bound + _with_unit(f"{number} {scale}".strip(), claim.unit)


def _with_unit(number: str, unit: str) -> str:
    return f"{unit} {number}" if unit.isupper() and len(unit) == 3 else f"{number} {unit}"


def period(span: Timespan | None) -> str:
    """2018, 2018 H1, 2018 Q3, May 2018, Jan-Sep 2018, or the two days."""
    if span is None:
        return ""
    first, last, months = span.first, span.last, span.months
    if span.first == span.last:
        return first.isoformat()
    if months is None or (months > 12 and (first.month, last.month) != (1, 12)):
        return f"{first.isoformat()} to {last.isoformat()}"
    if first.year != last.year:
        whole = (first.month, last.month) == (1, 12)
        return (
            f"{first.year}-{last.year}"
            if whole
            else f"{_month(first.month)} {first.year}-{_month(last.month)} {last.year}"
        )
    return f"{_within_year(first.month, months)} {first.year}".strip()


def _within_year(month: int, months: int) -> str:
    if months == 12:
        return ""
    if months == 6 and month in (1, 7):
        return f"H{1 + month // 7}"
    if months == 3 and month % 3 == 1:
        return f"Q{1 + month // 3}"
    return _month(month) if months == 1 else f"{_month(month)}-{_month(month + months - 1)}"


def _month(number: int) -> str:
    return month_abbr[number]
