"""Values and periods as people write them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from extractor.formats.readable import amount, period
from extractor.timespan import Timespan, half, months, quarter, year
from tests.samples import claim


@pytest.mark.parametrize(
    ("slots", "text"),
    [
        ({"value": "2737000000"}, "USD 2.737 bn"),
        ({"value": "1200000000000", "unit": "CNY"}, "CNY 1.2 tn"),
        ({"value": "450000"}, "USD 450,000"),
        ({"value": "4200000", "unit": "tonne"}, "4.2 m tonne"),
        ({"value": "5.30", "unit": "%", "measure": "growth"}, "+5.3 %"),
        ({"value": "-1500000000", "measure": "change"}, "USD -1.5 bn"),
        ({"value": "78.1", "unit": "%", "measure": "share"}, "78.1 %"),
        ({"value": "5000000000", "bound": ">="}, ">= USD 5 bn"),
        ({"value": "11000000000", "value_low": "10000000000", "value_high": "12000000000"}, "USD 10 to 12 bn"),
        ({"value": "1", "value_low": "900000000", "value_high": "1100000000"}, "USD 900 m to 1.1 bn"),
    ],
)
def test_amount(slots: dict[str, Any], text: str) -> None:
    given: dict[str, Any] = {k: Decimal(v) if k.startswith("value") else v for k, v in slots.items()}
    assert amount(claim(**given)) == text


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (None, ""),
        (year(2018), "2018"),
        (half(2018, 2), "H2 2018"),
        (quarter(2018, 3), "Q3 2018"),
        (months(2018, 5), "May 2018"),
        (months(2018, 1, 9), "Jan-Sep 2018"),
        (months(2017, 4, 12), "Apr 2017-Mar 2018"),
        (months(2016, 1, 36), "2016-2018"),
        (Timespan(date(2018, 5, 3), date(2018, 5, 3)), "2018-05-03"),
        (Timespan(date(2018, 5, 1), date(2018, 5, 20)), "2018-05-01 to 2018-05-20"),
    ],
)
def test_period(span: Timespan | None, text: str) -> None:
    assert period(span) == text
