"""The review sheet: what is written is text, what is read back is exactly what a person meant."""

from __future__ import annotations

import csv
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from langnghe.errors import LangngheError
from langnghe.registers.review import Checked, RowOutcome, judge, read_rows, same
from langnghe.registers.sheet import CORRECTIONS, HEADING, SHEET, key_of, sheet_key, write_sheet
from langnghe.registers.tables import read_table
from nlp.normalise import repair_bytes
from nlp.review import CHOICES, completed, wrong

POST, REVISION, MODEL = "1234567890123456", "12e4567890123456", "linear@1"
KEY = (POST, REVISION, MODEL)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
MACHINE = {
    "in_scope": ("1",), "topic": ("strike", "welfare"), "tone": ("neutral",),
    "stance_union": ("none",), "intent": ("inform",), "risk": ("1",),
}  # fmt: skip
OUTSIDE = {**MACHINE, "in_scope": ("0",), "topic": ("off_topic",), "risk": ("0",)}
EMPTY = dict.fromkeys((c.name for c in SHEET.columns), "")


def row(**cells: Any) -> dict[str, Any]:
    return {**EMPTY, "key": sheet_key(POST, REVISION, "random"), "model": MODEL, **cells}


def check(*rows: dict[str, Any], machine: dict[str, Any] = MACHINE, known: Any = None) -> Checked:
    """Judge filled rows, the first in line 2 as a spreadsheet counts."""
    checked = Checked()
    filled = read_rows(enumerate(rows, start=2), CHOICES, checked)
    judge(
        filled, checked, machine={KEY: machine}, known=known or {}, wrong=wrong,
        completed=completed, role="analyst", reader="", at=NOW,
    )  # fmt: skip
    assert sum(checked.outcomes.values()) == len(rows)  # one counted outcome a row
    return checked


def words(checked: Checked) -> dict[str, tuple[str, ...]]:
    return {v.task: v.labels for v in checked.verdicts}


def only(checked: Checked) -> RowOutcome:
    [outcome] = [o for o, n in checked.outcomes.items() if n]
    return outcome


def test_a_row_left_empty_says_nothing() -> None:
    found = check(row())
    assert (only(found), found.verdicts) == (RowOutcome.EMPTY, [])


def test_a_row_marked_read_confirms_every_label() -> None:
    found = check(row(done="x"))
    assert only(found) is RowOutcome.CONFIRMED
    assert words(found) == MACHINE
    assert {(v.chosen, v.machine_model, v.model) for v in found.verdicts} == {
        ("random", MODEL, "person@analyst")
    }


def test_a_correction_without_a_mark_judges_that_label_alone() -> None:
    found = check(row(tone="tiêu cực"))
    assert (only(found), words(found)) == (RowOutcome.CHANGED, {"tone": ("negative",)})
    assert found.verdicts[0].machine == ("neutral",)


def test_writing_the_machines_own_label_confirms_it() -> None:
    assert only(check(row(tone="trung lập"))) is RowOutcome.CONFIRMED


def test_topics_are_replaced_as_a_list() -> None:
    found = check(row(topic_1="Tết Sum vầy", topic_2="Phúc lợi, trợ giúp"))
    assert words(found) == {"topic": ("tet_care", "welfare")}


@pytest.mark.parametrize(
    "typed",
    ["TIÊU CỰC", "tieu cuc", "negative", " tiêu cực ", unicodedata.normalize("NFD", "tiêu cực")],
)
def test_people_type_as_they_do(typed: str) -> None:
    assert words(check(row(tone=typed))) == {"tone": ("negative",)}


@pytest.mark.parametrize("typed", [2, 2.0, "2", "2 – cảnh báo", "cảnh báo"])
def test_a_spreadsheet_may_make_a_number_of_a_risk(typed: object) -> None:
    assert words(check(row(risk=typed))) == {"risk": ("2",)}


@pytest.mark.parametrize("mark", ["x", "X", "đúng", "v", 1, True, "✓"])
def test_marks_people_make(mark: object) -> None:
    assert only(check(row(done=mark))) is RowOutcome.CONFIRMED


def test_out_of_scope_settles_what_the_guide_settles() -> None:
    found = check(row(in_scope="ngoài phạm vi", done="x"))
    assert words(found) == {"in_scope": ("0",), "tone": ("neutral",), "intent": ("inform",)}
    assert only(found) is RowOutcome.CHANGED


