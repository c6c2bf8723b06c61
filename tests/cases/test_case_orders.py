"""The life of a case: opened from an alert, proposed, approved by somebody else, worked on, closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from langnghe.cases import case_orders as do
from langnghe.cases.case import Case, find_case, fold_cases, timeline
from langnghe.cases.case_text import case_text
from langnghe.cases.finding import Finding
from langnghe.errors import LangngheError
from langnghe.records import Event
from tests.cases.conftest import NOON, Desk


@pytest.fixture
def office(desk: Desk, rule: Callable[..., Finding]) -> Desk:
    """An alert of level 4, in hand: its case is the office's only one."""
    desk.watch(rule(hard=True, union_units=("CĐCS Nhà máy Mẫu",)))
    desk.events += do.open_case("propaganda_head", desk.policy, desk.now, alert=desk.only)
    return desk


def case(desk: Desk) -> Case:
    (found,) = fold_cases(desk.events).values()
    return found


def test_a_case_takes_over_what_its_alert_knows(office: Desk) -> None:
    found, alert = case(office), office.only
    assert (alert.status, alert.case_id) == ("in_hand", found.id)
    assert (found.risk, found.level, found.scct, found.owner) == ("R3", 4, "victim", "policy_head")
    assert (found.units, found.places) == (("CĐCS Nhà máy Mẫu",), ("lai-chau",))
    assert found.due == NOON + timedelta(hours=24)


def test_from_proposal_to_lesson_everything_stands_in_the_timeline(office: Desk) -> None:
    at = NOON
    steps: list[Callable[[Case, datetime], Event]] = [
        lambda c, t: do.edit(
            c, "policy_head", t, {"workers": 120, "places": ("lai-chau", "bum-nua")}
        ),
        lambda c, t: do.propose(c, "policy_head", "Thông cáo trước 17 giờ.", t, grounds="1669"),
        lambda c, t: do.send_back(c, "vice_chair", "thêm số liệu", t),
        lambda c, t: do.propose(c, "policy_head", "Thông cáo có số liệu.", t),
        lambda c, t: do.approve(c, "vice_chair", t),
        lambda c, t: do.act(c, "policy_head", "Đăng thông cáo", t, positive=2),
        lambda c, t: do.act(c, "spokesperson", "Đăng bài thăm công nhân", t, positive=1),
        lambda c, t: do.inform(c, "propaganda_head", "Gửi tới các công đoàn cấp trên", t),
        lambda c, t: do.press(c, "spokesperson", "Trả lời ba báo", t),
        lambda c, t: do.close_case(c, "vice_chair", "Công nhân đã khoẻ", "Kiểm bếp ăn hằng quý", t),
    ]
    for step in steps:
        at += timedelta(hours=1)
        office.say(step(case(office), at))
    done = case(office)
    assert (done.status, done.workers, done.actions, done.positive) == ("closed", 120, 2, 3)
    assert (done.proposed_by, done.approved_by) == ("policy_head", "vice_chair")
    told = timeline(office.events, done)
    assert [e.what for e in told] == [
        "opened", "opened", "in_hand", "edited", "proposed", "returned", "proposed", "approved",
        "acted", "acted", "informed", "press", "closed",
    ]  # fmt: skip
    text = case_text(done, told, at)
    for words in (
        "120 người lao động",
        "Thông cáo có số liệu.",
        "Bài tích cực đã đăng: 3",
        "Kiểm bếp",
    ):
        assert words in text


def test_a_new_proposal_needs_a_new_approval(office: Desk) -> None:
    office.say(do.propose(case(office), "policy_head", "một", NOON + timedelta(hours=1)))
    office.say(do.approve(case(office), "chair", NOON + timedelta(hours=2)))
    office.say(do.propose(case(office), "policy_head", "hai", NOON + timedelta(hours=3)))
    assert (case(office).status, case(office).approved_by) == ("proposed", None)


