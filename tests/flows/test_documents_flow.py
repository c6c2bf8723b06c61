"""Guidance documents from a register's row to events: read, checked, followed; again, nothing changes."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.document_pickup import follow, look_after
from flows.documents import check, find, read, show
from flows.record import record
from langnghe.cli.app import app
from langnghe.config import Source, Workspace
from langnghe.errors import LangngheError
from langnghe.landing import LandingWriter
from langnghe.records import Event, Post, post_id_of
from tests.registers.test_document_text import docx
from warehouse import open_store
from warehouse.labels import declare_sources
from warehouse.load import load
from warehouse.registers import state

NOW = datetime(2026, 3, 20, 3, 0, tzinfo=UTC)
RELEASE = (
    "Căn cứ Nghị định số 13/2023/NĐ-CP; Luật số 91/2025/QH15;",
    "Tết Sum vầy năm nay dành bảy tỉ đồng chăm lo cho hơn chín nghìn đoàn viên có hoàn cảnh khó khăn trong tỉnh.",
    "Công đoàn tổ chức mười tám chuyến xe miễn phí đưa công nhân về quê đón Tết cùng gia đình.",
    "Liên hệ chị Hoa, số 0912345678.",
)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with four rows in the register: a release, a scan, a missing file, an address."""
    from pypdf import PdfWriter

    from flows.workspace import create

    root = tmp_path_factory.mktemp("van-ban") / "co-quan"
    create(root)
    place = Workspace(root)
    (root / "van-ban").mkdir()
    docx(root / "van-ban" / "20.docx", *RELEASE)
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(root / "van-ban" / "scan.pdf")
    files = {"20": "van-ban/20.docx", "21": "van-ban\\scan.pdf", "22": "van-ban/mat.docx",
             "23": "https://congdoan.example/23.html"}  # fmt: skip
    rows = [
        Event(kind="register.documents", id=f"tinh {number}", what="imported", by="propaganda_head", at=NOW,
              fields={"unit": "tinh", "number": number, "symbol": "TC-LĐLĐ", "type": "press_release",
                      "title": f"Thông cáo {number}", "signed_on": "2026-03-01", "sent_on": "2026-03-02",
                      "to_press": True, "file": file})
        for number, file in files.items()
    ]  # fmt: skip
    with open_store(place.warehouse) as store:
        record(store, place, rows, "registers")
    return root


@pytest.fixture
def office(made: Path, tmp_path: Path) -> Workspace:
    return Workspace(Path(shutil.copytree(made, tmp_path / "co-quan")))


def said(office: Workspace, kind: str = "document") -> dict[str, dict[str, object]]:
    with open_store(office.warehouse) as store:
        return state(store, kind)


def test_every_row_ends_in_one_outcome_and_again_nothing_changes(office: Workspace) -> None:
    first = read(office, NOW)
    assert dict(first.outcomes) == {"read": 1, "no_text": 1, "failed": 1, "address": 1}
    assert any("22/TC-LĐLĐ" in p and "không có tệp này" in p for p in first.problems)
    assert any("21/TC-LĐLĐ" in p and "ảnh chụp trang" in p for p in first.problems)
    landed = list(office.landing.rglob("*.jsonl"))
    again = read(office, NOW + timedelta(days=1))
    assert dict(again.outcomes) == {"unchanged": 2, "failed": 1, "address": 1}
    assert list(office.landing.rglob("*.jsonl")) == landed

    found = said(office)["tinh 20"]
    assert found["readable"] is True
    assert found["pages_counted"] is False
    assert "0912345678" not in str(
        found["text"]
    )  # what reaches people is masked before it is written
    assert found["says"]["contact"] is True  # type: ignore[index]
    scan = said(office)["tinh 21"]
    assert (scan["readable"], scan["pages"], scan["words"], scan["says"]) == (False, 1, None, None)


def test_a_changed_file_is_read_again(office: Workspace) -> None:
    read(office, NOW)
    docx(office.root / "van-ban" / "20.docx", RELEASE[1])
    assert read(office, NOW + timedelta(days=1)).outcomes["read"] == 1
    found = said(office)["tinh 20"]
    assert (found["cites"], found["checked"]) == ([], [])


def test_a_repealed_decree_is_caught_and_a_longer_list_says_more(office: Workspace) -> None:
    read(office, NOW)
    [wrong] = check(office, NOW)
    assert (wrong["name"], wrong["status"]) == ("20/TC-LĐLĐ", "repealed")
    assert wrong["replaced_by"] == "356/2025/NĐ-CP"
    (office.root / "laws.toml").write_text(
        'law = [{ number = "13/2023/NĐ-CP", about = "Nghị định thử", source = "tự tra", checked = 2026-03-01 }]\n',
        encoding="utf-8",
    )
    assert check(office, NOW + timedelta(days=1)) == []  # the office says that it is in force
    files = len(list(office.landing.rglob("*.jsonl")))
    check(office, NOW + timedelta(days=2))
    assert len(list(office.landing.rglob("*.jsonl"))) == files