def test_into_scope_with_its_topic() -> None:
    found = check(row(in_scope="trong phạm vi", topic_1="Chính sách nhà nước"), machine=OUTSIDE)
    assert words(found) == {"in_scope": ("1",), "topic": ("state_policy",)}


@pytest.mark.parametrize(
    ("cells", "machine", "column", "said"),
    [
        ({"key": "123"}, MACHINE, "Mã phiếu", "chép lại"),
        ({"key": ""}, MACHINE, "Mã phiếu", "chép lại"),
        ({"key": sheet_key("f" * 16, REVISION, "random"), "done": "x"}, MACHINE, "Mã phiếu", "kho không có"),
        ({"model": "khác@1", "done": "x"}, MACHINE, "Mã phiếu", "kho không có"),
        ({"model": ""}, MACHINE, "Mô hình", "chép lại"),
        ({"tone": "xấu"}, MACHINE, "Sửa: sắc thái", "tiêu cực, trung lập, tích cực"),
        ({"risk": "7"}, MACHINE, "Sửa: rủi ro", "không có “7”"),
        ({"topic_1": "Bóng đá"}, MACHINE, "Sửa: chủ đề chính", "danh sách"),
        ({"topic_2": "Tết Sum vầy"}, MACHINE, "Sửa: chủ đề 2", "Sửa: chủ đề chính"),
        ({"topic_1": "strike", "topic_2": "Ngừng việc, đình công"}, MACHINE, "Sửa: chủ đề 2", "hai lần"),
        ({"done": "có lẽ"}, MACHINE, "Đã đọc", "ghi x"),
        ({"in_scope": "ngoài", "done": "x"}, MACHINE, "Sửa: phạm vi", "trong phạm vi, ngoài phạm vi"),
        ({"in_scope": "ngoài phạm vi", "risk": "2"}, MACHINE, "Sửa: phạm vi", "không có rủi ro"),
        ({"topic_1": "Tết Sum vầy"}, OUTSIDE, "Sửa: phạm vi", "ngoài phạm vi"),
        ({"in_scope": "trong phạm vi"}, OUTSIDE, "Sửa: chủ đề chính", "cần chủ đề"),
        ({"topic_1": "Ngoài phạm vi"}, MACHINE, "Sửa: chủ đề chính", "cần chủ đề"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_with_its_remedy(
    cells: dict[str, Any], machine: dict[str, Any], column: str, said: str
) -> None:
    found = check(row(**cells), machine=machine)
    assert (only(found), found.verdicts) == (RowOutcome.REFUSED, [])
    [error] = found.errors
    assert (error.line, error.column) == (2, column)
    assert said in error.message
    assert str(error).startswith(f"dòng 2, cột {column}: ")


def test_good_rows_go_on_beside_bad_ones_and_no_post_twice() -> None:
    other = sheet_key("a" * 16, "b" * 16, "uncertain")
    found = check(row(done="x"), row(done="x"), row(key=other, done="x"), row(tone="xấu", risk="9"))
    assert found.outcomes[RowOutcome.CONFIRMED] == 1
    assert found.outcomes[RowOutcome.REFUSED] == 3
    assert [e.line for e in found.errors] == [3, 5, 5, 4]
    assert "trùng mã với dòng 2" in found.errors[0].message


def test_what_this_reader_said_before_is_known() -> None:
    known = {(POST, REVISION, task): labels for task, labels in MACHINE.items()}
    assert only(check(row(done="x"), known=known)) is RowOutcome.KNOWN
    found = check(row(done="x", tone="tích cực"), known=known)
    assert words(found) == {"tone": ("positive",)}  # only what is new


LABELS = {
    task: st.sampled_from(sorted(names)) for task, names in CHOICES.items() if task != "topic"
}


@given(
    said=st.fixed_dictionaries({}, optional=LABELS),
    topics=st.lists(st.sampled_from(sorted(CHOICES["topic"])), max_size=3, unique=True),
    done=st.booleans(),
    machine=st.sampled_from([MACHINE, OUTSIDE]),
)
def test_every_accepted_row_leaves_labels_that_the_guide_allows(
    said: dict[str, str], topics: list[str], done: bool, machine: dict[str, Any]
) -> None:
    cells = {task: CHOICES[task][label] for task, label in said.items()}
    cells |= {f"topic_{n}": CHOICES["topic"][t] for n, t in enumerate(topics, start=1)}
    found = check(row(**cells, done="x" if done else ""), machine=machine)
    if found.verdicts:
        whole = completed({**machine, **words(found)})
        assert wrong(whole) is None
        assert all(v.machine == machine[v.task] for v in found.verdicts)
        changed = any(not same(v.labels, v.machine) for v in found.verdicts)
        assert only(found) is (RowOutcome.CHANGED if changed else RowOutcome.CONFIRMED)
    else:
        assert only(found) in (RowOutcome.EMPTY, RowOutcome.REFUSED)
    assert bool(found.errors) == (only(found) is RowOutcome.REFUSED)


HOSTILE = ["=1+1", "@SUM(A1)", "+84", "-5", "\t=cmd", "=HYPERLINK(\"http://x.example\")", "\x07chuông",
           "Tiếng Việt có dấu: ướt, Ặ, đ", "dòng một\ndòng hai", "a;b,c\"d", "\ud800"]  # fmt: skip


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_sheet_written_is_read_back(tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"phieu{suffix}"
    rows = [
        row(key=sheet_key(f"{n:016x}", "9" * 16, "uncertain"), title=text, excerpt=text,
            url="https://bao.example/1.html", said_tone="tiêu cực")
        for n, text in enumerate(HOSTILE)
    ]  # fmt: skip
    write_sheet(rows, out, CHOICES)
    back = dict(read_table(out, decode=repair_bytes, aliases=SHEET.aliases()))
    assert list(back) == list(range(2, len(HOSTILE) + 2))  # a line break in a cell is no line
    for line, written in enumerate(rows, start=2):
        read = back[line]
        assert isinstance(read, dict)
        assert key_of(read["key"]) == key_of(written["key"])
        assert read["model"] == MODEL
        if "Tiếng" in written["title"]:
            assert read["title"] == written["title"]
    assert [p.name for p in tmp_path.iterdir()] == [out.name]  # nothing half-written beside it


def test_a_workbook_holds_text_only_and_lists_to_choose_from(tmp_path: Path) -> None:
    out = tmp_path / "phieu.xlsx"
    write_sheet([row(title=text, excerpt=text) for text in HOSTILE], out, CHOICES)
    book = load_workbook(out)
    kinds = {c.data_type for s in book.worksheets for r in s.iter_rows() for c in r if c.value}
    assert kinds == {"s"}  # no formula, no number: ids stay ids
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    assert heads == [column.heading for column in SHEET.columns]
    lists = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation}
    places = {c.name: i for i, c in enumerate(SHEET.columns)}
    for task, columns in CORRECTIONS.items():
        area = " ".join(
            f"{sheet.cell(1, places[c] + 1).column_letter}2:"
            f"{sheet.cell(1, places[c] + 1).column_letter}{len(HOSTILE) + 1}"
            for c in columns
        )
        assert lists[area] == f"list_{task}"
        name, cells = next(book.defined_names[f"list_{task}"].destinations)
        found = [c.value for line in book[name][cells] for c in line]
        assert found == list(CHOICES[task].values())


def test_a_csv_disarms_formulas(tmp_path: Path) -> None:
    out = tmp_path / "phieu.csv"
    write_sheet([row(title=text) for text in HOSTILE], out, CHOICES)
    with out.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for line in csv.reader(file) for cell in line]
    assert not [c for c in cells if c.lstrip().startswith(("=", "+", "@", "-"))]


def test_a_csv_saved_by_a_vietnamese_excel_is_read(tmp_path: Path) -> None:
    out = tmp_path / "phieu.csv"
    write_sheet([row(title="Công đoàn, công nhân")], out, CHOICES)
    with out.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    lines[1][[*HEADING].index("tone")] = "tiêu cực"
    with out.open("w", encoding="utf-16", newline="") as file:
        csv.writer(file, delimiter=";").writerows(lines)
    checked = Checked()
    table = read_table(out, decode=repair_bytes, aliases=SHEET.aliases())
    [filled] = read_rows(table, CHOICES, checked)
    assert (filled.key, filled.corrected) == (KEY, {"tone": ("negative",)})


def test_other_endings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LangngheError, match=r"\.xlsx hoặc \.csv"):
        write_sheet([], tmp_path / "phieu.pdf", CHOICES)


@given(
    st.text("0123456789abcdef", min_size=16, max_size=16), st.sampled_from(["random", "uncertain"])
)
def test_a_key_is_never_a_number_and_comes_back_whole(post_id: str, chosen: Any) -> None:
    key = sheet_key(post_id, post_id[::-1], chosen)
    assert key[0].isalpha()
    assert key_of(key) == (post_id, post_id[::-1], chosen)
