"""Calls to stop work and questions that many ask: counted by writers, planned peaks set aside."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from langnghe.cases.rule_words import arrears, calls, document_numbers, hiding, secrecy
from langnghe.cases.rules import Outcome, Planned, RuleReport, VoiceRow, Watch, voice_findings

NOW = datetime(2026, 6, 10, 5, tzinfo=UTC)
WATCH = Watch(home="Đồng Nai", now=NOW)
QUESTION = "Cho hỏi tiền thưởng tháng 13 năm nay công ty may bao giờ chi trả vậy ạ?"


def voice(number: int = 1, **changes: Any) -> VoiceRow:
    values: dict[str, Any] = {
        "post_id": f"c{number}",
        "story_id": "s1",
        "at": NOW - timedelta(hours=number),
        "text": QUESTION,
        "source": "trang-nha",
        "asker": number,
        "intent": "ask",
        "topics": ("company_policy",),
        "stance_union": "none",
    }
    return VoiceRow(**{**values, **changes})


def call(number: int = 1, **changes: Any) -> VoiceRow:
    text = "Anh em ơi mai đồng loạt nghỉ việc, đình công đi!"
    values = {"intent": "call_to_action", "topics": ("strike",), "text": text}
    return voice(number, **{**values, **changes})


def severities(report: RuleReport) -> list[tuple[str, int, bool]]:
    return [(f.risk, f.severity, f.hard) for f in report.findings]


@pytest.mark.parametrize(
    ("text", "stoppage"),
    [
        ("Không tăng lương thì đình công thôi anh em", True),
        ("Nếu không đình công thì họ không trả đâu", True),
        ("Sao không đình công đi", True),
        ("mai nghi viec tap the di", True),
        ("Anh em đừng đình công nữa", False),
        ("Không có vụ ngừng việc nào trong quý", False),
        ("Ngăn chặn nguy cơ đình công", False),
        ("Phản đối kêu gọi đình công", False),
        ("Công nhân làm việc bình thường", False),
    ],
)
def test_a_denied_call_is_no_call(text: str, stoppage: bool) -> None:
    assert calls(text)[0] is stoppage


def test_a_call_to_strike_goes_up_at_once() -> None:
    report = voice_findings([call()], WATCH)
    assert severities(report) == [("R2d", 5, True)]
    assert report.outcomes == {Outcome.FINDING: 1}


def test_a_report_about_a_call_is_no_call() -> None:
    said = "Công an bắt đối tượng kêu gọi công nhân đình công"
    report = voice_findings([call(intent="inform", text=said)], WATCH)
    assert (report.findings, report.outcomes) == ([], {Outcome.UNWATCHED: 1})


def test_words_that_urge_are_a_call_whatever_the_model_says() -> None:
    report = voice_findings([call(intent="inform", provinces=("Đồng Nai",))], WATCH)
    assert severities(report) == [("R2d", 5, True)]
    assert "theo từ ngữ, cần đọc" in report.findings[0].reason
    nowhere = voice_findings([call(intent="inform")], WATCH)  # of no province, by words alone
    assert severities(nowhere) == [("R2d", 3, False)]


def test_the_families_of_workers_are_no_strike() -> None:
    assert calls("Kêu gọi ủng hộ gia đình công nhân gặp nạn") == (False, False)


def test_a_boycott_far_away_wakes_no_chairman_until_others_join() -> None:
    def boycott(number: int, **more: Any) -> VoiceRow:
        return call(number, text="Tẩy chay hãng này đi mọi người", provinces=("Huế",), **more)

    assert severities(voice_findings([boycott(1)], WATCH)) == [("R2d", 3, False)]
    thrice = [boycott(n) for n in (1, 2, 3)]
    assert severities(voice_findings(thrice, WATCH)) == [("R2d", 5, True)]
    one_writer = [boycott(n, asker=7) for n in (1, 2, 3)]
    assert severities(voice_findings(one_writer, WATCH)) == [("R2d", 3, False)]
    at_home = voice_findings([call(text="Tẩy chay hãng này đi", local=True)], WATCH)
    assert severities(at_home) == [("R2d", 5, True)]


def test_one_story_makes_one_finding_whatever_number_of_comments() -> None:
    many = voice_findings([call(n) for n in range(1, 9)], WATCH)
    assert severities(many) == [("R2d", 5, True)]
    assert many.outcomes == {Outcome.FINDING: 8}
    known = Watch(home="Đồng Nai", now=NOW, known={"s1": 5})
    assert voice_findings([call(9)], known).outcomes == {Outcome.KNOWN: 1}


def test_five_writers_with_one_question_are_heard() -> None:
    four = voice_findings([voice(n) for n in range(1, 5)], WATCH)
    assert (four.findings, four.outcomes) == ([], {Outcome.TOO_FEW: 4})
    words = (
        QUESTION,
        "bao giờ công ty may chi trả tiền thưởng tháng 13",
        "tien thuong thang 13 cong ty may bao gio tra",
        "Thưởng tháng 13 của công ty may khi nào chi trả vậy?",
        "Xin hỏi thưởng tháng 13 công ty may chi trả chưa?",
    )
    five = voice_findings([voice(n, text=text) for n, text in enumerate(words, 1)], WATCH)
    assert severities(five) == [("R2b", 2, False)]
    assert five.findings[0].observed == 5
    assert five.findings[0].since == NOW - timedelta(hours=5)


def test_one_writer_asking_five_times_is_one() -> None:
    assert not voice_findings([voice(n, asker=1) for n in range(1, 9)], WATCH).findings


def test_other_questions_and_older_ones_do_not_add_up() -> None:
    other = [
        voice(n, text=f"Đóng bảo hiểm {n} năm rồi nghỉ có rút một lần được không") for n in (6, 7)
    ]
    old = [voice(n, at=NOW - timedelta(days=8)) for n in (8, 9)]
    report = voice_findings([*(voice(n) for n in range(1, 4)), *other, *old], WATCH)
    assert not report.findings
    assert report.outcomes == {Outcome.TOO_FEW: 5, Outcome.UNWATCHED: 2}


def test_blame_for_silence_is_graver() -> None:
    texts = [
        f"Hỏi quỹ công đoàn xã chi gì mà {w} ai trả lời" for w in ("không", "chưa", "chẳng")
    ] * 2
    rows = [voice(n, text=t, intent="complain") for n, t in enumerate(texts, 1)]
    assert severities(voice_findings(rows, WATCH)) == [("R2b", 3, False)]


def test_a_question_already_told_is_not_told_again() -> None:
    rows = [voice(n) for n in range(1, 7)]
    known = Watch(home="Đồng Nai", now=NOW, known={"c3": 2})
    assert voice_findings(rows, known).outcomes == {Outcome.KNOWN: 6}


def test_a_planned_event_explains_questions_on_its_topics() -> None:
    campaign = Planned(
        first=date(2026, 6, 1), last=date(2026, 6, 30), label="Tháng tư vấn",
        topics=("company_policy",),
    )  # fmt: skip
    rows = [voice(n) for n in range(1, 7)]
    during = Watch(home="Đồng Nai", now=NOW, planned=(campaign,))
    assert voice_findings(rows, during).outcomes == {Outcome.PLANNED: 6}
    other = Planned(first=campaign.first, last=campaign.last, label="Tết", topics=("tet_care",))
    assert voice_findings(rows, Watch(home="Huế", now=NOW, planned=(other,))).findings


def test_the_word_lists_read_accents_and_their_absence() -> None:
    assert arrears("Công ty trốn đóng bảo hiểm xã hội")
    assert arrears("cong ty no bhxh")
    assert not arrears("chậm nhận lương hưu")
    assert hiding("bao giờ công đoàn công khai quỹ")
    assert not hiding("Công đoàn không che giấu điều gì")
    assert document_numbers("Số: 123 / TB-LĐLĐ và 05/2026/TB-CĐCS") == (
        "123/TB-LĐLĐ", "05/2026/TB-CĐCS",
    )  # fmt: skip
    assert secrecy("Kế hoạch này (không phổ biến)") == "không phổ biến"
    assert secrecy("ĐIỀU TRA VỤ LỘ MẬT TẠI CÔNG TY LỚN NHẤT THÀNH PHỐ") is None
