"""What every page gets for nothing: lists, exports, conflicts, drafts, errors that keep what was typed.

A little page of notes stands in for any page: its writes land and load as those of the real ones.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import openpyxl
import pytest
from fastapi import APIRouter
from jinja2 import ChoiceLoader, DictLoader
from starlette.responses import Response

from flows.record import record
from langnghe.desk.ask import Ask, needs
from langnghe.desk.conflict import require_version, version_of
from langnghe.desk.listing import Column, Filter, answer, list_rows, list_sql
from langnghe.desk.sessions import COOKIE
from langnghe.errors import LangngheError
from langnghe.records import Event
from tests.desk.conftest import Served, field_of
from warehouse import Store, open_store

PAGES = {
    "ghi.html": '{% extends "base.html" %}{% import "_form.html" as f %}{% block title %}Ghi{% endblock %}'
    '{% block main %}<h1>Ghi chú</h1><p id="nay">{{ note }}</p><form method="post">{{ f.head(ask, version) }}'
    '{{ f.area("loi", "Lời ghi", note) }}<button>Ghi</button></form>{% endblock %}',
    "ds.html": '{% extends "base.html" %}{% from "_list.html" import table %}{% block title %}DS{% endblock %}'
    "{% block main %}<h1>Danh sách</h1>{% call table(listing, request) %}<p>Chưa có gì.</p>{% endcall %}"
    "{% endblock %}",
}
ROWS = [
    {"id": n, "name": name, "level": level}
    for n, (name, level) in enumerate(
        [
            ("Điện", 3),
            ("An", 1),
            ("Ăn", None),
            ("=HYPERLINK(1)", 2),
            *((f"Tên {n}", 5) for n in range(60)),
        ]
    )
]
router = APIRouter(prefix="/thu")


def _note(store: Store) -> tuple[str, str]:
    rows = store.rows("select fields from raw.event where kind = 'brief' order by happened_at")
    told = [row[0] for row in rows]
    note = store.one(
        "select fields ->> 'text' from raw.event where kind = 'brief' order by happened_at desc"
    )
    return note or "", version_of(told)


@router.get("/ghi")
def form(ask: Annotated[Ask, needs("posts.code")]) -> Response:
    note, version = _note(ask.store)
    return ask.page("ghi.html", note=note, version=version)


@router.post("/ghi")
def write(ask: Annotated[Ask, needs("posts.code")]) -> Response:
    text = ask.typed.must("loi", "lời ghi")
    if text == "vỡ":
        raise RuntimeError("a fault of ours")
    if text == "sai":
        raise LangngheError("lời ghi này không được")
    with ask.write() as held:
        note, version = _note(held.store)
        require_version(ask.typed, version, what="ghi chú", now=[("Lời ghi", note)])
        event = Event(
            kind="brief", id="thu", what="noted", by=ask.role, at=ask.now, fields={"text": text}
        )
        record(held.store, held.workspace, [event])
    return ask.go("/thu/ghi", "Đã ghi.")


@router.get("/dong")
def rows(ask: Annotated[Ask, needs("posts.read")]) -> Response:
    columns = (
        Column(key="name", name="Tên", wide=True, link=lambda row: f"/thu/dong/{row['id']}"),
        Column(key="level", name="Mức", kind="number"),
    )
    filters = (Filter(key="q", name="Có chữ", kind="words"),)
    found = list_rows(ask, ROWS, name="dòng", columns=columns, filters=filters, sort="name")
    return answer(ask, "ds.html", found)


@router.get("/bai")
def posts(ask: Annotated[Ask, needs("posts.read")]) -> Response:
    columns = (Column(key="day", name="Ngày", kind="day"), Column(key="title", name="Tên bài"))
    filters = (
        Filter(
            key="nguon", name="Nguồn", where="source = $nguon", choices=(("bao-lao-dong", "x"),)
        ),
    )
    sql = "select day, title, source from staging.stg_post where kind = 'article'"
    return answer(
        ask,
        "ds.html",
        list_sql(ask, sql, name="bài", columns=columns, filters=filters, sort="-day"),
    )


@pytest.fixture(scope="module")
def notes(desk: Served) -> Iterator[Served]:
    """The shared desk with the little page added."""
    desk.app.include_router(router)
    loader = desk.desk.templates.loader
    desk.desk.templates.loader = ChoiceLoader([DictLoader(PAGES), loader])  # type: ignore[list-item]
    yield desk
    desk.app.router.routes[:] = [
        route
        for route in desk.app.router.routes
        if getattr(route, "original_router", None) is not router
    ]


def test_a_write_lands_as_a_file_and_shows_at_once(notes: Served) -> None:
    client = notes.as_role("analyst")
    before = set(notes.workspace.landing.rglob("*.jsonl"))
    version = field_of(client.html("/thu/ghi"), "_phien_ban")
    done = client.send_form("/thu/ghi", {"loi": "đã gọi cho cơ sở", "_phien_ban": version})
    assert done.status_code == 303
    page = client.html("/thu/ghi")
    assert '<p id="nay">đã gọi cho cơ sở</p>' in page
    assert 'role="status">Đã ghi.' in page
    [landed] = set(notes.workspace.landing.rglob("*.jsonl")) - before
    assert "đã gọi cho cơ sở" in landed.read_text("utf-8")


def test_the_single_writer_later_loads_the_same_file(notes: Served) -> None:
    from warehouse.load import load

    client = notes.as_role("analyst")
    version = field_of(client.html("/thu/ghi"), "_phien_ban")
    client.send_form("/thu/ghi", {"loi": "cho người ghi", "_phien_ban": version})
    with open_store(notes.workspace.warehouse) as store:
        load(store, notes.workspace.landing)
        assert _note(store)[0] == "cho người ghi"


def test_two_people_editing_one_thing_lose_nothing(notes: Served) -> None:
    first, second = notes.as_role("analyst"), notes.as_role("legal_team")
    version = field_of(first.html("/thu/ghi"), "_phien_ban")
    assert (
        first.send_form("/thu/ghi", {"loi": "lời thứ nhất", "_phien_ban": version}).status_code
        == 303
    )
    refused = second.send_form(
        "/thu/ghi", {"loi": "lời thứ hai", "_ten.loi": "Lời ghi", "_phien_ban": version}
    )
    assert refused.status_code == 409
    assert "Có người vừa sửa trước bạn" in refused.text
    assert "lời thứ nhất" in refused.text
    assert "lời thứ hai" in refused.text
    again = {"loi": "cả hai lời", "_phien_ban": field_of(refused.text, "_phien_ban")}
    assert second.send_form("/thu/ghi", again).status_code == 303
    assert "cả hai lời" in first.html("/thu/ghi")


def test_what_is_refused_keeps_what_was_typed(notes: Served) -> None:
    client = notes.as_role("analyst")
    refused = client.send_form("/thu/ghi", {"loi": "sai", "_ten.loi": "Lời ghi"})
    assert refused.status_code == 422
    assert "Lời ghi này không được" in refused.text
    assert field_of(refused.text, "loi") == "sai"


def test_a_session_that_ends_while_typing_gives_the_words_back(notes: Served) -> None:
    client = notes.fresh("analyst")
    page = client.html("/thu/ghi")
    notes.desk.sessions.vault.run("update session set seen = '2020-01-01T00:00:00+00:00' where csrf = ?", [client.csrf])  # fmt: skip
    typed = {"loi": "một lời rất dài mà không ai muốn gõ lại", "_ten.loi": "Lời ghi",
             "_ve": "/thu/ghi", "_phien_ban": field_of(page, "_phien_ban")}  # fmt: skip
    out = client.send_form("/thu/ghi", typed)
    assert out.status_code == 401
    assert "đã được giữ lại" in out.text
    from tests.desk.conftest import PASSWORD

    back = client.post(
        "/dang-nhap",
        data={"_dau": field_of(out.text, "_dau"), "nhap": field_of(out.text, "nhap"),
              "ten": "phan-tich", "mat_khau": PASSWORD},
    )  # fmt: skip
    assert "/ban-nhap/" in str(back.url)
    assert typed["loi"] in back.text
    client.csrf = field_of(back.text, "_csrf")
    ident = field_of(back.text, "_nhap")
    sent = client.send_form(
        "/thu/ghi",
        {"loi": typed["loi"], "_nhap": ident, "_phien_ban": field_of(back.text, "_phien_ban")},
    )
    assert sent.status_code == 303
    assert typed["loi"] in client.html("/thu/ghi")
    assert client.get(f"/ban-nhap/{ident}").status_code == 404  # sent is gone
    client.close()


def test_a_draft_is_of_who_typed_it(notes: Served) -> None:
    ident = notes.desk.drafts.keep(
        "phan-tich", "/thu/ghi", "/thu/ghi", [("loi", "riêng tôi")], _now()
    )
    assert notes.as_role("analyst").get(f"/ban-nhap/{ident}").status_code == 200
    assert notes.as_role("legal_team").get(f"/ban-nhap/{ident}").status_code == 404


def test_a_fault_of_ours_shows_a_number_and_keeps_the_words(notes: Served) -> None:
    client = notes.as_role("analyst")
    answered = client.send_form("/thu/ghi", {"loi": "vỡ"})
    assert answered.status_code == 500
    assert "RuntimeError" not in answered.text
    assert "/ban-nhap/" in answered.text


def test_a_list_sorts_as_vietnamese_does_and_pages_by_fifty(notes: Served) -> None:
    page = notes.as_role("analyst").html("/thu/dong?xep=name")
    assert page.index(">An<") < page.index(">Ăn<") < page.index(">Điện<")
    assert "64 dòng" in page
    assert "Trang 1 / 2" in page
    assert "Tên 59" in notes.as_role("analyst").html("/thu/dong?trang=2")
    assert "1 dòng sau khi lọc" in notes.as_role("analyst").html("/thu/dong?q=dien")


def test_an_export_is_the_whole_filtered_list_and_no_cell_is_a_formula(notes: Served) -> None:
    client = notes.as_role("analyst")
    told = client.get("/thu/dong?dang=csv")
    assert told.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(told.content.decode("utf-8-sig"))))
    assert len(rows) == len(ROWS)
    assert "'=HYPERLINK(1)" in {row["Tên"] for row in rows}
    book = openpyxl.load_workbook(io.BytesIO(client.get("/thu/dong?dang=xlsx&q=hyper").content))
    assert [cell.value for cell in book.active["A"]] == ["Tên", "=HYPERLINK(1)"]
    assert book.active["A2"].data_type == "s"


def test_a_list_of_the_store_is_paged_and_filtered_there(notes: Served) -> None:
    client = notes.as_role("analyst")
    whole = client.html("/thu/bai")
    assert "bài" in whole
    assert client.get("/thu/bai?nguon=bao-lao-dong").status_code == 200
    assert client.get("/thu/bai?xep=khong_co&trang=99999").status_code == 200


def test_a_landing_file_of_another_process_shows_within_seconds(
    notes: Served, tmp_path: Path
) -> None:
    import time

    from langnghe.landing import LandingWriter

    event = Event(
        kind="brief", id="thu", what="noted", by="analyst", at=_now(), fields={"text": "từ lệnh"}
    )
    with LandingWriter(notes.workspace.landing / "events", "events") as writer:
        writer.event(event)
    client = notes.as_role("analyst")
    deadline = time.monotonic() + 15
    while "từ lệnh" not in client.html("/thu/ghi"):
        assert time.monotonic() < deadline
        time.sleep(0.2)


def _now() -> Any:
    from datetime import UTC, datetime

    return datetime.now(UTC)


def test_the_cookie_tells_nothing_and_no_script_reads_it(desk: Served) -> None:
    client = desk.as_role("analyst")
    [cookie] = [c for c in client.cookies.jar if c.name == COOKIE]
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "lax"
    stored = desk.desk.vault.rows("select token from session")
    assert cookie.value not in {row["token"] for row in stored}
