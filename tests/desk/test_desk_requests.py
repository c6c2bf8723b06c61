"""/yeu-cau: a request about one's own data is taken down, watched by its clock, answered; nobody else sees it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from flows import requests
from langnghe.desk import rights
from langnghe.desk.pages.canh_bao_chung import local_moment
from langnghe.privacy.contacts import Contacts
from langnghe.records import ROLE_VI
from tests.desk.conftest import Served, field_of

NUMBER = "0912 345 678"
FORM = {"yeu_cau": "forget", "bang": "điện thoại", "lien_he": NUMBER}


def register(desk: Served) -> requests.Register:
    with desk.desk.replica.lease() as lease:
        return requests.register(lease.store, lease.workspace)


def test_a_request_is_taken_down_watched_and_closed(desk: Served) -> None:
    legal = desk.as_role("legal_team")
    came = local_moment(datetime.now(UTC) - timedelta(days=20))
    told = {**FORM, "luc": came, "viec": "Xoá lời dưới bài lương tháng 6; gọi 0912 345 678"}
    done = legal.send_form("/yeu-cau/ghi", told)
    place = done.headers["location"]
    ident = place.rpartition("/")[2]
    request = register(desk).requests[ident]
    assert request.note == "Xoá lời dưới bài lương tháng 6; gọi [số điện thoại]"
    assert request.opened_by == "legal_team"

    again = legal.send_form("/yeu-cau/ghi", told)  # sent twice, taken down once
    assert again.headers["location"] == place
    listed = legal.html("/yeu-cau")
    assert "không ghi lần nữa" in listed
    assert listed.count(f'href="{place}"') == 1
    assert re.search(r'class=" bad-t"[^>]*>✗ quá hạn \d+ ngày', listed)
    assert ident in legal.get("/yeu-cau?trang_thai=qua&dang=csv").text

    # How to answer lies in the locked drawer: no page holds it unless it is asked for, and that is noted.
    page = legal.html(place)
    assert NUMBER not in page + listed
    assert f"<code>--request {ident} --yes</code>" in page
    assert "QUÁ HẠN từ 24 giờ ngày" in page
    version = field_of(page, "_phien_ban")
    assert NUMBER in legal.send_form(f"{place}/lien-he").text
    assert [e.what for e in register(desk).events if e.id == ident] == ["opened", "contact_read"]
    assert "xem cách trả lời yêu cầu về dữ liệu" in desk.as_role("admin").html("/quan-tri/nhat-ky")

    shut = {"ket_qua": "refused", "_phien_ban": version}
    assert "thì phải ghi lý do" in legal.send_form(f"{place}/dong", shut).text
    said = {"ket_qua": "done", "loi": f"Đã xoá, gọi lại {NUMBER}", "_phien_ban": version}
    assert legal.send_form(f"{place}/dong", said).status_code == 303
    closed = legal.html(place)
    assert "Đã xoá, gọi lại [số điện thoại]" in closed
    assert "✗ trễ hạn" in closed
    assert f'action="{place}/dong"' not in closed
    assert ident not in Contacts.of(desk.workspace.root).idents()
    assert place not in legal.html("/yeu-cau")
    assert place in legal.html("/yeu-cau?trang_thai=done")

    # What is closed stays closed, and takes no way to answer back into the drawer.
    admin = desk.as_role("admin")
    late = admin.send_form(f"{place}/dong", said)
    assert late.status_code == 409
    assert admin.send_form("/yeu-cau/ghi", told).headers["location"] == place
    assert ident not in Contacts.of(desk.workspace.root).idents()


def test_a_fresh_request_has_time_left(desk: Served) -> None:
    admin = desk.as_role("admin")
    place = admin.send_form("/yeu-cau/ghi", {**FORM, "yeu_cau": "see"}).headers["location"]
    page = admin.html(place)
    assert re.search(r"(○|!) [^<]*còn \d", page)
    assert "phải trả lời trước 24 giờ ngày" in page
    assert "langnghe held --author TÊN" in page


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"yeu_cau": "moi-thu"}, "không có loại yêu cầu"),
        ({"bang": ""}, "chưa điền tới bằng đường nào"),
        ({"luc": "2990-01-01T00:00"}, "giờ nhận ở tương lai"),
        ({"lien_he": "x" * 501}, "1 đến 500 ký tự"),
    ],
)
def test_a_wrong_form_is_kept_and_told_why(desk: Served, wrong: dict[str, str], told: str) -> None:
    before = len(register(desk).requests)
    answer = desk.as_role("admin").send_form("/yeu-cau/ghi", {**FORM, **wrong})
    assert answer.status_code == 422
    assert told in answer.text.lower()
    assert len(register(desk).requests) == before


def test_only_who_answers_and_who_erases_see_the_register() -> None:
    for right in ("requests.read", "requests.write"):
        assert {r for r in ROLE_VI if rights.may(r, right)} == {"legal_team", "admin"}
