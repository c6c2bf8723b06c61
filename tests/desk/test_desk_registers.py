"""/so: every register by form and by Excel, checked alike; versions, taking back, one's own unit only."""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path
from typing import Any

from langnghe.registers.kinds import REGISTERS
from tests.desk.conftest import Client, Served, axe, field_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CLIPPING = {
    "day": "2026-06-12", "source": "Báo Lai Châu", "medium": "print", "title": "Quà cho công nhân đồi chè",
    "url": "", "lead": "", "topic": "", "unit": "", "sample": "", "sample_week": "", "found_by": "",
    "entered_by": "",
}  # fmt: skip


def written(client: Client, **changed: str) -> str:
    """Write a clipping by its form; return its address."""
    done = client.send_form("/so/clippings/moi", {**CLIPPING, **changed})
    assert done.status_code == 303, unescape(re.sub(r"<[^>]+>", " ", done.text))[:1500]
    return done.headers["location"]


def test_all_registers_are_there_with_counts_and_last_entry(desk: Served) -> None:
    page = desk.as_role("analyst").html("/so")
    for kind in REGISTERS.values():
        assert f'href="/so/{kind.id}"' in page
    assert "20:00 30/06/2026" in page
    exported = desk.as_role("analyst").get("/so/documents?dang=csv").text
    assert len(exported.strip().splitlines()) > 60
    assert "Số hiệu" in exported.splitlines()[0] or "Số" in exported.splitlines()[0]


def test_a_row_by_form_shows_at_once_and_its_history_says_who(desk: Served) -> None:
    client = desk.as_role("analyst")
    where = written(client, title="Ghi bằng form")
    page = client.html(where)
    assert "Ghi bằng form" in page
    assert "12/06/2026" in page
    assert "Báo in" in page
    assert "Phân tích viên" in page
    assert "Ghi bằng form" in client.html("/so/clippings?q=ghi+bang+form")


def test_a_form_says_what_excel_says_and_keeps_what_was_typed(desk: Served) -> None:
    client = desk.as_role("analyst")
    bad = {**CLIPPING, "day": "31/31/2026", "title": "", "source": "Đài của tôi"}
    answer = client.send_form("/so/clippings/moi", bad)
    assert answer.status_code == 422
    assert "còn trống; điền như Công đoàn tỉnh trao quà cho công nhân" in answer.text
    assert 'value="31/31/2026"' in answer.text
    assert "Đài của tôi" in answer.text
    again = written(client, title="Chỉ một lần")
    twice = client.send_form("/so/clippings/moi", {**CLIPPING, "title": "Chỉ một lần"})
    assert twice.status_code == 422
    assert "đã có trong sổ" in twice.text
    assert client.html(again)


def test_two_people_editing_one_row_lose_nothing(desk: Served) -> None:
    first, second = desk.as_role("analyst"), desk.as_role("propaganda_head")
    where = written(first, title="Hai người cùng sửa")
    old = field_of(second.html(where + "/sua"), "_phien_ban")
    mine = {**CLIPPING, "title": "Hai người cùng sửa", "lead": "Người thứ nhất", "_phien_ban": old}
    assert first.send_form(where + "/sua", mine).status_code == 303
    late = second.send_form(where + "/sua", {**mine, "lead": "Người thứ hai"})
    assert late.status_code == 409
    assert "Người thứ nhất" in late.text
    assert "Người thứ hai" in late.text


def test_a_row_is_taken_back_with_its_reason_and_can_come_again(desk: Served) -> None:
    client = desk.as_role("analyst")
    where = written(client, title="Nhập nhầm hẳn")
    version = field_of(client.html(where), "_phien_ban")
    assert client.send_form(where + "/rut", {"_phien_ban": version}).status_code == 422
    done = client.send_form(where + "/rut", {"_phien_ban": version, "ly_do": "nhầm sổ"})
    assert done.status_code == 303
    page = client.html(where)
    assert "Dòng này đã rút: nhầm sổ" in page
    assert "Nhập nhầm hẳn" not in client.html("/so/clippings?_huy=khong&q=nham+han")
    version = field_of(page, "_phien_ban")
    client.send_form(where + "/rut", {"_phien_ban": version, "ly_do": "đúng sổ", "lai": "1"})
    assert "đã rút:" not in client.html(where)


