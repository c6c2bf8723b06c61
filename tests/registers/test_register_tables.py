"""Files as people hand them over: titles, merged headings, old encodings, several sheets."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from langnghe.errors import LangngheError
from langnghe.registers.batch import CheckedTable, RowOutcome, check_table
from langnghe.registers.book import Table, read_book
from langnghe.registers.cells import Context
from langnghe.registers.header import find_header
from langnghe.registers.kinds import KINDS
from langnghe.registers.sheet_write import OutSheet, write_workbook
from langnghe.registers.sheet_xml import read_workbook
from nlp.normalise import repair_bytes
from tests.registers.conftest import NOW

HEADINGS = ["Số, ký hiệu", "Loại văn bản", "Trích yếu", "Ngày ký", "Đơn vị"]
ROW = ["12/HD-LĐLĐ", "Hướng dẫn", "Tháng Công nhân", date(2026, 4, 10), "LĐLĐ tỉnh Lai Châu"]


def book(path: Path, *rows: list[Any], merge: tuple[str, ...] = (), title: str = "Sheet1") -> Path:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for area in merge:
        sheet.merge_cells(area)
    made.save(path)
    return path


def only(path: Path, kind: str = "documents") -> Table:
    [table] = read_book(path, KINDS[kind], repair_bytes)
    return table


def checked(path: Path, context: Context, kind: str = "documents") -> CheckedTable:
    return check_table(only(path, kind), context, {}, by="analyst", at=NOW)


def test_a_cell_of_twenty_thousand_letters_over_a_hundred_columns_is_read_at_once() -> None:
    """Each column below is read together with what stands above it: it took half a minute."""
    rows = [*(["ă " * 10_000, *[None] * 160], [f"cột {n}" for n in range(160)]) * 6, [*HEADINGS]]
    start = process_time()

    found = find_header(rows, KINDS["documents"].aliases())

    assert process_time() - start < 2
    assert found is not None
    assert found.headings == tuple(HEADINGS)


def test_a_parquet_file_with_words_that_are_none_names_the_row(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    arrow = pytest.importorskip("pyarrow")
    cells = [arrow.array([f"{n}/HD-LĐLĐ" for n in range(4)]), arrow.array([*"abc", "QQQQ"])]
    path = tmp_path / "vb.parquet"
    parquet.write_table(
        arrow.table(cells, names=[HEADINGS[0], "Trích yếu"]), path, compression="none", use_dictionary=False,
        write_statistics=False,
    )  # fmt: skip
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"QQQQ", b"\xe1\xe1\xe1\xe1"))
    with pytest.raises(LangngheError, match="dòng 5: tệp Parquet hỏng từ đây"):
        only(path)
    path.write_bytes(whole.replace("Trích".encode(), b"\xff\xfe\xff\xfe\xff\xfe"))
    with pytest.raises(LangngheError, match="không phải tệp Parquet"):
        only(path)


def test_a_title_and_a_row_of_numbers_around_the_headings(tmp_path: Path, context: Context) -> None:
    file = book(
        tmp_path / "vb.xlsx",
        ["LĐLĐ TỈNH LAI CHÂU"], [], ["DANH SÁCH VĂN BẢN, NĂM 2026"],
        ["STT", *HEADINGS], ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"], [1, *ROW], [None] * 6,
        ["Tổng cộng", 1],
        merge=("A1:F1", "A3:F3"),
    )  # fmt: skip
    found = checked(file, context)
    assert found.outcomes[RowOutcome.NEW] == 1
    assert found.outcomes[RowOutcome.SKIPPED] == 1  # the line of totals
    assert found.unread == []
    bad = book(tmp_path / "x.xlsx", ["DANH SÁCH"], HEADINGS, [*ROW[:3], "31/02/2026", ROW[4]])
    [remark] = checked(bad, context).errors
    assert (remark.place, remark.line, remark.column) == ("D3", 3, "signed_on")
    told = str(remark.error(sheets=False))
    assert told.startswith("dòng 3, cột signed_on: ô D3 (Ngày ký): không có ngày")


def test_headings_over_two_merged_lines(tmp_path: Path, context: Context) -> None:
    file = book(
        tmp_path / "hd.xlsx",
        ["Mã HĐ", "Đơn vị", "Tên hoạt động", "Loại hình", "Kênh", "Từ ngày", "Thành phần dự", None, None],
        [None] * 6 + ["Đoàn viên", "Khách mời", "Phóng viên"],
        ["A1", "LĐLĐ tỉnh Lai Châu", "Đối thoại", "Đối thoại", "Sự kiện", "05/05/2026", 80, 3, 2],
        merge=("A1:A2", "B1:B2", "G1:I1"),
    )  # fmt: skip
    [row] = checked(file, context, "activities").rows
    assert (row.values["members"], row.values["guests"], row.values["reporters"]) == (80, 3, 2)


def test_later_sessions_inherit_and_merged_cells_reach_down(
    tmp_path: Path, context: Context
) -> None:
    headings = ["Mã HĐ", "Buổi", "Đơn vị", "Tên hoạt động", "Loại", "Kênh", "Từ ngày", "Đoàn viên"]
    first = ["A1", 1, "LĐLĐ tỉnh Lai Châu", "Tập huấn", "Tập huấn", "Sự kiện", "05/05/2026", 29]
    file = book(
        tmp_path / "hd.xlsx", headings, first, ["A1", 2, *[None] * 5, 100],
        [None, 3, *[None] * 5, 201], merge=("A3:A4",),
    )  # fmt: skip
    rows = checked(file, context, "activities").rows
    assert [(r.values["session"], r.values["name"], r.values["members"]) for r in rows] == [
        (1, "Tập huấn", 29), (2, "Tập huấn", 100), (3, "Tập huấn", 201),
    ]  # fmt: skip


def test_questions_stand_on_their_own_sheet_and_name_a_session(
    tmp_path: Path, context: Context
) -> None:
    file = tmp_path / "hd.xlsx"
    book(file, ["Mã hoạt động", "Câu hỏi", "Chủ đề câu hỏi", "Đúng trọng tâm"],
         ["A1", "Bao giờ tăng lương?", "Đời sống", "x"])  # fmt: skip
    table = only(file, "activities")
    assert table.kind.id == "activity_questions"  # told by its headings, also in a CSV
    [remark] = check_table(
        table, Context(now=NOW, units=context.units, topics=context.topics, known={"activities": frozenset({"b2"})}),
        {}, by="analyst", at=NOW,
    ).errors  # fmt: skip
    assert "chưa có mã “A1”" in remark.message


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "cp1258"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_text_tables_in_any_encoding_and_with_any_mark(
    tmp_path: Path, context: Context, codec: str, mark: str
) -> None:
    file = tmp_path / "vb.csv"
    lines = [mark.join(f'"{name}"' for name in HEADINGS), mark.join(
        f'"{cell}"' for cell in ("12/HD-LĐLĐ", "Hướng dẫn", "Tháng Công nhân, đợt 1; đợt 2", "10/04/2026", "LĐLĐ tỉnh Lai Châu"))]  # fmt: skip
    text = "Danh sách văn bản\n" + "\n".join(lines) + "\n"
    file.write_bytes(windows_1258(text) if codec == "cp1258" else text.encode(codec))
    [row] = checked(file, context).rows
    assert row.values["title"] == "Tháng Công nhân, đợt 1; đợt 2"
    assert row.values["unit"] == "ldld-lai-chau"


def windows_1258(text: str) -> bytes:
    """Return text as old Windows programs wrote it: letters with their shape, tones after them."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    pieces: list[str] = []
    for character in unicodedata.normalize("NFD", text):
        shape = "\u0300" <= character <= "\u036f" and character not in tones
        if shape and pieces[-1] in tones:  # ệ: the dot comes first, the hat belongs to the letter
            pieces[-2] += character
        elif shape:
            pieces[-1] += character
        else:
            pieces.append(character)
    return b"".join(unicodedata.normalize("NFC", piece).encode("cp1258") for piece in pieces)


