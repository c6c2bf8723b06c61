"""Walls: a unit's people meet nothing of another unit on any route; SQL reaches nothing beyond the copy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import httpx
import pytest

from flows.record import record
from langnghe.cases.inquiry import received
from langnghe.desk import rights
from langnghe.desk.accounts import LOGIN
from langnghe.desk.doorman import Doorman
from tests.desk.conftest import PASSWORD, Client, Served, field_of
from tests.desk.test_desk_api import calling, token_of
from tests.desk.test_desk_doors import OPEN, routes
from tests.reaches import REACHES, SECRET

OWN, OTHER = "cua-minh", "cua-nguoi-khac"
MARK = "Chuyện riêng của đơn vị khác"
MINE = "Chuyện của đơn vị mình"
SCOPED = ("upper_union", "grassroots")
GET, POST = "GET", "POST"
ACTIVITY = {
    "type": "training",
    "channel": "website",
    "starts_on": "01/06/2026",
    "status": "planned",
}

# Every route is in one of these three, or the test below fails.
# 1. Of nobody's unit: one's own account, helps, forms, descriptions.
NOBODYS = {
    (m, p)
    for p in ("/", "/dang-nhap", "/dang-nhap/ma", "/dang-xuat", "/tai-khoan", "/tai-khoan/mat-khau",
              "/tai-khoan/dien-thoai", "/tai-khoan/nen", "/tai-khoan/phien", "/ban-nhap/{ident}",
              "/ban-nhap/{ident}/bo", "/tro-giup", "/tro-giup/{role}", "/tro-giup/dan", "/suc-khoe", "/tinh/{name}",
              "/api", "/api/khoa", "/api/khoa/{ident}/huy", "/api/openapi.json", "/api/v1/registers",
              "/hoi-dap/cau-mau/{ident}", "/hoi-dap/cau-mau/{ident}/duyet", "/hoi-dap/cau-mau/{ident}/thoi-dung",
              "/dang-nhap/co-quan", "/dang-nhap/co-quan/ve")
    for m in (GET, POST, "HEAD")
}  # fmt: skip
# 2. One thing of another unit, by its address: it is not there for them.
THINGS = {
    (GET, "/hoi-dap/{ident}"): {}, (POST, "/hoi-dap/{ident}/nhan"): {}, (POST, "/hoi-dap/{ident}/phan-loai"): {},
    (POST, "/hoi-dap/{ident}/tra-loi-tam"): {}, (POST, "/hoi-dap/{ident}/chuyen"): {"ban": "policy_head"},
    (POST, "/hoi-dap/{ident}/trinh-duyet"): {"tra_loi": "x"}, (POST, "/hoi-dap/{ident}/tra-loi"): {"tra_loi": "x"},
    (POST, "/hoi-dap/{ident}/tra-lai"): {"ly_do_tra": "x"}, (POST, "/hoi-dap/{ident}/dong"): {},
    (POST, "/hoi-dap/{ident}/khong-hop-le"): {"ly_do": "x"}, (POST, "/hoi-dap/{ident}/mo-lai"): {"ly_do_mo": "x"},
    (POST, "/hoi-dap/{ident}/gach-loi-dap"): {"ly_do_gach": "x"}, (POST, "/hoi-dap/{ident}/hai-long"): {"diem": "3"},
    (POST, "/hoi-dap/{ident}/lien-he"): {},
    (GET, "/bao-cao/{name}"): {}, (GET, "/bao-cao/{name}/dong/{question}"): {}, (GET, "/bao-cao/{name}/tai/{form}"): {},
    (POST, "/bao-cao/{name}/khoa"): {},
    (GET, "/so/{kind}/{ident}"): {}, (GET, "/so/{kind}/{ident}/sua"): {}, (POST, "/so/{kind}/{ident}/sua"): {"name": "x"},
    (POST, "/so/{kind}/{ident}/rut"): {"ly_do": "x"}, (GET, "/so/{kind}/tra-lai/{token}"): {},
    (GET, "/api/v1/reports/{name}/figures"): {},
}  # fmt: skip
# 3. Lists and forms: they open, and hold nothing of the other unit, as a page or as a file.
LISTS = {
    (GET, "/hoi-dap"): "", (GET, "/hoi-dap/ghi"): "", (GET, "/hoi-dap/cau-mau"): "", (GET, "/so"): "",
    (GET, "/so/{kind}"): "", (GET, "/so/{kind}/mau"): "", (GET, "/so/{kind}/moi"): "", (GET, "/bao-cao"): "?ky=2026-H1",
    (GET, "/chi-tieu"): f"?don_vi={OTHER}", (GET, "/chi-tieu/{code}"): f"?don_vi={OTHER}", (GET, "/api/v1/reports"): "",
}  # fmt: skip
# 4. Writing in the name of another unit.
WRITES = {
    (POST, "/hoi-dap/ghi"), (POST, "/hoi-dap/cau-mau"), (POST, "/so/{kind}/moi"), (POST, "/so/{kind}/nhap"),
    (POST, "/bao-cao"), (POST, "/chi-tieu"), (POST, "/api/v1/registers/{kind}/rows"), (POST, "/api/v1/posts"),
}  # fmt: skip


@dataclass
class Town:
    """An office in which two units have a question, a row and a report each."""

    desk: Served
    own: str
    other: str
    question: dict[str, str]
    row: dict[str, str]
    asked: int = 0  # how often one unit asked for what is another's

    def address(self, path: str, unit: str) -> str:
        report = f"2026-H1-{self.other if unit == OTHER else self.own}-1"
        filled = {"{ident}": self.row[unit] if path.startswith("/so") else self.question[unit],
                  "{kind}": "activities", "{name}": report, "{question}": "1.01", "{form}": "json",
                  "{token}": "x" * 22, "{code}": "T1"}  # fmt: skip
        for name, value in filled.items():
            path = path.replace(name, value)
        return path


@pytest.fixture(scope="module")
def town(desk: Served) -> Iterator[Town]:
    user = desk.desk.accounts.must(LOGIN["upper_union"])
    own = user.unit
    with desk.desk.replica.lease() as lease:
        (other,) = lease.store.rows(
            "select code from staging.stg_unit where level = 'upper' and code <> ? order by code limit 1", [own]
        )[0]  # fmt: skip
    # Both roles are of one unit here: what the one may not see, the other may not either.
    desk.desk.vault.run("update user set unit = ? where login = ?", [own, LOGIN["grassroots"]])
    now = datetime.now(UTC)
    question, row = {}, {}
    head = desk.as_role("propaganda_head")
    for name, unit, words in ((OWN, own, MINE), (OTHER, other, MARK)):
        event = received(
            channel="hotline", source="duong-day-nong", native_id=f"walls-{name}", sent_at=now - timedelta(hours=1),
            seen_at=now, question=words, by="analyst", role="upper_union", unit=unit,
        )  # fmt: skip
        with desk.desk.replica.write() as held:
            record(held.store, held.workspace, [event])
        question[name] = event.id
        answer = head.send_form("/so/activities/moi", {
            "name": words, **ACTIVITY, "unit": unit,
        })  # fmt: skip
        assert answer.status_code == 303, answer.text[:3000]
        row[name] = answer.headers["location"].rsplit("/", 1)[1]
        folder = desk.workspace.root / "data" / "reports" / f"2026-H1-{unit}-1"
        folder.mkdir(parents=True, exist_ok=True)
        manifest: dict[str, object] = {"id": folder.name, "period": "2026-H1", "unit": unit, "made_at": now.isoformat(),
                    "content": "0" * 64, "rows": 1, "sha256": {}}  # fmt: skip
        (folder / "manifest.json").write_text(json.dumps(manifest))
    made = Town(desk, own, other, question, row)
    yield made
    print(f"{made.asked} lần một đơn vị hỏi của đơn vị khác, 0 lần được")
    import shutil

    for unit in (own, other):
        shutil.rmtree(desk.workspace.root / "data" / "reports" / f"2026-H1-{unit}-1")


def ask(
    town: Town, role: str, method: str, path: str, query: str, data: dict[str, str]
) -> httpx.Response:
    if path.startswith("/api/v1"):
        if role not in TOKENS:  # who may hold no token tries with a wrong one
            TOKENS[role] = token_of(town.desk, role) if rights.may(role, "api.tokens") else "ln_sai"
        with calling(town.desk, TOKENS[role]) as caller:
            return caller.request(method, path + query)
    client: Client = town.desk.as_role(role)
    if method == GET:
        return client.get(path + query, follow_redirects=False)
    return client.send_form(path + query, data)


TOKENS: dict[str, str] = {}


def test_every_route_stands_in_the_matrix(town: Town) -> None:
    known = NOBODYS | set(THINGS) | set(LISTS) | WRITES
    open_to_units = {
        (method, path)
        for method, path, right in routes(town.desk.app)
        if path in OPEN or path.startswith("/api/v1") or any(rights.may(r, right) for r in SCOPED)
    }
    public = {
        (GET, p) for p in ("/api/v1/posts", "/api/v1/stories", "/api/v1/alerts")
    }  # refused to units
    assert open_to_units - known - public == set(), "a new route: which unit's things does it show?"


@pytest.mark.parametrize("role", SCOPED)
def test_nothing_of_another_unit_is_met_by_its_address(town: Town, role: str) -> None:
    met = []
    for (method, path), data in THINGS.items():
        answer = ask(town, role, method, town.address(path, OTHER), "", data)
        town.asked += 1
        if answer.status_code not in (401, 403, 404) or MARK in answer.text:
            met.append(f"{method} {path}: {answer.status_code}")
    assert met == []


def test_what_is_ones_own_is_met(town: Town) -> None:
    for path in ("/hoi-dap/{ident}", "/so/{kind}/{ident}", "/so/{kind}/{ident}/sua"):
        answer = ask(town, "upper_union", GET, town.address(path, OWN), "", {})
        assert answer.status_code == 200, path
        assert MINE in answer.text


def leaves(town: Town, role: str, method: str, path: str, query: str) -> Iterator[httpx.Response]:
    """Yield every page of a list: what other tests asked in the same office may fill the first."""
    for number in range(1, 50):
        more = f"{query}{'&' if query else '?'}trang={number}" if number > 1 else query
        answer = ask(town, role, method, path, more, {})
        yield answer
        if 'rel="next"' not in answer.text:
            return


@pytest.mark.parametrize("role", SCOPED)
@pytest.mark.parametrize("form", ["", "csv"])
def test_no_list_and_no_file_holds_another_unit(town: Town, role: str, form: str) -> None:
    for (method, path), query in LISTS.items():
        asked = query + (("&" if query else "?") + f"dang={form}" if form else "")
        for answer in leaves(town, role, method, town.address(path, OTHER), asked):
            town.asked += 1
            assert answer.status_code in (200, 401, 403, 404), f"{path}: {answer.status_code}"
            if path.endswith("/mau"):
                continue  # a workbook: of units it has the names, which everybody may know
            assert MARK not in answer.text, path
            assert f"2026-H1-{town.other}" not in answer.text, path
    assert any(MINE in one.text for one in leaves(town, "upper_union", GET, "/hoi-dap", ""))
    assert any(MARK in one.text for one in leaves(town, "propaganda_head", GET, "/hoi-dap", ""))


def test_nothing_is_written_in_another_units_name(town: Town) -> None:
    client = town.desk.as_role("upper_union")
    row = {"name": "Ghi hộ", **ACTIVITY, "unit": town.other}
    refused = client.send_form("/so/activities/moi", row)
    assert refused.status_code == 422, refused.text[:500]
    sheet = "code,name,level,parent,valid_from\n" + f"{town.other},Đổi tên,upper,,01/01/2026\n"
    sent = client.send_form("/so/units/nhap", files={"tep": ("so.csv", sheet.encode(), "text/csv")})
    assert sent.status_code == 422
    assert "đơn vị mình" in sent.text
    done = client.send_form(
        "/hoi-dap/ghi", {"cau_hoi": "Ai trả lương?", "kenh": "hotline", "don_vi": town.other}
    )
    ident = done.headers["location"].rsplit("/", 1)[1]
    assert ident.startswith("HD-") or ident  # it is one's own, whatever the form said
    assert "Ai trả lương?" in client.html("/hoi-dap")
    with calling(town.desk, token_of(town.desk, "upper_union")) as caller:
        told = caller.post("/api/v1/registers/activities/rows", json={"rows": [row]})
        assert told.status_code == 422
        assert (
            caller.post(
                "/api/v1/posts", json={"rows": [{"url": "https://x.example/1"}]}
            ).status_code
            == 403
        )
        assert caller.get("/api/v1/posts").status_code == 403
    started = client.send_form("/bao-cao", {"ky": "2099-H1", "don_vi": town.other})
    assert started.status_code == 422  # and of a period that began it would be one's own unit's


# ---------------------------------------------------------------- SQL


def test_sql_reaches_nothing_beyond_the_copy(desk: Served) -> None:
    """Tried on a connection as pages and the API have it, and on the one that people's words are written on."""
    for hold in (desk.desk.replica.lease, desk.desk.replica.write):
        for sql in REACHES:
            with hold() as lease, pytest.raises(duckdb.Error):
                raise AssertionError(f"{sql}: {lease.store.rows(sql)}")


