"""Pairs that break naive models (taxonomy.md), and our own: what the shipped models must get right.

The sentences are ours and stand in no training file; a test below holds that. What each model
reaches on nlp/evaluate/pairs.jsonl is pinned in pairs_floor.json, misses by id; after a model
changed on purpose, `python tests/nlp/test_classify_pairs.py` measures and pins again.
"""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from langnghe.config import Settings
from langnghe.records import Labels
from langnghe.text import fold, match_key
from nlp import registry
from nlp.classifiers import TextItem, load
from nlp.dataset import gold, own_words
from nlp.evaluate.pairs import CATEGORY_VI, judge, read, text, wrong
from nlp.gold import extended


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


# kind of model → what it still gets wrong; strict, so that a better model must move them up.
LIMITS = {
    "accurate": {
        "Không có vụ ngừng việc nào trong quý": "title alone read as out of scope, by a hair",
        "Rút ngắn công đoạn sơn, xưởng gốm tăng năng suất": "công đoạn beside xưởng read as about workers",
        "Cựu công nhân trộm xe máy lãnh án 3 năm tù": "a worker's crime read as about workers",
    },
}


def pairs() -> list[object]:
    limits = LIMITS.get(registry.profile_of(None), {})
    return [
        pytest.param(
            *case,
            id=(case[1] or case[2])[:40],
            marks=[pytest.mark.xfail(strict=True, reason=limits[case[1] or case[2]])]
            if (case[1] or case[2]) in limits
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
    # No sentence of ours may be the title or the text of a taught one either, however it is typed.
    parts = {loose for e in own_words() for t in (e.title, e.text) if (loose := fold(t))}
    assert not [s.id for s in read() if {fold(s.item.title), fold(s.item.text)} & parts]


def test_no_challenge_sentence_is_in_the_gold_texts() -> None:
    data = Settings().data
    if not (data / "gold" / "train.parquet").exists():
        pytest.skip(f"không có dữ liệu ở {data}")
    examples = [*(e for split in ("train", "dev") for e in gold(data, split)), *extended(data)]
    known = {key for e in examples for t in (e.title, e.text) if (key := fold(t))}
    assert not [s.id for s in read() if {fold(s.item.title), fold(s.item.text)} & known]


FLOOR = Path(__file__).parent / "pairs_floor.json"
# int8 products round differently on other processors; rules and the linear model do not.
SLACK = {"keyword": 0, "linear": 0}
ROUNDING = 3


def models() -> list[str]:
    """Return one profile for each model that is shipped."""
    return list({registry.profile_of(p): p for p in registry.PROFILES}.values())


def test_the_pairs_are_many_and_of_every_kind() -> None:
    sides = read()
    own = {s.pair for s in sides if s.category != "taxonomy"}
    assert len(own) >= 60
    assert {s.category for s in sides} == set(CATEGORY_VI)
    assert len(
        {fold(s.item.title + s.item.text) for s in sides if s.category != "spelling"}
    ) == len([s for s in sides if s.category != "spelling"])


@pytest.mark.parametrize("profile", models())
def test_a_shipped_model_keeps_what_it_reached_on_the_pairs(profile: str) -> None:
    found = judge(load(profile))
    floors = json.loads(FLOOR.read_text(encoding="utf-8"))
    name = found["model"]
    assert name in floors, f"{name} chưa có mức sàn: chạy python {Path(__file__).name}"
    floor = floors[name]
    slack = SLACK.get(name.split("@")[0], ROUNDING)
    missed, known = set(found["missed"]), set(floor["missed"])
    assert len(missed - known) <= slack, f"mới sai: {sorted(missed - known)}"
    # A miss that is none any more must leave the floor, or it could come back unseen.
    assert len(known - missed) <= slack, f"nay đã đúng, hãy ghi lại sàn: {sorted(known - missed)}"
    assert found["categories"]["all"]["pairs_right"] >= floor["pairs_right"] - slack
    assert "Cặp đúng cả hai vế" in text(found)


def test_the_default_model_beats_the_keyword_rules_on_the_pairs() -> None:
    best, rules = (judge(load(p))["categories"]["all"] for p in (None, "baseline"))
    assert best["pairs_right"] > rules["pairs_right"] * 1.5


def test_a_pair_counts_only_when_both_sides_are_right() -> None:
    class Always:
        name = "always@1"

        def predict(self, items: list[TextItem]) -> list[Labels]:
            one = Labels(in_scope=True, topics=("strike",), tone="negative", stance_union="none",
                         intent="inform", risk=2, scores={}, model=self.name)  # fmt: skip
            return [one for _ in items]

    found = judge(Always())  # type: ignore[arg-type]
    everything = found["categories"]["all"]
    assert everything["sides_right"] > 20
    assert everything["accuracy"] < 0.1


def test_wishes_are_judged_one_by_one() -> None:
    said = Labels(in_scope=True, topics=("strike", "bargaining"), tone="neutral", risk=1,
                  stance_union="positive", intent="ask", scores={}, model="x@1")  # fmt: skip
    assert wrong(said, {"topic": "bargaining", "tone_not": "negative", "risk_max": 1}) == {}
    assert wrong(said, {"topic_not": "strike", "tone": "positive", "risk_min": 2}) == {
        "topic_not": ["strike", "bargaining"],
        "tone": "neutral",
        "risk_min": 1,
    }


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


def pin() -> None:
    """Measure every shipped model on the pairs and write what it reached."""
    floors = {}
    for profile in models():
        found = judge(load(profile))
        everything = found["categories"]["all"]
        floors[found["model"]] = {
            "pairs": everything["pairs"],
            "pairs_right": everything["pairs_right"],
            "missed": list(found["missed"]),
        }
    FLOOR.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    pin()