def post(source: str, number: int, day: str, text: str) -> Post:
    url, at = (
        f"https://{source}.example/{number}.html",
        datetime.fromisoformat(f"{day}T05:00:00+00:00"),
    )
    return Post(
        post_id=post_id_of(url=url, source=source, native_id=None), source=source, url=url, title="Bài",
        kind="post" if source == "trang" else "article", lead="", text=text, fetched_at=at,
        published_at=at, method="vccorp@2",
    )  # fmt: skip


def test_words_of_a_release_are_followed_for_its_days_and_each_pair_lands_once(
    office: Workspace,
) -> None:
    import pyarrow as pa

    paper = [
        post("bao", 1, "2026-03-02", f"Sáng nay. {RELEASE[1]} {RELEASE[2]}"),
        post("bao", 2, "2026-03-17", RELEASE[1]),  # a day too late
        post("bao", 3, "2026-03-05", "Công nhân được nghỉ Tết chín ngày, nhiều nhà máy thưởng cao hơn năm trước."),
        post("trang", 4, "2026-03-16", RELEASE[2]),
    ]  # fmt: skip
    with open_store(office.warehouse) as store:
        declare_sources(
            store,
            [Source(id="bao", name="Báo", home="https://bao.example", type="news"),
             Source(id="trang", name="Trang", home="https://trang.example", type="social", own=True)],
        )  # fmt: skip
        with LandingWriter(office.landing, "thu") as writer:
            for each in paper:
                writer.post(each)
        load(store, office.landing)
        store.append("raw.annotation", pa.Table.from_pylist([
            {"post_id": p.post_id, "revision": p.revision, "task": "in_scope", "label": "1", "score": 0.9,
             "model": "may@1", "rank": 0, "made_at": NOW} for p in paper]))  # fmt: skip
    read(office, NOW)
    done = follow(office, NOW)
    assert (done.documents, done.carried) == (1, 2)
    found = said(office, "carriage").values()
    assert {c["post_id"] for c in found} == {paper[0].post_id, paper[3].post_id}
    assert said(office)["tinh 20"]["compared_to"] == "2026-03-16"
    assert said(office)["tinh 20"]["groups"] == 0  # nobody had asked anything
    assert (
        follow(office, NOW + timedelta(hours=1)).texts == 0
    )  # nothing arrived: nothing is read again
    with open_store(office.warehouse) as store:
        with LandingWriter(office.landing, "thu") as writer:
            writer.post(post("trang", 5, "2026-03-10", f"{RELEASE[1]} {RELEASE[2]}"))
        load(store, office.landing)
    late = follow(
        office, NOW + timedelta(hours=2)
    )  # of the document's days, and come in after them
    assert (late.texts, late.carried) == (1, 1)
    assert follow(office, NOW + timedelta(days=30)).documents == 0  # long over


def test_a_document_whose_days_run_is_followed_and_not_yet_done(office: Workspace) -> None:
    read(office, NOW)
    early = datetime(2026, 3, 16, 10, tzinfo=UTC)  # its last day
    assert follow(office, early).documents == 1
    assert "compared_to" not in said(office)["tinh 20"]
    follow(office, early + timedelta(days=1))
    assert said(office)["tinh 20"]["compared_to"] == "2026-03-16"


def test_a_day_is_told_what_failed_and_never_lost_over_it(office: Workspace) -> None:
    assert look_after(office, NOW)["lines"] == [
        "2 tệp văn bản không đọc được: xem `langnghe documents read`."
    ]
    (office.root / "laws.toml").write_text("law = [", encoding="utf-8")
    assert look_after(office, NOW)["lines"][0].startswith("VĂN BẢN LỖI, chưa đọc tệp: ")


def test_a_document_is_found_by_its_number_or_said_to_be_unclear() -> None:
    rows = {"tinh 20": {"number": "20", "symbol": "TC"}, "tinh 2": {"number": "2", "symbol": "TC"}}
    assert find(rows, "20/tc") == "tinh 20"
    assert find(rows, "tinh 20") == "tinh 20"
    with pytest.raises(LangngheError, match="nhiều văn bản"):
        find(rows, "tinh")
    with pytest.raises(LangngheError, match="không có văn bản"):
        find(rows, "99")


def test_the_verb_tells_a_person_what_was_read(office: Workspace) -> None:
    run = CliRunner().invoke(app, ["documents", "read", "-w", str(office.root)])
    assert run.exit_code == 0
    assert "đã đọc: 1; không có chữ (bản quét): 1; là địa chỉ" in run.stderr
    run = CliRunner().invoke(app, ["documents", "check", "-w", str(office.root)])
    assert "13/2023/NĐ-CP: đã hết hiệu lực, thay bằng 356/2025/NĐ-CP" in run.stdout
    run = CliRunner().invoke(app, ["documents", "show", "20/TC-LĐLĐ", "-w", str(office.root)])
    assert "● Căn cứ: có (máy đề xuất)" in run.stdout
    run = CliRunner().invoke(app, ["documents", "show", "21/TC-LĐLĐ", "-w", str(office.root)])
    assert "chỉ có ảnh chụp trang" in run.stdout
    assert show(office, "23/TC-LĐLĐ")["read"] == {}