def test_extra_columns_are_named_and_private_ones_left_out(
    tmp_path: Path, context: Context
) -> None:
    file = book(tmp_path / "vb.xlsx", [*HEADINGS, "Ghi chú riêng", "Số điện thoại", "Họ tên người hỏi"],
                [*ROW, "để sau", "0912345678", "Nguyễn Thị B"])  # fmt: skip
    found = checked(file, context)
    assert found.unread == ["Ghi chú riêng"]
    assert found.private == ["Số điện thoại", "Họ tên người hỏi"]
    assert "0912" not in str(found.events)


def test_an_old_mac_workbook_and_dates_kept_as_numbers(tmp_path: Path, context: Context) -> None:
    made = Workbook()
    made.epoch = CALENDAR_MAC_1904
    sheet = made.active
    assert sheet is not None
    sheet.append(HEADINGS)
    sheet.append(ROW)
    sheet.append(["13/HD-LĐLĐ", "Hướng dẫn", "Hai", 46122 - 1462, "LĐLĐ tỉnh Lai Châu"])
    made.save(tmp_path / "mac.xlsx")
    days = [row.values["signed_on"] for row in checked(tmp_path / "mac.xlsx", context).rows]
    assert days == ["2026-04-10", "2026-04-10"]


def test_json_lines_leave_out_what_they_do_not_say(tmp_path: Path, context: Context) -> None:
    file = tmp_path / "vb.jsonl"
    file.write_text(
        '{"symbol":"12/HD","type":"guidance","title":"A","signed_on":"2026-04-10","unit":"ldld-lai-chau"}\n'
        '{"symbol":"13/HD","type":"guidance","title":"B","signed_on":"2026-04-10","unit":"ldld-lai-chau","sent_on":null}\n'
        "{hỏng\n",
        encoding="utf-8",
    )
    found = checked(file, context)
    assert ["sent_on" in row.values for row in found.rows] == [False, True]
    [remark] = found.errors
    assert (remark.line, remark.place) == (3, "")


