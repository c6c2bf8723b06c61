"""Pairs that break naive models (taxonomy.md), and our own: what the shipped model must get right.

The sentences are ours and stand in no training file; a test below holds that.
"""

from __future__ import annotations

import unicodedata

import pytest

from langnghe.records import Labels
from langnghe.text import fold, match_key
from nlp.classifiers import TextItem, load
from nlp.dataset import own_words


def say(text: str, title: str = "", kind: str = "article") -> Labels:
    return load().predict([TextItem(id="1", kind=kind, title=title, text=text)])[0]  # type: ignore[arg-type]


# (kind, title, text, what must hold)
CASES: list[tuple[str, str, str, dict[str, object]]] = [
    ("article", "Công đoàn đòi được 2 tỉ đồng công ty nợ lương", "",
     {"in_scope": True, "stance_union": "positive"}),
    ("article", "LĐLĐ thành phố giúp 90 công nhân lấy lại tiền lương bị nợ", "",
     {"in_scope": True, "stance_union": "positive"}),
    ("comment", "", "Công ty thưởng lớn, công đoàn ở đâu?", {"in_scope": True, "stance_union": "negative"}),
    ("comment", "", "Lúc công nhân bị đuổi thì công đoàn ở đâu hả trời", {"in_scope": True, "stance_union": "negative", "tone": "negative"}),
    ("article", "Không có vụ ngừng việc nào trong quý", "", {"in_scope": True, "low_risk": True}),
    ("article", "Sáu tháng đầu năm không xảy ra đình công trên địa bàn tỉnh", "", {"in_scope": True, "low_risk": True}),
    ("article", "Hơn 2.000 công nhân đình công đòi tăng lương",
     "Công nhân nhà máy giày tập trung trước cổng từ sáng, yêu cầu công ty đối thoại.",
     {"in_scope": True, "topic": "strike", "tone": "negative", "high_risk": True}),
    ("article", "Công đoàn FC thua trận thứ ba liên tiếp", "Huấn luyện viên thừa nhận hàng thủ mắc lỗi.",
     {"in_scope": False}),
    ("article", "Rút ngắn công đoạn sơn, xưởng gốm tăng năng suất", "", {"in_scope": False}),
    ("article", "Ca sĩ ra mắt album mới", "Theo Báo Lao Động, album gồm 9 bài hát.", {"in_scope": False}),
    ("article", "Nghiệp đoàn phi công Pháp đình công, huỷ 300 chuyến bay", "", {"in_scope": False}),
    ("article", "Cựu công nhân trộm xe máy lãnh án 3 năm tù", "", {"in_scope": False}),
    ("article", "Ngọn lửa thiêu rụi xưởng, 4 công nhân tử vong", "Vụ cháy xảy ra lúc ca đêm đang làm việc.",
     {"in_scope": True, "topic": "work_accident", "tone": "negative", "high_risk": True}),
    ("article", "Gần 80 công nhân nhập viện nghi ngộ độc sau bữa ăn ca", "",
     {"in_scope": True, "topic": "food_poisoning", "tone": "negative", "high_risk": True}),
    ("article", "Tập huấn phòng ngừa tai nạn lao động cho 200 thợ xây", "",
     {"in_scope": True, "topic": "safety_prevention", "low_risk": True}),
    ("article", "Trao Mái ấm công đoàn cho đoàn viên nghèo", "LĐLĐ tỉnh hỗ trợ 50 triệu đồng xây nhà.",
     {"in_scope": True, "topic": "welfare", "tone": "positive", "stance_union": "positive"}),
    ("article", "Công đoàn tặng 500 vé xe cho công nhân về quê đón Tết", "",
     {"in_scope": True, "topic": "tet_care", "tone": "positive", "stance_union": "positive"}),
    ("article", "Khởi tố chủ tịch công đoàn công ty tham ô tiền đoàn phí", "",
     {"in_scope": True, "topic": "union_misconduct", "stance_union": "negative", "tone": "negative"}),
    ("article", "Công ty nợ lương 500 công nhân suốt 5 tháng", "Giám đốc không đến buổi làm việc với cơ quan chức năng.",
     {"in_scope": True, "topic": "employer_violation", "tone": "negative"}),
    ("article", "Điều kiện hưởng trợ cấp thất nghiệp từ năm tới", "Người lao động đóng đủ 12 tháng bảo hiểm thất nghiệp được hưởng.",
     {"in_scope": True, "topic": "state_policy", "low_risk": True}),
    ("article", "Kết nạp 75 đoàn viên, ra mắt công đoàn cơ sở công ty dệt", "",
     {"in_scope": True, "topic": "membership", "low_risk": True}),
    ("article", "Bí thư Tỉnh uỷ đối thoại với 200 công nhân lao động", "Công nhân kiến nghị về nhà ở, trường học.",
     {"in_scope": True, "topic": "dialogue", "low_risk": True}),
    ("article", "Phát động Tháng Công nhân tại khu công nghiệp", "",
     {"in_scope": True, "topic": "workers_month", "low_risk": True}),
    ("comment", "", "Cho mình hỏi nghỉ thai sản thì công ty có đóng bảo hiểm không ạ?",
     {"in_scope": True, "intent": "ask"}),
    ("comment", "", "Công ty quỵt lương 2 tháng của tụi em rồi, khổ quá", {"in_scope": True, "tone": "negative"}),
    ("comment", "", "Cảm ơn công đoàn đã tặng quà cho con em công nhân, quý lắm",
     {"in_scope": True, "tone": "positive", "stance_union": "positive"}),
    ("comment", "", "Bàn thắng đẹp quá, chúc mừng đội nhà", {"in_scope": False, "tone": "positive"}),
    ("comment", "", "Trời hôm nay nóng quá", {"in_scope": False}),
    ("post", "Khám sức khoẻ miễn phí cho nữ đoàn viên", "Công đoàn tỉnh tổ chức vào sáng thứ Bảy.",
     {"in_scope": True, "tone": "positive"}),
]  # fmt: skip


