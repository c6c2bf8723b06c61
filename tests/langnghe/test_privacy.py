"""People who speak are in the data only as a keyed hash, and what reaches them nowhere."""

from __future__ import annotations

import stat
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.privacy import DATA, REPORTED, Score, Sentence, read, score
from langnghe.errors import ConfigError
from langnghe.privacy import LABEL_VI, find, load_key, pseudonym, scrub
from langnghe.privacy.spans import is_amount

PARTS = ("develop", "develop-2", *REPORTED)
SENTENCES = read(sorted(DATA.glob("privacy-*.txt")))


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


@given(st.text(min_size=1, max_size=30))
def test_one_person_in_two_sources_cannot_be_joined(handle: str) -> None:
    key = b"k" * 32
    assert pseudonym(key, "bao-a", handle) == pseudonym(key, "bao-a", f" {handle} ")
    assert pseudonym(key, "bao-a", handle) != pseudonym(key, "bao-b", handle)
    assert pseudonym(key, "bao-a", handle) != pseudonym(b"q" * 32, "bao-a", handle)


@pytest.mark.parametrize(
    "number",
    [
        "0912345678",
        "0912 345 678",
        "+84 912-345-678",
        "0912.345.678",
        "０９１２345678",
        "0213 3876 543",
    ],
)
def test_phone_numbers_are_masked(number: str) -> None:
    assert scrub(f"gọi {number} nhé") == "gọi [số điện thoại] nhé"


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("viết tới lan.nguyen@cty.vn", "viết tới [email]"),
        ("cccd em 001099012345 ạ", "cccd em [số giấy tờ] ạ"),
        ("stk 0071001234567 vcb", "stk [số tài khoản] vcb"),
        ("xe 25B1-234.56 của em", "xe [biển số xe] của em"),
        ("nhà em số 12 ngõ 3 đường Trần Phú", "nhà em [địa chỉ]"),
        ("hỏi @hoa.lan nhé", "hỏi [trang cá nhân] nhé"),
        ("cháu Nguyễn Thị Mai, lớp 3", "cháu [tên trẻ em], lớp 3"),
    ],
)
def test_a_mask_says_what_stood_there(said: str, stored: str) -> None:
    assert scrub(said) == stored


@pytest.mark.parametrize(
    "text",
    [
        "lương 12.500.000 đồng năm 2026",
        "Quyết định 123/QĐ-LĐLĐ ngày 12/06/2026, Luật 45/2019/QH14, tăng 5,5%",
        "gọi 1900 1234, 18001234, 111 hoặc 113",
        "bài https://baomau.example/tin-20260612093000123.htm?id=0912345678",
        "Ông Nguyễn Văn Bình, Chủ tịch LĐLĐ tỉnh, và phóng viên Lê Lan",
        "Trụ sở LĐLĐ tỉnh ở số 123 đường Trần Phú",
        "MST 0312345678 của công ty",
        "@all họp 19h",
    ],
)
def test_what_is_public_stays_in_clear(text: str) -> None:
    assert scrub(text) == text


def test_a_long_row_of_thousands_is_read_at_once() -> None:
    """An account number of any length was tried in two ways a group: 2ⁿ looks for n groups."""
    rows = ",000" * 40
    assert is_amount(f"12{rows}")
    assert not is_amount(f"12{rows}!")


def test_the_set_is_large_and_its_parts_are_fixed() -> None:
    parts = {part: [s for s in SENTENCES if s.part == part] for part in PARTS}
    assert len(SENTENCES) == sum(map(len, parts.values())) >= 1_400
    assert min(len(found) for found in parts.values()) >= 100
    assert len({s.text for s in SENTENCES}) == len(SENTENCES)
    for found in parts.values():
        assert {kind for s in found for _, _, kind in s.marks} == set(LABEL_VI)


@pytest.mark.parametrize("part", PARTS)
def test_recall_and_precision_hold_on_every_part(part: str) -> None:
    found: Score = score(s for s in SENTENCES if s.part == part)
    assert found.found.total() >= 0.98 * found.marked.total()
    assert found.right.total() >= 0.95 * found.masked.total()


def test_recall_and_precision_hold_for_every_kind() -> None:
    found = score(SENTENCES)
    for kind in LABEL_VI:
        assert found.found[kind] >= 0.98 * found.marked[kind], kind
        assert found.right[kind] >= 0.95 * found.masked[kind], kind


@pytest.mark.parametrize("sentence", SENTENCES[::9], ids=lambda s: s.text[:30])
def test_masking_twice_masks_no_more_and_decomposed_text_hides_nothing(sentence: Sentence) -> None:
    once = scrub(sentence.text)
    assert scrub(once) == once
    assert scrub(unicodedata.normalize("NFD", sentence.text)) == once


PIECES = [s.text for s in SENTENCES] + list(LABEL_VI.values()) + ["0912 345 678", "stk", "số nhà 4"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=5))
def test_any_text_is_masked_for_good(parts: list[str]) -> None:
    once = scrub(" ".join(parts))
    assert scrub(once) == once
    masks = find(once)
    assert masks == []
    whole = find(unicodedata.normalize("NFC", " ".join(parts)))
    assert all(a.end <= b.start for a, b in pairwise(whole))
