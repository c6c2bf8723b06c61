"""The template a person downloads: headings, lists, an example that is no row, a guide."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

from langnghe.registers.batch import RowOutcome, check_table
from langnghe.registers.book import read_book
from langnghe.registers.cells import Context
from langnghe.registers.kinds import IDS, KINDS
from langnghe.registers.template import write_template
from nlp.normalise import repair_bytes
from tests.registers.conftest import NOW

PLAN = (
    "posts clippings documents activities inquiries press_contacts reporter_feedback surveys "
    "media_groups info_reports spokespersons messages units targets calendar outcomes"
)


def test_the_kinds_are_the_sixteen_of_the_contract_in_their_order() -> None:
    assert list(KINDS) == list(IDS) == PLAN.split()


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)
def test_every_kind_explains_itself_in_vietnamese(kind) -> None:  # type: ignore[no-untyped-def]
    for table in kind.tables():
        assert table.about or kind.id == "posts"
        assert len({column.heading for column in table.columns}) == len(table.columns)
        assert all(column.help for column in table.columns)
        for column in table.columns:
            if column.type in ("choice", "choices"):
                assert column.choices


def test_the_template_has_lists_formats_an_example_and_a_guide(
    tmp_path: Path, context: Context
) -> None:
    file = tmp_path / "mau.xlsx"
    kind = KINDS["activities"]
    write_template(kind, file, units=context.units.names(), topics=list(context.topics.values()))
    book = load_workbook(file)
    assert book.sheetnames == ["Hoạt động truyền thông", "Câu hỏi", "Hướng dẫn", "Danh mục"]
    assert book["Danh mục"].sheet_state == "hidden"
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == [
        "STT",
        *(column.heading for column in kind.columns),
    ]
    assert sheet["A2"].value == "Ví dụ"
    at = {cell.value: cell.column_letter for cell in sheet[1]}
    lists = {str(rule.sqref).split("2:")[0]: rule for rule in sheet.data_validations.dataValidation}
    assert lists[at["Loại"]].type == "list"
    named = book.defined_names[lists[at["Loại"]].formula1].attr_text
    letter = named.split("$")[1]
    assert book["Danh mục"][f"{letter}2"].value == "Họp báo"
    assert lists[at["Đơn vị"]].formula1 == "units"
    assert lists[at["Số đoàn viên, NLĐ"]].type == "whole"
    assert sheet[f"{at['Ngày bắt đầu']}2"].number_format == "dd/mm/yyyy"
    words = {str(cell.value) for row in book["Hướng dẫn"] for cell in row}
    assert {"Cột", "Bắt buộc", "Kiểu", "Mã hoạt động", "Mã tự đặt; cần khi hoạt động có nhiều buổi hoặc có câu hỏi"} <= words  # fmt: skip


def test_the_example_counts_once_somebody_has_typed_over_it(
    tmp_path: Path, context: Context
) -> None:
    file = tmp_path / "mau.xlsx"
    write_template(KINDS["documents"], file)

    def outcomes() -> dict[RowOutcome, int]:
        [table] = read_book(file, KINDS["documents"], repair_bytes)
        return check_table(table, context, {}, by="analyst", at=NOW).outcomes

    assert outcomes()[RowOutcome.SKIPPED] == 1
    book = load_workbook(file)
    sheet = book.worksheets[0]
    at = {cell.value: cell.column_letter for cell in sheet[1]}
    sheet[f"{at['Trích yếu']}2"] = "Trích yếu của chúng tôi"
    book.save(file)
    assert outcomes()[RowOutcome.NEW] == 1


UTF8_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1"  # comma, quote, UTF-8, from line 1


def test_libreoffice_opens_every_template(tmp_path: Path, context: Context) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("không có LibreOffice trên máy này")
    for kind in KINDS.values():
        write_template(kind, tmp_path / f"{kind.id}.xlsx", units=context.units.names())
    done = subprocess.run(
        [office, "--headless", "--convert-to", UTF8_CSV, "--outdir", str(tmp_path / "csv"),
         *map(str, sorted(tmp_path.glob("*.xlsx")))],
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for kind in KINDS.values():
        first = (tmp_path / "csv" / f"{kind.id}.csv").read_text(encoding="utf-8").splitlines()[0]
        assert first.replace('"', "").startswith("STT,")
