"""Numbers as written: a table of forms, and numbers spelled out by num2words must read back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from extractor.numerals import Figure, Joins, Numeral, Numerals, digits, ratio
from extractor.rules import load_rules

RULES = load_rules()
NUMERALS = Numerals.from_words(
    *(RULES.list(name).meanings for name in ("cardinal", "multiple", "fraction", "scale", "scale_letter"))
)
JOINS = Joins(frozenset({"of", "about"}), frozenset({"fell", "by", "rose"}))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.5", "1234.5"),
        ("12,34,567", "1234567"),
        ("1 234", "1234"),
        ("1\u00a0234\u2009567", "1234567"),
        ("2.737", "2.737"),
        (".5", "0.5"),
        ("33,3", "33.3"),
        ("2,75 million", "2750000"),
        ("3-1/4", "3.25"),
        ("3½", "3.5"),
        ("2.3bn", "2300000000"),
        ("40.6 bln", "40600000000"),
        ("10k", "10000"),
        ("5mio", "5000000"),
        ("7 trn", "7000000000000"),
        ("5 lakh crore", "5000000000000"),
        ("two and a half", "2.5"),
        ("two and a half billion", "2500000000"),
        ("a million and a half", "1500000"),
        ("half a million", "500000"),
        ("a quarter of a million", "250000"),
        ("three quarters of a billion", "750000000"),
        ("a dozen", "12"),
        ("two dozen", "24"),
        ("a hundred", "100"),
        ("a billion", "1000000000"),
        ("eight billion", "8000000000"),
        ("one hundred and twelve", "112"),
        ("two million three hundred thousand and twelve", "2300012"),
        ("twenty-three", "23"),
        ("hundred thousand million", "100000000000"),
        ("64.1 billion", "64100000000"),
        ("123456789.123456789 trillion", "123456789123456789000"),
    ],
)
def test_value(text: str, value: str) -> None:
    assert NUMERALS.value(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "foo", "two apples", "1,2,3", "1.2.3", "and", "of a", "-5", "1/0"])
def test_no_number(text: str) -> None:
    assert NUMERALS.value(text) is None


@given(st.integers(min_value=0, max_value=10**15 - 1))
def test_spelled_out_numbers_read_back(number: int) -> None:
    assert NUMERALS.value(num2words(number).replace(",", "")) == number


@given(st.decimals(min_value=0, max_value=10**9, places=3))
def test_digits_read_back(number: Decimal) -> None:
    assert digits(f"{number:,}") == digits(str(number)) == number


@given(st.decimals(min_value=0, max_value=10**6, places=4), st.sampled_from(sorted(NUMERALS.scales)))
def test_scaled_digits_are_exact(number: Decimal, scale: str) -> None:
    value = NUMERALS.value(f"{number} {scale}")
    assert value is not None
    assert value / NUMERALS.scales[scale] == number


def test_ratio_is_exact_where_it_ends() -> None:
    assert ratio(Decimal(3), Decimal(8)) == Decimal("0.375")
    assert ratio(Decimal(2), Decimal(3)) == Decimal("0.666666666667")


def test_a_range_has_its_midpoint() -> None:
    assert Figure.between(Decimal("6.5"), Decimal(6)) == Figure(Decimal("6.25"), Decimal(6), Decimal("6.5"))


@pytest.mark.parametrize(
    ("before", "first", "join", "second", "own_unit", "kind"),
    [
        ("growth of ", "6", "-", "6.5", False, "range"),
        ("between ", "5", "and", "7", False, "range"),
        ("they rose ", "3.2", "and", "0.3", False, "pair"),
        ("it rose from ", "5", "to", "7", False, "pair"),
        ("fees ranging from ", "5", "to", "7", False, "range"),
        ("exports fell ", "2 billion", "to", "10 billion", True, "pair"),
        ("a fine of ", "2 million", "to", "5 million", True, "range"),
        ("it fell by ", "1.2", "to", "12.2", False, "pair"),
        ("in ", "1986", "and", "5 billion", False, "single"),
        ("on March ", "3", "and", "5 billion", False, "single"),
        ("about ", "800,000", "to", "1.3 million", True, "range"),
    ],
)
def test_joins(before: str, first: str, join: str, second: str, own_unit: bool, kind: str) -> None:
    one, other = NUMERALS.read(first), NUMERALS.read(second)
    assert one is not None
    assert other is not None
    assert JOINS.kind(before, join, one, other, own_unit=own_unit) == kind


def test_a_scale_is_shared_with_small_numbers_only() -> None:
    billions = Numeral(Decimal(12), Decimal(10**9))
    assert Numeral(Decimal(10)).scaled_like(billions).value == 10**10
    assert Numeral(Decimal(800000)).scaled_like(billions).value == 800000
