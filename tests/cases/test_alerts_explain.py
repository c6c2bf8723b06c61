"""An alert says everything a person needs to judge it, and how often its kind was right before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from langnghe.cases.budget import records
from langnghe.cases.explain import explain
from langnghe.cases.finding import Finding
from langnghe.cases.orders import close
from tests.cases.conftest import NOON, Desk

STORY = {
    "story_id": "tin-9", "title": "Công nhân kêu lương chậm", "url": "https://bao-a.example/9.html",
    "source": "Báo A", "first_at": NOON, "posts": 4, "outlets": 3,
}  # fmt: skip


def test_every_part_of_the_contract_is_printed(
    desk: Desk, statistic: Callable[..., Finding]
) -> None:
    desk.watch(statistic(severity=5, places=("Lai Châu",)))
    said = explain(
        desk.only,
        desk.policy,
        stories=[STORY],
        names={"bao-a": "Báo A"},
        topics={"jobs_living": "Đời sống, việc làm"},
        proposal=lambda alert, told: f"Họp báo về {told[0]['title']}.",
        outlook=lambda alert: "nhiều khả năng giảm (60 %)",
    )
    text = said.text()
    for words in (
        "kỳ vọng 8, quan sát 31, xác suất ngẫu nhiên khoảng 1/10.000.000",
        "DỰ BÁO 72 GIỜ\nnhiều khả năng giảm (60 %)",
        "bài đầu tiên 12:00 09/06/2026",
        "Công nhân kêu lương chậm (Báo A và 2 nguồn khác, 12:00 10/06/2026)",
        "https://bao-a.example/9.html",
        "Địa bàn: Lai Châu",
        "Nguồn (4 độc lập): Báo A, bao-b, bao-c, bao-d",
        "đợt tăng bất thường về chuyện ở mức nghiêm trọng cao nhất",
        "Kiểm chứng: 4 nguồn độc lập",
        "mức nghiêm trọng 5 ×",
        "Họp báo về Công nhân kêu lương chậm.",
        "chưa báo động nào có kết luận (n = 0)",
    ):
        assert words in text, words
    row = said.to_json()
    assert row["precision"] == {"right": 0, "n": 0}
    assert row["top_stories"][0]["first_at"] == NOON.isoformat()


def test_verdicts_stand_beside_the_next_alert_of_the_kind(
    desk: Desk, rule: Callable[..., Finding]
) -> None:
    for number, verdict in enumerate(["đúng", "nhiễu", "đúng"]):
        name = f"tin-{number}"
        desk.watch(rule(risk="R1", severity=3, subject=name, story_ids=(name,)))
        alert = next(a for a in desk.alerts.values() if name in a.stories)
        desk.say(close(alert, "propaganda_head", verdict, "", desk.now + timedelta(minutes=1)))
        desk.wait(hours=1)
    desk.watch(rule(risk="R1", severity=3, subject="moi", story_ids=("moi",)))
    fresh = next(a for a in desk.alerts.values() if a.live)
    record = records(desk.alerts.values())[fresh.kind]
    assert (record.right, record.n) == (2, 3)
    text = explain(fresh, desk.policy, record=record).text()
    assert "DỰ BÁO 72 GIỜ\nchưa đủ dữ liệu" in text
    assert "đúng 2 trên 3 báo động đã kết luận (67 %, n = 3)" in text
    assert "theo luật: không có số thống kê" in text


def test_what_is_held_says_so(desk: Desk, rule: Callable[..., Finding]) -> None:
    desk.watch(rule(sources=("bao-a",)))
    text = explain(desk.only, desk.policy).text()
    assert "Bảng mức cho mức 4; giữ ở mức 3: mới có 1 nguồn độc lập" in text
