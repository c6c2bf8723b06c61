"""Numbers in sentences for Vietnamese readers."""

from __future__ import annotations

import doctest

import pytest

from langnghe import numbers
from langnghe.numbers import number


@pytest.mark.parametrize(
    ("value", "spec", "shown"),
    [
        (0, "", "0"),
        (1_234_567, "", "1.234.567"),
        (1234.56, "", "1.234,6"),
        (0.0004, ".4g", "0,0004"),
        (-0.5, "+.3f", "-0,500"),
        (0.875, ".1%", "87,5%"),
    ],
)
def test_a_comma_stands_before_decimals_and_points_between_thousands(
    value: float, spec: str, shown: str
) -> None:
    assert number(value, spec) == shown


def test_the_examples_of_the_module_hold() -> None:
    assert doctest.testmod(numbers).failed == 0
