"""A unit's report comes up as XLSX: read back whole, landed as events, counted once."""

from __future__ import annotations

import io
import re
import shutil
from contextlib import suppress
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from flows.measure import answers
from flows.report import make
from flows.report_receive import receive
from flows.report_units import unit_lines
from langnghe.config import Workspace
from langnghe.errors import LangngheError
from langnghe.measure.periods import period_of
from langnghe.measure.records import Figure
from langnghe.report.submission import SHEET, read_submission
from langnghe.report.workbook import to_xlsx
from tests.measure.conftest import Office
from tests.report.conftest import NOW, documents
from warehouse import open_store

H1 = period_of("2026-H1")


@pytest.fixture(scope="session")
def handed_in(empty_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report file that Công đoàn xã B made at its own office, of four documents."""
    folder = tmp_path_factory.mktemp("xa-b")
    workspace = Workspace(Path(shutil.copytree(empty_workspace, folder / "xa-b")))
    with open_store(workspace.warehouse) as store:
        office = Office(store, workspace.landing / "so")
        documents(office, "cd-b", 4)
        office.load()
    frozen = make(workspace, "2026-H1", "Công đoàn xã B", NOW)
    path = folder / "xa-b.xlsx"
    path.write_bytes(to_xlsx(frozen.report, frozen.rows, frozen.submission))
    return path


def counted(workspace: Workspace) -> Figure:
    """Return how many guidance documents the province reports (2.01)."""
    with open_store(workspace.warehouse) as store:
        found = answers(store, H1, NOW, only=["2.01"])
    return next(f for f in found if f.key == "documents" and not f.part)


def test_registers_the_province_does_not_hold_count_once(
    province: Workspace, handed_in: Path
) -> None:
    assert counted(province).value == 3  # of xã A, whose register the province keeps
    done = receive(province, handed_in, NOW)
    assert done.new
    assert dict(done.rows)["documents"] == 4
    assert not done.refused
    assert counted(province).value == 3 + 4
    with open_store(province.warehouse) as store:
        lines = {line.code: line for line in unit_lines(store, H1, NOW)}
        [(sent, way)] = store.rows(
            "select status, type from staging.stg_info_report where unit = 'cd-b'"
        )
    assert (lines["cd-b"].submitted, lines["cd-b"].way) == (
        True, "tệp báo cáo và sổ báo cáo thông tin",
    )  # fmt: skip
    assert (sent, way) == ("sent", "criteria")
    assert lines["cd-b"].answered == done.submission.answered
    assert lines["cd-a"].way == "sổ báo cáo thông tin"

    assert not receive(province, handed_in, NOW).new  # the same file changes nothing
    assert counted(province).value == 7


def test_what_the_province_holds_itself_is_not_counted_twice(
    province: Workspace, handed_in: Path
) -> None:
    with open_store(province.warehouse) as store:
        office = Office(store, province.landing / "so")
        documents(office, "cd-b", 2)  # two of the four, as the province has typed them
        office.load()
    assert counted(province).value == 5
    done = receive(province, handed_in, NOW)
    assert dict(done.kept_out)["documents"] == 4
    assert "documents" not in done.rows
    assert counted(province).value == 5


def test_a_later_file_takes_the_place_of_the_earlier(province: Workspace, handed_in: Path, tmp_path: Path) -> None:  # fmt: skip
    receive(province, handed_in, NOW)
    again = _with(handed_in, tmp_path / "lai.xlsx", drop="Hướng dẫn số 4")
    done = receive(province, again, NOW)
    assert (done.new, done.withdrawn) == (True, 1)
    assert counted(province).value == 3 + 3


def test_a_file_changed_by_hand_is_refused(
    province: Workspace, handed_in: Path, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(handed_in)
    sheet = book[SHEET]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value and "Hướng dẫn số 2" in str(cell.value):
                cell.value = str(cell.value).replace("Hướng dẫn số 2", "Hướng dẫn số hai")
    book.save(tmp_path / "sua.xlsx")
    with pytest.raises(LangngheError, match="SHA-256 không khớp"):
        receive(province, tmp_path / "sua.xlsx", NOW)
    other = openpyxl.Workbook()
    other.save(tmp_path / "khac.xlsx")
    with pytest.raises(LangngheError, match="không có trang “Dữ liệu nộp”"):
        receive(province, tmp_path / "khac.xlsx", NOW)
    (tmp_path / "hong.xlsx").write_bytes(b"PK")
    with pytest.raises(LangngheError, match="không phải tệp XLSX"):
        receive(province, tmp_path / "hong.xlsx", NOW)


def test_a_unit_nobody_knows_is_refused(bare: Workspace, handed_in: Path) -> None:
    text = (bare.root / "units.toml").read_text(encoding="utf-8")
    (bare.root / "units.toml").write_text(text.replace("cd-b", "cd-c"), encoding="utf-8")
    bare.warehouse.unlink()
    shutil.rmtree(bare.landing)
    from flows.registers import settle

    with open_store(bare.warehouse) as store:
        settle(store, bare, NOW)
    with pytest.raises(LangngheError, match="không có trong sổ đơn vị"):
        receive(bare, handed_in, NOW)


def test_the_file_of_a_unit_opens_like_any_report(handed_in: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(handed_in.read_bytes()))
    assert {"Tóm tắt", "TC1", "TC5", "Chỉ tiêu", SHEET} <= set(book.sheetnames)
    handed = read_submission(handed_in)
    assert (handed.unit, handed.period) == ("cd-b", "2026-H1")
    assert len(handed.rows["documents"]) == 4
    assert handed.answered > 0


def test_what_a_library_says_of_an_odd_file_stays_out_of_our_output(
    handed_in: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = tmp_path / "le.xlsx"
    with ZipFile(handed_in) as old, ZipFile(odd, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/styles.xml":  # a style that leans on one there is not
                assert b"<cellStyle " in data
                data = re.sub(rb'(<cellStyle [^>]*xfId=")\d+', rb"\g<1>99", data)
            new.writestr(name, data)
    with suppress(LangngheError):
        read_submission(odd)
    assert capsys.readouterr().out == ""


def _with(path: Path, out: Path, *, drop: str) -> Path:
    """Write a file as the unit would send it after dropping a document: hashed anew."""
    import hashlib

    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    lines = [row[0] for row in sheet.iter_rows(min_row=3, values_only=True) if row[0]]
    kept = [str(line) for line in lines if drop not in str(line)]
    assert len(kept) == len(lines) - 1
    body = "\n".join(kept)
    sheet.delete_rows(2, sheet.max_row)
    for line, text in enumerate([hashlib.sha256(body.encode()).hexdigest(), *kept], start=2):
        sheet.cell(line, 1, text)
    book.save(out)
    return out