def test_every_row_ends_in_one_counted_outcome(tmp_path: Path, context: Context) -> None:
    file = book(tmp_path / "vb.xlsx", HEADINGS, ROW, ROW, [*ROW[:4], "Đâu đó"],
                ["14/HD", *ROW[1:]], ["Ví dụ"])  # fmt: skip
    first = check_table(only(file), context, {}, by="analyst", at=NOW)
    assert sum(first.outcomes.values()) == 5
    assert [e.message for e in first.errors][:1] == ["trùng với dòng 2; giữ một dòng"]
    state = {event.id: dict(event.fields) for event in first.events}
    again = check_table(only(file), context, state, by="analyst", at=NOW)
    assert again.events == []
    assert again.outcomes[RowOutcome.KNOWN] == first.outcomes[RowOutcome.NEW] == 2


def test_a_changed_row_says_what_changed(tmp_path: Path, context: Context) -> None:
    file = book(tmp_path / "vb.xlsx", [*HEADINGS, "Ngày gửi"], [*ROW, date(2026, 4, 11)])
    first = check_table(only(file), context, {}, by="analyst", at=NOW)
    state = {event.id: dict(event.fields) for event in first.events}
    book(file, [*HEADINGS, "Ngày gửi"], [*ROW[:2], "Trích yếu mới", *ROW[3:], None])
    [event] = check_table(only(file), context, state, by="analyst", at=NOW).events
    assert (event.what, event.fields) == ("updated", {"title": "Trích yếu mới", "sent_on": None})


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [(b"", "a.csv", "tệp trống"), (b"x", "a.xlsx", "không phải tệp XLSX"), (b"PAR0", "a.parquet", "Parquet"),
     (b"x", "a.doc", "không nhận dạng .doc"), ("cột lạ,cột khác\n1,2\n".encode(), "a.csv", "không có tên cột nào quen")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_one_line(
    tmp_path: Path, content: bytes, name: str, told: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LangngheError, match=told):
        read_book(tmp_path / name, KINDS["documents"], repair_bytes)


def test_our_walk_over_cells_gives_what_openpyxl_gives(tmp_path: Path) -> None:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    noon = datetime.fromisoformat("2026-06-12 12:00")
    rows: list[list[Any]] = [
        ["Chữ có dấu", 1, 2.5, -3, True, False, None, "0012"],
        [],
        [date(2026, 6, 12), noon, time(8, 30), timedelta(hours=30), 1e-7, "  hai  "],
        [None, None, "=1+1", "dòng\nhai", "<thẻ> & “ngoặc”"],
    ]
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("A4:B5")
    made.create_sheet("Ẩn").sheet_state = "hidden"
    made.save(tmp_path / "x.xlsx")
    [ours], from_1904 = read_workbook(tmp_path / "x.xlsx")
    peer = load_workbook(tmp_path / "x.xlsx", read_only=True, data_only=True)
    theirs = [list(row) for row in peer.worksheets[0].iter_rows(values_only=True)]
    for row in theirs:
        while row and row[-1] is None:
            row.pop()
    while theirs and not theirs[-1]:
        theirs.pop()
    assert ours.rows == theirs
    assert ours.merged == ((4, 1, 5, 2),)
    assert not from_1904
    peer.close()


def test_what_goes_back_is_text_where_it_was_text_and_a_day_where_it_was_a_day(
    tmp_path: Path,
) -> None:
    morning = datetime.fromisoformat("2026-06-12 08:30")
    rows: list[list[Any]] = [
        ["=cmd()", "<b>&", "dòng\nhai", "  hai  ", "\x0b"],
        [1, 2.5, True, None, date(2026, 6, 12), morning, time(8, 30), timedelta(hours=30)],
    ]
    out = OutSheet(title="Tháng [6]: a/b", rows=rows, red={2: frozenset({3, 4})}, bold=1)
    write_workbook(tmp_path / "x.xlsx", [out, OutSheet(title="tháng  6   a b", rows=[])])
    book_ = load_workbook(tmp_path / "x.xlsx")
    sheet = book_.worksheets[0]
    assert [cell.value for cell in sheet[1]][:4] == ["=cmd()", "<b>&", "dòng\nhai", "  hai  "]
    assert sheet["A1"].data_type == "s"
    assert sheet["A1"].font.bold
    found = [cell.value for cell in sheet[2]]
    noon = datetime.fromisoformat("2026-06-12")
    assert found == [1, 2.5, True, None, noon, morning, time(8, 30), timedelta(hours=30)]
    assert [c.coordinate for c in sheet[2] if c.fill.fill_type == "solid"] == ["D2", "E2"]
    assert len({title.lower() for title in book_.sheetnames}) == 2
