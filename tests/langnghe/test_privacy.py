"""People who speak are in the data only as a keyed hash, and their numbers nowhere."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from langnghe.errors import ConfigError
from langnghe.privacy import load_key, pseudonym, scrub


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "key"
    key = load_key(path)
    assert load_key(path) == key
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_damaged_key_is_told_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"x")
    with pytest.raises(ConfigError, match="khoá bút danh bị hỏng"):
        load_key(tmp_path / "key")


def test_one_person_in_two_sources_cannot_be_joined() -> None:
    key = b"k" * 32
    assert pseudonym(key, "bao-a", "Lan") == pseudonym(key, "bao-a", " lan ")
    assert pseudonym(key, "bao-a", "Lan") != pseudonym(key, "bao-b", "Lan")
    assert pseudonym(key, "bao-a", "Lan") != pseudonym(b"q" * 32, "bao-a", "Lan")


@pytest.mark.parametrize(
    "number", ["0912345678", "0912 345 678", "+84 912-345-678", "0912.345.678"]
)
def test_phone_numbers_are_masked(number: str) -> None:
    assert scrub(f"gọi {number} nhé") == "gọi [số điện thoại] nhé"


def test_addresses_are_masked_and_money_is_not() -> None:
    assert scrub("viết tới lan.nguyen@cty.vn") == "viết tới [email]"
    assert scrub("lương 12.500.000 đồng năm 2026") == "lương 12.500.000 đồng năm 2026"
