"""Registers from file to view, in one office: errors come back, good rows stay, twice is once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from benchmarks.imports import NOW, PLANTED, workbook
from flows.registers import Imported, import_register, settle
from flows.workspace import create
from langnghe.config import Workspace
from langnghe.errors import ImportRowsError
from langnghe.registers.batch import RowOutcome
from langnghe.registers.kinds import KINDS, REGISTERS
from warehouse import Store, open_store
from warehouse.registers import history, state


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("so") / "co-quan"
    create(folder)
    return Workspace(folder)


@pytest.fixture(scope="module")
def planted(office: Workspace) -> tuple[Path, dict[str, str], Imported]:
    """A register of activities with 37 planted errors, imported once."""
    file = office.root.parent / "hoat-dong.xlsx"
    expected = workbook(file, 4 * len(PLANTED))
    return file, expected, import_register(office, KINDS["activities"], file, at=NOW)


@pytest.fixture
def store(office: Workspace) -> Iterator[Store]:
    with open_store(office.warehouse) as opened:
        yield opened


def sheet(path: Path, *rows: list[Any]) -> Path:
    book = Workbook()
    active = book.active
    assert active is not None
    for row in rows:
        active.append(row)
    book.save(path)
    return path


def test_each_of_37_errors_is_told_at_its_cell_and_nothing_else(
    planted: tuple[Path, dict[str, str], Imported],
) -> None:
    _, expected, done = planted
    told = {remark.place: remark.message for table in done.checked for remark in table.errors}
    assert len(expected) == 37
    assert told.keys() == expected.keys()
    assert [cell for cell, words in expected.items() if words not in told[cell]] == []
    assert done.total(RowOutcome.REFUSED) == 37
    assert done.total(RowOutcome.NEW) == 3 * 37
    first = str(done.errors()[0])
    assert first.startswith("dòng 7, cột unit: ô C7 (Đơn vị): còn trống")


def test_the_workbook_that_goes_back_is_the_file_with_red_cells(
    planted: tuple[Path, dict[str, str], Imported],
) -> None:
    file, expected, done = planted
    assert done.returned == file.with_name("hoat-dong-loi.xlsx")
    book = load_workbook(done.returned)
    sent, back = load_workbook(file).worksheets[0], book.worksheets[0]
    red = {cell.coordinate for row in back for cell in row if cell.fill.fill_type == "solid"}
    lines = {remark.line for table in done.checked for remark in table.errors}
    assert red == set(expected) | {f"P{line}" for line in lines}
    assert back["P3"].value == "Lỗi"
    assert "kết thúc hoạt động" in str(back["P28"].value)
    assert [[c.value for c in row[:15]] for row in back.iter_rows(max_col=15)] == [
        [c.value for c in row] for row in sent.iter_rows(max_col=15)
    ]
    assert book.sheetnames[-1] == "Danh sách lỗi"
    assert book.worksheets[-1].max_row == 1 + len(expected)


def test_the_same_file_again_changes_nothing_and_a_mended_row_is_one_row(
    office: Workspace, planted: tuple[Path, dict[str, str], Imported]
) -> None:
    file, _, done = planted
    landed = sorted(office.landing.rglob("*.jsonl"))
    again = import_register(office, KINDS["activities"], file, at=NOW + timedelta(hours=1))
    assert again.total(RowOutcome.KNOWN) == 3 * 37
    assert again.total(RowOutcome.NEW) == 0
    assert sorted(office.landing.rglob("*.jsonl")) == landed
    assert done.returned is not None
    book = load_workbook(done.returned)
    book.worksheets[0]["C7"] = "LĐLĐ tỉnh Lai Châu"
    book.worksheets[0]["D8"] = "Tên đã sửa"
    book.save(done.returned)
    later = NOW + timedelta(hours=2)
    mended = import_register(office, KINDS["activities"], done.returned, role="analyst", at=later)
    assert (mended.total(RowOutcome.NEW), mended.total(RowOutcome.CHANGED)) == (1, 1)
    assert mended.total(RowOutcome.REFUSED) == 36
    assert mended.checked[0].unread == []  # its column of errors is no column of theirs
    [changed] = [e for e in mended.checked[0].events if e.what == "updated"]
    assert changed.fields == {"name": "Tên đã sửa"}
    with open_store(office.warehouse) as store:
        told = history(store, "register.activities", changed.id)
    assert [(row["what"], row["said_by"]) for row in told] == [
        ("opened", "machine@import"), ("updated", "analyst"),
    ]  # fmt: skip


def test_the_view_says_what_the_fold_says(office: Workspace, store: Store) -> None:
    rows = {row["id"]: row for row in store.dicts("select * from staging.stg_activity_session")}
    fold = state(store, "register.activities")
    assert rows.keys() == fold.keys()
    assert rows
    for id_, values in fold.items():
        for column in REGISTERS["activities"].columns:
            if column.name != "withdrawn":
                seen = rows[id_][column.name]
                seen = seen.isoformat() if isinstance(seen, date) else seen
                assert seen == values.get(column.name), (id_, column.name)


def test_the_size_of_a_session_is_judged_by_the_targets_of_its_day(
    office: Workspace, tmp_path: Path
) -> None:
    people = [29, 30, 99, 100, 200, 201]
    headings = ["Mã HĐ", "Buổi", "Đơn vị", "Tên hoạt động", "Loại", "Kênh", "Từ ngày", "Đoàn viên"]
    rows = [["CỠ", n, "LĐLĐ tỉnh Lai Châu", "Nhóm", "Truyền thông nhóm", "Sự kiện", "05/05/2026", count]
            for n, count in enumerate(people, start=1)]  # fmt: skip
    import_register(
        office, KINDS["activities"], sheet(tmp_path / "co.xlsx", headings, *rows), at=NOW
    )
    with open_store(office.warehouse) as store:
        found = store.rows(
            "select people, size_class from staging.stg_session_size as s "
            "join staging.stg_activity_session as a using (id) where a.code = 'CỠ' order by people"
        )
    assert found == list(
        zip(people, ["nhỏ", "vừa", "vừa", "lớn", "lớn", "ngoài phân loại"], strict=True)
    )


def test_units_are_those_of_the_day(office: Workspace, store: Store) -> None:
    settle(store, office, NOW)
    counted = "select count(*) from staging.unit_on({}) where kind = '{}'"
    assert store.one(counted.format("date '2025-06-30'", "district")) == 8
    assert store.one(counted.format("date '2025-06-30'", "commune")) == 0
    assert store.one(counted.format("date '2025-07-01'", "district")) == 0
    assert store.one(counted.format("date '2025-07-01'", "commune")) == 38
    assert store.one(
        "select count(*) from (select unnest(successors) as heir from staging.stg_unit) "
        "anti join staging.stg_unit as u on u.code = heir"
    ) == 0  # fmt: skip


def test_a_changed_line_of_units_toml_is_one_change(office: Workspace, store: Store) -> None:
    file = office.root / "units.toml"
    text = file.read_text(encoding="utf-8")
    settle(store, office, NOW)
    assert settle(store, office, NOW) == 0
    file.write_text(text.replace('"LĐLĐ Lai Châu"]', '"LĐLĐ Lai Châu", "Công đoàn tỉnh"]'), "utf-8")
    assert settle(store, office, NOW + timedelta(hours=3)) == 1
    assert settle(store, office, NOW + timedelta(hours=4)) == 0
    file.write_text(text.replace('parent = "tld"', 'parent = "tlđ-x"'), encoding="utf-8")
    with pytest.raises(ImportRowsError, match="chưa có đơn vị cấp trên"):
        settle(store, office, NOW + timedelta(hours=5))
    file.write_text(text, encoding="utf-8")


def test_what_a_group_said_leaves_no_name_on_the_disk(office: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "nhom.csv"
    file.write_text(
        "Mã nhóm;Tên nhóm;Loại;Nền tảng;Đơn vị quản trị;Còn hoạt động;Ngày xác nhận\n"
        "zalo-1;Tuyên giáo;Nhóm kín;Zalo;LĐLĐ tỉnh Lai Châu;Có;15/06/2026\n",
        encoding="utf-8",
    )
    assert import_register(office, KINDS["media_groups"], file, at=NOW).total(RowOutcome.NEW) == 1
    notes = tmp_path / "ghi-chep.csv"
    notes.write_text(
        "Mã nhóm;Ngày ghi;Ghi chép;Người nói;Số điện thoại\n"
        "zalo-1;12/06/2026;Gọi 0987 654 321 hỏi phụ cấp ca đêm;Sơn Nữ Bản Bo;0987654321\n"
        "zalo-9;12/06/2026;Nhóm không có trong sổ;;\n",
        encoding="utf-8",
    )
    done = import_register(office, KINDS["media_groups"], notes, at=NOW)
    assert (done.total(RowOutcome.NEW), done.total(RowOutcome.REFUSED)) == (1, 1)
    assert [table.private for table in done.checked] == [["Số điện thoại"]]
    with open_store(office.warehouse) as store:
        [row] = store.dicts("select * from staging.stg_group_note")
        store.connection.execute("checkpoint")
    assert "speaker" not in row
    assert row["note"].endswith("hỏi phụ cấp ca đêm")
    for path in (office.root / "data").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for secret in ("Sơn Nữ Bản Bo", "0987 654 321", "0987654321"):
                assert secret.encode() not in content, path


def test_a_row_called_off_is_gone_from_the_view_and_stays_in_history(
    office: Workspace, tmp_path: Path
) -> None:
    headings = ["Mã", "Thông điệp", "Dùng từ ngày", "Huỷ dòng"]
    for off in (None, "Có"):
        file = sheet(
            tmp_path / "td.xlsx", headings, ["TD-9", "Vì người lao động", "01/05/2026", off]
        )
        import_register(
            office, KINDS["messages"], file, at=NOW + timedelta(minutes=off is not None)
        )
    with open_store(office.warehouse) as store:
        assert store.rows("select id from staging.stg_message") == []
        [id_] = state(store, "register.messages")
        assert len(history(store, "register.messages", id_)) == 2


def test_a_form_becomes_a_question_with_its_clock(office: Workspace, tmp_path: Path) -> None:
    from flows.inquiries import counter

    headings = [
        "Mã phiếu",
        "Nhận lúc",
        "Kênh",
        "Đơn vị",
        "Câu hỏi",
        "Trạng thái",
        "Trả lời đầu lúc",
        "Lý do",
    ]
    unit = "LĐLĐ tỉnh Lai Châu"
    file = sheet(
        tmp_path / "hoi.xlsx", headings,
        ["P1", "18/11/2026 08:30", "Đường dây nóng", unit, "Chậm đóng bảo hiểm thì sao?", "Mới", None, None],
        ["P2", "18/11/2026 09:00", "Đơn thư", unit, "Chế độ thai sản?", "Đã trả lời", "18/11/2026 15:00", None],
        ["P3", "18/11/2026 10:00", "Zalo", unit, "Mua gì không?", "Không hợp lệ", None, "quảng cáo"],
        ["P4", "18/11/2026 23:59", "Website", unit, "Biểu mẫu web: nghỉ Tết mấy ngày?", "Mới", None, None],
    )  # fmt: skip
    import_register(office, KINDS["inquiries"], file, at=NOW)
    import_register(office, KINDS["inquiries"], file, at=NOW + timedelta(minutes=1))
    with open_store(office.warehouse) as store:
        found = {i.question: i for i in counter(store, office).inquiries.values()}
    assert {i.status for i in found.values()} == {"new", "answered", "invalid"}
    assert len(found) == 4
    assert found["Biểu mẫu web: nghỉ Tết mấy ngày?"].channel == "web"
    answered = found["Chế độ thai sản?"]
    assert answered.first_reply_at is not None
    assert answered.first_reply_at - answered.received_at == timedelta(hours=6)