def test_the_words_of_people_reach_no_file(desk: Served) -> None:
    """Everything of an address that SQL is bound to, with words that would be SQL if they were pasted."""
    words = ("' union select content from read_text('/etc/passwd') --", "x') or 1=1; attach '/tmp/x' as x; --",
             "\"; copy raw.post to '/tmp/langnghe-thu.csv'; --", "read_csv('/etc/passwd')")  # fmt: skip
    client = desk.as_role("propaganda_head")
    asked = {
        "/tin-bai": ("q", "tu", "den", "loai", "nguon", "chu_de", "giong", "lap_truong", "nguy_co", "noi", "pham_vi", "xep", "trang"),
        "/nguon": ("q", "xep"), "/hoi-dap": ("q", "chu_de", "don_vi", "tu"), "/so/activities": ("q", "unit", "xep"),
        "/canh-bao": ("q", "xep"), "/hom-nay": ("ngay",), "/bao-cao": ("q",), "/chi-tieu": ("nam", "don_vi"),
        "/duyet-nhan": ("viec",), "/quan-tri/nhat-ky": ("q",),
    }  # fmt: skip
    for path, names in asked.items():
        for at, word in enumerate(words[:2]):
            answer = client.get(path, params=dict.fromkeys(names, word))
            assert answer.status_code in (200, 404, 422), f"{path} {word}: {answer.status_code}"
            assert SECRET not in answer.text
            single = client.get(path, params={names[at % len(names)]: words[2 + at]})
            assert single.status_code in (200, 404, 422), f"{path}: {single.status_code}"
            assert SECRET not in single.text
    for path in ("/tin/{}", "/bai/{}", "/nguon/{}", "/so/activities/{}", "/canh-bao/{}"):
        answer = client.get(
            path.format(httpx.URL("/", params={"x": words[3]}).params["x"].replace("/", "%2F"))
        )
        assert answer.status_code in (404, 422), path
    with calling(desk, token_of(desk, "propaganda_head")) as caller:
        assert caller.get("/api/v1/posts", params={"nguon": words[0]}).json()["rows"] == []