def workbook(client: Client, rows: list[list[Any]]) -> bytes:
    """Return the template of the clippings, filled in."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(client.get("/so/clippings/mau").content))
    sheet = book.worksheets[0]
    heads = {
        str(c.value).strip(" *"): c.column for line in sheet.iter_rows() for c in line if c.value
    }
    line = sheet.max_row + 1
    for row in rows:
        for name, value in zip(("Ngày đăng", "Nguồn", "Loại nguồn", "Tiêu đề"), row, strict=True):
            sheet.cell(line, next(at for head, at in heads.items() if head.startswith(name)), value)
        line += 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_excel_goes_in_and_bad_rows_come_back_marked(desk: Served) -> None:
    import openpyxl

    client = desk.as_role("analyst")
    data = workbook(client, [["12/06/2026", "Đài mẫu", "Phát thanh", "Tin qua Excel"],
                             ["99/06/2026", "Đài mẫu", "Phát thanh", "Tin hỏng"]])  # fmt: skip
    answer = client.send_form("/so/clippings/nhap", files={"tep": ("so.xlsx", data, XLSX)})
    assert answer.status_code == 200, answer.text[:500]
    assert "mới 1" in answer.text
    assert "lỗi 1" in answer.text
    back = re.search(r'href="(/so/clippings/tra-lai/[^"]+)"', answer.text)
    assert back
    book = openpyxl.load_workbook(io.BytesIO(client.get(back[1]).content))
    assert "Danh sách lỗi" in book.sheetnames
    assert "Tin qua Excel" in client.html("/so/clippings?q=tin+qua+excel")
    other = desk.as_role("propaganda_head").get(back[1])
    assert other.status_code == 404


def test_who_has_one_unit_sees_and_writes_that_unit_only(desk: Served) -> None:
    scoped, all_ = desk.as_role("upper_union"), desk.as_role("analyst")
    mine = desk.desk.accounts.find("cap-tren")
    assert mine
    assert 'href="/so/reporter_feedback"' not in scoped.html("/so")
    assert scoped.get("/so/reporter_feedback").status_code == 404
    theirs = len(scoped.get("/so/documents?dang=csv").text.strip().splitlines())
    assert theirs < len(all_.get("/so/documents?dang=csv").text.strip().splitlines())
    foreign = scoped.send_form(
        "/so/clippings/moi", {**CLIPPING, "unit": "ldld-lai-chau", "title": "Của tỉnh"}
    )
    assert foreign.status_code == 422
    assert "đơn vị mình" in foreign.text
    data = workbook(scoped, [["12/06/2026", "Đài mẫu", "Phát thanh", "Không ghi đơn vị"]])
    refused = scoped.send_form("/so/clippings/nhap", files={"tep": ("so.xlsx", data, XLSX)})
    assert refused.status_code == 422
    own = written(scoped, unit=mine.unit, title="Của đơn vị tôi")
    assert scoped.get(own).status_code == 200
    strange = written(all_, title="Không của ai")
    assert scoped.get(strange).status_code == 404


def test_a_register_by_form_and_by_excel_in_the_browser(
    browse: Any, tmp_path: Path, desk: Served
) -> None:
    page = browse("analyst", "/so/clippings/moi", width=390, color_scheme="dark")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.fill("#o-day", "2026-06-20")
    page.fill("#o-source", "Đài Phát thanh Mường So")
    page.select_option("#o-medium", label="Phát thanh")
    page.fill("#o-title", "Ghi trong trình duyệt")
    page.click("button.main")
    page.wait_for_selector("text=Đã ghi.")
    assert page.locator("h1").inner_text() == "Ghi trong trình duyệt"
    assert axe(page) == []
    path = tmp_path / "tin.xlsx"
    path.write_bytes(workbook(desk.as_role("analyst"), [["13/06/2026", "Đài mẫu", "Phát thanh", "Excel trong trình duyệt"]]))  # fmt: skip
    page.goto("/so/clippings")
    assert axe(page) == []
    page.click("text=Nhập nhiều dòng từ Excel")
    page.set_input_files("#o-tep", path)
    page.click('form[action$="/nhap"] button')
    page.wait_for_selector("text=Kết quả nhập sổ")
    assert axe(page) == []