def holds(said: Labels, wanted: dict[str, object]) -> dict[str, object]:
    """Return what did not hold."""
    found = {
        "in_scope": said.in_scope,
        "stance_union": said.stance_union,
        "tone": said.tone,
        "intent": said.intent,
        "low_risk": said.risk <= 1,
        "high_risk": said.risk >= 2,
    }
    wrong = {k: found[k] for k, v in wanted.items() if k in found and found[k] != v}
    if "topic" in wanted and wanted["topic"] not in said.topics:
        wrong["topic"] = said.topics
    return wrong


# What a linear model still gets wrong; strict, so that a better model must move them up.
LIMITS = {
    "Sáu tháng đầu năm không xảy ra đình công trên địa bàn tỉnh": "title alone read as out of scope",
    "Cựu công nhân trộm xe máy lãnh án 3 năm tù": "a worker's crime read as about workers",
}


def pairs() -> list[object]:
    return [
        pytest.param(
            *case,
            id=(case[1] or case[2])[:40],
            marks=[pytest.mark.xfail(strict=True, reason=LIMITS[case[1]])]
            if case[1] in LIMITS
            else [],
        )
        for case in CASES
    ]


@pytest.mark.parametrize(("kind", "title", "text", "wanted"), pairs())
def test_the_shipped_model_reads_the_pair_right(
    kind: str, title: str, text: str, wanted: dict[str, object]
) -> None:
    assert holds(say(text, title, kind), wanted) == {}


def test_no_challenge_sentence_is_in_the_training_sentences() -> None:
    taught = {match_key(f"{e.title} {e.text}") for e in own_words()}
    assert not [c for c in CASES if match_key(f"{c[1]} {c[2]}") in taught]


@pytest.mark.parametrize(
    "spelt",
    [
        lambda s: s.upper(),
        fold,
        lambda s: unicodedata.normalize("NFD", s),
        lambda s: s.replace("tử", "tử\u200b"),
    ],
    ids=["capitals", "no accents", "NFD", "zero width"],
)
def test_spelling_does_not_hide_a_disaster(spelt) -> None:  # type: ignore[no-untyped-def]
    title = "Nổ lò hơi tại nhà máy, 5 công nhân tử vong"
    said = say(spelt("Nhiều công nhân khác bị thương nặng, đang cấp cứu."), spelt(title))
    assert said.in_scope
    assert "work_accident" in said.topics
    assert said.tone == "negative"
    assert said.risk >= 2


def test_old_and_new_tone_placement_read_the_same() -> None:
    old = say("Công nhân hoà giải với công ty về tiền thuế và thoả ước")
    new = say("Công nhân hòa giải với công ty về tiền thuế và thỏa ước")
    assert old.topics == new.topics
    assert abs(old.scores["in_scope"] - new.scores["in_scope"]) < 0.05


@pytest.mark.parametrize(
    "text", ["", " ", "😂😂😂", "!!!", "\u200b", "a", "漢字", "\ud800", "0" * 50]
)
def test_odd_texts_get_a_whole_answer(text: str) -> None:
    said = say(text, kind="comment")
    for task in ("tone", "stance_union", "intent", "risk"):
        assert sum(said.scores[task].values()) == pytest.approx(1, abs=1e-4)
    assert said.topics == ("off_topic",) or said.in_scope


def test_sentences_about_work_deep_in_a_long_text_are_read() -> None:
    filler = "Thời tiết hôm nay đẹp, chợ đông người mua bán. " * 400
    late = "Công nhân nhà máy đình công vì bị nợ lương ba tháng. " * 8
    without, with_it = say(filler * 2), say(filler + late + filler)
    assert with_it.scores["in_scope"] > without.scores["in_scope"] + 0.1
    assert not say("Chợ đông. " * 100_000).in_scope


def test_out_of_scope_has_no_topic_no_stance_no_risk() -> None:
    said = say("Đội bóng giành chức vô địch sau loạt luân lưu.", "Chung kết nghẹt thở")
    assert (said.in_scope, said.topics, said.stance_union, said.risk) == (
        False,
        ("off_topic",),
        "none",
        0,
    )
    assert 0 <= said.scores["in_scope"] < 0.5