def test_another_department_works_on_a_case_only_while_it_is_lent(office: Desk) -> None:
    later = NOON + timedelta(days=2)
    with pytest.raises(LangngheError, match="không giao cho"):
        do.act(case(office), "department_head", "xem", NOON)
    office.say(
        do.assign(case(office), "chair", "Lãnh đạo Ban, đơn vị khác", NOON, due=None, until=later)
    )
    office.say(
        do.act(case(office), "department_head", "cung cấp số liệu", NOON + timedelta(days=1))
    )
    with pytest.raises(LangngheError, match="đã hết"):
        do.act(case(office), "department_head", "thêm", later + timedelta(minutes=1))


def proposed(c: Case, by: str = "policy_head") -> Case:
    return fold_cases([*_opening(c), do.propose(c, by, "phương án", NOON + timedelta(hours=1))])[
        c.id
    ]


def _opening(c: Case) -> list[Event]:
    from langnghe.cases.case import changed

    return [changed(None, c, "opened", c.opened_by, c.opened_at)]


def closed(c: Case) -> Case:
    return fold_cases(
        [*_opening(c), do.close_case(c, "chair", "xong", "không có", NOON + timedelta(hours=1))]
    )[c.id]


BAD: list[tuple[Callable[[Case, Desk], Any], str]] = [
    (
        lambda c, d: do.close_case(closed(c), "chair", "a", "b", NOON),
        "đã đóng, không đóng lại được",
    ),
    (lambda c, d: do.act(closed(c), "chair", "a", NOON), "đã đóng"),
    (lambda c, d: do.close_case(c, "propaganda_head", "a", "b", NOON), "đóng hồ sơ mức 4"),
    (lambda c, d: do.close_case(c, "chair", "a", " ", NOON), "bài học"),
    (lambda c, d: do.close_case(proposed(c), "chair", "a", "b", NOON), "chờ duyệt"),
    (lambda c, d: do.approve(c, "chair", NOON), "không có gì để duyệt"),
    (lambda c, d: do.approve(proposed(c, "chair"), "chair", NOON), "không tự duyệt"),
    (
        lambda c, d: do.approve(proposed(c), "propaganda_head", NOON),
        "duyệt phương án của hồ sơ mức 4",
    ),
    (lambda c, d: do.send_back(proposed(c), "chair", "", NOON), "lý do"),
    (lambda c, d: do.propose(c, "analyst", "a", NOON), "Phân tích viên không được"),
    (lambda c, d: do.propose(c, "policy_head", "  ", NOON), "để trống"),
    (
        lambda c, d: do.assign(c, "chair", "policy_heads", NOON, due=None, until=None),
        "không có vai trò",
    ),
    (
        lambda c, d: do.assign(c, "chair", "analyst", NOON, due=None, until=None),
        "không xử lý hồ sơ",
    ),
    (lambda c, d: do.assign(c, "chair", "legal_team", NOON, due=NOON, until=None), "đã qua"),
    (lambda c, d: do.assign(c, "chair", "policy_head", NOON, due=c.due, until=None), "từ trước"),
    (lambda c, d: do.edit(c, "chair", NOON, {"workers": -1}), "không thể âm"),
    (lambda c, d: do.edit(c, "chair", NOON, {"workers": None}), "chưa ghi gì"),
    (lambda c, d: do.edit(c, "policy_head", NOON, {"level": 1}), "đổi mức"),
    (lambda c, d: do.edit(c, "chair", NOON, {"risk": "R9"}), "nguyên nhân"),
    (lambda c, d: do.open_case("chair", d.policy, NOON, alert=d.only), "đã có hồ sơ"),
    (
        lambda c, d: do.open_case("admin", d.policy, NOON, title="x", risk="R1"),
        "Quản trị không được",
    ),
    (lambda c, d: do.open_case("chair", d.policy, NOON, title="", risk="R1"), "cần tên"),
    (lambda c, d: do.open_case("chair", d.policy, NOON, title="x"), "nguyên nhân None"),
    (lambda c, d: find_case({c.id: c}, "HS999999"), "không có hồ sơ này"),
]


@pytest.mark.parametrize(("order", "words"), BAD, ids=[words for _, words in BAD])
def test_bad_orders_are_refused_in_words(
    office: Desk, order: Callable[[Case, Desk], Any], words: str
) -> None:
    with pytest.raises(LangngheError, match=words):
        order(case(office), office)
