"""Messages found in texts: in their words, otherwise, bent, contrary; measured on own-written pairs."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from nlp.lineage import Finder, Message

PAIRS = Path(__file__).parent / "data" / "lineage_pairs.toml"
HOTLINE = Message(
    code="TD-9",
    text="Gửi câu hỏi cho công đoàn, nhận trả lời trong 24 giờ",
    variants=("hỏi hôm nay, mai có trả lời",),
    opposites=("hỏi công đoàn cả tháng không ai trả lời",),
)


def one(text: str, message: Message = HOTLINE) -> str:
    found = Finder([message]).find(text)
    return f"{found[0].relation} {found[0].way}" if found else "none"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Áp phích ghi: gửi câu hỏi cho công đoàn, nhận trả lời trong 24 giờ. Xin mời.", "carries verbatim"),
        ("gui cau hoi cho cong doan, nhan tra loi trong 24 gio", "carries verbatim"),
        ("Hỏi hôm nay, mai có trả lời, cán bộ nói.", "carries verbatim"),
        ("Gửi câu hỏi cho công đoàn, nhận trả lời trong 48 giờ", "distorts verbatim"),
        ("Hỏi công đoàn cả tháng không ai trả lời", "contradicts opposite"),
        ("Công đoàn tổ chức giải bóng chuyền cho công nhân", "none"),
        ("", "none"),
        ("Gửi câu hỏi cho công đoàn có thật là nhận trả lời trong 24 giờ không?", "none"),
    ],
)  # fmt: skip
def test_how_a_text_says_a_message(text: str, said: str) -> None:
    assert one(text) == said


def test_a_difference_is_named() -> None:
    (found,) = Finder([HOTLINE]).find("Gửi câu hỏi cho công đoàn, nhận trả lời trong 48 giờ")
    assert found.why == ("số khác: 48 giờ, thông điệp: 24 giờ",)
    assert found.sentence.startswith("Gửi câu hỏi")


def test_words_of_the_field_are_no_message() -> None:
    said = Message(
        code="TD-1",
        text="Công đoàn là tổ chức của người lao động, do người lao động và vì người lao động",
    )
    text = "Công đoàn xã tặng quà cho người lao động, doanh nghiệp và tổ chức công đoàn cùng dự."
    assert one(text, said) == "none"


def measured(half: int) -> Counter[str]:
    """Return counts over the pairs of one half: found, found_true, wanted, right, all."""
    counts: Counter[str] = Counter()
    for number, row in enumerate(tomllib.loads(PAIRS.read_text("utf-8"))["message"]):
        if number % 2 != half:
            continue
        finder = Finder([Message(code="m", text=row["text"])])
        for kind in ("carries", "paraphrase", "topic", "opposed"):
            found = finder.find(row[kind])
            relation = found[0].relation if found else "none"
            told = "bent" if relation in ("distorts", "contradicts") else relation
            wanted = {"topic": "none", "opposed": "bent"}.get(kind, "carries")
            counts["all"] += 1
            counts["right"] += told == wanted
            counts["wanted"] += kind != "topic"
            counts["found"] += relation != "none"
            counts["found_true"] += relation != "none" and kind != "topic"
    return counts


def test_precision_and_recall_on_the_half_that_set_nothing() -> None:
    odd = measured(1)
    assert odd["all"] == 36
    assert odd["found_true"] / odd["found"] >= 0.95
    assert odd["found_true"] / odd["wanted"] >= 0.8
    assert odd["right"] / odd["all"] >= 0.8
