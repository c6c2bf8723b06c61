"""Deaths at work by words alone: what counts, what is another matter, and who is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from langnghe.cases.rule_harm import harmed
from langnghe.cases.rules import Outcome, StoryRow, Watch, story_findings

NOW = datetime(2026, 6, 10, 5, tzinfo=UTC)
WATCH = Watch(home="Quảng Trị", now=NOW)


@pytest.mark.parametrize(
    "text",
    [
        "Tàu cá không về bến, năm ngư dân mất liên lạc",
        "Lặn tìm phao, một thợ lặn tử vong ở cửa biển",
        "Sạt lở mỏ đá, tìm thấy thi thể người lái máy xúc",
        "Hai người làm thuê bị sét đánh chết ở vuông tôm",
        "Nhân viên tuần đường thiệt mạng khi đang kiểm tra đường sắt",
        "Đứt cáp cần cẩu trên công trường, một người không qua khỏi",
    ],
)
def test_people_dead_or_missing_at_work(text: str) -> None:
    assert harmed(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ngư dân được mùa cá cơm",  # nobody harmed
        "Tìm thấy thi thể bên bờ sông",  # nobody at work
        "Nghi phạm sát hại nữ công nhân ra đầu thú, nạn nhân tử vong",  # crime
        "Cá chết hàng loạt gần khu công nghiệp",
        "Công nhân thoát chết khi giàn giáo đổ",
        "Công nhân đi xe máy va chạm xe tải, tử vong",  # the road
        "Xét xử vụ sập giàn giáo làm ba công nhân tử vong",  # the past
        "Xe công trình chết máy giữa ngã tư",
        "Điểm tin 17h: 12 người tử vong, 17 ngư dân mất liên lạc",  # a round-up of the day
        "10.000 con gà chết ngạt trong trang trại",
    ],
)
def test_another_matter(text: str) -> None:
    assert not harmed(text)


def test_a_killing_is_no_accident_whatever_the_model_says() -> None:
    title = "Họp báo vụ thảm sát ba người trong xưởng gỗ ở Quảng Trị"
    row = boat(
        in_scope=True,
        title=title,
        text=title,
        topics=("work_accident",),
        risk=3,
        sure=0.9,
        negative=1,
    )
    assert not story_findings([row], WATCH).findings


def test_a_crash_wakes_no_leader_unless_workers_were_in_it() -> None:
    def told(title: str) -> tuple[int, bool]:
        row = boat(
            in_scope=True,
            title=title,
            text=title,
            topics=("work_accident",),
            risk=2,
            sure=0.9,
            negative=1,
        )
        (finding,) = story_findings([row], WATCH).findings
        return finding.severity, finding.hard

    assert told("Xe khách lao xuống vực ở Quảng Trị, 4 người chết") == (3, False)
    assert told("Xe khách chở công nhân lao xuống vực ở Quảng Trị, 4 người chết") == (4, True)
    assert told("Sập giàn giáo cao tốc đang thi công ở Quảng Trị, 4 người chết") == (4, True)


def test_a_figure_of_many_debtors_is_not_one_employer_in_arrears() -> None:
    def told(title: str) -> int:
        row = boat(
            in_scope=True,
            title=title,
            text=title,
            topics=("employer_violation",),
            risk=2,
            sure=0.9,
            negative=1,
        )
        (finding,) = story_findings([row], WATCH).findings
        return finding.severity

    assert told("100 doanh nghiệp nợ bảo hiểm xã hội của 8.000 lao động") == 3
    assert told("Công ty Đá Xanh nợ lương 1.200 công nhân") == 4


def boat(**changes: object) -> StoryRow:
    """Return a boat lost off the office's coast that the model put out of scope."""
    title = "Tàu cá chìm ở Quảng Trị, ba ngư dân mất tích"
    row = StoryRow(
        story_id="s1", known_at=NOW - timedelta(hours=1), published_at=NOW - timedelta(hours=2),
        title=title, text=title, in_scope=False, press=True, post_ids=("p1",), voices=("A", "B"),
        topics=(), risk=0, sure=0.0, provinces=("Quảng Trị",),
    )  # fmt: skip
    return replace(row, **changes)  # type: ignore[arg-type]


def test_heads_are_told_of_what_the_model_passed_over() -> None:
    (finding,) = story_findings([boat()], WATCH).findings
    assert (finding.risk, finding.severity, finding.hard) == ("R3", 3, False)
    assert "cần đọc" in finding.reason
    inside = boat(in_scope=True, topics=("jobs_living",), risk=0, sure=0.9)
    assert [f.severity for f in story_findings([inside], WATCH).findings] == [3]


@pytest.mark.parametrize(
    "changes",
    [
        {"provinces": ("Huế",)},
        {"provinces": ()},
        {"press": False},
        {"published_at": NOW - timedelta(days=9)},
        {"text": "Tàu cá về bến đầy cá", "title": ""},
    ],
)
def test_elsewhere_old_or_harmless_stays_out_of_scope(changes: dict[str, object]) -> None:
    report = story_findings([boat(**changes)], WATCH)
    assert not report.findings
    assert list(report.outcomes.elements()) == [Outcome.OUT_OF_SCOPE]
