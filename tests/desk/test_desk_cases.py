"""/ho-so: what is due, who may do what, a response from proposal to lesson, and who sees a lent case."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from flows.cases import desk as state_of
from langnghe.cases.case import Case
from langnghe.records import HANOI
from tests.desk.conftest import Client, Served, axe, field_of

VERSION = "_phien_ban"


def cases(desk: Served) -> dict[str, Case]:
    with desk.desk.replica.lease() as lease:
        return dict(state_of(lease.store, lease.workspace).cases)


def act(client: Client, place: str, what: str, **fields: str) -> str:
    """Send one form of a page that offers it; return the page afterwards."""
    page = client.html(place)
    assert f'{place}/{what}"' in page, f"{what} is not offered"
    answer = client.send_form(f"{place}/{what}", {**fields, VERSION: field_of(page, VERSION)})
    assert answer.status_code == 303, answer.text[:800]
    return client.html(place)


def opened(desk: Served) -> str:
    """Open a case of an alert that nobody took yet; return its address."""
    with desk.desk.replica.lease() as lease:
        alerts = state_of(lease.store, lease.workspace).alerts.values()
    alert = next(a for a in alerts if a.status == "open" and a.risk != "R0" and not a.case_id)
    head = desk.as_role("propaganda_head")
    place = f"/canh-bao/{alert.id}"
    form = {
        "ten": "Bếp ăn ca ở Tam Đường",
        "giao": "policy_head",
        VERSION: field_of(head.html(place), VERSION),
    }
    answer = head.send_form(f"{place}/ho-so", form)
    assert answer.status_code == 303, answer.text[:800]
    return str(answer.headers["location"])


def test_the_list_is_by_due_with_level_owner_and_how_late(desk: Served) -> None:
    page = desk.as_role("analyst").html("/ho-so")
    live = [c for c in cases(desk).values() if c.live and c.due]
    assert live
    order = re.findall(r'href="/ho-so/(HS[^"]+)"', page)
    due = {c.id: c.due for c in live}
    assert [due[i] for i in order if i in due] == sorted(due.values())  # type: ignore[type-var]
    assert re.search(r'data-ten="Còn" class="[^"]*bad-t">quá \d+ ngày', page)
    assert "Trưởng Ban Chính sách pháp luật" in page
    late = desk.as_role("analyst").html("/ho-so?trang_thai=qua-han")
    assert f"{len(live)} hồ sơ sau khi lọc" in late


def test_a_case_shows_cause_extent_owner_due_and_its_course(desk: Served) -> None:
    case = next(c for c in cases(desk).values() if c.alerts and c.actions)
    page = desk.as_role("analyst").html(f"/ho-so/{case.id}")
    for part in ("Nguyên nhân", "Địa bàn", "Số người lao động", "Người lo, hạn", "đề xuất phương án",
                 "duyệt phương án", "đã làm", "báo động mở"):  # fmt: skip
        assert part in page, part
    assert f'href="/canh-bao/{case.alerts[0]}"' in page
    assert f'action="/ho-so/{case.id}/' not in page  # an analyst reads


def test_from_proposal_to_lesson_by_those_who_may(desk: Served) -> None:
    place = opened(desk)
    head, policy, chair = (desk.as_role(r) for r in ("propaganda_head", "policy_head", "chair"))
    level = cases(desk)[place.rsplit("/", 1)[1]].level  # only who closes such a case may change it
    act(policy, place, "bo-sung", ten="Bếp ăn ca ở Tam Đường", nguy_co="R3", scct="victim", muc=str(level),
        nguoi="1.200", don_vi="CĐCS May Sim Trắng", dia_ban="Tam Đường\nTân Phong")  # fmt: skip
    page = act(
        policy, place, "de-xuat", phuong_an="Kiểm tra bếp, trả lời công khai.", can_cu="Điều 3"
    )
    assert "1.200" in page
    assert "Tam Đường; Tân Phong" in page
    assert f'action="{place}/duyet"' not in page  # not this role's, and never one's own
    assert f'action="{place}/dong"' not in head.html(place)  # a response waits
    page = act(head, place, "tra-lai", ly_do="Chưa nêu ai trả lời báo chí.")
    assert "Bị trả lại: Chưa nêu ai trả lời báo chí." in page
    act(policy, place, "de-xuat", phuong_an="Kiểm tra bếp; Người phát ngôn trả lời báo chí.")
    act(head, place, "duyet")
    act(policy, place, "noi-bo", noi_bo="Đã báo Chủ tịch CĐCS.")
    act(policy, place, "bao-chi", bao_chi="Đã gửi thông cáo.")
    page = act(policy, place, "da-lam", viec="Cử cán bộ tới bếp.", bai="2")
    for said in ("Đã báo Chủ tịch CĐCS.", "Đã gửi thông cáo.", "Cử cán bộ tới bếp."):
        assert said in page
    soon = (desk_now() + timedelta(days=2)).strftime("%Y-%m-%dT09:30")
    assert "Tổ tư vấn pháp luật lo" in act(chair, place, "giao", giao="legal_team", han=soon)
    page = act(
        head, place, "dong", ket_qua="Bếp sửa xong.", bai_hoc="Hỏi cơ sở trước.", ket_luan="trùng"
    )
    assert "Hỏi cơ sở trước." in page
    case = cases(desk)[place.rsplit("/", 1)[1]]
    assert (case.status, case.positive, case.workers) == ("closed", 2, 1200)
    assert "Hồ sơ đã đóng." in page
    with desk.desk.replica.lease() as lease:
        alert = state_of(lease.store, lease.workspace).alerts[case.alerts[0]]
    assert (alert.verdict, alert.closed_by) == ("trùng", "propaganda_head")


def desk_now() -> Any:
    from datetime import datetime

    return datetime.now(HANOI)


def test_two_who_propose_at_once_lose_nothing(desk: Served) -> None:
    place = opened(desk)
    policy, legal = desk.as_role("policy_head"), desk.as_role("legal_team")
    old = field_of(legal.html(place), VERSION)
    act(policy, place, "de-xuat", phuong_an="Phương án của Ban Chính sách.")
    answer = legal.send_form(
        f"{place}/de-xuat", {"phuong_an": "Phương án của tổ tư vấn.", VERSION: old}
    )
    assert answer.status_code == 409
    assert "Phương án của Ban Chính sách." in answer.text
    assert "Phương án của tổ tư vấn." in answer.text
    assert cases(desk)[place.rsplit("/", 1)[1]].proposal == "Phương án của Ban Chính sách."


def test_another_department_sees_a_case_only_while_it_is_lent(desk: Served) -> None:
    place = opened(desk)
    other, head = desk.as_role("department_head"), desk.as_role("propaganda_head")
    assert other.get(place).status_code == 403
    assert place not in other.html("/ho-so")
    soon = (desk_now() + timedelta(days=1)).strftime("%Y-%m-%dT17:00")
    act(head, place, "giao", giao="department_head", xem_den=soon)
    assert place in other.html("/ho-so")
    assert "được xem đến" in other.html(place)
    alert = cases(desk)[place.rsplit("/", 1)[1]].alerts[0]
    assert other.get(f"/canh-bao/{alert}").status_code == 200
    act(head, place, "giao", giao="policy_head")
    assert other.get(place).status_code == 403
    assert other.get(f"/canh-bao/{alert}").status_code == 403


def test_what_cannot_be_read_is_said_and_what_was_typed_stays(desk: Served) -> None:
    case = next(c for c in cases(desk).values() if c.live)
    client = desk.as_role("policy_head")
    place = f"/ho-so/{case.id}"
    form = {"viec": "Đã gọi điện.", "bai": "hai", VERSION: field_of(client.html(place), VERSION)}
    answer = client.send_form(f"{place}/da-lam", form)
    assert answer.status_code == 422
    assert "phải là số nguyên" in answer.text
    assert "Đã gọi điện." in answer.text


@pytest.mark.parametrize(("width", "light"), [(390, "dark"), (1200, "light")])
def test_both_pages_read_well_on_every_screen(
    desk: Served, browse: Any, width: int, light: str
) -> None:
    case = next(c for c in cases(desk).values() if c.alerts)
    for path in ("/ho-so", f"/ho-so/{case.id}"):
        page = browse("propaganda_head", path, width=width, color_scheme=light)
        page.evaluate("for (const d of document.querySelectorAll('main details')) d.open = true")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
