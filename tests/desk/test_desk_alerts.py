"""/canh-bao: who sees which alert, the whole explanation, the acts, two people at once, to a case's end."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from flows.cases import desk as state_of
from langnghe.cases.alerts import LIVE, Alert
from tests.desk.conftest import Client, Served, axe, field_of
from warehouse import open_store
from warehouse.load import load

VERSION = "_phien_ban"


def alerts(desk: Served) -> dict[str, Alert]:
    with desk.desk.replica.lease() as lease:
        return dict(state_of(lease.store, lease.workspace).alerts)


def gravest(desk: Served) -> Alert:
    """The poisoning of the sample month: level 4, already in a case."""
    return max(alerts(desk).values(), key=lambda a: (a.live, a.level))


def waiting(desk: Served, level: int = 2) -> Alert:
    """An alert nobody took and that is of news, not of the system."""
    return next(
        a
        for a in alerts(desk).values()
        if a.status == "open" and a.level == level and a.risk != "R0" and not a.case_id
    )


def test_the_list_shows_what_is_open_gravest_first_with_state_age_and_precision(
    desk: Served,
) -> None:
    page = desk.as_role("analyst").html("/canh-bao")
    levels = [int(n) for n in re.findall(r"Mức (\d)</td>", page)]
    assert levels == sorted(levels, reverse=True)
    assert levels[0] == 4
    assert "đang xử lý" in page
    assert re.search(r'data-ten="Tuổi"[^>]*>\d+ ngày', page)
    assert re.search(r'data-ten="Loại này đúng"[^>]*>1/1<', page)
    assert f"{sum(a.live for a in alerts(desk).values())} báo động" in page


def test_a_filter_holds_for_the_page_and_for_both_files(desk: Served) -> None:
    client = desk.as_role("analyst")
    query = "/canh-bao?trang_thai=closed&ket_luan=nhi%E1%BB%85u"
    judged = [a for a in alerts(desk).values() if a.status == "closed" and a.verdict == "nhiễu"]
    assert judged
    assert client.html(query).count('href="/canh-bao/CB') == len(judged)
    lines = client.get(query + "&dang=csv").content.decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 1 + len(judged)
    book = openpyxl.load_workbook(io.BytesIO(client.get(query + "&dang=xlsx").content))
    assert book.worksheets[0].max_row >= 1 + len(judged)


def test_a_role_sees_the_levels_that_are_its_own(desk: Served) -> None:
    system = next(a.id for a in alerts(desk).values() if a.risk == "R0")
    small, grave = waiting(desk).id, gravest(desk).id
    sees = {
        "admin": {system: 200, small: 403, grave: 403},
        "spokesperson": {system: 403, small: 403, grave: 200},
        "department_head": {system: 403, small: 403, grave: 403},
        "policy_head": {system: 403, small: 200, grave: 200},
        "chair": {system: 200, small: 200, grave: 200},
    }
    for role, expected in sees.items():
        client = desk.as_role(role)
        listed = client.html("/canh-bao?trang_thai=")
        for ident, status in expected.items():
            assert client.get(f"/canh-bao/{ident}").status_code == status, (role, ident)
            assert (f'href="/canh-bao/{ident}"' in listed) == (status == 200), (role, ident)
    assert desk.as_role("upper_union").get("/canh-bao").status_code == 403


def test_an_alert_tells_everything_with_its_stories_linked(desk: Served) -> None:
    alert = gravest(desk)
    page = desk.as_role("chair").html(f"/canh-bao/{alert.id}")
    for part in ("Điều gì xảy ra", "Tin chính", "Con số", "Dự báo 72 giờ", "Vì sao mức này",
                 "Kịch bản đề xuất", "1. Xác minh trước", "Loại này trước nay", "Dòng thời gian"):  # fmt: skip
        assert part in page, part
    linked = set(re.findall(r'href="/tin/([^"#]+)"', page))
    assert set(alert.stories) <= linked
    assert "Điểm rủi ro" in page
    assert "(chuỗi " not in page
    assert f'href="/ho-so/{alert.case_id}"' in page


def test_there_is_no_such_alert(desk: Served) -> None:
    answer = desk.as_role("analyst").get("/canh-bao/CB000000-000000")
    assert answer.status_code == 404
    assert "Không có báo động" in answer.text


def test_taking_lands_as_the_order_of_the_command_and_is_offered_once(own_desk: Served) -> None:
    client, alert = own_desk.as_role("propaganda_head"), waiting(own_desk)
    place = f"/canh-bao/{alert.id}"
    before = set(own_desk.workspace.landing.rglob("*.jsonl"))
    version = field_of(client.html(place), VERSION)
    assert client.send_form(f"{place}/nhan", {VERSION: version}).status_code == 303
    page = client.html(place)
    assert "Đã nhận" in page
    assert f'action="{place}/nhan"' not in page
    [landed] = set(own_desk.workspace.landing.rglob("*.jsonl")) - before
    told = landed.read_text("utf-8")
    assert '"what":"acknowledged"' in told.replace(" ", "")
    assert "propaganda_head" in told
    with open_store(own_desk.workspace.warehouse) as store:  # what the single writer does later
        load(store, own_desk.workspace.landing)
        assert state_of(store, own_desk.workspace).alerts[alert.id].status == "acknowledged"
    audit = "".join(
        p.read_text("utf-8") for p in (own_desk.workspace.root / "data/audit").glob("*.jsonl")
    )
    assert "nhận báo động" in audit


def test_two_who_judge_one_alert_meet_on_the_conflict_page(own_desk: Served) -> None:
    head, chair, alert = (
        own_desk.as_role("propaganda_head"),
        own_desk.as_role("chair"),
        waiting(own_desk),
    )
    place = f"/canh-bao/{alert.id}"
    old = field_of(head.html(place), VERSION)
    form = {"muc": "3", "ly_do": "nhiều người hỏi", VERSION: field_of(chair.html(place), VERSION)}
    assert chair.send_form(f"{place}/muc", form).status_code == 303
    verdict = {"ket_luan": "nhiễu", "ghi_chu": "máy đọc nhầm tên", VERSION: old}
    answer = head.send_form(f"{place}/ket-luan", verdict)
    assert answer.status_code == 409
    assert "máy đọc nhầm tên" in answer.text
    assert "Chủ tịch" in answer.text
    assert "đổi mức báo động" in answer.text
    assert alerts(own_desk)[alert.id].verdict is None
    # Read, and sent once more knowingly.
    again = {**verdict, VERSION: field_of(answer.text, VERSION)}
    assert head.send_form(f"{place}/ket-luan", again).status_code == 303
    assert alerts(own_desk)[alert.id].verdict == "nhiễu"


def test_what_a_role_may_not_do_is_not_offered_and_is_refused(desk: Served) -> None:
    alert = gravest(desk)
    analyst = desk.as_role("analyst")
    page = analyst.html(f"/canh-bao/{alert.id}")
    assert "Kết luận báo động từng ở mức 4: Phó Chủ tịch" in page
    version = field_of(desk.as_role("chair").html(f"/canh-bao/{alert.id}"), VERSION)
    form = {"ket_luan": "đúng", VERSION: version}
    answer = analyst.send_form(f"/canh-bao/{alert.id}/ket-luan", form)
    assert answer.status_code == 422
    assert "không được đóng báo động từng ở mức 4" in answer.text
    assert (
        analyst.send_form(f"/canh-bao/{alert.id}/muc", {"muc": "5", "ly_do": "x"}).status_code
        == 403
    )
    assert gravest(desk).live


def test_a_level_without_a_reason_keeps_what_was_typed(desk: Served) -> None:
    client, alert = desk.as_role("chair"), waiting(desk)
    version = field_of(client.html(f"/canh-bao/{alert.id}"), VERSION)
    answer = client.send_form(
        f"/canh-bao/{alert.id}/muc", {"muc": "4", "ly_do": " ", VERSION: version}
    )
    assert answer.status_code == 422
    assert "Chưa điền lý do đổi mức" in answer.text
    assert 'name="muc" value="4"' in answer.text


@pytest.mark.parametrize(("width", "light"), [(390, "dark"), (1200, "light")])
def test_both_pages_read_well_on_every_screen(
    desk: Served, browse: Any, width: int, light: str
) -> None:
    for path in ("/canh-bao", f"/canh-bao/{gravest(desk).id}"):
        page = browse("chair", path, width=width, color_scheme=light)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def _form(client: Client, place: str, act: str, **fields: str) -> None:
    """Another person acts on the same page, through the same forms."""
    page = client.html(place)
    assert f'action="{place}/{act}"' in page, (act, "is not offered")
    answer = client.send_form(f"{place}/{act}", {**fields, VERSION: field_of(page, VERSION)})
    assert answer.status_code == 303, answer.text[:600]


def test_journey_from_alert_to_case_to_closing_with_a_verdict(
    desk: Served, browse: Any, tmp_path: Path
) -> None:
    alert = waiting(desk)
    page = browse("propaganda_head", "/canh-bao", width=1200)
    page.click(f'a[href="/canh-bao/{alert.id}"]')
    page.click("button:text-is('Nhận')")
    page.wait_for_selector("text=Đã nhận. Máy thôi nhắc")
    page.fill("#o-ten", "Bếp ăn ca: kiểm tra và trả lời công nhân")
    page.select_option("#o-giao", "policy_head")
    page.click("form button:text-is('Mở hồ sơ')")
    page.wait_for_url("**/ho-so/HS*")
    place = "/" + page.url.split("/", 3)[3]
    assert "Trưởng Ban Chính sách pháp luật lo" in page.inner_text("main")
    _form(
        desk.as_role("policy_head"),
        place,
        "de-xuat",
        phuong_an="Kiểm tra bếp trong ngày, trả lời công khai.",
    )
    page.reload()
    page.click("button:has-text('Duyệt phương án')")
    page.wait_for_selector("text=Đã duyệt phương án.")
    page.fill("#o-viec", "Đã kiểm tra bếp, niêm yết kết quả.")
    page.fill("#o-bai", "2")
    page.click("button:has-text('Ghi việc')")
    page.wait_for_selector("text=Đã ghi việc.")
    page.click("summary:has-text('Đóng hồ sơ')")
    page.fill("#o-ket_qua", "Bếp sửa xong, không ai phải nằm viện thêm.")
    page.fill("#o-bai_hoc", "Hỏi cơ sở trước khi báo hỏi.")
    page.select_option("#o-ket_luan", "đúng")
    page.click("button:text-is('Đóng hồ sơ')")
    page.wait_for_selector("text=Đã đóng hồ sơ.")
    assert "Hỏi cơ sở trước khi báo hỏi." in page.inner_text("main")
    assert axe(page) == []
    page.screenshot(path=tmp_path / "dong.png", full_page=True)
    page.goto(f"/canh-bao/{alert.id}")
    assert "kết luận đúng" in page.inner_text("main")
    closed = alerts(desk)[alert.id]
    assert closed.verdict == "đúng"
    assert closed.closed_by == "propaganda_head"
    assert closed.status not in LIVE
