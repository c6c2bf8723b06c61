"""A share of `python -m benchmarks.fuzz`: hostile inputs for every parser end in a value or a clear error."""

from __future__ import annotations

import time
import warnings

import pytest

from benchmarks.fuzz.parser import Parser
from benchmarks.fuzz.parsers import PARSERS

EACH, LONGEST = 30, 5.0
# These cost most; the benchmark gives each 10,000. `patterns` loads every module first: benchmark only.
FEW = {
    "load": 2,
    "article": 8,
    "words": 6,
    "backup": 5,
    "pdf": 5,
    "register-xlsx": 5,
    "register-csv": 12,
    "feed": 12,
}
NAMES = [name for name in PARSERS if name != "patterns"]


@pytest.mark.parametrize("name", NAMES)
def test_every_input_ends_in_a_value_or_a_declared_error(name: str) -> None:
    parser = PARSERS[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl and pypdf tell what they repaired
        for number in range(FEW.get(name, EACH)):
            start = time.process_time()
            try:
                parser.survives(number, seed=7)
            except Exception as error:
                again = f"python -m benchmarks.fuzz --only {name} --seed 7 --again {number}"
                raise AssertionError(again) from error
            assert time.process_time() - start < LONGEST, f"{name} {number}"
    assert any(_read(parser, at) for at in range(len(parser.seeds))), "the seeds are no real ones"


def _read(parser: Parser, at: int) -> bool:
    """Tell whether a seed is read as it is."""
    try:
        parser.run(parser.seeds[at], at)
    except parser.errors:
        return False
    return True


def test_a_number_names_the_same_input_for_ever() -> None:
    parser = PARSERS["feed"]
    assert parser.input(5, 1) == parser.input(5, 1)
    assert parser.input(5, 1) != parser.input(6, 1)


def test_the_watch_tells_what_crashes_and_what_is_no_declared_error() -> None:
    """The harness itself: an undeclared error is not taken for a refusal."""
    from dataclasses import replace

    def broken(_data: bytes, _at: int) -> object:
        raise KeyError("x")

    with pytest.raises(KeyError):
        replace(PARSERS["feed"], run=broken).survives(0)
