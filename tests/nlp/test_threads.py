"""Which story carries on which: one event told further, not everything of one kind."""

from __future__ import annotations

from nlp.threads import Told, follows

BEFORE = [
    Told(
        story_id="a",
        title="Hơn 20 công nhân Mây Trắng nhập viện sau bữa ăn ca",
        text="Tối 28/6, công nhân Công ty Mây Trắng đau bụng sau bữa ăn ca. Bếp ăn bị niêm phong.",
    ),
    Told(
        story_id="b",
        title="Công đoàn tặng quà công nhân khu công nghiệp Đá Xanh",
        text="Sáng 28/6, công đoàn trao quà cho công nhân khó khăn ở khu Đá Xanh.",
    ),
    Told(
        story_id="c",
        title="Chốt lương tối thiểu vùng",
        text="Hội đồng Tiền lương quốc gia họp phiên thứ hai tại Hà Nội.",
    ),
]


def test_the_next_day_of_an_event_is_linked_to_its_first() -> None:
    today = Told(
        story_id="x",
        title="Vụ ngộ độc ở Công ty Mây Trắng: 96 công nhân nhập viện",
        text="Số công nhân Mây Trắng nhập viện sau bữa ăn ca tăng lên 96.",
    )
    assert follows([today], BEFORE) == {"x": "a"}


def test_the_same_kind_of_event_elsewhere_is_not() -> None:
    today = Told(
        story_id="x",
        title="Công nhân Gỗ Sồi nhập viện sau bữa ăn ca",
        text="Công nhân Công ty Gỗ Sồi đau bụng sau bữa ăn ca.",
    )
    assert follows([today], BEFORE) == {}


def test_a_story_does_not_follow_itself() -> None:
    assert follows([BEFORE[0]], [BEFORE[0]]) == {}


def test_nothing_follows_nothing() -> None:
    assert follows([], []) == {}


def test_a_young_workspace_does_not_link_what_only_shares_a_province() -> None:
    strike = Told(
        story_id="a",
        title="Công nhân Lai Châu ngừng việc vì nợ lương",
        text="Sáng nay 200 công nhân ngừng việc.",
    )
    gifts = Told(
        story_id="b",
        title="Công đoàn Lai Châu trao quà Tết cho công nhân",
        text="Công đoàn trao 100 suất quà.",
    )
    assert follows([gifts], [strike]) == {}
