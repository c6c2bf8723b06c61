"""How questions come in by people: told by telephone, found among comments; and a file that cannot be kept."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

import flows.inquiries
from langnghe.desk.pages import hoi_dap_ghi
from langnghe.desk.pages.canh_bao_chung import local_moment
from langnghe.privacy.contacts import Contacts
from tests.desk.conftest import Served

FORM = {
    "cau_hoi": "Thử việc ba tháng có đúng luật không?",
    "kenh": "hotline",
    "lien_he": "0912 345 678",
}


def test_a_question_that_was_told_is_taken_down_with_its_clock(desk: Served) -> None:
    client = desk.as_role("analyst")
    came = local_moment(datetime.now(UTC) - timedelta(hours=3))
    done = client.send_form("/hoi-dap/ghi", {**FORM, "luc": came, "chu_de": "employment"})
    assert done.status_code == 303, done.text[:2000]
    page = client.html(done.headers["location"])
    assert FORM["cau_hoi"] in page
    assert re.search(
        r"[Cc]òn 20 giờ 59|[Cc]òn 21 giờ", page
    )  # from when it was asked, not from now
    assert not re.search(r"0912[ .]?345", page)  # a token of ours may hold any four digits
    ident = done.headers["location"].rsplit("/", 1)[1]
    assert ident in Contacts.of(desk.workspace.root).idents()
    again = client.send_form("/hoi-dap/ghi", {**FORM, "luc": came, "chu_de": "employment"})
    assert again.headers["location"] == "/hoi-dap/ghi"  # known: not a second time
    late = local_moment(datetime.now(UTC) + timedelta(hours=3))
    refused = client.send_form("/hoi-dap/ghi", {**FORM, "luc": late})
    assert refused.status_code == 422
    assert FORM["cau_hoi"] in refused.text


def test_the_grassroots_writes_down_and_is_told_where_it_went(desk: Served) -> None:
    client = desk.as_role("grassroots")
    assert "/hoi-dap/ghi" in client.html("/so")
    done = client.send_form("/hoi-dap/ghi", {**FORM, "cau_hoi": "Ca đêm có phụ cấp không?"})
    assert done.status_code == 303
    assert "Đã ghi câu hỏi" in client.html(done.headers["location"])


def test_a_comment_becomes_a_question_or_is_turned_down_with_a_reason(
    desk: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = desk.as_role("propaganda_head")
    assert "Không bình luận nào chờ" in client.html(
        "/hoi-dap/binh-luan"
    )  # the sample's are taken up
    everywhere = [name for (name,) in sources(desk)]
    monkeypatch.setattr(flows.inquiries, "own_sources", lambda _: everywhere)
    monkeypatch.setattr(hoi_dap_ghi, "DAYS", 3000)
    page = client.html("/hoi-dap/binh-luan")
    ids = re.findall(r"/hoi-dap/binh-luan/(\w+)/hoi", page)
    assert len(ids) >= 2
    yes, no = ids[:2]
    taken = client.send_form(f"/hoi-dap/binh-luan/{yes}/hoi")
    assert taken.status_code == 303
    assert taken.headers["location"].startswith("/hoi-dap/HD")
    assert (
        client.send_form(f"/hoi-dap/binh-luan/{yes}/hoi").headers["location"]
        == "/hoi-dap/binh-luan"
    )
    assert client.send_form(f"/hoi-dap/binh-luan/{no}/khong-hoi").status_code == 422
    assert (
        client.send_form(f"/hoi-dap/binh-luan/{no}/khong-hoi", {"ly_do": "nói đùa"}).status_code
        == 303
    )
    after = client.html("/hoi-dap/binh-luan")
    assert f"/{yes}/hoi" not in after
    assert f"/{no}/hoi" not in after


def sources(desk: Served) -> list[tuple[str]]:
    with desk.desk.replica.lease() as lease:
        return lease.store.rows("select source from raw.source")


def test_a_file_sent_when_the_session_is_over_is_told_by_its_name(desk: Served) -> None:
    client = desk.fresh("analyst")
    desk.desk.vault.run("update session set ended = created where csrf = ?", [client.csrf])
    answer = client.send_form(
        "/so/activities/nhap",
        {"ghi_chu": "x"},
        files={"tep": ("hoat-dong.xlsx", b"PK", "application/zip")},
    )
    assert answer.status_code == 401
    assert "hoat-dong.xlsx chưa được nhận" in answer.text
    assert "chọn tệp lần nữa" in answer.text
    client.close()