# ---------------------------------------------------------------- the doormen


def test_a_doorman_counts_by_address_and_forgets() -> None:
    now = [0.0]
    door = Doorman(3, 60, clock=lambda: now[0])
    for _ in range(3):
        assert door.wait("10.0.0.7") == 0
        door.count("10.0.0.7")
    assert 1 <= door.wait("10.0.0.7") <= 61
    assert door.wait("10.0.0.8") == 0
    now[0] = 60.0
    assert door.wait("10.0.0.7") == 0


def test_many_wrong_log_ins_from_one_address_shut_its_door(desk: Served) -> None:
    kept, desk.desk.doormen.log_in = desk.desk.doormen.log_in, Doorman(2, 600)
    try:
        with httpx.Client(base_url=desk.address, headers={"Origin": desk.address}) as client:

            def knock(login: str, password: str) -> httpx.Response:
                mark = field_of(client.get("/dang-nhap").text, "_dau")
                return client.post(
                    "/dang-nhap", data={"_dau": mark, "ten": login, "mat_khau": password}
                )

            assert [knock(f"ai-do-{n}", "sai").status_code for n in range(2)] == [401, 401]
            right: Any = knock(
                LOGIN["analyst"], PASSWORD
            )  # even the right one: it cannot be told apart
            assert right.status_code == 429
            assert "chờ 10 phút" in right.text
    finally:
        desk.desk.doormen.log_in = kept


def test_many_wrong_tokens_and_many_calls_shut_the_door_of_the_api(desk: Served) -> None:
    kept = desk.desk.doormen.tokens
    desk.desk.doormen.tokens = Doorman(2, 600)
    try:
        with calling(desk, "ln_sai") as wrong:
            assert [wrong.get("/api/v1/posts").status_code for _ in range(3)] == [401, 401, 429]
            assert int(wrong.get("/api/v1/posts").headers["retry-after"]) <= 601
    finally:
        desk.desk.doormen.tokens = kept
